"""Figures of findings for reading: value, limit, units, rounded together so that both stay true.

Rounding here is for the eye only, and never so far that a figure would contradict the verdict: a
value beyond its limit is shown beyond it, a value at the limit is not.
"""

from dataclasses import dataclass
from decimal import Context, Decimal

from inspector_app.metrology.model import Finding
from inspector_app.metrology.results import bound_on_side
from inspector_app.texts.catalogue import Texts

_CONTEXT = Context(prec=120)
_MOST_PLACES = 60
_SHORT = 6
_UNITS = {"in3": "in³", "1/m": "m⁻¹", "m2": "m²"}


@dataclass(frozen=True, slots=True)
class Figures:
    """A value and the ends of its limit as they are shown; None where there is none."""

    value: Decimal
    low: Decimal | None
    high: Decimal | None


def value_text(finding: Finding, t: Texts, *, finer: int = 0) -> str:
    """Spell the value with its unit: signed where it can be either, empty where there is none.

    It has as many decimals as its limit (and `finer` more), and more where those would contradict
    the verdict.
    """
    if finding.value is None:
        return ""
    signed = finding.limit is None or finding.limit.min is not None
    number = t.number(_figures(finding, finding.value, finer).value, signed=signed)
    return with_unit(number, finding.unit, t)


def limit_text(finding: Finding, t: Texts) -> str:
    """Spell the limit with its unit: `±0.30 %`, `≤ 0.10 %`, `−0.5 … +1 %`; empty without one."""
    shown = _figures(finding, finding.value or Decimal(0))
    low, high = shown.low, shown.high
    if low is None and high is None:
        return ""
    if low is None:
        span = f"≤ {t.number(high or 0)}"
    elif high is None:
        span = f"≥ {t.number(low)}"
    elif low == high.copy_negate():
        span = f"±{t.number(high)}"
    else:
        span = f"{t.number(low, signed=True)} … {t.number(high, signed=True)}"
    return with_unit(span, finding.unit, t)


def span_text(finding: Finding, t: Texts) -> str:
    """Spell a limit with two ends as a span, also one that is alike on both sides."""
    shown = _figures(finding, finding.value or Decimal(0))
    low, high = t.number(shown.low or 0, signed=True), t.number(shown.high or 0, signed=True)
    return with_unit(f"{low} … {high}", finding.unit, t)


def unit_text(unit: str, t: Texts) -> str:
    """Spell a unit as people read it; only money and counts have names of their own."""
    if unit == "piece":
        return t("pcs")
    return t("CNY") if unit == "CNY" else _UNITS.get(unit, unit)


def with_unit(number: str, unit: str, t: Texts) -> str:
    """Put a unit behind a number."""
    return t.figure(f"{number} {unit_text(unit, t)}".strip())


def telling(value: str | Decimal, bound: str | Decimal) -> tuple[Decimal, Decimal]:
    """Round both for the eye, with as few decimals as still tell which one is larger."""
    exact, end = Decimal(value), Decimal(bound)
    places = _places_needed(exact, end, 0)
    return rounded(exact, places).normalize(_CONTEXT), _end_shown(end, places).normalize(_CONTEXT)


def rounded(value: Decimal, places: int) -> Decimal:
    """Return `value` with so many decimals."""
    return value.quantize(Decimal(1).scaleb(-places), context=_CONTEXT)


def short(value: str | Decimal) -> Decimal:
    """Return a number with at most six decimals, more where it would vanish."""
    exact = Decimal(value)
    if _decimals(exact) <= _SHORT:
        return exact
    return telling(exact, Decimal(0))[0] if exact.copy_abs() < 1 else rounded(exact, _SHORT)


def _figures(finding: Finding, value: Decimal, finer: int = 0) -> Figures:
    """Round value and limit together; the limit reads the same whatever `finer` is."""
    limit = finding.limit
    bound = bound_on_side(limit, value) if limit else None
    end = (bound or Decimal(0)).copy_abs()
    least = min(_decimals(end), _SHORT)
    places = _places_needed(value.copy_abs(), end, least)
    most = places if _decimals(end) > _SHORT else min(places + finer, max(_decimals(value), places))
    low, high = (limit.min, limit.max) if limit else (None, None)
    return Figures(
        value=rounded(value, most),
        low=None if low is None else _end_shown(low, places),
        high=None if high is None else _end_shown(high, places),
    )


def _end_shown(end: Decimal, places: int) -> Decimal:
    """Return the end of a limit: as it was laid down, or where it was computed, shortened."""
    if _decimals(end) <= _SHORT:
        return end
    return rounded(end, max(places, _SHORT))


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _places_needed(value: Decimal, end: Decimal, least: int) -> int:
    """Return how many decimals, at least `least`, tell a value from zero and from beyond `end`.

    A value with few decimals keeps them all.
    """
    if _decimals(value) <= _SHORT:
        least = max(least, _decimals(value))
    for places in range(least, _MOST_PLACES):
        shown = rounded(value, places)
        if bool(shown) == bool(value) and (shown > _end_shown(end, places)) == (value > end):
            return places
    return _MOST_PLACES
