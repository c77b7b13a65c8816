"""Which limit holds: the table for the phase and the instrument, its band, scaled to the unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from inspector_app.metrology.decimals import to_decimal
from inspector_app.metrology.model import Limit
from inspector_app.metrology.rule import RuleTest, Source


@dataclass(frozen=True, slots=True)
class SourcedLimit:
    """A limit with where it was read."""

    limit: Limit
    source: Source

    def as_range(self) -> "SourcedLimit":
        """Return the limit of a range: |MPE| at most, nothing at least."""
        return SourcedLimit(Limit(max=self.limit.max), self.source)


def find_limit(
    test: RuleTest,
    phase: str,
    instrument: Mapping[str, Any],
    *,
    quantity: Fraction = Fraction(0),
    units: Mapping[str, Fraction] | None = None,
) -> SourcedLimit | None:
    """Return the limit of `test` in `phase` for `instrument` at `quantity`, None when none holds.

    `quantity` is what the bands depend on, `units` the sizes of what limits may be counted in
    (`test.limit_in`), for instance e in grams.
    """
    unit = (units or {}).get(test.limit_in)
    for table in test.tables:
        if table.applies(phase, instrument):
            for band in table.bands:
                if band.holds(quantity):
                    limit = Limit(_scaled(band.min, unit), _scaled(band.max, unit))
                    return SourcedLimit(limit, table.source)
    return None


def changes_of_limit(
    test: RuleTest, phase: str, instrument: Mapping[str, Any]
) -> tuple[Fraction, ...]:
    """Return the quantities at which the limit of `test` changes, rising."""
    ends = [
        band.end
        for table in test.tables
        if table.applies(phase, instrument)
        for band in table.bands[:-1]
    ]
    return tuple(sorted(end for end in ends if end is not None))


def _scaled(bound: Decimal | None, unit: Fraction | None) -> Decimal | None:
    if bound is None or unit is None:
        return bound
    return to_decimal(Fraction(bound) * unit)
