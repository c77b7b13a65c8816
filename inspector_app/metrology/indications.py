"""Indications of a digital display: what each stands for, and how far rounding leaves it open.

A display that rounds to its interval d shows I for everything strictly within 0.5 d of it. With
change-point weights the indication before rounding is known (OIML R 76-1, A.4.4.3):
P = I + 0.5 d - added. Rounding must be eliminated where d > 0.2 e (3.5.3.2); below that it is small
enough to be left out of account.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from inspector_app.metrology.case import Case
from inspector_app.metrology.model import Step

_HALF = Fraction(1, 2)
_NEGLIGIBLE_IN_E = Fraction(1, 5)
CONSIDERED = "considered"
"""What the option `rounding_error` of a test says when bare indications leave something open."""


@dataclass(frozen=True, slots=True)
class Indication:
    """An indication: `value` as it counts, strictly within `half_width` of the true one."""

    value: Fraction
    half_width: Fraction
    steps: tuple[Step, ...]

    @property
    def is_bare(self) -> bool:
        """True if change-point weights would say more."""
        return self.half_width > 0


def scale_interval(case: Case) -> Fraction:
    """Return d, the actual scale interval, which is e unless the instrument has its own."""
    d: Fraction = case.instrument.get("d", case.instrument["e"])
    return d


def read_indication(case: Case, test: str, shown: Fraction, added: Fraction | None) -> Indication:
    """Return what an indication counts for, with the change-point weights `added` or without."""
    d = scale_interval(case)
    if added is None:
        u = _half_width(case, test, d)
        steps = (step(case, "rounding", "u", "0.5 × {d}", {"d": d}, u),) if u else ()
        return Indication(shown, u, steps)
    P = shown + _HALF * d - added
    name = "d" if "d" in case.instrument.values else "e"
    numbers = {"I": shown, name: d, "ΔL": added}
    formula = f"{{I}} + 0.5 × {{{name}}} - {{ΔL}}"
    return Indication(P, Fraction(0), (step(case, "change_point", "P", formula, numbers, P),))


def _half_width(case: Case, test: str, d: Fraction) -> Fraction:
    considered = case.rule.tests[test].options.get("rounding_error") == CONSIDERED
    if not considered or d <= _NEGLIGIBLE_IN_E * case.instrument["e"]:
        return Fraction(0)
    return _HALF * d


def step(
    case: Case,
    what: str,
    symbol: str,
    formula: str,
    numbers: Mapping[str, Fraction],
    value: Fraction,
) -> Step:
    """Return a line of the calculation in the unit of the scale."""
    return Step(what, symbol, formula, numbers, value, str(case.instrument["unit"]))
