"""What a finished inspection looks like as a JSON document."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from inspector_app.metrology.parsing import Items, Notes, Record, Text
from inspector_app.services.instants import parse_instant
from inspector_app.services.registered_place import LOCATION_FIELDS

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time with its offset from UTC."""

    def read(self, value: object, path: str, notes: Notes) -> datetime | None:
        """Return the instant in UTC."""
        try:
            return parse_instant(value if isinstance(value, str) else "")
        except ValueError:
            notes.fault(path, "is not an instant like 2026-11-23T08:00:00Z")
            return None


@dataclass(frozen=True, slots=True)
class Uuid:
    """The id of a record."""

    def read(self, value: object, path: str, notes: Notes) -> str | None:
        """Return the id in its one spelling."""
        try:
            return str(uuid.UUID(value if isinstance(value, str) else ""))
        except ValueError:
            notes.fault(path, "is not a UUID")
            return None


@dataclass(frozen=True, slots=True)
class Name:
    """A short text that can be printed."""

    def read(self, value: object, path: str, notes: Notes) -> str | None:
        """Return the text."""
        if isinstance(value, str) and len(value) <= LONGEST_NAME and value.isprintable():
            return value
        notes.fault(path, f"is not a text of at most {LONGEST_NAME} printable characters")
        return None


@dataclass(frozen=True, slots=True)
class Anything:
    """What is checked elsewhere."""

    def read(self, value: object, path: str, notes: Notes) -> object:  # noqa: ARG002
        """Return it as it is."""
        return value


INSPECTION = Record(
    {
        "id": Uuid(),
        "instrument_id": Name(),
        "site_id": Name(),
        "started_at": Instant(),
        "finished_at": Instant(),
        "officers": Items(Record({"name": Name(), "certificate": Name()}), at_least=1),
        "evaluation": Anything(),
        "photos": Items(
            Record({"path": Text(), "caption": Text()}, optional=frozenset({"caption"}))
        ),
        "note": Text(),
        "seal_changes": Anything(),
        "location": Record(
            {**LOCATION_FIELDS, "at": Instant()}, optional=frozenset({"accuracy_m", "at"})
        ),
    },
    optional=frozenset({"id", "photos", "note", "seal_changes", "location"}),
)
