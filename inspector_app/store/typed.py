"""Words that were typed and belong to no draft yet, by the field they stand in, and where one was.

A draft keeps its own words in its own tables; here is what would be missed besides after a kill.
"""

import json
from collections.abc import Mapping, Sequence

from sqlite_utils import Database

_WAY = "way"
_FIELD = "field:"


def store_words(db: Database, words: Mapping[str, str]) -> None:
    """Write what stands in some fields; an empty field is forgotten."""
    _put(db, {f"{_FIELD}{field}": text for field, text in words.items()})


def load_words(db: Database) -> dict[str, str]:
    """Return what stands in every field."""
    rows = db.query("SELECT key, text FROM typed")
    return {
        row["key"].removeprefix(_FIELD): row["text"]
        for row in rows
        if row["key"].startswith(_FIELD)
    }


def store_way(db: Database, way: Sequence[str]) -> None:
    """Write the addresses of the screens that one came by; the last is where one is."""
    _put(db, {_WAY: json.dumps(list(way))})


def load_way(db: Database) -> tuple[str, ...]:
    """Return the addresses that one came by, none on a tablet that was never used."""
    rows = db.query("SELECT text FROM typed WHERE key = ?", [_WAY])
    return next((tuple(json.loads(row["text"])) for row in rows), ())


def _put(db: Database, texts: Mapping[str, str]) -> None:
    for key, text in texts.items():
        if text:
            db.table("typed").upsert({"key": key, "text": text}, pk="key")
        else:
            db.execute("DELETE FROM typed WHERE key = ?", [key])
