"""The tables of the released version, brought to those with particulars: nothing said is lost."""

from pathlib import Path

from sqlite_utils import Migrations

from inspector_app.store import drafts, particulars
from inspector_app.store.database import TabletDatabase
from inspector_app.store.reference import apply_changes, find_body
from inspector_app.store.salvage import copy_rows
from inspector_app.store.schema import STEPS, migrate

RELEASED = STEPS[: [step.__name__ for step in STEPS].index("lay_departures") + 1]
"""The steps of the version that was released before."""


def released(path: Path) -> TabletDatabase:
    """Return a database of the released version with a draft, two answers and a cursor."""
    database = TabletDatabase(path)
    old = Migrations("tablet")
    for step in RELEASED:
        old()(step)
    start = drafts.DraftStart(
        "d", "I", {"instrument_id": "I"}, "S", {"site_id": "S"}, "r", "h", "spot_check",
        "2026-11-23T01:00:00Z", "Asia/Shanghai", "1",
    )  # fmt: skip
    with database.writing() as db:
        old.apply(db)
        db.table("tablet").insert({"id": 1, "cursor": "e:7"})
        drafts.insert_draft(db, start, b"{}")
        for name, ok in (("working", 1), ("zero_reset", 0)):
            row = {"draft_id": "d", "check_id": name, "ok": ok, "answered_at": "x"}
            db.table("draft_checks").insert(row)
    return database


def test_a_draft_of_the_released_version_keeps_its_answers_and_everything_applies(
    tmp_path: Path,
) -> None:
    database = released(tmp_path / "tablet.db")
    migrate(database)
    with database.reading() as db:
        row = drafts.find_draft(db, "d")
        cursor = next(iter(db.query("SELECT cursor FROM tablet")))["cursor"]
    assert row is not None
    assert row.checks == {"working": True, "zero_reset": False}
    assert (row.not_applicable, row.particulars) == (frozenset(), {})
    assert cursor is None  # so that the office's texts come, however long they are there
    database.close()


def test_what_is_read_of_a_damaged_database_of_the_released_version_keeps_its_answers(
    tmp_path: Path,
) -> None:
    old = released(tmp_path / "old.db")
    old.close()
    fresh = TabletDatabase(tmp_path / "new.db")
    migrate(fresh)
    with fresh.writing() as db:
        for table in ("rules", "drafts", "draft_checks"):
            copy_rows(tmp_path / "old.db", db, table)
        row = drafts.find_draft(db, "d")
    assert row is not None
    assert row.checks == {"working": True, "zero_reset": False}
    fresh.close()


def test_entries_go_with_their_draft_and_texts_with_the_offices_word(tmp_path: Path) -> None:
    database = released(tmp_path / "tablet.db")
    migrate(database)
    with database.writing() as db:
        particulars.store_particular(db, "d", "case_number", "7", "now")
        particulars.store_particular(db, "d", "case_number", "77", "now")
        assert particulars.load_particulars(db, "d") == {"case_number": "77"}
        drafts.delete_draft(db, "d")
        assert particulars.load_particulars(db, "d") == {}
        body = {"text_id": "retest_right", "zh": "一", "en": "one"}
        apply_changes(db, [("texts", "retest_right", body)])
        assert find_body(db, "texts", "retest_right") == body
        apply_changes(db, [("texts", "retest_right", None)])
        assert find_body(db, "texts", "retest_right") is None
    database.close()
