"""An inspection's input, read: what a method judges, and what it declares about its readings."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inspector_app.metrology.model import Fault, Finding
from inspector_app.metrology.parsing import Record
from inspector_app.metrology.rule import Rule


@dataclass(frozen=True, slots=True)
class Given:
    """An object of the input: what could be read, and whether nothing needed is missing."""

    path: str
    values: Mapping[str, Any]
    complete: bool

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of `key`, or `default` when it was not given."""
        return self.values.get(key, default)


@dataclass(frozen=True, slots=True)
class Case:
    """One inspection as its method sees it: every number exact, every fault already told."""

    rule: Rule
    phase: str
    day: date | None
    instrument: Given
    standard: Given
    observations: tuple[Given, ...]
    seals: tuple[Given, ...]
    checks: tuple[Given, ...]

    def observed(self, test: str) -> Iterator[Given]:
        """Give the observations of one test in their order."""
        return (one for one in self.observations if one["test"] == test)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a method reads: the keys of instrument, standard and each test's observation."""

    instrument: Record
    standard: Record
    needs_standard: bool
    tests: Mapping[str, Record]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a method found, and what keeps the verdict open besides missing readings."""

    findings: tuple[Finding, ...]
    missing: tuple[str, ...] = ()


def no_faults(_case: Case) -> Iterator[Fault]:
    """Give nothing: every reading is sound by itself."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Method:
    """A family of tests: `shape` declares its input, `judge` computes its findings.

    `check` gives the faults of readings that contradict each other, each being sound alone; it is
    also asked of a case in which readings are missing or wrong.

    `constants` names the constants that a rule of this method must bring. `options` gives by test
    the options that its data may set, with the texts that each may have (None: a phase of the
    rule); those that are not in `optional_options` must be set.
    """

    shape: Callable[[Rule], Shape]
    judge: Callable[[Case], Judgement]
    tests: frozenset[str]
    constants: frozenset[str]
    check: Callable[[Case], Iterator[Fault]] = no_faults
    options: Mapping[str, Mapping[str, tuple[str, ...] | None]] = field(default_factory=dict)
    optional_options: frozenset[str] = frozenset()
