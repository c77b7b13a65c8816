"""What was chosen last today, offered again at the next instrument: the officers, the standard."""

import json
from collections.abc import Sequence

from inspector_app.store.database import Connection
from inspector_app.store.standing import Day
from inspector_app.store.tablet import load_settings_rows, store_setting

OFFICERS = "habit.officers"
STANDARD = "habit.standard."  # and the kind of standard


def remember(db: Connection, day: Day, name: str, ids: Sequence[str]) -> None:
    """Note a choice of today."""
    store_setting(db, name, json.dumps({"day": day.today, "ids": list(ids)}))


def recall(db: Connection, day: Day, name: str) -> list[str]:
    """Return the choice if it was made today."""
    noted = json.loads(load_settings_rows(db).get(name, "{}"))
    return list(noted["ids"]) if noted.get("day") == day.today else []
