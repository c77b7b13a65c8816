"""What no reading can be, whatever is checked: bounds of nature, and of a certificate's sense.

`evaluate` takes any number, and records sealed with one keep their verdict. These bounds are for
the doors by which data come in: documents and the office's import.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from inspector_app.metrology.decimals import NotANumber, read_number, to_decimal
from inspector_app.metrology.model import Fault

FAR_FROM_NOMINAL = Fraction(2, 100)
"""A measure's certificate differs from its nominal volume by less than a tenth of this."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The span of a quantity with its unit; `below` says what is below its lower end."""

    low: Fraction
    high: Fraction
    unit: str
    below: str = ""


_BY_ENDING = {
    "temperature_C": Bound(
        Fraction("-273.15"), Fraction(150), "°C", below="below absolute zero, -273.15 °C"
    ),
    "theta_K": Bound(Fraction(0), Fraction(300), "K"),
    "min_K": Bound(Fraction(0), Fraction(300), "K"),
    "error_percent": Bound(Fraction(-100), Fraction(1000), "%"),
    "neck_reading_mm": Bound(Fraction(-2000), Fraction(2000), "mm"),
}
_IN_DIOPTRES = Bound(Fraction(-100), Fraction(100), "D")
_OPTICAL_TESTS = ("sphere", "vertex_power")


def impossible_values(document: Any) -> Iterator[Fault]:
    """Give every reading of an inspection's input that cannot be, by its path.

    What is no number is left to the evaluation, which says so itself.
    """
    if not isinstance(document, Mapping):
        return
    for index, observed in enumerate(_list(document.get("observations"))):
        if isinstance(observed, Mapping):
            yield from _impossible(observed, f"observations[{index}]", observed.get("test"))
    standard = document.get("standard")
    if isinstance(standard, Mapping):
        yield from _impossible(standard, "standard", None)
        doubt = measure_doubt(standard)
        if doubt:
            yield Fault("standard.certified_volume_L", doubt)


def measure_doubt(standard: Mapping[str, Any]) -> str:
    """Return why a measure's certified volume cannot be that of its nominal one; '' when it can."""
    nominal = _number(standard.get("nominal_volume_L"))
    certified = _number(standard.get("certified_volume_L"))
    if not nominal or certified is None or nominal < 0:
        return ""
    if abs(certified / nominal - 1) <= FAR_FROM_NOMINAL:
        return ""
    given = {name: standard[name] for name in ("certified_volume_L", "nominal_volume_L")}
    return (
        f"{given['certified_volume_L']} L is not near the nominal {given['nominal_volume_L']} L; "
        "both are in litres"
    )


def _impossible(values: Mapping[str, Any], path: str, test: object) -> Iterator[Fault]:
    for key, value in values.items():
        bound, number = _bound_of(str(key), test), _number(value)
        if bound is None or number is None or bound.low <= number <= bound.high:
            continue
        span = f"not from {_plain(bound.low)} to {_plain(bound.high)} {bound.unit}"
        why = bound.below if bound.below and number < bound.low else span
        yield Fault(f"{path}.{key}", f"{value} {bound.unit} is {why}")


def _bound_of(key: str, test: object) -> Bound | None:
    if test in _OPTICAL_TESTS and key in ("indicated", "reference"):
        return _IN_DIOPTRES
    return next((bound for end, bound in _BY_ENDING.items() if key.endswith(end)), None)


def _number(value: object) -> Fraction | None:
    try:
        return read_number(value)
    except NotANumber:
        return None


def _plain(number: Fraction) -> str:
    return f"{to_decimal(number).normalize():f}"


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
