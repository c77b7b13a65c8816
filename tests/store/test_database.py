"""Opening and writing: the same safe settings on every connection, all or nothing, once."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.errors import StorageTrouble
from inspector_app.store.database import PRAGMAS, Connection, TabletDatabase
from inspector_app.store.schema import migrate


@pytest.fixture
def database(tmp_path: Path) -> Iterator[TabletDatabase]:
    opened = TabletDatabase(tmp_path / "tablet" / "tablet.db")
    migrate(opened)
    yield opened
    opened.close()


def settings_of(database: TabletDatabase) -> dict[str, object]:
    with database.reading() as db:
        return {name: next(iter(db.conn.execute(f"PRAGMA {name}")))[0] for name in PRAGMAS}


def test_every_connection_of_every_thread_has_the_safe_settings(database: TabletDatabase) -> None:
    seen: list[tuple[int, dict[str, object]]] = []

    def look() -> None:
        with database.reading() as db:
            seen.append((id(db.conn), settings_of(database)))

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    look()
    assert len({connection for connection, _ in seen}) == len(seen) == 4
    assert [settings for _, settings in seen] == [PRAGMAS] * 4


def test_a_connection_opened_anew_after_closing_has_them_too(database: TabletDatabase) -> None:
    database.close()
    assert settings_of(database) == PRAGMAS


def test_folder_and_file_belong_to_their_user_alone(database: TabletDatabase) -> None:
    assert database.path.stat().st_mode & 0o077 == 0
    assert database.path.parent.stat().st_mode & 0o077 == 0


def test_an_exception_undoes_everything_that_was_written(database: TabletDatabase) -> None:
    def write_and_fail() -> None:
        with database.writing() as db:
            db.table("settings").insert({"name": "language", "value": "zh"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with database.reading() as db:
        assert db.table("settings").count == 0


def test_a_reader_inside_a_writer_sees_what_was_written(database: TabletDatabase) -> None:
    with database.writing() as db:
        db.table("settings").insert({"name": "language", "value": "zh"})
        with database.reading() as inner:
            assert inner.table("settings").count == 1


def test_a_reader_keeps_its_view_while_another_thread_writes(database: TabletDatabase) -> None:
    def write() -> None:
        with database.writing() as db:
            db.table("settings").insert({"name": "language", "value": "zh"})

    with database.reading() as db:
        assert db.table("settings").count == 0
        other = threading.Thread(target=write)
        other.start()
        other.join()
        assert db.table("settings").count == 0
    with database.reading() as db:
        assert db.table("settings").count == 1


def test_two_writers_wait_for_each_other_and_lose_nothing(database: TabletDatabase) -> None:
    def write(name: str) -> None:
        for index in range(20):
            with database.writing() as db:
                db.table("settings").insert({"name": f"{name}{index}", "value": ""})

    threads = [threading.Thread(target=write, args=[name]) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as db:
        assert db.table("settings").count == 60


def test_closing_waits_until_another_thread_has_written_what_it_was_writing(
    database: TabletDatabase,
) -> None:
    writing, go_on = threading.Event(), threading.Event()

    def write() -> None:
        with database.writing() as db:
            writing.set()
            go_on.wait()
            for number in range(500):
                db.execute("INSERT INTO settings VALUES (?, '')", [f"setting {number}"])

    writer, closer = threading.Thread(target=write), threading.Thread(target=database.close)
    writer.start()
    writing.wait()
    closer.start()
    closer.join(0.05)  # where it does not wait, it is through by now
    assert closer.is_alive()
    go_on.set()
    writer.join()
    closer.join()
    with database.reading() as db:
        assert db.table("settings").count == 500


def test_a_full_disk_is_told_and_what_was_confirmed_stays(database: TabletDatabase) -> None:
    with database.writing() as db:
        db.table("settings").insert({"name": "language", "value": "zh"})
    with database.reading() as db:
        pages = next(iter(db.conn.execute("PRAGMA page_count")))[0]
        db.conn.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StorageTrouble) as told, database.writing() as db:
        db.table("settings").insert({"name": "large", "value": "x" * 1_000_000})
    assert told.value.code == "disk_full"
    with database.reading() as db:
        assert [row["name"] for row in db.table("settings").rows] == ["language"]
    database.close()
    with database.writing() as db:
        db.table("settings").insert({"name": "large", "value": "x" * 1_000_000})


def test_after_an_io_error_the_connection_is_opened_anew(database: TabletDatabase) -> None:
    def fail(db: Connection) -> None:
        fault = sqlite3.OperationalError("disk I/O error")
        fault.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        fault.sqlite_errorname = "SQLITE_IOERR_FSYNC"
        raise fault

    with database.reading() as db:
        kept = db.conn
    with pytest.raises(StorageTrouble) as told, database.writing() as db:
        fail(db)
    assert told.value.code == "io"
    with pytest.raises(sqlite3.ProgrammingError):
        kept.execute("SELECT 1")
    assert settings_of(database) == PRAGMAS


def test_a_text_that_is_no_text_any_more_is_told_as_damage(database: TabletDatabase) -> None:
    with database.writing() as db:
        db.execute("INSERT INTO settings VALUES ('a', CAST(x'ff' AS TEXT))")

    def read() -> None:
        with database.reading() as db:
            list(db.table("settings").rows)

    with pytest.raises(StorageTrouble) as told:
        read()
    assert told.value.code == "damaged"


def test_an_error_of_our_own_is_not_blamed_on_the_disk(database: TabletDatabase) -> None:
    with pytest.raises(sqlite3.OperationalError), database.reading() as db:
        db.execute("SELECT nothing FROM nowhere")


def test_a_file_that_is_no_database_is_told_as_damage(tmp_path: Path) -> None:
    path = tmp_path / "tablet.db"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    database = TabletDatabase(path)
    with pytest.raises(StorageTrouble) as told:
        migrate(database)
    assert told.value.code == "damaged"
    assert path.read_bytes().startswith(b"no database")


def test_a_folder_that_cannot_be_made_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageTrouble) as told:
        migrate(TabletDatabase(tmp_path / "file" / "below" / "tablet.db"))
    assert told.value.code == "not_a_folder"
