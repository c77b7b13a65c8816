""" "Safe" holds until anything newer puts it in doubt; then plan B holds everything in doubt."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from inspector_app.cli import main
from inspector_app.services.exporting import export_bundle
from inspector_app.services.handing_in import hand_in, is_waiting
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.syncing import sync_now
from inspector_app.store.tablet import note_tablet
from sync.server.tables.meta import EPOCH, write_note
from sync.server.work.opening import Office
from tests.support.bundles import enrolled_tablet, record
from tests.support.hostile import http_answer, raw_server
from tests.support.serving import opened_office, serving

RECORDS = 3


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened_office(
        tmp_path / "office", f"sqlite:///{tmp_path / 'office' / 'server.db'}"
    ) as made:
        yield made


@pytest.fixture
def server_url(office: Office) -> Iterator[str]:
    with serving(office) as url:
        yield url


@pytest.fixture
def tablet(tmp_path: Path, office: Office, server_url: str) -> Iterator[Tablet]:
    """A tablet that is safe to hand in."""
    opened = enrolled_tablet(tmp_path / "tablet", office, server_url)
    record(opened, RECORDS, photo=b"seal")
    assert sync_now(opened).problem == ""
    assert hand_in(opened).safe_to_hand_in
    yield opened
    opened.close()


def exported(tablet: Tablet) -> tuple[int, int]:
    made = export_bundle(tablet, tablet.folder.parent / "b.zip")
    return made.records, made.photos


def forget(office: Office) -> None:
    with office.database.writing() as connection:
        for table in ("uploads", "rows_aside", "record_files", "records", "chain_heads",
                      "enrolment_codes", "devices"):  # fmt: skip
            connection.execute(text(f"DELETE FROM {table}"))


def test_nothing_is_exported_of_what_is_confirmed(tablet: Tablet) -> None:
    assert exported(tablet) == (0, 0)


def test_a_server_that_does_not_know_the_tablet_puts_everything_in_doubt(
    tablet: Tablet, office: Office
) -> None:
    forget(office)
    assert sync_now(tablet).problem == "device_unknown"
    found = hand_in(tablet)
    assert (found.safe_to_hand_in, found.doubt) == (False, "device_unknown")
    assert found.doubted_at is not None
    assert exported(tablet) == (RECORDS, RECORDS)
    assert is_waiting(tablet, on_wifi=False)


def test_a_new_epoch_whose_comparison_failed_puts_everything_in_doubt(
    tablet: Tablet, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.database.writing() as connection:
        write_note(connection, EPOCH, "restored")
    monkeypatch.setattr("sync.server.resources.records.compare", lambda *told: 1 / 0)
    monkeypatch.setattr("inspector_app.services.syncing._wait", lambda stopped, seconds: None)
    assert sync_now(tablet).problem
    assert hand_in(tablet).doubt == "epoch"
    assert exported(tablet) == (RECORDS, RECORDS)
    monkeypatch.undo()
    assert sync_now(tablet).problem == ""
    assert hand_in(tablet).safe_to_hand_in
    assert exported(tablet) == (0, 0)


def test_a_server_that_went_back_in_the_same_epoch_is_compared(
    tablet: Tablet, office: Office
) -> None:
    with office.database.writing() as connection:
        for table in ("record_files", "records", "chain_heads"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text("UPDATE change_counter SET value = 0"))
    office.witness._seen = ("", 0)  # as after a start
    report = sync_now(tablet)
    assert (report.problem, report.records_received) == ("", RECORDS)
    assert hand_in(tablet).safe_to_hand_in


def change_receipt(tablet: Tablet, change: str) -> None:
    with tablet.database.writing() as db:
        db.execute(f"UPDATE records SET receipt = {change} WHERE seq = 2")


@pytest.mark.parametrize(
    "change",
    ["json_set(receipt, '$.change_seq', 99)", "json_set(receipt, '$.sha256', '00')", "'{}'",
     "'no json'", "replace(receipt, '\"sig\": \"', '\"sig\": \"A')",
     "(SELECT receipt FROM records WHERE seq = 1)"],
)  # fmt: skip
def test_a_receipt_that_does_not_verify_puts_its_record_in_doubt_and_heals(
    change: str, tablet: Tablet
) -> None:
    change_receipt(tablet, change)
    found = hand_in(tablet)
    assert (found.safe_to_hand_in, found.doubt) == (False, "receipts")
    assert exported(tablet) == (1, 1)
    assert sync_now(tablet).problem == ""
    assert hand_in(tablet).safe_to_hand_in
    assert exported(tablet) == (0, 0)


def test_another_pinned_key_puts_every_record_in_doubt(tablet: Tablet) -> None:
    with tablet.database.writing() as db:
        note_tablet(db, server_key=bytes([9]) * 32)
    assert hand_in(tablet).doubt == "receipts"


def test_a_stranger_at_the_servers_address_changes_nothing_but_certainty(
    tablet: Tablet, server_url: str
) -> None:
    forgotten = b'{"type": "urn:inspector:problem:device-unknown"}'
    with raw_server(http_answer(401, forgotten, kind="application/problem+json")) as url:
        with tablet.database.writing() as db:
            note_tablet(db, server_url=url)
        assert sync_now(tablet).problem == "device_unknown"
    assert not hand_in(tablet).safe_to_hand_in
    with tablet.database.writing() as db:
        note_tablet(db, server_url=server_url)
    assert sync_now(tablet).problem == ""
    assert hand_in(tablet).safe_to_hand_in


def test_a_tablet_of_the_released_version_that_its_server_did_not_know_is_in_doubt_at_once(
    tablet: Tablet,
) -> None:
    folder = tablet.folder
    tablet.close()
    with sqlite3.connect(folder / "tablet.db") as db:
        for name in ("signs_since", "doubt", "doubted_at", "compared_at", "rows_told"):
            db.execute(f"ALTER TABLE tablet DROP COLUMN {name}")
        db.execute("DROP TABLE rows_aside")
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'lay_trust'")
        db.execute("UPDATE tablet SET last_problem = 'device_unknown'")
    db.close()
    opened = open_tablet(folder)
    try:
        assert hand_in(opened).doubt == "device_unknown"
    finally:
        opened.close()


def test_status_and_export_say_the_same_on_the_command_line(
    tablet: Tablet, office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forget(office)
    sync_now(tablet)
    where = ("--data", str(tablet.folder))
    assert main(["status", "--json", *where]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["safe_to_hand_in"], told["doubt"]) == (False, "device_unknown")
    assert main(["export", str(tmp_path / "c.zip"), "--json", *where]) == 0
    assert json.loads(capsys.readouterr().out)["records"] == RECORDS
    assert main(["status", *where]) == 0
    assert "Not safe to hand in yet." in capsys.readouterr().out
