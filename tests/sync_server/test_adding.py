"""Many rows at once: every value as it was, every constraint as ever, all in one transaction."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from sync.server.errors import DatabaseTrouble
from sync.server.tables.adding import add_rows
from sync.server.tables.among import among
from sync.server.tables.engine import Database, open_database
from sync.server.tables.migrating import migrate
from sync.server.tables.schema import files, quarantine, reference
from tests.support.postgres import make_database

TEXTS = ("", "plain", "line\nline\ttab \\ \\N", "计量 ± µ", "'; DROP TABLE files; --")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database of ours without anything in it."""
    database = open_database(database_url)
    migrate(database)
    yield database
    database.close()


def rows(count: int, *, first: int = 0) -> list[dict[str, object]]:
    return [
        {"kind": "sites", "id": f"S{n}", "body": TEXTS[n % len(TEXTS)], "change_seq": 2**40 + n,
         "deleted": n % 2 == 0}
        for n in range(first, first + count)
    ]  # fmt: skip


def test_every_value_comes_back_as_it_was(database: Database) -> None:
    with database.writing() as connection:
        add_rows(connection, reference, rows(700))
        add_rows(connection, files, [])
    with database.reading() as connection:
        found = connection.execute(select(reference).order_by(reference.c.change_seq)).mappings()
        assert [dict(row) for row in found] == rows(700)


def test_a_row_that_breaks_a_constraint_keeps_all_of_them_out(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as connection:
        add_rows(connection, reference, [*rows(3), *rows(1)])
    row = dict.fromkeys(quarantine.columns.keys(), "x") | {"change_seq": 1, "body": b"\x00\xff"}
    with pytest.raises(IntegrityError), database.writing() as connection:
        add_rows(connection, quarantine, [row])  # of a device that is not enrolled
    with database.reading() as connection:
        for table in (reference, quarantine):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_a_connection_that_is_gone_is_named_as_trouble_and_the_next_one_works(
    postgres: str,
) -> None:
    database = open_database(make_database(postgres))
    migrate(database)
    with pytest.raises(DatabaseTrouble):
        add_over_a_connection_that_is_gone(database)
    with database.writing() as connection:
        add_rows(connection, reference, rows(3))
    database.close()


def add_over_a_connection_that_is_gone(database: Database) -> None:
    with database.writing() as connection:
        backend = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with database.writing() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({backend}, 5000)")
        add_rows(connection, reference, rows(3))


def test_any_number_of_values_is_asked_for_at_once(database: Database) -> None:
    with database.writing() as connection:
        add_rows(connection, reference, rows(2_000))
    query = select(reference.c.id).where(among(reference.c.id, "ids"))
    by_number = select(reference.c.id).where(among(reference.c.change_seq, "numbers"))
    with database.reading() as connection:
        asked = {f"S{n}" for n in range(1_000, 40_000)}
        assert set(connection.execute(query, {"ids": asked}).scalars()) == {
            f"S{n}" for n in range(1_000, 2_000)
        }
        assert list(connection.execute(query, {"ids": []}).scalars()) == []
        numbers = [2**40 + 7, 5]
        assert list(connection.execute(by_number, {"numbers": numbers}).scalars()) == ["S7"]


def test_what_is_asked_for_at_once_is_found_by_an_index(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'server.db'}")
    migrate(database)
    query = select(reference.c.body).where(
        reference.c.kind == "sites", among(reference.c.id, "ids")
    )
    spelled = query.compile(database.engine)
    with database.reading() as connection:
        told = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {spelled}", ("sites", "[]"))
        assert "SEARCH reference USING INDEX" in " ".join(str(row) for row in told)
    database.close()
