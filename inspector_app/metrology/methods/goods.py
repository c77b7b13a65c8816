"""Goods: weighed in front of the customer, and packed beforehand."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction

from inspector_app.metrology.case import Case, Given, Judgement, Method, Shape
from inspector_app.metrology.decimals import spell, to_decimal
from inspector_app.metrology.judging import (
    COUNT,
    SIZE,
    circumstances,
    grades,
    judge_error,
    observation,
    standard,
    standard_error,
)
from inspector_app.metrology.limits import SourcedLimit, find_limit
from inspector_app.metrology.methods import packages
from inspector_app.metrology.model import Fault, Finding, Limit, Step
from inspector_app.metrology.parsing import Kind, Record, Text
from inspector_app.metrology.rule import Rule
from inspector_app.metrology.units import MASS

_RETAIL = "retail_weighing"
_FACTORS = "deviation_by_method"
"""The constant that tells, by the method of a check, how many times the deviation is allowed.

Rule data without it know no methods.
"""
_BEYOND = "no_limit_for_quantity"


def _shape(rule: Rule) -> Shape:
    tests = packages.shapes(rule)
    if _RETAIL in rule.tests:
        kinds = grades([table.when for table in rule.tests[_RETAIL].tables], "category")
        methods = tuple(rule.constants.get(_FACTORS, ()))
        optional: dict[str, Kind] = {"method": Text(methods)} if methods else {}
        tests[_RETAIL] = observation(
            {"category": Text(kinds), "settled_g": SIZE, "actual_g": COUNT}, optional
        )
    shape = standard("max_error_g", units=MASS)
    return Shape(Record({}), shape, needs_standard=False, tests=tests)


def _judge(case: Case) -> Judgement:
    findings = (_JUDGES[one["test"]](case, one) for one in case.observations if one.complete)
    return Judgement(tuple(finding for several in findings for finding in several))


def _check(case: Case) -> Iterator[Fault]:
    return packages.check(case)


def _judge_retail(case: Case, observed: Given) -> Iterator[Finding]:
    """E = settled weight - weight found; the band goes by the settled weight.

    A check scale that is no more accurate than the trader's may itself be off by as much, so the
    rule allows a multiple of the deviation with it (Order 66, Art. 6).
    """
    settled, actual = observed["settled_g"], observed["actual_g"]
    test = case.rule.tests[_RETAIL]
    allowed = find_limit(test, case.phase, circumstances(case, observed), quantity=settled)
    numbers = {"m_s": settled, "m": actual}
    step = Step("shortage", "E", "{m_s} - {m}", numbers, settled - actual, "g")
    method = observed.get("method", "")
    yield judge_error(
        case,
        _RETAIL,
        settled - actual,
        _by_method(allowed, case.rule.constants.get(_FACTORS, {}).get(method)),
        at={"category": observed["category"], "settled": spell(settled)},
        beyond=_BEYOND,
        by_standard=standard_error(case, "max_error_g", "g"),
        details={"quantity": spell(settled), **({"method": method} if method else {})},
        steps=(step,),
    )


def _by_method(allowed: SourcedLimit | None, factor: Fraction | None) -> SourcedLimit | None:
    """Return the largest deviation times what the method of the check allows."""
    if allowed is None or allowed.high is None or factor is None or factor == 1:
        return allowed
    high = factor * allowed.high
    step = Step("limit_by_method", "MPE", "{f} × {d}", {"f": factor, "d": allowed.high}, high, "")
    shown = Limit(max=to_decimal(high))
    return SourcedLimit(None, high, shown, allowed.source, (*allowed.steps, step))


_JUDGES: Mapping[str, Callable[[Case, Given], Iterable[Finding]]] = {
    _RETAIL: _judge_retail,
    packages.NET: packages.judge_package,
    packages.BATCH: packages.judge_batch,
}

METHOD = Method(
    shape=_shape,
    judge=_judge,
    tests=frozenset({_RETAIL, *packages.TESTS}),
    constants=frozenset(),
    check=_check,
)
