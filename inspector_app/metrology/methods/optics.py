"""Instruments of opticians: what they indicate at a reference, in 1/m or mm."""

from dataclasses import replace

from inspector_app.metrology.case import Case, Given, Judgement, Method, Shape
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.judging import (
    ANY,
    SIZE,
    circumstances,
    judge_each,
    judge_error,
    observation,
    standard,
    standard_error,
)
from inspector_app.metrology.limits import find_limit
from inspector_app.metrology.model import Finding, Step
from inspector_app.metrology.parsing import Flag, Record
from inspector_app.metrology.rule import Rule
from inspector_app.metrology.uncertainty import StandardError

_TESTS = {
    "sphere": observation({"reference": ANY, "indicated": ANY}),
    "vertex_power": observation({"reference": ANY, "indicated": ANY}),
    "pupil_distance": observation({"reference_mm": SIZE, "indicated_mm": SIZE}),
}
_PD, _MEASURES_PD = "pupil_distance", "measures_pupil_distance"
_SUFFIX = {_PD: "_mm"}
_ERROR = {_PD: "max_error_mm"}


def _shape(rule: Rule) -> Shape:
    instrument = {_MEASURES_PD: Flag()} if _PD in rule.tests else {}
    return Shape(
        instrument=Record(instrument, frozenset(instrument)),
        standard=standard("max_error_per_m", "max_error_mm", units=("1/m", "mm")),
        needs_standard=False,
        tests={test: shape for test, shape in _TESTS.items() if test in rule.tests},
    )


def _judge_power(case: Case, observed: Given) -> Finding:
    """E = indicated - reference; the limit goes by the size of the reference, whatever its sign."""
    name = observed["test"]
    suffix = _SUFFIX.get(name, "")
    F, F_0 = observed[f"indicated{suffix}"], observed[f"reference{suffix}"]
    test = case.rule.tests[name]
    step = Step("error", "E", "{F} - {F_0}", {"F": F, "F_0": F_0}, F - F_0, test.unit)
    return judge_error(
        case,
        name,
        F - F_0,
        find_limit(test, case.phase, circumstances(case), quantity=abs(F_0)),
        at={"reference": spell(F_0)},
        beyond="no_limit_for_quantity",
        by_standard=_standard_error(case, _ERROR.get(name, "max_error_per_m"), test.unit),
        details={"reference": spell(F_0)},
        steps=(step,),
    )


def _standard_error(case: Case, key: str, unit: str) -> StandardError:
    """Return the error of one reference among several: powers and distances share a certificate."""
    found = standard_error(case, key, unit)
    return replace(found, incomparable=False)


def _judge(case: Case) -> Judgement:
    """Judge each reading; an instrument that measures pupil distance must be tested for it."""
    judged = _judge_readings(case)
    untested = case.instrument.get(_MEASURES_PD, False) and not any(case.observed(_PD))
    return replace(judged, missing=(*judged.missing, _PD)) if untested else judged


_judge_readings = judge_each(_judge_power)

METHOD = Method(shape=_shape, judge=_judge, tests=frozenset(_TESTS), constants=frozenset())
