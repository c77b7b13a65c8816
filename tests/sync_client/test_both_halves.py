"""A real tablet and a real server over a network that fails: nothing lost, nothing doubled."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from inspector_app.services.enrolling import enrol
from inspector_app.services.finishing import record_inspection
from inspector_app.services.handing_in import hand_in
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.planning import load_site
from inspector_app.services.syncing import sync_now
from sync.client import policy
from sync.server.tables.reference import Change, write_changes
from sync.server.work.enrolling import invite
from sync.server.work.opening import Office
from tests.support.bad_wire import BadWire
from tests.support.registry import FixedClock, instrument, site
from tests.support.sealed_bytes import bodies_on
from tests.support.visits import inspection_document, write_photo


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> BadWire:
    monkeypatch.setattr("inspector_app.services.syncing._wait", lambda stopped, seconds: None)
    return BadWire(monkeypatch)


@pytest.fixture
def tablet(tmp_path: Path, office: Office, server_url: str) -> Iterator[Tablet]:
    """A tablet that is enrolled at that server."""
    opened = open_tablet(tmp_path / "tablet", clock=FixedClock())
    enrol(opened, invite(office, name="tablet", minutes=15).code, server=server_url, name="tablet")
    yield opened
    opened.close()


def record(tablet: Tablet, folder: Path, count: int = 1, *, photo: bytes | None = None) -> None:
    for number in range(count):
        changes: dict[str, object] = {"note": f"inspection {number}"}
        if photo is not None:
            path = write_photo(folder, f"{number}.jpg", photo + b"%d" % number)
            changes["photos"] = [{"path": path.name, "caption": "seal"}]
        record_inspection(tablet, inspection_document(**changes), folder=folder)


def at_the_office(office: Office) -> dict[str, bytes]:
    with office.database.reading() as connection:
        rows = connection.execute(text("SELECT id, body FROM records ORDER BY id"))
        return {row.id: bytes(row.body) for row in rows}


def on_the_tablet(tablet: Tablet) -> dict[str, bytes]:
    return bodies_on(tablet)


def test_a_sync_brings_every_byte_to_the_office(
    tablet: Tablet, office: Office, tmp_path: Path
) -> None:
    record(tablet, tmp_path, 25, photo=b"x" * 1000)
    report = sync_now(tablet)
    assert (report.problem, report.records_received, report.photos_sent) == ("", 25, 25)
    assert at_the_office(office) == on_the_tablet(tablet)
    counts = hand_in(tablet)
    assert (counts.complete, counts.safe_to_hand_in) == (25, True)


def test_a_lost_answer_is_asked_for_again_and_doubles_nothing(
    tablet: Tablet, office: Office, tmp_path: Path, wire: BadWire
) -> None:
    record(tablet, tmp_path, 3)
    wire.loses_answer = lambda method, path, number: path == "/records:batch"
    assert sync_now(tablet).problem == "offline"
    assert len(at_the_office(office)) == 3
    assert hand_in(tablet).sealed == 3
    wire.loses_answer = lambda method, path, number: False
    assert sync_now(tablet).problem == ""
    assert at_the_office(office) == on_the_tablet(tablet)
    assert hand_in(tablet).complete == 3


def test_a_photo_that_was_cut_goes_on_where_it_ended(
    tablet: Tablet, office: Office, tmp_path: Path, wire: BadWire
) -> None:
    record(tablet, tmp_path, photo=b"x" * 2_500_000)
    wire.loses_request = lambda method, path, number: method == "PATCH" and number >= 1
    assert sync_now(tablet).problem == "offline"
    assert not hand_in(tablet).safe_to_hand_in
    wire.loses_request = lambda method, path, number: False
    assert sync_now(tablet).problem == ""
    assert hand_in(tablet).safe_to_hand_in
    assert sum(wire.sent_bytes) < 2_600_000, "the first piece was sent twice"


def test_records_are_safe_though_a_photo_is_not_yet(
    tablet: Tablet, tmp_path: Path, wire: BadWire
) -> None:
    record(tablet, tmp_path, 2, photo=b"x" * 1000)
    wire.loses_request = lambda method, path, number: path == "/uploads"
    sync_now(tablet)
    counts = hand_in(tablet)
    assert (counts.received, counts.photos_waiting, counts.safe_to_hand_in) == (2, 2, False)


def test_an_office_restored_from_an_old_backup_gets_everything_again(
    tablet: Tablet, office: Office, tmp_path: Path
) -> None:
    record(tablet, tmp_path, 4, photo=b"x" * 100)
    sync_now(tablet)
    with office.database.writing() as connection:
        connection.execute(text("DELETE FROM record_files"))
        connection.execute(text("DELETE FROM files"))
        connection.execute(text("DELETE FROM records"))
        connection.execute(text("UPDATE meta SET value = 'another' WHERE name = 'epoch'"))
    assert sync_now(tablet).problem == ""
    assert at_the_office(office) == on_the_tablet(tablet)
    assert hand_in(tablet).complete == 4


def test_the_registry_comes_whole_and_changes_come_in_pages(
    tablet: Tablet, office: Office, wire: BadWire
) -> None:
    pumps = [instrument(f"I{number:03}") for number in range(120)]
    changes = [Change("instruments", one["instrument_id"], json.dumps(one)) for one in pumps]
    with office.database.writing() as connection:
        write_changes(connection, [Change("sites", "S1", json.dumps(site())), *changes])
    object.__setattr__(office.settings.limits, "page_rows", 50)
    assert sync_now(tablet).rows_pulled == 121
    assert wire.counts["GET", "/changes"] == 1
    assert len(load_site(tablet, "S1").instruments) == 120
    with office.database.writing() as connection:
        gone = [Change("instruments", f"I{number:03}", None) for number in range(60)]
        write_changes(connection, gone)
    assert sync_now(tablet).rows_pulled == 60
    assert wire.counts["GET", "/changes"] == 3
    assert len(load_site(tablet, "S1").instruments) == 60


def test_a_first_batch_is_as_large_as_the_policy_says(
    tablet: Tablet, tmp_path: Path, wire: BadWire
) -> None:
    record(tablet, tmp_path, policy.FIRST_RECORDS + 1)
    sync_now(tablet)
    assert wire.counts["POST", "/records:batch"] == 2
