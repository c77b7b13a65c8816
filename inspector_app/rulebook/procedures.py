"""How an inspection goes under a rule: seals, test points with their fields, checks.

Pure functions of a rule's data. Screens show what these give and know no regulation themselves.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from inspector_app.metrology.decimals import spell
from inspector_app.metrology.limits import changes_of_limit
from inspector_app.metrology.methods import METHODS
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.choices import Choice
from inspector_app.rulebook.quantities import Context, Quantity, context_of, number_at

Label = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SealPosition:
    """A place that is sealed."""

    position: str
    label: Label


@dataclass(frozen=True, slots=True)
class Check:
    """Something to look at or try; the wording is true of a good instrument.

    The verdict waits for the answer, unless the check is optional.
    """

    id: str
    label: Label
    optional: bool = False


@dataclass(frozen=True, slots=True)
class StandardKind:
    """The kind of reference standard that the readings are compared with."""

    kind: str
    label: Label
    required: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One reading. `kind` is "number", "flag" where 1 says yes and 0 says no, or "choice".

    Of `choices` the number says which one, from 1.

    `hint` is a value to offer. `low` and `high` are what a reading may plausibly be; beyond them,
    or far from what is offered, a slip is likelier than the truth. A field that is not `shown` is
    asked for only when something depends on it; `step` is the weight that is added at a time where
    the reading is found by adding weights.
    """

    key: str
    label: Label
    unit: str
    decimals: int
    kind: str
    required: bool
    hint: str
    low: Quantity | None
    high: Quantity | None
    shown: bool = True
    step: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One test at one point: the fields of a run, and how many runs a pass needs.

    `falling` says that the load is reached by taking weights off.
    """

    key: str
    test: str
    at: Mapping[str, str]
    label: Label
    fields: tuple[Field, ...]
    runs: int
    optional: bool
    falling: bool = False


@dataclass(frozen=True, slots=True)
class Procedure:
    """What an inspector does at one instrument in one phase."""

    seals: tuple[SealPosition, ...]
    points: tuple[Point, ...]
    checks: tuple[Check, ...]
    standard: StandardKind
    reminders: tuple[Label, ...] = ()


def plan_procedure(
    rule: Rule,
    instrument: Mapping[str, Any],
    phase: str,
    standard: Mapping[str, Any] | None = None,
) -> Procedure:
    """Return the procedure of `rule` for an instrument with these characteristics.

    `standard` holds the characteristics of the chosen standard, which some hints start from.
    """
    data = rule.procedure
    return Procedure(
        seals=tuple(SealPosition(**seal) for seal in data["seals"]),
        points=plan_points(rule, instrument, phase, standard),
        checks=tuple(Check(**check) for check in data["checks"]),
        standard=StandardKind(**data["standard"]),
        reminders=tuple(data.get("reminders", ())),
    )


def plan_points(
    rule: Rule,
    instrument: Mapping[str, Any],
    phase: str,
    standard: Mapping[str, Any] | None = None,
) -> tuple[Point, ...]:
    """Return the points to test in `phase`, with units and hints for this instrument.

    Points of one test that come to the same load (half of Max may be where the limit changes) are
    one point: the first that is not optional, else the first. What a verdict needs comes first.
    Loads rise, and fall where a rule wants them both ways.
    """
    context = context_of(instrument=instrument, standard=standard or {})
    points: dict[tuple[str, bool, str], Point] = {}
    for data in rule.procedure["points"]:
        if phase not in data.get("phases", rule.phases):
            continue
        for point in _expanded(rule, data, phase, context):
            same = (point.test, point.falling, _load(point) or point.key)
            if same not in points or (points[same].optional and not point.optional):
                points[same] = point
    order = list(dict.fromkeys((point.optional, point.test) for point in points.values()))

    def place(point: Point) -> tuple[bool, int, bool, Decimal]:
        load = Decimal(_load(point) or 0)
        falling = point.falling
        group = order.index((point.optional, point.test))
        return point.optional, group, falling, -load if falling else load

    return tuple(sorted(points.values(), key=place))


def _load(point: Point) -> str:
    return next((field.hint for field in point.fields if field.key == "load"), "")


def _applies(wanted: Mapping[str, Sequence[str]], context: Context) -> bool:
    """True if the instrument has one of the wanted texts at each of these keys."""
    return all(
        str(context["instrument"].get(key, "")).casefold() in texts
        for key, texts in (
            (key, [text.casefold() for text in texts]) for key, texts in wanted.items()
        )
    )


def _expanded(rule: Rule, data: Mapping[str, Any], phase: str, context: Context) -> Iterator[Point]:
    if data.get("each") != "limit_change":
        hints = {key: Quantity.from_data(hint) for key, hint in data.get("hints", {}).items()}
        yield _point(rule, data, phase, context, hints)
        return
    e, most = number_at("instrument.e", context), number_at("instrument.max", context)
    if not e or most is None:
        return
    for change in changes_of_limit(rule.tests[data["test"]], phase, context["instrument"]):
        if change * e < most:
            point = _point(rule, data, phase, context, {"load": Quantity(plus=change * e)})
            label = {
                language: wording.format(change=spell(change))
                for language, wording in point.label.items()
            }
            yield replace(point, key=f"{point.key}.{spell(change)}", label=label)


def _point(
    rule: Rule,
    data: Mapping[str, Any],
    phase: str,
    context: Context,
    hints: Mapping[str, Quantity],
) -> Point:
    ranges = data.get("ranges", {})
    fields = [
        {**field, **ranges.get(field["key"], {})}
        for field in rule.procedure["fields"][data["test"]]
        if phase in field.get("phases", rule.phases)
        and _applies(field.get("only_for", {}), context)
    ]
    needed = "needed_when" in data and _applies(data["needed_when"], context)
    return Point(
        key=data["key"],
        test=data["test"],
        at=data["at"],
        label=data["label"],
        fields=tuple(_field(field, context, hints.get(field["key"]), phase) for field in fields),
        runs=rule.tests[data["test"]].runs.get(phase, 1),
        optional=phase in data["optional_in"] and not needed,
        falling=data.get("direction") == "down",
    )


def _field(data: Mapping[str, Any], context: Context, hint: Quantity | None, phase: str) -> Field:
    decimals = data.get("decimals", 0)
    if "decimals_of" in data:
        decimals = _decimals(number_at(data["decimals_of"], context)) + data.get("decimals_more", 0)
    unit = data.get("unit", "")
    if "unit_of" in data:
        part, _, key = data["unit_of"].partition(".")
        unit = str(context[part].get(key, ""))
    offered = hint or (Quantity.from_data(data["hint"]) if "hint" in data else None)
    value = offered.resolve(context) if offered else None
    step = Quantity.from_data(data["step"]).resolve(context) if "step" in data else None
    return Field(
        key=data["key"],
        label=data["label"],
        unit=unit,
        decimals=decimals,
        kind=data.get("kind", "number"),
        required=data.get("required", True),
        hint="" if value is None else f"{Decimal(spell(value)):.{decimals}f}",
        low=Quantity.from_data(data["low"]) if "low" in data else None,
        high=Quantity.from_data(data["high"]) if "high" in data else None,
        choices=tuple(Choice(**choice) for choice in data.get("choices", ())),
        shown=phase in data.get("shown_in", (phase,)),
        step="" if step is None else spell(step),
    )


def _decimals(interval: Any) -> int:
    """Return how many decimals a display with this interval shows."""
    if interval is None:
        return 0
    exponent = Decimal(spell(interval)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def instrument_input(rule: Rule, characteristics: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of an instrument's characteristics that `rule` evaluates."""
    known = METHODS[rule.method].shape(rule).instrument.fields
    return {key: characteristics[key] for key in known if key in characteristics}


def needs_certificate(rule: Rule) -> bool:
    """True if `rule` calculates with the certificate values of the standard."""
    return METHODS[rule.method].shape(rule).needs_standard


def standard_input(
    rule: Rule, characteristics: Mapping[str, Any], valid_until: str
) -> dict[str, Any]:
    """Return the part of a standard's characteristics that `rule` evaluates, with its validity."""
    known = METHODS[rule.method].shape(rule).standard.fields
    given = {key: characteristics[key] for key in known if key in characteristics}
    return {**given, "valid_until": valid_until}


def derived_tests(rule: Rule) -> tuple[str, ...]:
    """Return the tests that take no readings of their own: what several readings give together."""
    fields = rule.procedure["fields"]
    return tuple(test for test in rule.tests if test not in fields)


def find_label(rule: Rule, test: str, key: str, name: str) -> Label | None:
    """Return the wording of what a finding's `at` names, None when the procedure has none.

    `key` and `name` are one entry of `at`: a seal's or a pan's position, a check, a flow point.
    """
    procedure = rule.procedure
    if test == "seal":
        return _labelled(procedure["seals"], "position", name)
    if test == "check":
        return _labelled(procedure["checks"], "id", name)
    if key == "position":
        return find_field_label(rule, test, f"indications.{name}")
    points = procedure["points"]
    return next((point["label"] for point in points if point["at"].get(key) == name), None)


def find_field_label(rule: Rule, test: str, key: str) -> Label | None:
    """Return the wording of a reading, None when the procedure has no such field."""
    return _labelled(rule.procedure["fields"].get(test, ()), "key", key)


def _labelled(items: Sequence[Mapping[str, Any]], key: str, name: str) -> Label | None:
    return next((item["label"] for item in items if item[key] == name), None)
