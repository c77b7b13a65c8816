"""The particulars of a draft: as the screens show them, and as they are sealed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from inspector_app.metrology.decimals import NotANumber, read_number
from inspector_app.metrology.seals import same_number
from inspector_app.rulebook.on_site import load_on_site
from inspector_app.rulebook.particulars import (
    MOMENT,
    NUMBER,
    BadEntry,
    Group,
    Particular,
    list_particulars,
    plan_groups,
    read_entry,
)
from inspector_app.rulebook.procedures import Procedure
from inspector_app.services.instants import day_of, parse_instant, spell_instant
from inspector_app.services.keypad import find_decimal
from inspector_app.services.views import EntryLine, GroupView
from inspector_app.store.drafts import DraftStart

Body = Mapping[str, Any]
_LOCAL = re.compile(r"(?:([0-9]{4}-[0-9]{2}-[0-9]{2})[ T])?([0-9]{1,2})[:：.]([0-9]{2})", re.ASCII)


def groups_for(procedure: Body, instrument: Body) -> tuple[Group, ...]:
    """Return the groups of a rule's procedure, then those of every check on site."""
    characteristics = instrument.get("characteristics") or {}
    return (*plan_groups(procedure, characteristics), *load_on_site().groups)


def find_particular(groups: Sequence[Group], item: str) -> Particular | None:
    """Return an entry by its id."""
    return next((one for one in list_particulars(groups) if one.id == item), None)


def registered_value(particular: Particular, instrument: Body, site: Body) -> str:
    """Return what the register has at an entry's path, '' when it has nothing."""
    found: object = {"instrument": instrument, "site": site}
    for name in particular.register.split(".") if particular.register else ():
        found = found.get(name) if isinstance(found, Mapping) else None
    plain = isinstance(found, str | int | Decimal) and not isinstance(found, bool)
    return str(found).strip() if plain else ""


def group_views(
    groups: Sequence[Group], noted: Mapping[str, str], start: DraftStart
) -> tuple[GroupView, ...]:
    """Return groups as a draft has them."""
    return tuple(
        GroupView(
            id=group.id,
            label=dict(group.label),
            entries=tuple(_line(one, noted, start) for one in group.particulars),
            checks=group.checks,
            before_readings=group.before_readings,
            folded=group.folded,
        )
        for group in groups
    )


def _line(particular: Particular, noted: Mapping[str, str], start: DraftStart) -> EntryLine:
    text = noted.get(particular.id, particular.default)
    registered = registered_value(particular, start.instrument, start.site)
    value, fault = "", ""
    try:
        value = read_typed(particular, text, start) if text else ""
    except BadEntry as bad:
        fault = bad.code
    return EntryLine(
        id=particular.id,
        label=dict(particular.label),
        kind=particular.kind,
        unit=particular.unit,
        text=text,
        answers={value: dict(label) for value, label in particular.answers.items()},
        lines=particular.lines,
        registered=registered,
        differs=bool(value and registered) and not agrees(particular, value, registered),
        fault=fault,
        default=particular.default,
    )


def read_typed(particular: Particular, text: str, start: DraftStart) -> str:
    """Return what was typed in the form in which it is sealed. Raises BadEntry."""
    if particular.kind == NUMBER:
        return read_entry(particular, find_decimal(text) or text)
    if particular.kind == MOMENT:
        day = day_of(parse_instant(start.started_at), start.zone)
        return read_entry(particular, _in_utc(text, day, start.zone))
    return read_entry(particular, text)


def _in_utc(typed: str, day: date, zone: str) -> str:
    """Return a local time like `9:05` or `2026-11-23 09:05` as an instant; else as it is."""
    found = _LOCAL.fullmatch(typed.strip())
    if found is None:
        return typed
    try:
        told = date.fromisoformat(found[1]) if found[1] else day
        local = datetime.combine(told, time(int(found[2]), int(found[3])), ZoneInfo(zone))
        return spell_instant(local)
    except (ValueError, OverflowError):
        return typed


def agrees(particular: Particular, value: str, registered: str) -> bool:
    """True if what was found is what the register has, however it is written."""
    if particular.kind == NUMBER:
        try:
            return read_number(value) == read_number(registered)
        except NotANumber:
            return False
    return same_number(registered, value)


def entries_to_seal(
    groups: Sequence[Group], values: Mapping[str, str], instrument: Body, site: Body
) -> list[dict[str, Any]]:
    """Return the groups that have an entry as they are sealed: wording and value together.

    What a record says must be readable when the data that asked for it are long gone.
    """
    sealed = []
    for group in groups:
        entries = [
            _entry(one, values[one.id], registered_value(one, instrument, site))
            for one in group.particulars
            if values.get(one.id)
        ]
        if entries:
            sealed.append({"id": group.id, "label": dict(group.label), "entries": entries})
    return sealed


def _entry(particular: Particular, value: str, registered: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": particular.id,
        "label": dict(particular.label),
        "kind": particular.kind,
        "value": value,
    }
    if particular.unit:
        entry["unit"] = particular.unit
    if particular.answers:
        entry["answer"] = dict(particular.answers[value])
    if registered:
        entry["registered"] = registered
        entry["agrees"] = agrees(particular, value, registered)
    return entry


def typed_values(
    groups: Sequence[Group], noted: Mapping[str, str], start: DraftStart
) -> Iterator[tuple[str, str]]:
    """Give each entry that says something, in its sealed form; one that cannot be is left out."""
    for one in list_particulars(groups):
        text = noted.get(one.id, one.default)
        try:
            value = read_typed(one, text, start) if text else ""
        except BadEntry:
            continue
        if value:
            yield one.id, value


def not_applicable(procedure: Procedure, ids: frozenset[str]) -> list[dict[str, Any]]:
    """Return the checks that do not apply as they are sealed, in the procedure's order."""
    return [
        {"id": check.id, "label": dict(check.label)}
        for check in procedure.checks
        if check.id in ids
    ]
