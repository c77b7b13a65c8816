"""A rule as the evaluation knows it: numbers with where they come from, ready to be applied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from inspector_app.metrology.model import Effect


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number was read, and how far it can be trusted (tag Q1, Q2, K or D)."""

    text: str
    tag: str


@dataclass(frozen=True, slots=True)
class Band:
    """The limit for a span of the quantity that it depends on; an absent end is open.

    `min` and `max` are plain numbers unless one of these says otherwise: with `in_percent` they are
    per cent of the quantity, or of `applied_to` where that is given; with `at_end` they rise in a
    straight line to the pair at the end of the span; with `every` they grow by `adds` for each such
    part begun. `round_to` rounds the limit, half to even, or away from zero with `round_up`.
    """

    start: Fraction | None
    start_included: bool
    end: Fraction | None
    end_included: bool
    min: Decimal | None
    max: Decimal | None
    in_percent: bool = False
    applied_to: Fraction | None = None
    at_end: tuple[Decimal | None, Decimal | None] | None = None
    every: Fraction | None = None
    adds: Fraction = Fraction(0)
    round_to: Fraction | None = None
    round_up: bool = False

    @property
    def is_plain(self) -> bool:
        """True if the limit is the number that the table gives."""
        return not (self.in_percent or self.at_end or self.every or self.round_to)

    def holds(self, quantity: Fraction) -> bool:
        """True if `quantity` falls into this band, its ends as tabulated."""
        after = self.start is None or (
            quantity >= self.start if self.start_included else quantity > self.start
        )
        before = self.end is None or (
            quantity <= self.end if self.end_included else quantity < self.end
        )
        return after and before


@dataclass(frozen=True, slots=True)
class LimitTable:
    """The bands that hold in some phases, under some circumstances.

    `when` gives by the name of a circumstance (the accuracy class, a power factor) the texts of
    which one must be the case.
    """

    phases: tuple[str, ...]
    when: Mapping[str, tuple[str, ...]]
    bands: tuple[Band, ...]
    source: Source
    sources_by_phase: Mapping[str, Source] = field(default_factory=dict)

    def source_in(self, phase: str) -> Source:
        """Return where the bands of this table were read, for `phase`."""
        return self.sources_by_phase.get(phase, self.source)

    def applies(self, phase: str, circumstances: Mapping[str, Any]) -> bool:
        """True if this table is the one for `phase` under `circumstances`."""
        return phase in self.phases and all(
            circumstances.get(key) in wanted for key, wanted in self.when.items()
        )


@dataclass(frozen=True, slots=True)
class RuleTest:
    """One test of a rule.

    `unit` is the unit of its values, or `unit_of` the key of instrument or reading that names it.
    Limits are in the same unit, or else in multiples of what `limit_in` names (the interval e, a
    payment step); a limit in per cent of a quantity is `units_per_quantity` of the limit's units
    for each of the quantity's (1000 mL a litre). `positive_means` is what a positive value does to
    the customer; `runs` how many runs a pass needs, by phase (default one), `runs_to_fail` how many
    a failure needs; `required_at` where it must be tested, by phase; `options` what a method that
    serves several regulations must know of this one; `by_standard` is false where no standard is
    used.
    """

    name: str
    title: Mapping[str, str]
    clause: str
    unit: str
    unit_of: str
    limit_in: str
    positive_means: Effect
    tables: tuple[LimitTable, ...]
    runs: Mapping[str, int]
    formula: tuple[str, ...]
    source: Source
    options: Mapping[str, str]
    units_per_quantity: Fraction = Fraction(1)
    by_standard: bool = True
    runs_to_fail: int = 1
    required_at: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScopeBound:
    """The largest size of an instrument that a rule covers, in `unit` where it has one."""

    key: str
    upto: Fraction
    unit: str


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One regulation in one edition.

    `tag` is the weakest among the sources that a verdict rests on; `data` is what the data file
    says, `sha256` the hash of its exact bytes. `scope` bounds the instruments that it covers;
    `meant_for` and `first_verification_only` give by characteristic the texts of which one must be
    the case. Before `first_edition_on` nobody can have inspected by it.
    """

    id: str
    title: Mapping[str, str]
    document: str
    edition: str
    jurisdiction: str
    instrument_kind: str
    method: str
    phases: tuple[str, ...]
    in_force_from: date | None
    in_force_to: date | None
    status: str
    tests: Mapping[str, RuleTest]
    constants: Mapping[str, Mapping[str, Fraction]]
    sources: tuple[Source, ...]
    tag: str
    data: Mapping[str, Any]
    sha256: str
    scope: tuple[ScopeBound, ...] = ()
    meant_for: Mapping[str, Sequence[str]] = field(default_factory=dict)
    first_verification_only: Mapping[str, Sequence[str]] = field(default_factory=dict)
    first_edition_on: date | None = None

    @property
    def procedure(self) -> Mapping[str, Any]:
        """How the inspection goes, as the data file has it; see `rulebook.procedures`."""
        procedure: Mapping[str, Any] = self.data["procedure"]
        return procedure

    def is_in_force(self, day: date) -> bool:
        """True if the edition is in force on `day`, its first and last day included."""
        started = self.in_force_from is None or self.in_force_from <= day
        return started and (self.in_force_to is None or day <= self.in_force_to)

    def constant(self, name: str) -> Fraction:
        """Return the one value of a constant that has only one."""
        return self.constants[name]["value"]


TAGS = ("Q1", "D", "Q2", "K")
"""From read in the original, over derived, to read elsewhere and known in the field."""
