"""A record that was newer than the server is judged again when the server knows its schema."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from sync.server.tables.files import load_named_files
from sync.server.tables.records import load_records
from sync.server.tables.reference import Change, find_reference, load_changes, write_changes
from sync.server.work import examining
from sync.server.work.catching_up import catching_up, recheck_new
from sync.server.work.opening import Office
from sync.server.work.rejudging import rejudge_newer
from sync.server.work.verifying import verify_office
from tests.support.device import INSTRUMENT_ID, Device, inspection

NEWER = 2
PUMP = {"seals": [{"position": "transducer", "number": "A100"}]}
Upgrade = Callable[[], None]


@pytest.fixture
def upgrade(monkeypatch: pytest.MonkeyPatch) -> Upgrade:
    """Let the server know one schema more from now on."""

    def apply() -> None:
        monkeypatch.setattr(examining, "KNOWN_SCHEMAS", range(1, NEWER + 1))

    return apply


def rows(office: Office) -> list[Any]:
    with office.database.reading() as connection:
        return list(load_records(connection))


def history(office: Office) -> list[str]:
    with office.database.reading() as connection:
        return [row.id for row in load_changes(connection, 0, 100) if row.kind == "history"]


def test_it_becomes_sound_and_keeps_its_receipt(
    device: Device, office: Office, upgrade: Upgrade
) -> None:
    item = device.seal(schema=NEWER, photos=[b"a photo"])
    (before,) = device.results(item)
    assert (before["status"], before["problem"]) == ("quarantined", "schema-unknown")
    assert (rejudge_newer(office), history(office)) == (0, [])
    upgrade()
    assert rejudge_newer(office) == 1
    assert history(office) == [item["id"]]
    (after,) = device.results(item)
    assert (after["status"], after.get("problem")) == ("duplicate", None)
    assert after["receipt"] == before["receipt"]
    assert after["missing_files"] == before["missing_files"] != []
    assert recheck_new(office) == 1
    assert [(row.quarantine, row.recheck) for row in rows(office)] == [("", "same")]
    found = verify_office(office)
    assert (found.faults, found.quarantined) == ([], {})


def test_a_second_time_does_nothing(device: Device, office: Office, upgrade: Upgrade) -> None:
    device.results(device.seal(schema=NEWER), device.seal(schema=NEWER + 1), device.seal())
    upgrade()
    assert rejudge_newer(office) == 1
    told = rows(office), history(office)
    assert rejudge_newer(office) == 0
    assert (rows(office), history(office)) == told
    assert [row.quarantine for row in rows(office)] == ["", "schema-unknown", ""]


def test_one_that_is_not_whole_for_the_newer_server_stays_in_quarantine(
    device: Device, office: Office, upgrade: Upgrade
) -> None:
    device.results(device.seal(schema=NEWER, officers="nobody"))
    upgrade()
    assert rejudge_newer(office) == 1
    (row,) = rows(office)
    assert (row.quarantine, row.quarantine_detail, row.recheck) == (
        "invalid",
        "officers: a list",
        "",
    )
    assert history(office) == []


def test_a_fork_is_told_by_what_was_held_before_it(
    device: Device, office: Office, upgrade: Upgrade
) -> None:
    device.results(device.seal())
    seq, prev = device.seq, device.prev
    first = device.seal(schema=NEWER)
    device.seq, device.prev = seq, prev
    second = device.seal(schema=NEWER)
    device.results(first, second)
    upgrade()
    assert rejudge_newer(office) == 2
    became = {row.id: row.quarantine for row in rows(office)}
    assert (became[first["id"]], became[second["id"]]) == ("", "chain-fork")
    assert first["id"] in history(office)
    assert second["id"] not in history(office)


def test_its_replaced_seals_are_taken_over(
    device: Device, office: Office, upgrade: Upgrade
) -> None:
    with office.database.writing() as connection:
        write_changes(connection, [Change("instruments", INSTRUMENT_ID, json.dumps(PUMP))])
    replaced = {"position": "transducer", "removed": "A100", "applied": "B7", "reason": "broken"}
    content = inspection() | {"seal_changes": [replaced], "schema": NEWER}
    device.results(device.seal_content(content))
    upgrade()
    assert rejudge_newer(office) == 1
    with office.database.reading() as connection:
        told = find_reference(connection, "instruments", INSTRUMENT_ID)
    (seal,) = json.loads(told or "")["seals"]
    assert (seal["number"], seal["was"]) == ("B7", "A100")


def test_one_whose_bytes_were_damaged_is_left_to_verify(
    device: Device, office: Office, upgrade: Upgrade
) -> None:
    device.results(device.seal(schema=NEWER))
    with office.database.writing() as connection:
        connection.exec_driver_sql("UPDATE records SET sha256 = 'x'")
    upgrade()
    assert rejudge_newer(office) == 0


def test_a_server_that_starts_does_it_beside_its_serving(
    device: Device, office: Office, upgrade: Upgrade
) -> None:
    photo = b"a photo"
    device.results(device.seal(schema=NEWER, photos=[photo]))
    upgrade()
    with catching_up(office):
        deadline = time.monotonic() + 30
        while rows(office)[0].recheck != "same" and time.monotonic() < deadline:
            time.sleep(0.02)
    (row,) = rows(office)
    assert (row.quarantine, row.recheck) == ("", "same")
    with office.database.reading() as connection:
        assert len(load_named_files(connection, [row.id])[row.id]) == 1
