"""The database: durable on each connection, migrated by whoever comes first."""

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from inspector_app.rulebook import load_rulebook
from sync.server.errors import DatabaseTrouble, WrongUse
from sync.server.settings import Settings
from sync.server.tables import engine
from sync.server.tables.counter import read_counter
from sync.server.tables.engine import Database, NoSuchDatabase, open_database
from sync.server.tables.meta import find_note, write_note
from sync.server.tables.migrating import migrate
from sync.server.tables.reference import Change, load_kind, write_changes
from sync.server.tables.rule_data import load_rule_data
from sync.server.tables.schema import metadata
from sync.server.work.epochs import read_epoch
from sync.server.work.opening import Office, open_office
from tests.support.serving import opened_office

AFTER_IT = ("rule_data", "printed_tags", "chain_heads", "used_assertions", "rows_aside")


def test_the_migrations_make_exactly_the_tables_of_the_schema(database_url: str) -> None:
    database = open_database(database_url)
    migrate(database)
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


def test_a_database_of_the_first_release_gets_the_rule_data_and_keeps_everything(
    tmp_path: Path, database_url: str
) -> None:
    with opened_office(tmp_path, database_url) as office:
        key = office.public_key
        with office.database.writing() as connection:
            for table in AFTER_IT:
                connection.execute(text(f"DROP TABLE {table}"))
            connection.execute(text("ALTER TABLE enrolment_codes DROP COLUMN for_device"))
            connection.execute(text("DROP INDEX ix_records_waiting"))
            connection.execute(text("DROP INDEX ix_records_of_newer_schema"))
            connection.execute(text("ALTER TABLE uploads DROP COLUMN piece_ends"))
            connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with opened_office(tmp_path, database_url) as office, office.database.reading() as connection:
        assert {one.rule_id for one in load_rule_data(connection)} == set(load_rulebook())
        assert office.public_key == key


def test_several_who_start_at_once_migrate_once(database_url: str) -> None:
    databases = [open_database(database_url) for _ in range(4)]
    threads = [threading.Thread(target=migrate, args=[database]) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with databases[0].reading() as connection:
        assert read_counter(connection) == 0
    for database in databases:
        database.close()


def test_a_server_keeps_its_key_and_epoch_when_it_starts_again(
    tmp_path: Path, database_url: str
) -> None:
    kept = []
    for _ in range(2):
        with (
            opened_office(tmp_path, database_url) as office,
            office.database.reading() as connection,
        ):
            kept.append((office.public_key, read_epoch(connection)))
    assert kept[0] == kept[1]


PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": 10_000,
    "cache_size": -256,
}


def test_every_sqlite_connection_is_durable_strict_and_small(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'new folder' / 'server.db'}")
    for _ in range(2):
        with database.reading() as connection:
            pragmas = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in PRAGMAS
            }
        assert pragmas == PRAGMAS
        database.engine.dispose()


def test_who_writes_waits_until_another_process_has_written(tmp_path: Path) -> None:
    mine, other = (open_database(f"sqlite:///{tmp_path / 'server.db'}") for _ in range(2))
    migrate(mine)
    with other.writing() as connection:
        write_note(connection, "a", "1")
        waits = threading.Thread(target=write, args=(mine, "b"))
        waits.start()
        with mine.reading() as reader:
            assert find_note(reader, "a") is find_note(reader, "b") is None
    waits.join()
    with mine.reading() as reader:
        assert find_note(reader, "a") == find_note(reader, "b") == "1"
    mine.close()
    other.close()


def test_who_waits_too_long_to_write_is_told_and_may_try_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_S", 1)
    mine, other = (open_database(f"sqlite:///{tmp_path / 'server.db'}") for _ in range(2))
    migrate(mine)
    with other.writing(), pytest.raises(DatabaseTrouble, match="locked"):
        write(mine, "a")
    write(mine, "a")
    with mine.reading() as reader:
        assert find_note(reader, "a") == "1"
        assert reader.execute(text("PRAGMA busy_timeout")).scalar() == 1000
    mine.close()
    other.close()


def write(database: Database, name: str) -> None:
    with database.writing() as connection:
        write_note(connection, name, "1")


def test_every_postgresql_connection_waits_for_the_disk(postgres: str) -> None:
    database = open_database(postgres)
    with database.reading() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
        assert connection.execute(text("SHOW lock_timeout")).scalar() == "10s"
    database.close()


def test_a_write_that_fails_leaves_nothing(database_url: str) -> None:
    database = open_database(database_url)
    migrate(database)
    with pytest.raises(RuntimeError):
        write_and_fail(database)
    with database.reading() as connection:
        assert find_note(connection, "a") is None
    database.close()


def write_and_fail(database: Database) -> None:
    with database.writing() as connection:
        write_note(connection, "a", "1")
        raise RuntimeError


@pytest.mark.parametrize(
    "url", ["", "x", "mysql://h/d", "sqlite://", "sqlite:///:memory:", "nonsense://x"]
)
def test_a_url_that_names_no_database_of_ours_is_refused(url: str) -> None:
    with pytest.raises(NoSuchDatabase):
        open_database(url)


def test_a_database_that_cannot_be_reached_is_trouble() -> None:
    database = open_database("postgresql://127.0.0.1:1/none")
    with pytest.raises(DatabaseTrouble) as trouble, database.reading():
        pass
    assert trouble.value.full is False
    database.close()


def test_a_sqlite_disk_that_is_full_is_told_as_full(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'server.db'}")
    migrate(database)
    with pytest.raises(DatabaseTrouble) as trouble:
        fill(database)
    assert trouble.value.full is True
    with database.reading() as connection:
        assert read_counter(connection) == 0
    database.close()


def fill(database: Database) -> None:
    with database.writing() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        write_changes(connection, [Change("sites", str(n), "x" * 1000) for n in range(100)])


def test_opening_an_office_with_another_database_says_so(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database="mysql://x", files=tmp_path)
    with pytest.raises(WrongUse, match="sqlite:///FILE or postgresql://"):
        open_office(settings)


def test_writers_of_several_processes_wait_for_each_other(database_url: str) -> None:
    first = open_database(database_url)
    migrate(first)
    databases = [first, *(open_database(database_url) for _ in range(3))]
    threads = [
        threading.Thread(target=write_often, args=(database, str(number)))
        for number, database in enumerate(databases)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with first.reading() as connection:
        assert read_counter(connection) == 4 * 25
    for database in databases:
        database.close()


def write_often(database: Database, name: str) -> None:
    for _ in range(25):
        with database.writing() as connection:
            write_changes(connection, [Change("sites", name, "{}")])


def test_a_read_sees_one_state_throughout_though_others_write_meanwhile(office: Office) -> None:
    with office.database.reading() as connection:
        before = read_counter(connection)
        with office.database.writing() as other:
            write_changes(other, [Change("sites", "a", "{}")])
        assert read_counter(connection) == before
        assert list(load_kind(connection, "sites")) == []
    with office.database.reading() as connection:
        assert read_counter(connection) == before + 1
