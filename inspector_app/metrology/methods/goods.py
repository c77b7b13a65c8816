"""Goods: weighed in front of the customer, and packed beforehand."""

from inspector_app.metrology.case import Case, Given, Method, Shape
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.judging import (
    COUNT,
    SIZE,
    circumstances,
    grades,
    judge_each,
    judge_error,
    observation,
    standard,
    standard_error,
)
from inspector_app.metrology.limits import find_limit
from inspector_app.metrology.model import Finding, Step
from inspector_app.metrology.parsing import Record, Text
from inspector_app.metrology.rule import Rule
from inspector_app.metrology.units import MASS

_RETAIL, _NET = "retail_weighing", "net_content"
_UNITS = ("g", "mL")
_BEYOND = "no_limit_for_quantity"


def _shape(rule: Rule) -> Shape:
    tests = {}
    if _RETAIL in rule.tests:
        kinds = grades([table.when for table in rule.tests[_RETAIL].tables], "category")
        tests[_RETAIL] = observation(
            {"category": Text(kinds), "settled_g": SIZE, "actual_g": COUNT}
        )
    if _NET in rule.tests:
        tests[_NET] = observation({"nominal": SIZE, "actual": COUNT, "unit": Text(_UNITS)})
    return Shape(Record({}), standard("max_error_g", units=MASS), needs_standard=False, tests=tests)


def _judge_one(case: Case, observed: Given) -> Finding:
    judge = _judge_retail if observed["test"] == _RETAIL else _judge_net
    return judge(case, observed)


def _judge_retail(case: Case, observed: Given) -> Finding:
    """E = settled weight - weight found; the band goes by the settled weight."""
    settled, actual = observed["settled_g"], observed["actual_g"]
    test = case.rule.tests[_RETAIL]
    allowed = find_limit(test, case.phase, circumstances(case, observed), quantity=settled)
    numbers = {"m_s": settled, "m": actual}
    step = Step("shortage", "E", "{m_s} - {m}", numbers, settled - actual, "g")
    return judge_error(
        case,
        _RETAIL,
        settled - actual,
        allowed,
        at={"category": observed["category"], "settled": spell(settled)},
        beyond=_BEYOND,
        by_standard=standard_error(case, "max_error_g", "g"),
        details={"quantity": spell(settled)},
        steps=(step,),
    )


def _judge_net(case: Case, observed: Given) -> Finding:
    """E = nominal - actual content, at most T; codes T1 above T, T2 above 2 T (OIML R 87)."""
    Qn, q, unit = observed["nominal"], observed["actual"], observed["unit"]
    test = case.rule.tests[_NET]
    allowed = find_limit(test, case.phase, circumstances(case, observed), quantity=Qn)
    shortage = Qn - q
    codes: tuple[str, ...] = ()
    if allowed is not None and allowed.high is not None and shortage > allowed.high:
        codes = ("T2",) if shortage > 2 * allowed.high else ("T1",)
    return judge_error(
        case,
        _NET,
        shortage,
        allowed,
        unit=unit,
        at={"nominal": spell(Qn)},
        beyond=_BEYOND,
        by_standard=standard_error(case, "max_error_g", "g") if unit == "g" else None,
        codes=codes,
        details={"quantity": spell(Qn)},
        steps=(Step("shortage", "E", "{Q_n} - {q}", {"Q_n": Qn, "q": q}, shortage, unit),),
    )


METHOD = Method(
    shape=_shape,
    judge=judge_each(_judge_one),
    tests=frozenset({_RETAIL, _NET}),
    constants=frozenset(),
)
