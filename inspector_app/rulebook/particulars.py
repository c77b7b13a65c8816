"""What an inspection notes beside its readings: entries of a few kinds in named groups, as data.

The groups for a kind of instrument stand in its rule's procedure, those for every inspection (why
the visit, the party, the environment) in `on_site.json`. A new entry needs no code.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from inspector_app.metrology.decimals import NotANumber, read_number
from inspector_app.rulebook.procedures import Label

TEXT, NUMBER, CHOICE, FLAG, MOMENT, DAY = "text", "number", "choice", "flag", "moment", "day"
KINDS = (TEXT, NUMBER, CHOICE, FLAG, MOMENT, DAY)
YES, NO = "yes", "no"
FLAGS: Mapping[str, Label] = {YES: {"en": "Yes", "zh": "是"}, NO: {"en": "No", "zh": "否"}}
LONGEST = 200
LONGEST_LINES = 2_000
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", re.ASCII)


class BadEntry(ValueError):
    """A value that an entry cannot have; `code` is stable, the message says what it must be."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Particular:
    """One entry: what kind of value it has, and where the register may have the same.

    `register` is a path in the instrument's or the site's row (`site.credit_code`); `lines` says
    that a text may have several; `for_visit` that the entry holds for everything at this visit.
    `default` stands where nobody says anything else.
    """

    id: str
    label: Label
    kind: str
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    choices: Mapping[str, Label] | None = None
    register: str = ""
    default: str = ""
    lines: bool = False
    for_visit: bool = False

    @property
    def answers(self) -> Mapping[str, Label]:
        """What can be chosen, by the value; empty for what is written."""
        return FLAGS if self.kind == FLAG else self.choices or {}


@dataclass(frozen=True, slots=True)
class Group:
    """Entries and checks that belong together.

    `before_readings` asks for them before anything is measured; `folded` keeps them shut.
    """

    id: str
    label: Label
    particulars: tuple[Particular, ...]
    checks: tuple[str, ...] = ()
    before_readings: bool = False
    folded: bool = True


def plan_groups(
    procedure: Mapping[str, Any], instrument: Mapping[str, Any] | None = None
) -> tuple[Group, ...]:
    """Return the groups of a rule's procedure for an instrument with these characteristics."""
    return read_groups(procedure.get("groups", ()), instrument or {})


def read_groups(
    groups: Sequence[Mapping[str, Any]], instrument: Mapping[str, Any]
) -> tuple[Group, ...]:
    """Return groups as their data have them; units of the instrument are looked up."""
    return tuple(
        Group(
            id=group["id"],
            label=group["label"],
            particulars=tuple(
                _particular(one, instrument, for_visit=group.get("for_visit", False))
                for one in group.get("particulars", ())
            ),
            checks=tuple(group.get("checks", ())),
            before_readings=group.get("before_readings", False),
            folded=group.get("folded", True),
        )
        for group in groups
    )


def _particular(
    data: Mapping[str, Any], instrument: Mapping[str, Any], *, for_visit: bool
) -> Particular:
    unit = data.get("unit", "")
    if "unit_of" in data:
        unit = str(instrument.get(data["unit_of"].partition(".")[2]) or "")
    choices = {choice["value"]: choice["label"] for choice in data.get("choices", ())}
    plain = ("id", "label", "kind", "low", "high", "register", "default", "lines")
    return Particular(
        **{name: data[name] for name in plain if name in data},
        unit=unit,
        choices=choices or None,
        for_visit=for_visit,
    )


def list_particulars(groups: Sequence[Group]) -> Iterator[Particular]:
    """Give every entry of some groups."""
    for group in groups:
        yield from group.particulars


def read_entry(particular: Particular, value: object) -> str:
    """Return a value in the one form in which it is sealed. Raises BadEntry.

    Numbers keep the digits that they were given, instants are UTC (`2026-11-23T08:00:00Z`).
    """
    if particular.kind == NUMBER:
        return _number(particular, value)
    if particular.kind == FLAG and isinstance(value, bool):
        return YES if value else NO
    if not isinstance(value, str):
        raise BadEntry("not_text", "is not text")
    if particular.kind == MOMENT:
        return _moment(value.strip())
    if particular.kind == DAY:
        return _day(value.strip())
    if particular.answers:
        if value not in particular.answers:
            raise BadEntry("no_choice", f"is not one of {', '.join(particular.answers)}")
        return value
    return _text(particular, value)


def _number(particular: Particular, value: object) -> str:
    try:
        number = read_number(value)
    except NotANumber as fault:
        raise BadEntry("not_a_number", str(fault)) from fault
    if particular.low is not None and number < particular.low:
        raise BadEntry("below", f"must not be less than {particular.low}")
    if particular.high is not None and number > particular.high:
        raise BadEntry("above", f"must not be greater than {particular.high}")
    return str(value).strip()


def _moment(text: str) -> str:
    try:
        instant = datetime.fromisoformat(text)
        in_utc = instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError):
        in_utc = None
    if in_utc is None:
        raise BadEntry("no_moment", "is not an instant like 2026-11-23T08:00:00Z")
    return in_utc.strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(text: str) -> str:
    parts = _DAY.fullmatch(text)
    try:
        return date(*map(int, parts.groups() if parts else ())).isoformat()
    except (TypeError, ValueError) as fault:
        raise BadEntry("no_day", "is not a date like 2026-11-23") from fault


def _text(particular: Particular, value: str) -> str:
    longest = LONGEST_LINES if particular.lines else LONGEST
    plain = value.strip()
    if len(plain) > longest:
        raise BadEntry("too_long", f"is longer than {longest} characters")
    if not (plain.replace("\n", " ") if particular.lines else plain).isprintable():
        raise BadEntry("unprintable", "has characters that cannot be printed")
    return plain
