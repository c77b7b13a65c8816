"""A whole station: whether its pumps are short in their majority."""

from collections.abc import Sequence
from fractions import Fraction

from inspector_app.metrology.case import Case, Judgement, Method, Shape
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.judging import ANY, PERCENT, bound_beside, observation, standard
from inspector_app.metrology.limits import find_limit
from inspector_app.metrology.model import Finding, Step
from inspector_app.metrology.parsing import Record
from inspector_app.metrology.results import judge_value
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
    if not readings:
        return Judgement(())
    return Judgement((judge_predominance(case.rule, case.phase, readings),))


def share_short(errors: Sequence[Fraction]) -> Fraction:
    """Return how many of the pumps are short in any amount, in %.

    `errors` are delivered minus indicated, one for each pump, at least one.
    """
    short = sum(error < 0 for error in errors)
    return Fraction(short, len(errors)) * PERCENT


def judge_predominance(rule: Rule, phase: str, errors: Sequence[Fraction]) -> Finding:
    """The share of the pumps that are short (Texas; Handbook 44, G-UR.4.1).

    `errors` are delivered minus indicated, one for each pump, at least one; their unit does not
    matter, for a pump is short in any amount.
    """
    test, share = rule.tests[_PREDOMINANCE], share_short(errors)
    allowed = find_limit(test, phase, {})
    bound = bound_beside(allowed, share)
    short = sum(error < 0 for error in errors)
    numbers = {"k": Fraction(short), "n": Fraction(len(errors))}
    told = {"deviation": spell(share)} | ({} if bound is None else {"allowed": spell(bound)})
    return judge_value(
        rule,
        test,
        share,
        allowed,
        unit=test.unit,
        at={},
        codes=() if allowed else ("no_limit_for_quantity",),
        details={**told, "short": str(short), "pumps": str(len(errors))},
        steps=(Step("predominance", "P", "{k} / {n} × 100", numbers, share, test.unit),),
    )


METHOD = Method(
    shape=_shape,
    judge=_judge,
    tests=frozenset({_PUMP, _PREDOMINANCE}),
    constants=frozenset(),
)
