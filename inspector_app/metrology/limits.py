"""Which limit holds: the table for the phase and the circumstances, its band, its exact numbers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from inspector_app.metrology.decimals import round_half_even, to_decimal
from inspector_app.metrology.model import Limit, Step
from inspector_app.metrology.rule import Band, RuleTest, Source

_PERCENT = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class SourcedLimit:
    """The exact ends of the span that a value must stay in, both included, and where they are from.

    An end that is None is open. `limit` is the span as it is shown; what decides are `low` and
    `high`, which have no last digit. `steps` tell how they were computed, where they were.
    """

    low: Fraction | None
    high: Fraction | None
    limit: Limit
    source: Source
    steps: tuple[Step, ...] = ()

    def contains(self, value: Fraction) -> bool:
        """True if the unrounded `value` lies in the span."""
        above = self.low is None or value >= self.low
        return above and (self.high is None or value <= self.high)

    def excludes(self, value: Fraction, margin: Fraction) -> bool:
        """True if no value that is less than `margin` away from `value` lies in the span.

        Without a margin the value itself does not.
        """
        if not margin:
            return not self.contains(value)
        above = self.high is not None and value - margin >= self.high
        return above or (self.low is not None and value + margin <= self.low)

    def as_range(self) -> "SourcedLimit":
        """Return the limit of a range: |MPE| at most, nothing at least."""
        return SourcedLimit(None, self.high, Limit(max=self.limit.max), self.source, self.steps)

    def scaled(self, factor: Fraction) -> "SourcedLimit":
        """Return a limit `factor` times as wide."""
        return symmetric(factor * (self.high or Fraction(0)), self.source, self.steps)

    def strictest(self) -> Fraction | None:
        """Return the smaller of both ends by absolute value, None when both are open."""
        return min((abs(end) for end in (self.low, self.high) if end is not None), default=None)


def symmetric(mpe: Fraction, source: Source, steps: tuple[Step, ...] = ()) -> SourcedLimit:
    """Return the limit -mpe to +mpe."""
    shown = to_decimal(mpe)
    return SourcedLimit(-mpe, mpe, Limit(-shown, shown), source, steps)


def find_limit(
    test: RuleTest,
    phase: str,
    circumstances: Mapping[str, Any],
    *,
    quantity: Fraction = Fraction(0),
    units: Mapping[str, Fraction] | None = None,
) -> SourcedLimit | None:
    """Return the limit of `test` in `phase` under `circumstances` at `quantity`, None without one.

    `circumstances` are the instrument's characteristics and what else the tables distinguish;
    `quantity` is what the bands depend on, `units` the sizes of what limits may be counted in
    (`test.limit_in`), for instance e in grams.
    """
    unit = (units or {}).get(test.limit_in)
    for table in test.tables:
        if table.applies(phase, circumstances):
            for band in table.bands:
                if band.holds(quantity):
                    return _limit(test, band, quantity, unit, table.source_in(phase))
    return None


def changes_of_limit(
    test: RuleTest, phase: str, circumstances: Mapping[str, Any]
) -> tuple[Fraction, ...]:
    """Return the quantities at which the limit of `test` changes, rising."""
    ends = [
        band.end
        for table in test.tables
        if table.applies(phase, circumstances)
        for band in table.bands[:-1]
    ]
    return tuple(sorted(end for end in ends if end is not None))


def _limit(
    test: RuleTest, band: Band, quantity: Fraction, unit: Fraction | None, source: Source
) -> SourcedLimit:
    computed = _bounds(test, band, quantity)
    low, high = (_rounded(end, band) for end in computed)
    formula = _derivation(test, band, quantity)
    if unit is not None:
        symbol = test.limit_in if len(test.limit_in) == 1 else "u"  # e, d; or the unit's size
        formula = _Formula(f"{{n}} × {{{symbol}}}", {"n": _size(low, high), symbol: unit})
        low, high = (None if end is None else end * unit for end in (low, high))
    as_tabulated = unit is None and band.is_plain
    shown = Limit(
        _shown(low, band.min if as_tabulated else None),
        _shown(high, band.max if as_tabulated else None),
    )
    steps = _steps(formula, _size(*computed), _size(low, high), test, band) if formula else ()
    return SourcedLimit(low, high, shown, source, steps)


def _size(low: Fraction | None, high: Fraction | None) -> Fraction:
    """Return how far the span reaches from zero, upwards where it does."""
    end = low if high is None else high
    return abs(end or Fraction(0))


def _steps(
    formula: "_Formula", computed: Fraction, size: Fraction, test: RuleTest, band: Band
) -> tuple[Step, ...]:
    """Return the lines of a computed limit; where rounding changed it, a line for that, too."""
    if band.round_to is None or computed == size:
        return (Step("limit", "MPE", formula.text, formula.numbers, size, test.unit),)
    exact = Step("limit", "MPE", formula.text, formula.numbers, computed, test.unit)
    rounded = Step("limit_rounded", "MPE", "", {"step": band.round_to}, size, test.unit)
    return exact, rounded


def _shown(end: Fraction | None, tabulated: Decimal | None) -> Decimal | None:
    if end is None:
        return None
    return to_decimal(end) if tabulated is None else tabulated


def _bounds(
    test: RuleTest, band: Band, quantity: Fraction
) -> tuple[Fraction | None, Fraction | None]:
    """Return both ends in the units that the table counts in, before any rounding."""
    ends: list[Fraction | None] = []
    for at, bound in enumerate((band.min, band.max)):
        if bound is None:
            ends.append(None)
            continue
        end = Fraction(bound)
        if band.in_percent:
            base = quantity if band.applied_to is None else band.applied_to
            end *= base * test.units_per_quantity * _PERCENT
        if band.at_end is not None:
            end += (Fraction(band.at_end[at] or 0) - end) * _way(band, quantity)
        if band.every is not None:
            grown = band.adds * math.ceil((quantity - (band.start or 0)) / band.every)
            end += grown if at else -grown
        ends.append(end)
    return ends[0], ends[1]


def _rounded(end: Fraction | None, band: Band) -> Fraction | None:
    if end is None or band.round_to is None:
        return end
    if band.round_up:
        size = math.ceil(abs(end) / band.round_to) * band.round_to
        return size if end > 0 else -size
    return round_half_even(end, band.round_to)


def _way(band: Band, quantity: Fraction) -> Fraction:
    """Return how far `quantity` is from the start of the span to its end, 0 to 1."""
    if band.start is None or band.end is None:
        return Fraction(0)
    return (quantity - band.start) / (band.end - band.start)


@dataclass(frozen=True, slots=True)
class _Formula:
    """A formula whose braces name its numbers."""

    text: str
    numbers: Mapping[str, Fraction]


def _derivation(test: RuleTest, band: Band, quantity: Fraction) -> _Formula | None:
    """Return how a limit that is no plain number of the table comes about."""
    bound = Fraction(band.max if band.max is not None else (band.min or 0))
    if band.in_percent:
        base = quantity if band.applied_to is None else band.applied_to
        numbers = {"p": abs(bound), "q": base, "c": test.units_per_quantity}
        times = " × {c}" if test.units_per_quantity != 1 else ""
        return _Formula("{p} / 100 × {q}" + times, numbers)
    if band.at_end is not None:
        numbers = {
            "m_1": abs(bound),
            "m_2": abs(Fraction(band.at_end[1] or 0)),
            "q": quantity,
            "q_1": band.start or Fraction(0),
            "q_2": band.end or Fraction(0),
        }
        return _Formula("{m_1} + ({m_2} - {m_1}) × ({q} - {q_1}) / ({q_2} - {q_1})", numbers)
    return None
