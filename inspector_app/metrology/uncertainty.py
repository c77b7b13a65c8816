"""What is known of a reference standard's error: its largest one, or an expanded uncertainty.

A certificate states U with its unit and its coverage factor k. Conformity is then decided by
JJF 1094-2002, 5.3.1.6: where U95 is at most a third of the limit, value and limit are compared
plainly; where it is more, a value passes only inside the limit by U95 and fails only outside it by
U95, and between them the verdict stays open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from inspector_app.metrology.model import Step
from inspector_app.metrology.parsing import Notes, Number, Text, is_blank, join, read_value
from inspector_app.metrology.units import PER_CENT, convert

EXPANDED_UNCERTAINTY = "expanded_uncertainty"
USUAL_K = Fraction(2)
"""The coverage factor of U95; a certificate that states another k is converted to it."""

_KEYS = ("value", "unit", "k")


@dataclass(frozen=True, slots=True)
class ExpandedUncertainty:
    """U as the certificate states it, for the coverage factor k."""

    value: Fraction
    unit: str
    k: Fraction


@dataclass(frozen=True, slots=True)
class StatedUncertainty:
    """The kind of value `{value, unit, k}`; without k it is 2. `units` are those that compare."""

    units: tuple[str, ...]

    def read(self, value: object, path: str, notes: Notes) -> ExpandedUncertainty | None:
        """Return U as stated. A number without its unit is a fault, not something still missing."""
        if not isinstance(value, Mapping):
            notes.fault(path, "is not an object of value, unit and k")
            return None
        for key in value:
            if key not in _KEYS:
                notes.fault(join(path, str(key)), "unknown key")
        absent = [key for key in ("value", "unit") if is_blank(value.get(key))]
        for key in absent:
            notes.fault(join(path, key), "is missing")
        read = {
            key: read_value(kind, value[key], join(path, key), notes)
            for key, kind in self._kinds().items()
            if not is_blank(value.get(key))
        }
        if absent or None in read.values():
            return None
        return ExpandedUncertainty(read["value"], read["unit"], read.get("k", USUAL_K))

    def _kinds(self) -> dict[str, Number | Text]:
        return {"value": Number(above=0), "unit": Text(self.units), "k": Number(least=1)}


@dataclass(frozen=True, slots=True)
class StandardError:
    """By how much the standard may be wrong, in the unit of the value that it judges.

    `largest` is the largest error that its certificate allows it, `U95` its expanded uncertainty
    for k = 2 and `steps` how that was computed; each is None where the certificate is silent.
    `incomparable` tells that an uncertainty is stated which the value's unit cannot express.
    """

    largest: Fraction | None = None
    U95: Fraction | None = None
    steps: tuple[Step, ...] = ()
    incomparable: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """The quantity that an error belongs to, by which per cent become units and the reverse."""

    quantity: Fraction
    unit: str


def in_unit_of(
    stated: ExpandedUncertainty, unit: str, measured: Measured | None
) -> tuple[Fraction, tuple[Step, ...]] | None:
    """Return U95 in `unit` and the line that computes it; None when it cannot be expressed so."""
    U, k = stated.value, stated.k
    at_k = U * USUAL_K / k
    if measured is not None and unit != stated.unit and PER_CENT in (unit, stated.unit):
        return _by_quantity(stated, unit, measured)
    U95 = convert(at_k, stated.unit, unit)
    if U95 is None:
        return None
    numbers = {"U": U95 * k / USUAL_K, "k": k}
    return U95, (Step("expanded_uncertainty", "U_95", "{U} × 2 / {k}", numbers, U95, unit),)


def _by_quantity(
    stated: ExpandedUncertainty, unit: str, measured: Measured
) -> tuple[Fraction, tuple[Step, ...]] | None:
    """Turn per cent of the measured quantity into units, or units into per cent of it."""
    into_percent = unit == PER_CENT
    Q = convert(measured.quantity, measured.unit, stated.unit if into_percent else unit)
    if Q is None or (into_percent and Q == 0):
        return None
    at_k = stated.value * USUAL_K / stated.k
    U95 = at_k / Q * 100 if into_percent else at_k * Q / 100
    formula = "{U} × 2 / {k} / {Q} × 100" if into_percent else "{U} × 2 / {k} / 100 × {Q}"
    numbers = {"U": stated.value, "k": stated.k, "Q": Q}
    return U95, (Step("expanded_uncertainty", "U_95", formula, numbers, U95, unit),)
