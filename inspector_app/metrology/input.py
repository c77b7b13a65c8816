"""From a document to a case: everything that is wrong with an input is told at once, by its path.

What is wrong (no number, an unknown key) is a fault; what nobody gave yet is missing, which keeps
the verdict open. Without a known rule only the parts that every rule shares can be checked.
"""

from collections.abc import Mapping
from typing import Any

from inspector_app.metrology.case import Case, Given, Shape
from inspector_app.metrology.methods import METHODS
from inspector_app.metrology.model import Fault, InvalidInput
from inspector_app.metrology.parsing import (
    Day,
    Flag,
    Items,
    Kind,
    Named,
    Notes,
    Record,
    Text,
    is_blank,
    join,
    read_value,
)
from inspector_app.metrology.rule import Rule

SEAL_STATES = ("intact", "broken", "missing")
_PARTS = frozenset(
    {"rule", "phase", "date", "instrument", "standard", "observations", "seals", "checks"}
)
_SEAL = Record(
    {"position": Text(), "expected": Text(), "found": Text(), "state": Text(SEAL_STATES)},
    optional=frozenset({"expected", "found"}),  # only an intact seal needs its numbers
)
_CHECK = Record({"id": Text(), "ok": Flag()})
_NOTHING = Record({})


def parse_case(document: object, rules: Mapping[str, Rule]) -> tuple[Case, tuple[str, ...]]:
    """Return the case that `document` describes, and the paths of what is missing in it.

    Raises InvalidInput with every fault.
    """
    notes = Notes()
    if not isinstance(document, Mapping):
        raise InvalidInput((Fault("", "the input is not an object"),))
    for key in document:
        if key not in _PARTS:
            notes.fault(join("", str(key)), "unknown key")
    rule = rules.get(_read_decisive(Text(tuple(rules)), document, "rule", notes) or "")
    phases = Text(rule.phases) if rule else Text()
    phase = _read_decisive(phases, document, "phase", notes)
    day = read_value(Day(), document.get("date"), "date", notes)
    seals = _read_objects(_SEAL, document, "seals", notes)
    checks = _read_objects(_CHECK, document, "checks", notes)
    if rule is None or phase is None:
        raise InvalidInput(tuple(notes.faults))
    shape = METHODS[rule.method].shape(rule)
    case = Case(
        rule=rule,
        phase=phase,
        day=day,
        instrument=_read_object(shape.instrument, document, "instrument", notes),
        standard=_read_standard(shape, document, notes),
        observations=_read_observations(shape, rule, document, notes),
        seals=seals,
        checks=checks,
    )
    notes.faults.extend(METHODS[rule.method].check(case))
    if day is not None and rule.first_edition_on is not None and day < rule.first_edition_on:
        notes.fault("date", f"is before the first edition of any rule, {rule.first_edition_on}")
    if notes.faults:
        raise InvalidInput(tuple(notes.faults))
    return case, tuple(notes.missing)


def check_reading(rule: Rule, test: str, key: str, value: object) -> Fault | None:
    """Return what `evaluate` would say against one reading alone, None when it takes it.

    `key` may be nested (`indications.centre`). Raises KeyError for a key that the test has not.
    """
    first, _, nested = key.partition(".")
    kind: Kind = METHODS[rule.method].shape(rule).tests[test].fields[first]
    if nested and isinstance(kind, Items | Named):
        kind = kind.kind
    notes = Notes()
    if not is_blank(value):
        read_value(kind, value, key, notes)
    return notes.faults[0] if notes.faults else None


def fits(rule: Rule, characteristics: Mapping[str, Any]) -> bool:
    """True if `rule` takes an instrument with these characteristics, as far as they go."""
    notes = Notes()
    for key, kind in METHODS[rule.method].shape(rule).instrument.fields.items():
        if not is_blank(characteristics.get(key)):
            read_value(kind, characteristics[key], key, notes)
    return not notes.faults


def _read_decisive(
    kind: Kind, document: Mapping[str, Any], key: str, notes: Notes, path: str = ""
) -> str | None:
    """Read what must be there to evaluate anything at all."""
    if is_blank(document.get(key)):
        notes.fault(join(path, key), "is missing")
        return None
    found: str | None = read_value(kind, document[key], join(path, key), notes)
    return found


def _read_object(record: Record, document: Mapping[str, Any], key: str, notes: Notes) -> Given:
    value = {} if is_blank(document.get(key)) and not record.fields else document.get(key)
    return _given(record, value, key, notes)


def _given(record: Record, value: object, path: str, notes: Notes) -> Given:
    found = read_value(record, value, path, notes)
    return Given(path, found or {}, found is not None and record.is_complete(found))


def _read_standard(shape: Shape, document: Mapping[str, Any], notes: Notes) -> Given:
    """Read the standard; an empty one says that a standard is needed and none is chosen yet.

    Only the rules that calculate with its certificate need one in any case.
    """
    value = document.get("standard")
    if shape.needs_standard or not (is_blank(value) or value == {}):
        return _read_object(shape.standard, document, "standard", notes)
    return _read_object(_NOTHING if is_blank(value) else shape.standard, {}, "standard", notes)


def _read_list(document: Mapping[str, Any], key: str, notes: Notes) -> list[Any]:
    value = document.get(key)
    if is_blank(value):
        return []
    if isinstance(value, list | tuple):
        return list(value)
    notes.fault(key, "is not a list")
    return []


def _read_objects(
    record: Record, document: Mapping[str, Any], key: str, notes: Notes
) -> tuple[Given, ...]:
    return tuple(
        _given(record, value, f"{key}[{index}]", notes)
        for index, value in enumerate(_read_list(document, key, notes))
    )


def _read_observations(
    shape: Shape, rule: Rule, document: Mapping[str, Any], notes: Notes
) -> tuple[Given, ...]:
    known = Text(tuple(test for test in shape.tests if test in rule.tests))
    values = _read_list(document, "observations", notes)
    if not values:
        notes.missing.append("observations")
    observations = []
    for index, value in enumerate(values):
        path = f"observations[{index}]"
        if not isinstance(value, Mapping):
            notes.fault(path, "is not an object")
            continue
        test = _read_decisive(known, value, "test", notes, path)
        if test is not None:
            observations.append(_given(shape.tests[test], value, path, notes))
    return tuple(observations)
