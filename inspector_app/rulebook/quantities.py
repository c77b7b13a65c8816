"""Numbers that a procedure derives from others: a share of Max, the certificate's neck reading."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from inspector_app.metrology.decimals import NotANumber, read_number

Context = Mapping[str, Mapping[str, Any]]
"""What paths like `instrument.max` lead into: the parts `instrument`, `standard` and `run`."""


def context_of(
    *,
    instrument: Mapping[str, Any],
    standard: Mapping[str, Any],
    run: Mapping[str, Any] | None = None,
) -> Context:
    """Gather what quantities may be derived from; `run` holds the readings of one run."""
    return {"instrument": instrument, "standard": standard, "run": run or {}}


def number_at(path: str, context: Context) -> Fraction | None:
    """Return the number at `path`, None when there is none yet."""
    part, _, key = path.partition(".")
    try:
        return read_number(context.get(part, {}).get(key))
    except NotANumber:
        return None


@dataclass(frozen=True, slots=True)
class Quantity:
    """`of` times `times` plus `plus`, rounded to a whole number of `round_to` where that is given.

    `by` names what that product is multiplied with, `over` what it is divided by. `times_for` gives
    the factor by the text at `times_by` instead (Min is 20 e in class III).
    """

    of: str = ""
    times: Fraction = Fraction(1)
    times_by: str = ""
    times_for: Mapping[str, Fraction] = field(default_factory=dict)
    by: str = ""
    over: str = ""
    plus: Fraction = Fraction(0)
    round_to: str = ""

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Quantity":
        """Return the quantity that a data file describes."""
        return cls(
            of=data.get("of", ""),
            times=Fraction(data.get("times", "1")),
            times_by=data.get("times_by", ""),
            times_for={name: Fraction(text) for name, text in data.get("times_for", {}).items()},
            by=data.get("by", ""),
            over=data.get("over", ""),
            plus=Fraction(data.get("plus", 0)),
            round_to=data.get("round_to", ""),
        )

    def resolve(self, context: Context) -> Fraction | None:
        """Return the number, None while something that it starts from is not there."""
        start = number_at(self.of, context) if self.of else Fraction(0)
        times = self._times(context)
        factor = number_at(self.by, context) if self.by else Fraction(1)
        divisor = number_at(self.over, context) if self.over else Fraction(1)
        if start is None or times is None or factor is None or not divisor:
            return None
        value = start * times * factor / divisor + self.plus
        interval = number_at(self.round_to, context) if self.round_to else None
        return round(value / interval) * interval if interval else value

    def _times(self, context: Context) -> Fraction | None:
        if not self.times_by:
            return self.times
        part, _, key = self.times_by.partition(".")
        return self.times_for.get(context.get(part, {}).get(key, ""))
