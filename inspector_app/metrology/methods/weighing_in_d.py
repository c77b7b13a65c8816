"""Scales by the division d, without a largest load of their own (NIST Handbook 44, 2.20)."""

from inspector_app.metrology.case import Case, Given, Method, Shape
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.judging import (
    ANY,
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
from inspector_app.metrology.parsing import Grade, Record, Text
from inspector_app.metrology.rule import Rule
from inspector_app.metrology.uncertainty import Measured
from inspector_app.metrology.units import MASS, PER_CENT

_WEIGHING = "weighing"


def _shape(rule: Rule) -> Shape:
    classes = grades([table.when for table in rule.tests[_WEIGHING].tables], "accuracy_class")
    return Shape(
        instrument=Record({"accuracy_class": Grade(classes), "d": SIZE, "unit": Text()}),
        standard=standard("max_error_percent", units=(PER_CENT, *MASS)),
        needs_standard=False,
        tests={_WEIGHING: observation({"load": COUNT, "indication": ANY})},
    )


def _judge_weighing(case: Case, observed: Given) -> Finding:
    """E = I - L; the tolerance is a number of d that goes by the load in d (Table 6)."""
    shown, L, d = observed["indication"], observed["load"], case.instrument["d"]
    test, unit = case.rule.tests[_WEIGHING], str(case.instrument["unit"])
    allowed = find_limit(test, case.phase, circumstances(case), quantity=L / d, units={"d": d})
    step = Step("error", "E", "{I} - {L}", {"I": shown, "L": L}, shown - L, unit)
    return judge_error(
        case,
        _WEIGHING,
        shown - L,
        allowed,
        unit=unit,
        at={"load": spell(L)},
        beyond="no_limit_for_load",
        by_standard=standard_error(case, "max_error_percent", unit, Measured(L, unit)),
        details={"load": spell(L)},
        steps=(step,),
    )


METHOD = Method(
    shape=_shape,
    judge=judge_each(_judge_weighing),
    tests=frozenset({_WEIGHING}),
    constants=frozenset(),
)
