"""A whole station: whether its pumps are short in their majority."""

from collections.abc import Sequence
from fractions import Fraction

from inspector_app.metrology.case import Case, Judgement, Method, Shape
from inspector_app.metrology.judging import ANY, PERCENT, judge_error, observation, standard
from inspector_app.metrology.limits import find_limit
from inspector_app.metrology.model import Finding, Step
from inspector_app.metrology.parsing import Record
from inspector_app.metrology.rule import Rule

_PUMP = "station_pump"
_PREDOMINANCE = "predominance"


def _shape(_rule: Rule) -> Shape:
    return Shape(
        instrument=Record({}),
        standard=standard(),
        needs_standard=False,
        tests={_PUMP: observation({"reading_in3": ANY})},
    )


def _judge(case: Case) -> Judgement:
    readings = [pump["reading_in3"] for pump in case.observed(_PUMP) if pump.complete]
    return Judgement((_judge_predominance(case, readings),) if readings else ())


def share_short(errors: Sequence[Fraction]) -> Fraction:
    """Return how many of the pumps are short in any amount, in %.

    `errors` are delivered minus indicated, one for each pump, at least one.
    """
    short = sum(error < 0 for error in errors)
    return Fraction(short, len(errors)) * PERCENT


def _judge_predominance(case: Case, readings: Sequence[Fraction]) -> Finding:
    """The share of the pumps that are short (Texas; Handbook 44, G-UR.4.1)."""
    test, share = case.rule.tests[_PREDOMINANCE], share_short(readings)
    short = sum(reading < 0 for reading in readings)
    numbers = {"k": Fraction(short), "n": Fraction(len(readings))}
    return judge_error(
        case,
        _PREDOMINANCE,
        share,
        find_limit(test, case.phase, {}),
        at={},
        beyond="no_limit_for_quantity",
        details={"short": str(short), "pumps": str(len(readings))},
        steps=(Step("predominance", "P", "{k} / {n} × 100", numbers, share, test.unit),),
    )


METHOD = Method(
    shape=_shape, judge=_judge, tests=frozenset({_PUMP, _PREDOMINANCE}), constants=frozenset()
)
