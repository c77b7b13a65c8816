"""Readings outside what is usual for their field, as the rule's data say; the screens ask then."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from inspector_app.metrology.decimals import NotANumber, read_number
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.quantities import Quantity, context_of


@dataclass(frozen=True, slots=True)
class Unusual:
    """One such reading: its path, the value and the usual span, both with their unit."""

    path: str
    told: str
    span: str


def unusual_readings(rule: Rule, document: Mapping[str, Any]) -> Iterator[Unusual]:
    """Give the readings of an inspection's input that lie outside their usual span."""
    fields = rule.procedure["fields"]
    instrument, standard = _part(document, "instrument"), _part(document, "standard")
    observations = document.get("observations")
    for index, run in enumerate(observations if isinstance(observations, list) else ()):
        if not isinstance(run, Mapping):
            continue
        context = context_of(instrument=instrument, standard=standard, run=run)
        for field in fields.get(str(run.get("test")), ()):
            number = _number(run.get(field["key"]))
            low, high = (_end(field, name, context) for name in ("low", "high"))
            if number is not None and not _lies_between(number, low, high):
                unit = field.get("unit", "")
                told = f"{run[field['key']]} {unit}".strip()
                yield Unusual(f"observations[{index}].{field['key']}", told, _span(low, high, unit))


def _part(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = document.get(name)
    return value if isinstance(value, Mapping) else {}


def _number(value: object) -> Fraction | None:
    try:
        return read_number(value)
    except NotANumber:
        return None


def _end(field: Mapping[str, Any], name: str, context: Any) -> Fraction | None:
    return Quantity.from_data(field[name]).resolve(context) if name in field else None


def _lies_between(number: Fraction, low: Fraction | None, high: Fraction | None) -> bool:
    return (low is None or low <= number) and (high is None or number <= high)


def _span(low: Fraction | None, high: Fraction | None, unit: str) -> str:
    ends = ("" if low is None else f"from {float(low):g}", "" if high is None else
            f"to {float(high):g}")  # fmt: skip
    return " ".join(filter(None, (*ends, unit)))
