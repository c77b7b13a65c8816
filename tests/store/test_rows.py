"""Rows are added, written over and left alone exactly as their statement says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.store.database import Connection, TabletDatabase
from inspector_app.store.rows import insert_rows, update_row, upsert_rows


@pytest.fixture
def database(tmp_path: Path) -> Iterator[TabletDatabase]:
    made = TabletDatabase(tmp_path / "t.db")
    with made.writing() as db:
        db.execute("CREATE TABLE seals (number TEXT PRIMARY KEY, place TEXT, note TEXT)")
    yield made
    made.close()


def _all(db: Connection) -> list[tuple[str | None, ...]]:
    return [tuple(row.values()) for row in db.query("SELECT * FROM seals ORDER BY number")]


def test_a_row_written_again_keeps_the_columns_that_were_not_named(
    database: TabletDatabase,
) -> None:
    with database.writing() as db:
        upsert_rows(db, "seals", [{"number": "A1", "place": "pump", "note": "old"}], key=["number"])
        upsert_rows(db, "seals", [{"number": "A1", "place": "meter"}], key=["number"])
        assert _all(db) == [("A1", "meter", "old")]


def test_a_row_of_which_only_the_key_is_known_changes_nothing_that_is_there(
    database: TabletDatabase,
) -> None:
    with database.writing() as db:
        insert_rows(db, "seals", [{"number": "A1", "place": "pump"}])
        upsert_rows(db, "seals", [{"number": "A1"}, {"number": "A2"}], key=["number"])
        assert _all(db) == [("A1", "pump", None), ("A2", None, None)]


def test_rows_with_different_columns_are_all_written_and_those_that_are_there_passed_over(
    database: TabletDatabase,
) -> None:
    rows = [{"number": "A1", "note": "x"}, {"number": "A2", "place": "pump"}, {"number": "A1"}]
    with database.writing() as db:
        insert_rows(db, "seals", rows, or_ignore=True)
        assert _all(db) == [("A1", None, "x"), ("A2", "pump", None)]


def test_a_row_that_is_not_there_cannot_be_changed_unnoticed(database: TabletDatabase) -> None:
    with database.writing() as db:
        insert_rows(db, "seals", [{"number": "A1"}, {"number": "A2"}])
        update_row(db, "seals", ("number", "A2"), {"place": "pump", "note": None})
        assert _all(db) == [("A1", None, None), ("A2", "pump", None)]
        with pytest.raises(LookupError, match="A3"):
            update_row(db, "seals", ("number", "A3"), {"place": "pump"})
