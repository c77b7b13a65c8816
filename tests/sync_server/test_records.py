"""Taking in batches of records: created, duplicate, quarantined, each with a receipt."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.digest import from_base64, sha256_hex, to_base64
from sync.protocol.messages import Status
from sync.protocol.receipt import parse_receipt, verify_receipt
from sync.server.errors import DatabaseTrouble
from sync.server.tables.records import load_quarantined, load_records
from sync.server.work import ingesting, rechecking
from sync.server.work.catching_up import recheck_new
from sync.server.work.examining import Sender
from sync.server.work.ingesting import take_in
from sync.server.work.opening import Office
from tests.support.device import INSTRUMENT_ID, Device, inspection
from tests.support.serving import enrolled_device

Item = dict[str, Any]


def rows(office: Office) -> list[Any]:
    recheck_new(office)
    with office.database.reading() as connection:
        return list(load_records(connection))


def quarantined(office: Office) -> list[Any]:
    with office.database.reading() as connection:
        return list(load_quarantined(connection))


def statuses(results: list[Item]) -> list[str]:
    return [result["status"] for result in results]


def test_a_record_is_created_and_its_receipt_is_signed_by_the_pinned_key(
    device: Device, office: Office
) -> None:
    item = device.seal()
    reply = device.send_packed(item)
    (result,) = reply.json()["results"]
    receipt = parse_receipt(result["receipt"])
    assert reply.status_code == 200
    assert set(reply.json()) == {"epoch", "server_time", "results"}
    assert result["status"] == "created"
    assert receipt is not None
    assert (receipt.id, receipt.sha256) == (item["id"], item["sha256"])
    assert verify_receipt(device.server_key, receipt)
    (row,) = rows(office)
    assert row.body == item["body"].encode()
    assert (row.instrument_id, row.site_id, row.verdict) == (INSTRUMENT_ID, "S-001", "pass")


def test_the_same_bytes_again_are_a_duplicate_with_the_same_receipt(device: Device) -> None:
    item = device.seal()
    (first,) = device.results(item)
    (second,) = device.results(item)
    assert second["status"] == "duplicate"
    assert second["receipt"] == first["receipt"]


def test_the_same_record_twice_in_a_batch_is_created_once(device: Device, office: Office) -> None:
    item = device.seal()
    first, second = device.results(item, item)
    assert (first["status"], second["status"]) == ("created", "duplicate")
    assert first["receipt"] == second["receipt"]
    assert len(rows(office)) == 1


def test_text_of_every_script_keeps_its_bytes(device: Device, office: Office) -> None:
    item = device.seal(note='加油站 é \u2028 \U0001f600 \\ " \x01')
    assert statuses(device.results(item)) == ["created"]
    assert rows(office)[0].body == item["body"].encode()


def test_records_are_taken_in_any_order(device: Device, office: Office) -> None:
    first, second, third = (device.seal() for _ in range(3))
    for item in (third, first, second):
        assert statuses(device.results(item)) == ["created"]
    assert [row.quarantine for row in rows(office)] == ["", "", ""]


def test_missing_files_are_named_for_each_record_until_they_came(device: Device) -> None:
    photos = [b"photo one", b"photo two"]
    item, plain = device.seal(photos=photos), device.seal()
    with_photos, without = device.results(item, plain)
    assert sorted(with_photos["missing_files"]) == sorted(map(sha256_hex, photos))
    assert without["missing_files"] == []
    device.upload(photos[0])
    assert device.results(item)[0]["missing_files"] == [sha256_hex(photos[1])]


def test_our_own_evaluation_agrees_with_an_honest_record(device: Device, office: Office) -> None:
    device.results(device.seal())
    assert rows(office)[0].recheck == "same"


def tampered_outcome() -> Item:
    content = inspection(neck_reading_mm="31", runs=3)
    assert content["evaluation"]["outcome"]["verdict"] == "fail"
    content["evaluation"]["outcome"]["verdict"] = "pass"
    return content


def other_rule_data() -> Item:
    content = inspection()
    content["evaluation"]["rule_sha256"] = "0" * 64
    return content


def refused_input() -> Item:
    content = inspection()
    content["evaluation"]["input"]["phase"] = "no such phase"
    return content


@pytest.mark.parametrize(
    ("make", "recheck"),
    [(tampered_outcome, "differs"), (other_rule_data, "no-rule"), (refused_input, "invalid")],
)
def test_an_outcome_that_we_cannot_confirm_is_flagged_and_never_refused(
    device: Device, office: Office, make: Callable[[], Item], recheck: str
) -> None:
    assert statuses(device.results(device.seal_content(make()))) == ["created"]
    assert rows(office)[0].recheck == recheck


def test_a_fault_of_our_own_evaluation_keeps_no_record_waiting(
    device: Device, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(rechecking, "evaluate", break_down)
    assert statuses(device.results(device.seal())) == ["created"]
    assert rows(office)[0].recheck == "failed"


def schema_of_tomorrow(device: Device) -> Item:
    return device.seal(schema=2)


def no_instrument(device: Device) -> Item:
    return device.seal(instrument_id=None)


def other_branch(device: Device) -> Item:
    seq, prev = device.seq, device.prev
    item = device.seal()
    device.seq, device.prev = seq, prev
    device.results(item)
    return device.seal()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (schema_of_tomorrow, "schema-unknown"),
        (no_instrument, "invalid"),
        (other_branch, "chain-fork"),
    ],
)
def test_a_proven_record_that_a_person_must_look_at_keeps_its_row(
    device: Device, office: Office, make: Callable[[Device], Item], reason: str
) -> None:
    item = make(device)
    (result,) = device.results(item)
    assert (result["status"], result["problem"]) == ("quarantined", reason)
    assert verified(device, result, item["id"], item["sha256"])
    row = next(row for row in rows(office) if row.id == item["id"])
    assert (row.body, row.quarantine) == (item["body"].encode(), reason)
    (again,) = device.results(item)
    assert (again["status"], again["receipt"]) == ("duplicate", result["receipt"])


def flipped(device: Device) -> Item:
    item = device.seal()
    return item | {"body": item["body"].replace("S-001", "S-002")}


def signed_by_another(device: Device) -> Item:
    own, device.key = device.key, Ed25519PrivateKey.generate()
    item = device.seal()
    device.key = own
    return item


def of_another_device(device: Device) -> Item:
    other = Device(key=device.key, device_id="11111111-2222-4333-8444-555555555555")
    return other.seal()


def not_json(device: Device) -> Item:
    item = device.seal()
    return item | {"body": "{", "sha256": sha256_hex(b"{")}


def deep(device: Device) -> Item:
    body = "[" * 100_000
    return device.seal() | {"body": body, "sha256": sha256_hex(body.encode())}


def of_another_number(device: Device) -> Item:
    return device.seal() | {"seq": 7}


def with_number_as_text(device: Device) -> Item:
    return device.seal() | {"seq": "1"}


def with_huge_number(device: Device) -> Item:
    body = json.dumps({"id": "x", "seq": 2**70, "prev": "0" * 64, "device_id": device.device_id})
    return {
        "id": "x",
        "body": body,
        "sha256": sha256_hex(body.encode()),
        "seq": 2**70,
        "prev": "0" * 64,
        "sig": "AAAA",
    }


def with_lone_surrogate(device: Device) -> Item:
    return device.seal() | {"body": "\ud800"}


def without_signature(device: Device) -> Item:
    return {name: value for name, value in device.seal().items() if name != "sig"}


def with_nul_in_signature(device: Device) -> Item:
    return device.seal() | {"sig": "\x00"}


def first_that_follows_something(device: Device) -> Item:
    device.prev = "1" * 64
    return device.seal()


@pytest.mark.parametrize("depth", [10, 900, 1_000, 50_000])
@pytest.mark.parametrize("name", ["sig", "prev", "seq", "unknown"])
def test_what_is_claimed_of_bytes_may_be_nested_without_end(
    device: Device, office: Office, name: str, depth: int
) -> None:
    nested: object = "x"
    for _ in range(depth):
        nested = [nested]
    poison, sound = device.seal() | {name: nested}, device.seal()
    sender = Sender(device.device_id, from_base64(device.public_key))
    taken = take_in(office, sender, [poison, sound])
    wanted = Status.CREATED if name == "unknown" else Status.QUARANTINED
    assert [result.status for result in taken.results] == [wanted, Status.CREATED]
    for kept in quarantined(office):
        assert json.loads(kept.item)["id"] == poison["id"]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (flipped, "hash-mismatch"),
        (signed_by_another, "bad-signature"),
        (of_another_device, "wrong-device"),
        (not_json, "invalid"),
        (deep, "invalid"),
        (of_another_number, "invalid"),
        (with_number_as_text, "invalid"),
        (with_huge_number, "invalid"),
        (with_lone_surrogate, "hash-mismatch"),
        (without_signature, "invalid"),
        (with_nul_in_signature, "invalid"),
        (first_that_follows_something, "invalid"),
    ],
)
def test_bytes_that_are_no_proven_record_are_kept_and_receipted(
    device: Device, office: Office, make: Callable[[Device], Item], reason: str
) -> None:
    item = make(device)
    body = item["body"].encode("utf-8", "surrogatepass")
    (result,) = device.results(item)
    assert (result["status"], result["problem"]) == ("quarantined", reason)
    assert verified(device, result, item["id"], sha256_hex(body))
    assert rows(office) == []
    (kept,) = quarantined(office)
    assert (kept.body, kept.reason, kept.device_id) == (body, reason, device.device_id)
    (again,) = device.results(item)
    assert (again["status"], again["receipt"]) == ("duplicate", result["receipt"])


def verified(device: Device, result: Item, id: str, sha256: str) -> bool:
    receipt = parse_receipt(result["receipt"])
    assert receipt is not None
    assert (receipt.id, receipt.sha256) == (id, sha256)
    return verify_receipt(device.server_key, receipt)


def test_other_bytes_under_a_known_id_are_quarantined_and_the_row_stays(
    device: Device, office: Office
) -> None:
    first = device.seal()
    second = device.seal(id=first["id"])
    device.results(first)
    (result,) = device.results(second)
    assert (result["status"], result["problem"]) == ("quarantined", "id-reused")
    assert verified(device, result, first["id"], second["sha256"])
    assert [row.body for row in rows(office)] == [first["body"].encode()]
    assert [kept.body for kept in quarantined(office)] == [second["body"].encode()]


def test_bytes_that_were_quarantined_for_a_broken_claim_become_a_record_when_it_is_right(
    device: Device, office: Office
) -> None:
    item = device.seal()
    device.results(item | {"sig": to_base64(bytes(64))})
    (result,) = device.results(item)
    assert result["status"] == "created"
    assert len(rows(office)) == 1
    assert device.results(item)[0]["receipt"] == result["receipt"]


def test_another_devices_bytes_never_take_the_place_of_an_id(
    device: Device, office: Office, server_url: str
) -> None:
    item, other = device.seal(), enrolled_device(office, server_url)
    (stolen,) = other.results(item)
    assert (stolen["status"], stolen["problem"]) == ("quarantined", "wrong-device")
    assert statuses(device.results(item)) == ["created"]


def test_one_bad_record_never_blocks_another(device: Device, office: Office) -> None:
    good = [device.seal() for _ in range(4)]
    batch = [good[0], "no item", good[1], {"id": 5}, {"id": "no-body"}, good[2], None, good[3]]
    results = device.results(*batch)
    by_id = {result["id"]: result["status"] for result in results}
    assert by_id == {item["id"]: "created" for item in good} | {"no-body": "retry"}
    assert len(rows(office)) == 4


@pytest.mark.parametrize("id", ["", "x" * 65, "a\x00b", "a\nb", "\ud800"])
def test_an_id_that_is_none_is_retried_and_keeps_nothing(
    device: Device, office: Office, id: str
) -> None:
    (result,) = device.results(device.seal() | {"id": id})
    assert (result["id"], result["status"], result["receipt"]) == (id, "retry", None)
    assert (rows(office), quarantined(office)) == ([], [])


def test_photos_of_a_record_of_tomorrow_are_asked_for_too(device: Device) -> None:
    (result,) = device.results(device.seal(schema=2, photos=[b"photo"]))
    assert result["missing_files"] == [sha256_hex(b"photo")]


def test_a_batch_whose_turn_does_not_come_keeps_nothing_and_may_come_again(
    device: Device, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingesting, "BUSY_TIMEOUT_S", 0.01)
    sender = Sender(device.device_id, from_base64(device.public_key))
    item = device.seal()
    with office.intake_turn, pytest.raises(DatabaseTrouble):
        take_in(office, sender, [item])
    assert rows(office) == []
    assert device.results(item)[0]["status"] == "created"


def test_an_empty_batch_is_answered(device: Device) -> None:
    assert device.results() == []
