"""Kinds of values in a document, and how each is read: all faults at once, each by its path.

A document is what JSON gives. A kind either returns the value in its exact form, or notes a fault
(it is wrong) or that it is missing (nobody gave it yet), and returns None. The same kinds read an
inspection's input and the rule data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Protocol

from inspector_app.metrology.decimals import NotANumber, is_number, read_number
from inspector_app.metrology.model import Fault

LONGEST_TEXT = 2_000
_SHOWN = 40
_ISO_DAY = len("2026-11-23")


class Repeated:
    """Stands in a document for the value of a key that was given more than once."""


@dataclass(slots=True)
class Notes:
    """What was noticed while a document was read."""

    faults: list[Fault] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def fault(self, path: str, message: str) -> None:
        """Note that the value at `path` is wrong."""
        self.faults.append(Fault(path, message))


class Kind(Protocol):
    """A kind of value: reads one that is not blank."""

    def read(self, value: object, path: str, notes: Notes) -> Any:
        """Return `value` in its exact form, or None after noting why not."""


def is_blank(value: object) -> bool:
    """True if nothing was given: absent, null, or text of spaces alone."""
    return value is None or (isinstance(value, str) and not value.strip())


def show(value: object) -> str:
    """Quote a value in a message: short, printable."""
    text = ascii(value) if isinstance(value, str) else type(value).__name__
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def join(path: str, key: str) -> str:
    """Return the path of `key` in the object at `path`; an odd or long key is shortened."""
    shown = key if key and key.isprintable() and len(key) <= _SHOWN else show(key)
    return f"{path}.{shown}" if path else shown


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number; `above` and `least` are its bounds, the second one included."""

    above: int | None = None
    least: int | None = None

    def read(self, value: object, path: str, notes: Notes) -> Fraction | None:
        """Return the number exactly."""
        try:
            number = read_number(value)
        except NotANumber as fault:
            notes.fault(path, str(fault))
            return None
        if self.above is not None and number <= self.above:
            notes.fault(path, f"must be greater than {self.above}")
        elif self.least is not None and number < self.least:
            notes.fault(path, f"must not be less than {self.least}")
        else:
            return number
        return None


@dataclass(frozen=True, slots=True)
class Text:
    """Words; when `choices` are given, one of them."""

    choices: tuple[str, ...] | None = None

    def read(self, value: object, path: str, notes: Notes) -> str | None:
        """Return the text as it is."""
        if not isinstance(value, str):
            notes.fault(path, "is not text")
        elif len(value) > LONGEST_TEXT:
            notes.fault(path, f"is longer than {LONGEST_TEXT} characters")
        elif any("\ud800" <= letter <= "\udfff" for letter in value):
            notes.fault(path, "holds half a character")
        elif self.choices is not None and value not in self.choices:
            notes.fault(path, f"{show(value)} is not one of {', '.join(self.choices)}")
        else:
            return value
        return None


@dataclass(frozen=True, slots=True)
class Grade:
    """One of a few numbers that are names: an accuracy class, a power factor.

    `1` and `1.0` are the same grade, written as text or as a number.
    """

    choices: tuple[str, ...]

    def read(self, value: object, path: str, notes: Notes) -> str | None:
        """Return the grade as the rule writes it."""
        if isinstance(value, str) and value in self.choices:
            return str(value)
        try:
            number = read_number(value)
        except NotANumber:
            number = None
        for choice in self.choices:
            if number is not None and is_number(choice) and read_number(choice) == number:
                return choice
        notes.fault(path, f"{show(value)} is not one of {', '.join(self.choices)}")
        return None


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def read(self, value: object, path: str, notes: Notes) -> bool | None:
        """Return the truth value."""
        if isinstance(value, bool):
            return value
        notes.fault(path, "is neither true nor false")
        return None


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, ISO 8601 (`2026-11-23`)."""

    def read(self, value: object, path: str, notes: Notes) -> date | None:
        """Return the day."""
        if isinstance(value, str) and len(value) == _ISO_DAY and value.isascii():
            try:
                if value[4] == value[7] == "-":
                    return date.fromisoformat(value)
            except ValueError:
                pass
        notes.fault(path, "is not a date like 2026-11-23")
        return None


@dataclass(frozen=True, slots=True)
class Items:
    """A list of values of one kind. A blank one is missing, and so is a list with too few.

    With `in_place` a value that could not be read stays in the list as None, so that two lists can
    be read side by side. With `sparse` each value is optional, and a blank one is not missing.
    """

    kind: Kind
    at_least: int = 0
    in_place: bool = False
    sparse: bool = False

    def read(self, value: object, path: str, notes: Notes) -> list[Any] | None:
        """Return those that could be read."""
        if not isinstance(value, list | tuple):
            notes.fault(path, "is not a list")
            return None
        found = []
        for index, item in enumerate(value):
            given = not (self.sparse and is_blank(item))
            one = read_value(self.kind, item, f"{path}[{index}]", notes) if given else None
            if one is not None or self.in_place:
                found.append(one)
        if len(value) < self.at_least:
            notes.missing.append(path)
        return found


@dataclass(frozen=True, slots=True)
class Named:
    """An object of values of one kind by name. A blank one is missing; so is one with too few.

    `in_place` and `sparse` mean what they mean for a list.
    """

    kind: Kind
    at_least: int = 0
    in_place: bool = False
    sparse: bool = False

    def read(self, value: object, path: str, notes: Notes) -> dict[str, Any] | None:
        """Return those that could be read, by name."""
        if not isinstance(value, Mapping):
            notes.fault(path, "is not an object")
            return None
        found = {}
        for name, item in value.items():
            given = not (self.sparse and is_blank(item))
            one = read_value(self.kind, item, join(path, str(name)), notes) if given else None
            if one is not None or self.in_place:
                found[str(name)] = one
        if len(value) < self.at_least:
            notes.missing.append(path)
        return found


@dataclass(frozen=True, slots=True)
class Record:
    """An object with known keys. Keys that are not `optional` are missing when blank."""

    fields: Mapping[str, Kind]
    optional: frozenset[str] = frozenset()

    def read(self, value: object, path: str, notes: Notes) -> dict[str, Any] | None:
        """Return what could be read, by key; what is missing has no key."""
        if not isinstance(value, Mapping):
            notes.fault(path, "is not an object")
            return None
        for key in value:
            if key not in self.fields:
                notes.fault(join(path, str(key)), "unknown key")
        found = {}
        for key, kind in self.fields.items():
            given = value.get(key)
            if is_blank(given) and key in self.optional:
                continue
            one = read_value(kind, given, join(path, key), notes)
            if one is not None:
                found[key] = one
        return found

    def is_complete(self, found: Mapping[str, Any]) -> bool:
        """True if everything that is not optional was found."""
        return all(key in found or key in self.optional for key in self.fields)


def read_value(kind: Kind, value: object, path: str, notes: Notes) -> Any:
    """Read one value that must be there: blank is missing, given twice is a fault."""
    if is_blank(value):
        notes.missing.append(path)
        return None
    if isinstance(value, Repeated):
        notes.fault(path, "is given more than once")
        return None
    return kind.read(value, path, notes)
