"""Units that readings, limits and certificates are given in, and how they convert, exactly."""

from collections.abc import Mapping
from fractions import Fraction

PER_CENT = "%"
_MASS_IN_G: Mapping[str, Fraction] = {
    "mg": Fraction(1, 1000),
    "g": Fraction(1),
    "kg": Fraction(1000),
    "t": Fraction(1_000_000),
    "lb": Fraction("453.59237"),
    "oz": Fraction("28.349523125"),
}
_VOLUME_IN_ML: Mapping[str, Fraction] = {
    "mL": Fraction(1),
    "L": Fraction(1000),
    "in3": Fraction("16.387064"),
    "gal": Fraction("3785.411784"),
}
_QUANTITIES = (_MASS_IN_G, _VOLUME_IN_ML)

MASS, VOLUME = tuple(_MASS_IN_G), tuple(_VOLUME_IN_ML)
"""The units of each quantity (international pound, US gallon)."""


def convert(value: Fraction, unit: str, to: str) -> Fraction | None:
    """Return `value` in another unit, None when both do not measure the same quantity."""
    if unit == to:
        return value
    for sizes in _QUANTITIES:
        if unit in sizes and to in sizes:
            return value * sizes[unit] / sizes[to]
    return None
