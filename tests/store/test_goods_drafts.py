"""Drafts of the released version, which were about instruments alone, live on beside goods."""

import json
from pathlib import Path

from inspector_app.store import drafts, standing
from inspector_app.store.database import TabletDatabase
from inspector_app.store.schema import STEPS, migrate, migrations

RELEASED = (
    "lay_tablet", "lay_reference", "lay_drafts", "lay_records", "lay_seals", "lay_sightings",
    "lay_recoveries", "lay_typed", "lay_signatures", "lay_search", "lay_visits", "lay_at_rest",
    "lay_pins", "lay_tallies", "lay_departures",
)  # fmt: skip
"""The migrations of version 0.1.0."""
PLACE = {"step": "seals", "point": "", "run": 0, "field": "", "typed": "", "note": ""}


def released_draft(draft_id: str, instrument: dict[str, str]) -> dict[str, object]:
    """Return a row as version 0.1.0 wrote it."""
    return {
        "draft_id": draft_id, "instrument_id": instrument["instrument_id"], "site_id": "S1",
        "rule_id": "r", "rule_sha256": "s", "phase": "spot_check",
        "started_at": "2026-11-23T01:30:00Z", "zone": "Asia/Shanghai", "monotonic_s": "1",
        "instrument": json.dumps(instrument), "site": '{"site_id": "S1"}', **PLACE,
    }  # fmt: skip


def released_tablet(path: Path) -> TabletDatabase:
    """Return a tablet whose tables version 0.1.0 laid, with two drafts and a reading."""
    database = TabletDatabase(path)
    later = [step.__name__ for step in STEPS if step.__name__ not in RELEASED]
    with database.writing() as db:
        migrations.apply(db, stop_before=later)
        db.table("rules").insert({"sha256": "s", "rule_id": "r", "data": b"{}"})
        pump = {"instrument_id": "8K3QZ9XW4T", "kind": "fuel_dispenser"}
        db.table("drafts").insert(released_draft("d1", pump))
        db.table("drafts").insert(released_draft("d2", {"instrument_id": "0000000011"}))
        drafts.store_reading(db, "d1", ("q1", 0, "x"), "20.0", "2026-11-23T01:31:00Z")
    return database


def test_a_draft_of_the_released_version_keeps_what_was_said_and_is_none_about_goods(
    tmp_path: Path,
) -> None:
    database = released_tablet(tmp_path / "tablet.db")
    migrate(database)
    with database.reading() as db:
        kept = drafts.find_draft(db, "d1")
        kinds = {row["draft_id"]: row["kind"] for row in db.query("SELECT * FROM drafts")}
        goods = standing.list_drafts_of_kind(db, "goods")
        found = drafts.find_draft_of(db, "8K3QZ9XW4T")
    assert kept is not None and kept.readings == {("q1", 0, "x"): "20.0"}
    assert kept.start.instrument == {"instrument_id": "8K3QZ9XW4T", "kind": "fuel_dispenser"}
    assert kinds == {"d1": "fuel_dispenser", "d2": ""}
    assert (goods, found) == ([], "d1")
    database.close()


def test_the_released_migrations_are_still_the_first_ones_in_their_order() -> None:
    assert tuple(step.__name__ for step in STEPS)[: len(RELEASED)] == RELEASED
