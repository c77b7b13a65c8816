"""What an evaluation gives back: verdicts, limits, findings, the outcome, and faults of the input.

Values are exact or carry 40 significant digits; nothing here was rounded before it was compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, StrEnum
from fractions import Fraction

from inspector_app.errors import WrongUse


class Verdict(Enum):
    """Whether an instrument, or one finding, keeps to the rule."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    INCOMPLETE = "incomplete"


class Effect(StrEnum):
    """What a deviation means for the customer."""

    LESS = "customer_receives_less"
    MORE = "customer_receives_more"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Limit:
    """The span a value must stay in, both ends included; an end that is None is open."""

    min: Decimal | None = None
    max: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a worked calculation: `symbol` = `formula` = the same in `numbers` = `value`.

    `formula` names its numbers in braces (`{V_J} - {V_Bt}`). `what` is a stable key of what is
    computed, which the texts put into words; `n` counts runs from 1 where there are several.
    """

    what: str
    symbol: str
    formula: str
    numbers: Mapping[str, Fraction]
    value: Fraction
    unit: str
    n: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One result with what it was judged by.

    `at` says where (flow point, load, seal position), `details` holds what a sentence for the
    trader needs, as decimal text, `steps` how the value and the limit were computed. `value` and
    `limit` are None where a finding has no number.
    """

    test: str
    at: Mapping[str, str]
    value: Decimal | None
    unit: str
    limit: Limit | None
    verdict: Verdict
    effect: Effect = Effect.NONE
    citation: str = ""
    codes: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one inspection came to under one rule.

    `status` tells whether the rule's source was verified; `missing` names by path or reason what
    keeps the verdict open.
    """

    rule: str
    phase: str
    edition: str
    verdict: Verdict
    status: str
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an input, by its path (`observations[1].indication`)."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class InvalidInput(WrongUse):
    """The input is wrong; `faults` holds everything that is wrong with it, at once."""

    code = "invalid_input"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults
