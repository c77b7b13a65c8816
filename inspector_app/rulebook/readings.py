"""Readings as they were typed: doubtful or not, and as the observations that are evaluated."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from inspector_app.metrology.decimals import read_number
from inspector_app.metrology.input import check_reading
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.procedures import Field, Point
from inspector_app.rulebook.quantities import Context

Readings = Mapping[tuple[str, int, str], str]
"""What was typed, by point, run (from 0) and field."""

_FLAGS = {"1": True, "0": False}
_OTHER_UNITS = (Fraction(1000), Fraction(1, 1000))
_FAR = 3
"""How many times larger or smaller than the value offered a reading may be without a question.

Less than the square root of ten: so a reading that is no slip never has a slip by ten beside it
that is taken without a question, too.
"""


SPARE_DECIMALS = 3
"""So many more than are shown may be estimated or calculated; nobody reads further."""


def doubt_about(rule: Rule, point: Point, field: Field, text: str, context: Context) -> str:
    """Return why a typed reading should not be taken as it is, '' when it may.

    "not_a_number": `evaluate` would refuse it. "unit": it would be plausible a thousand times
    larger or smaller. "magnitude": it is not plausible, or has far more decimals than are shown
    there, as when a scanner typed into it. The last two may be insisted on. Plausible is what lies
    in the field's range and not far from the value offered at this point.
    """
    value = _as_input(field, text)
    if check_reading(rule, point.test, field.key, value):
        return "not_a_number"
    if field.kind != "number" or not text.strip():
        return ""
    low = field.low.resolve(context) if field.low else None
    high = field.high.resolve(context) if field.high else None
    number, offered = read_number(value), read_number(field.hint) if field.hint else None

    def is_plausible(number: Fraction) -> bool:
        return _lies_between(low, number, high) and _is_near(number, offered)

    if is_plausible(number):
        shown = Fraction(1, 10 ** (field.decimals + SPARE_DECIMALS))
        return "" if (number / shown).denominator == 1 else "magnitude"
    has_size = offered or (low is not None and low > 0)
    if has_size and any(is_plausible(number * size) for size in _OTHER_UNITS):
        return "unit"
    return "magnitude"


def _lies_between(low: Fraction | None, number: Fraction, high: Fraction | None) -> bool:
    return (low is None or low <= number) and (high is None or number <= high)


def _is_near(number: Fraction, offered: Fraction | None) -> bool:
    return not offered or Fraction(1, _FAR) <= number / offered <= _FAR


def build_observations(points: Sequence[Point], readings: Readings) -> list[dict[str, Any]]:
    """Return the observations of `readings`, in the order of `observation_places`.

    A run is observed once anything in it was read; what is not yet read stays in it as an empty
    reading, so that it keeps the verdict open. A point that must be tested is observed even when
    nothing was read.
    """
    by_key = {point.key: point for point in points}
    return [
        _observation(by_key[key], run, readings)
        for key, run in observation_places(points, readings)
    ]


def observation_places(points: Sequence[Point], readings: Readings) -> tuple[tuple[str, int], ...]:
    """Return the point and run of each observation that `build_observations` makes."""
    return tuple(_places(points, readings))


def _places(points: Sequence[Point], readings: Readings) -> Iterator[tuple[str, int]]:
    begun: dict[str, set[int]] = {}
    for (point, run, _), text in readings.items():
        if text.strip():
            begun.setdefault(point, set()).add(run)
    for one in points:
        runs = begun.get(one.key, set() if one.optional else {0})
        yield from ((one.key, run) for run in sorted(runs))


def _observation(point: Point, run: int, readings: Readings) -> dict[str, Any]:
    observation: dict[str, Any] = {"test": point.test, **point.at}
    for field in point.fields:
        text = readings.get((point.key, run, field.key), "")
        if text.strip() or field.required:
            first, _, nested = field.key.partition(".")
            if nested:
                observation.setdefault(first, {})[nested] = _as_input(field, text)
            else:
                observation[first] = _as_input(field, text)
    return {
        key: _in_places(value) if isinstance(value, dict) and _is_numbered(value) else value
        for key, value in observation.items()
    }


def _in_places(numbered: Mapping[str, Any]) -> list[Any]:
    """Return numbered readings as a list, each at its number; one that is not taken is blank."""
    return [numbered.get(str(at), "") for at in range(max(map(int, numbered)) + 1)]


def _is_numbered(value: Mapping[str, Any]) -> bool:
    return all(name.isdigit() for name in value)


def _as_input(field: Field, text: str) -> str | bool:
    if field.kind == "flag":
        return _FLAGS.get(text.strip(), text)
    if field.kind == "choice":
        values = {str(n): choice.value for n, choice in enumerate(field.choices, 1)}
        return values.get(text.strip(), text)
    return text
