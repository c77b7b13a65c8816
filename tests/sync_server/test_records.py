"""Taking in batches of records."""

from sync.protocol.digest import sha256_hex
from sync.protocol.receipt import parse_receipt, verify_receipt
from tests.support.device import Device


def test_a_record_is_created_and_its_receipt_is_signed_by_the_pinned_key(device: Device) -> None:
    item = device.seal()
    reply = device.send_packed(item)
    assert reply.status_code == 200
    (result,) = reply.json()["results"]
    assert result["status"] == "created"
    receipt = parse_receipt(result["receipt"])
    assert receipt is not None
    assert (receipt.id, receipt.sha256) == (item["id"], item["sha256"])
    assert verify_receipt(device.server_key, receipt)


def test_missing_files_are_named_for_each_record(device: Device) -> None:
    (result,) = device.results(device.seal(photos=[b"photo"]))
    assert result["missing_files"] == [sha256_hex(b"photo")]
