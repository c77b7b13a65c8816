"""Migrations: laid once, also by two at a time, never over a newer app; and the guards."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.errors import StorageTrouble
from inspector_app.store.database import TabletDatabase
from inspector_app.store.schema import STEPS, migrate, migrations
from inspector_app.store.seals import find_holders


@pytest.fixture
def database(tmp_path: Path) -> Iterator[TabletDatabase]:
    opened = TabletDatabase(tmp_path / "tablet.db")
    migrate(opened)
    yield opened
    opened.close()


def insert_record(database: TabletDatabase, **changes: object) -> None:
    row = dict.fromkeys(
        ("prev", "entry", "sha256", "sig", "reason", "instrument_id", "site_id", "site_name",
         "verdict", "finished_at", "sealed_at"), "x",
    )  # fmt: skip
    whole = {**row, "id": "r", "seq": 1, "body": b"{}", "state": "sealed", **changes}
    with database.writing() as db:
        db.table("records").insert(whole)


def run(database: TabletDatabase, sql: str) -> None:
    with database.writing() as db:
        db.execute(sql)


def test_migrating_again_changes_nothing(database: TabletDatabase) -> None:
    with database.reading() as db:
        before = db.schema
    migrate(database)
    with database.reading() as db:
        assert db.schema == before
        assert len(migrations.applied(db)) == len(STEPS)


def test_two_that_open_at_the_same_time_lay_the_tables_once(tmp_path: Path) -> None:
    databases = [TabletDatabase(tmp_path / "tablet.db") for _ in range(4)]
    faults: list[Exception] = []

    def lay(database: TabletDatabase) -> None:
        try:
            migrate(database)
        except (StorageTrouble, sqlite3.Error) as fault:
            faults.append(fault)

    threads = [threading.Thread(target=lay, args=[database]) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with databases[0].reading() as db:
        assert len(migrations.applied(db)) == len(STEPS)
    for database in databases:
        database.close()
    assert faults == []


def test_a_folder_of_a_newer_app_is_left_alone(database: TabletDatabase) -> None:
    with database.writing() as db:
        db.table("_sqlite_migrations").insert(
            {"migration_set": "tablet", "name": "lay_tomorrow", "applied_at": ""}
        )
    with pytest.raises(StorageTrouble) as told:
        migrate(database)
    assert told.value.code == "newer_version"


@pytest.mark.parametrize("column", ["id", "seq", "prev", "entry", "sha256", "body", "sig"])
def test_sealed_bytes_and_their_chain_cannot_be_changed(
    database: TabletDatabase, column: str
) -> None:
    insert_record(database)
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        run(database, f"UPDATE records SET {column} = {column}")


def test_a_record_cannot_be_replaced_by_another_insert(database: TabletDatabase) -> None:
    insert_record(database)
    with pytest.raises(sqlite3.IntegrityError), database.writing() as db:
        db.execute("INSERT OR REPLACE INTO records SELECT * FROM records")


@pytest.mark.parametrize("state", ["sealed", "received"])
def test_a_record_stays_until_it_is_complete(database: TabletDatabase, state: str) -> None:
    insert_record(database)
    run(database, f"UPDATE records SET receipt = '{{}}', state = '{state}'")
    with pytest.raises(sqlite3.IntegrityError, match="complete"):
        run(database, "DELETE FROM records")


def test_a_complete_record_may_go(database: TabletDatabase) -> None:
    insert_record(database)
    run(database, "UPDATE records SET receipt = '{}', state = 'complete'")
    run(database, "DELETE FROM records")


@pytest.mark.parametrize("state", ["received", "complete", "anything"])
def test_no_record_is_received_without_a_receipt(database: TabletDatabase, state: str) -> None:
    insert_record(database)
    with pytest.raises(sqlite3.IntegrityError, match="receipt"):
        run(database, f"UPDATE records SET state = '{state}'")


def test_no_record_begins_with_a_receipt_or_received(database: TabletDatabase) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        insert_record(database, receipt="{}")
    with pytest.raises(sqlite3.IntegrityError):
        insert_record(database, state="received")


def test_no_record_is_complete_before_its_last_photo(database: TabletDatabase) -> None:
    insert_record(database)
    run(database, "INSERT INTO photos VALUES ('p', 1, 'image/jpeg', NULL, NULL, NULL, NULL, NULL)")
    run(database, "INSERT INTO record_photos VALUES ('r', 'p')")
    with pytest.raises(sqlite3.IntegrityError, match="every photo"):
        run(database, "UPDATE records SET receipt = '{}', state = 'complete'")
    with pytest.raises(sqlite3.IntegrityError):
        run(database, "DELETE FROM photos")
    run(database, "UPDATE photos SET confirmed_at = '2026-11-23T08:00:00Z'")
    run(database, "UPDATE records SET receipt = '{}', state = 'complete'")


def test_two_records_never_share_a_number(database: TabletDatabase) -> None:
    insert_record(database)
    with pytest.raises(sqlite3.IntegrityError):
        insert_record(database, id="other")


def test_seals_indexed_by_an_earlier_version_are_found_whatever_their_dash(tmp_path: Path) -> None:
    database = TabletDatabase(tmp_path / "tablet.db")
    with database.writing() as db:
        migrations.apply(db, stop_before="lay_dashes")
        db.execute("INSERT INTO instruments (instrument_id, site_id, kind, nozzle, serial,"
                   " certificate_no, valid_until, status, body, stale)"
                   " VALUES ('I', 'S', '', '', '', '', '', '', '{}', 0)")  # fmt: skip
        db.execute("INSERT INTO instrument_seals VALUES ('I', 'encoder', 'LZ–04', 'lz–04')")
    migrate(database)
    with database.reading() as db:
        assert find_holders(db, "LZ-04") == [("I", "encoder")]
    database.close()
