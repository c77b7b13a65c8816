"""Verifying what the server holds: whatever was changed behind its back is named."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from sync.protocol.digest import sha256_hex
from sync.protocol.statement import statement_sha256
from sync.server.cli import main
from sync.server.work import verifying
from sync.server.work.opening import Office
from sync.server.work.verifying import Fault, verify_office
from tests.support.device import RULE, Device, inspection
from tests.support.editions import edition, inspection_by

PHOTO = b"a photo"


def change(office: Office, statement: str, **values: Any) -> None:
    with office.database.writing() as connection:
        connection.execute(text(statement), values)


def sent(device: Device) -> list[dict[str, Any]]:
    items = [device.seal(photos=[PHOTO]), device.seal(), device.seal()]
    device.results(*items)
    device.upload(PHOTO)
    return items


def test_an_honest_server_verifies(device: Device, office: Office) -> None:
    sent(device)
    device.results(device.seal(photos=[b"not sent"]))
    found = verify_office(office)
    assert found.faults == []
    assert (found.records, found.files, found.files_waiting) == (4, 1, 1)


def test_quarantined_records_are_counted_and_verified_too(device: Device, office: Office) -> None:
    first = device.seal()
    device.results(first, device.seal(schema=2), {"id": "x", "body": "{", "sha256": "0" * 64})
    found = verify_office(office)
    assert found.faults == []
    assert found.quarantined == {"schema-unknown": 1, "hash-mismatch": 1}
    assert json.loads(json.dumps(found.as_json()))["ok"] is True
    change(office, "UPDATE quarantine SET body = :body", body=b"}")
    assert [fault.kind for fault in verify_office(office).faults] == ["quarantined"]


BYTES, RECEIPT = "the bytes are not those that were received", "the receipt does not hold"
ENTRY, SAYS = "the entry of the chain does not hold", "the row does not say what the body says"
SIGNATURE = "the device's signature does not hold"


@pytest.mark.parametrize(
    ("column", "value", "problems"),
    [
        ("body", b'{"id": 1}', {BYTES, ENTRY, SAYS}),
        ("sha256", "0" * 64, {BYTES, RECEIPT}),
        ("sig", "AAAA", {SIGNATURE}),
        ("entry", "0" * 64, {ENTRY, SIGNATURE}),
        ("received_at", "2020-01-01T00:00:00.000Z", {RECEIPT}),
        ("receipt_sig", "AAAA", {RECEIPT}),
        ("prev", "1" * 64, {ENTRY, SAYS}),
    ],
)
def test_a_record_that_was_changed_is_named(
    device: Device, office: Office, column: str, value: object, problems: set[str]
) -> None:
    record_id = sent(device)[2]["id"]
    change(
        office, f"UPDATE records SET {column} = :value WHERE id = :id", value=value, id=record_id
    )
    faults = [fault for fault in verify_office(office).faults if fault.kind == "record"]
    assert {fault.id for fault in faults} == {record_id}
    assert {fault.problem for fault in faults} >= problems


def test_a_record_that_vanished_from_the_middle_is_named(device: Device, office: Office) -> None:
    items = sent(device)
    change(office, "DELETE FROM records WHERE id = :id", id=items[1]["id"])
    problem = "number 2 of the chain is missing"
    assert verify_office(office).faults == [Fault("device", device.device_id, problem)]


def test_records_that_vanished_from_the_end_are_named(device: Device, office: Office) -> None:
    items = sent(device)
    gone = "DELETE FROM records WHERE id IN (:one, :other)"
    change(office, "DELETE FROM record_files")
    change(office, gone, one=items[1]["id"], other=items[2]["id"])
    problem = "number 2 to 3 of the chain is missing"
    assert Fault("device", device.device_id, problem) in verify_office(office).faults


def test_a_whole_chain_that_vanished_is_named(device: Device, office: Office) -> None:
    device.results(device.seal())
    change(office, "DELETE FROM records")
    problem = "number 1 of the chain is missing"
    assert verify_office(office).faults == [Fault("device", device.device_id, problem)]


def test_a_chain_ends_with_its_last_record_in_whatever_order_the_records_come(
    device: Device, office: Office
) -> None:
    one, other, last, later = (device.seal() for _ in range(4))
    device.results(other, last, one)
    assert verify_office(office).faults == []
    device.results(later)
    assert verify_office(office).faults == []
    change(office, "DELETE FROM records WHERE id = :id", id=later["id"])
    problem = "number 4 of the chain is missing"
    assert verify_office(office).faults == [Fault("device", device.device_id, problem)]


def test_photos_are_told_apart_however_many_records_are_read_at_once(
    device: Device, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_AT_ONCE", 2)
    device.results(*(device.seal(photos=[bytes([n]), b"same"]) for n in range(5)))
    assert verify_office(office).faults == []


def test_a_fork_is_named_with_both_branches(device: Device, office: Office) -> None:
    device.results(device.seal())
    seq, prev = device.seq, device.prev
    left = device.seal()
    device.seq, device.prev = seq, prev
    right, after = device.seal(), device.seal()
    device.results(left, right, after)
    (fault,) = verify_office(office).faults
    assert (fault.kind, fault.id) == ("device", device.device_id)
    assert left["id"] in fault.problem
    assert right["id"] in fault.problem


def remove(office: Office) -> None:
    next(office.settings.files.rglob(sha256_hex(PHOTO))).unlink()


def flip(office: Office) -> None:
    next(office.settings.files.rglob(sha256_hex(PHOTO))).write_bytes(b"another photo")


@pytest.mark.parametrize(("damage", "problem"), [(remove, "the file is gone"), (flip, BYTES)])
def test_a_file_that_is_gone_or_changed_is_named(
    device: Device, office: Office, damage: Callable[[Office], None], problem: str
) -> None:
    sent(device)
    damage(office)
    assert verify_office(office).faults == [Fault("file", sha256_hex(PHOTO), problem)]


def test_every_outcome_is_evaluated_again(device: Device, office: Office) -> None:
    sent(device)
    device.results(device.seal(schema=2), device.seal(times={}), {"id": "x", "body": "{"})
    assert verify_office(office).rechecks == {"same": 3}


@pytest.mark.parametrize(
    ("part", "value", "problem"),
    [
        ("outcome", {"verdict": "fail"}, "the outcome differs"),
        ("input", {"phase": "none"}, "cannot be evaluated with its own rule data"),
    ],
)
def test_a_record_whose_outcome_does_not_follow_from_its_input_is_named(
    device: Device, office: Office, part: str, value: dict[str, str], problem: str
) -> None:
    content = inspection()
    content["evaluation"][part] |= value
    device.results(device.seal(), device.seal_content(content))
    found = verify_office(office)
    (fault,) = found.faults
    assert (fault.kind, fault.id, found.notes) == ("record", content["id"], [])
    assert problem in fault.problem


def test_a_record_whose_rule_data_are_not_here_is_noted_and_is_no_fault(
    device: Device, office: Office
) -> None:
    content = inspection_by(edition(limit="0.20")[RULE])
    device.results(device.seal_content(content))
    found = verify_office(office)
    told = json.loads(json.dumps(found.as_json()))
    assert (told["ok"], told["faults"], told["rechecks"]) == (True, [], {"no-rule": 1})
    (note,) = told["notes"]
    assert (note["kind"], note["id"]) == ("record", content["id"])


def test_the_command_tells_a_difference_and_what_cannot_be_proven(
    device: Device, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--data", str(office.settings.data), "--database", office.settings.database]
    unknown, differing = inspection_by(edition(limit="0.20")[RULE]), inspection()
    device.results(device.seal_content(unknown))
    assert main(["verify", *where]) == 0
    assert f"NOTE record {unknown['id']}: its rule data are not here" in capsys.readouterr().out
    differing["evaluation"]["outcome"]["verdict"] = "fail"
    device.results(device.seal_content(differing))
    assert main(["verify", *where]) == 1
    assert f"FAULT record {differing['id']}: evaluated again" in capsys.readouterr().out


def test_the_command_writes_the_remark_of_a_record_whose_data_are_here_now(
    device: Device, office: Office
) -> None:
    device.results(device.seal())
    change(office, "UPDATE records SET recheck = 'no-rule'")
    where = ["--data", str(office.settings.data), "--database", office.settings.database]
    assert main(["verify", *where]) == 0
    with office.database.reading() as connection:
        assert connection.execute(text("SELECT recheck FROM records")).scalar_one() == "same"


def test_rule_data_that_were_changed_are_named(device: Device, office: Office) -> None:
    device.results(device.seal())
    change(office, "UPDATE rule_data SET data = :data WHERE rule_id = :id", data=b"{}", id=RULE)
    (fault,) = verify_office(office).faults
    assert (fault.kind, fault.problem) == ("rule", "the bytes are not those that were kept")


def test_a_signature_that_was_given_for_something_else_is_named(
    device: Device, office: Office
) -> None:
    sound = inspection()
    given = [{"role": "trader", "name": "Z", "kind": "typed", "at": "2026-11-23T08:00:00Z",
              "statement": statement_sha256(sound)}]  # fmt: skip
    moved = inspection(note="written after the trader had signed")
    items = [device.seal_content(one | {"signatures": given}) for one in (sound, moved)]
    device.results(*items)
    (fault,) = verify_office(office).faults
    assert fault.id == moved["id"]
    assert "trader" in fault.problem
