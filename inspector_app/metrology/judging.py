"""What the methods share: a value under its limit as a finding, with all that explains it."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from inspector_app.metrology.case import Case, Given, Judgement
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.limits import SourcedLimit
from inspector_app.metrology.model import Finding, Step
from inspector_app.metrology.parsing import Day, Kind, Number, Record, Text
from inspector_app.metrology.results import judge_value
from inspector_app.metrology.uncertainty import (
    EXPANDED_UNCERTAINTY,
    Measured,
    StandardError,
    StatedUncertainty,
    in_unit_of,
)
from inspector_app.metrology.units import PER_CENT, convert

ANY = Number()
COUNT = Number(least=0)
SIZE = Number(above=0)
TEST = Text()
PERCENT = Fraction(100)


def observation(needed: Mapping[str, Kind], optional: Mapping[str, Kind] | None = None) -> Record:
    """Return the shape of an observation with these readings."""
    optional = optional or {}
    return Record({"test": TEST, **needed, **optional}, frozenset(optional))


def standard(*errors: str, units: tuple[str, ...] = (PER_CENT,)) -> Record:
    """Return the shape of a standard that counts only by its validity and its errors.

    `errors` are keys such as `max_error_percent`; each is optional, and so is the expanded
    uncertainty, in one of `units`.
    """
    fields: dict[str, Kind] = {
        "valid_until": Day(),
        **dict.fromkeys(errors, COUNT),
        EXPANDED_UNCERTAINTY: StatedUncertainty(units),
    }
    return Record(fields, frozenset({*errors, EXPANDED_UNCERTAINTY}))


def standard_error(
    case: Case, key: str, unit: str = PER_CENT, measured: Measured | None = None
) -> StandardError:
    """Return by how much the standard may be wrong, in `unit`, as its certificate says.

    `key` names its largest error; where the key gives per cent and `unit` is another one, it is
    per cent of what was `measured`.
    """
    largest: Fraction | None = case.standard.get(key)
    if largest is not None and measured is not None and unit != PER_CENT:
        quantity = convert(measured.quantity, measured.unit, unit)
        largest = largest * (quantity or Fraction(0)) / PERCENT
    stated = case.standard.get(EXPANDED_UNCERTAINTY)
    if stated is None:
        return StandardError(largest)
    found = in_unit_of(stated, unit, measured)
    return StandardError(largest, *found) if found else StandardError(largest, incomparable=True)


def judge_each(judge_one: Callable[[Case, Given], Finding]) -> Callable[[Case], Judgement]:
    """Return how a method judges whose every complete observation makes one finding.

    Nothing can be judged of an instrument that lacks a characteristic.
    """

    def judge(case: Case) -> Judgement:
        observed = case.observations if case.instrument.complete else ()
        return Judgement(tuple(judge_one(case, one) for one in observed if one.complete))

    return judge


def judge_error(
    case: Case,
    test: str,
    error: Fraction,
    allowed: SourcedLimit | None,
    *,
    at: Mapping[str, str],
    beyond: str,
    unit: str = "",
    signed: Fraction | None = None,
    by_standard: StandardError | None = None,
    rounding: Fraction = Fraction(0),
    codes: tuple[str, ...] = (),
    details: Mapping[str, str] | None = None,
    steps: Sequence[Step] = (),
) -> Finding:
    """Return the finding of an error of indication under its limit.

    Without a limit it carries the code `beyond`, which keeps the verdict open.
    """
    told = {"deviation": spell(abs(error)), **(details or {})}
    bound = bound_beside(allowed, error)
    if bound is not None:
        told["allowed"] = spell(abs(bound))
    return judge_value(
        case.rule,
        case.rule.tests[test],
        error,
        allowed,
        unit=unit or case.rule.tests[test].unit,
        at=at,
        signed=signed,
        standard_error=by_standard,
        rounding=rounding,
        codes=codes if allowed else (*codes, beyond),
        details=told,
        steps=tuple(steps),
    )


def bound_beside(allowed: SourcedLimit | None, value: Fraction) -> Fraction | None:
    """Return the exact bound that `value` would cross by growing away from zero."""
    if allowed is None:
        return None
    return allowed.low if value < 0 else allowed.high


def circumstances(case: Case, observed: Given | None = None, **more: str) -> dict[str, object]:
    """Gather what limit tables may distinguish: the instrument, the reading, what follows."""
    return {**case.instrument.values, **(observed.values if observed else {}), **more}


def grades(told: Sequence[Mapping[str, tuple[str, ...]]], key: str) -> tuple[str, ...]:
    """Return the grades of `key` that limit tables distinguish, in their order."""
    return tuple(dict.fromkeys(grade for when in told for grade in when.get(key, ())))
