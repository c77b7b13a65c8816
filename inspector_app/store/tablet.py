"""The one row that says who this tablet is, and the settings of its user."""

from typing import Any

from sqlite_utils import Database

from inspector_app.store.rows import upsert_rows

Row = dict[str, Any]

COLUMNS = (
    "name", "device_id", "private_key", "server_url", "server_key", "tag_hosts", "enrol_key",
    "enrol_code", "epoch", "cursor", "synced_at", "last_attempt_at", "last_problem", "server_time",
    "server_offset_s", "signs_since", "doubt", "doubted_at", "compared_at", "rows_told",
)  # fmt: skip


def load_tablet_row(db: Database) -> Row:
    """Return the row; every column is None until something was noted."""
    for row in db.query("SELECT * FROM tablet"):
        return row
    return dict.fromkeys(COLUMNS)


def note_tablet(db: Database, **columns: str | bytes | None) -> None:
    """Write some columns of the row and leave the others."""
    upsert_rows(db, "tablet", [{"id": 1, **columns}], key=["id"])


def load_settings_rows(db: Database) -> dict[str, str]:
    """Return what the user chose, by name."""
    return {row["name"]: row["value"] for row in db.query("SELECT name, value FROM settings")}


def store_setting(db: Database, name: str, value: str) -> None:
    """Write one choice."""
    upsert_rows(db, "settings", [{"name": name, "value": value}], key=["name"])
