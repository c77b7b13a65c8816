"""Kinds of values in a document of an inspection beyond those of its readings."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from inspector_app.metrology.parsing import Notes
from inspector_app.services.instants import parse_instant

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
