"""Fuel dispensers by drafts into a test measure that is read in cubic inches (NIST Handbook 44)."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from inspector_app.metrology.case import Case, Given, Judgement, Method, Shape
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.judging import (
    ANY,
    SIZE,
    circumstances,
    judge_error,
    observation,
    standard,
    standard_error,
)
from inspector_app.metrology.limits import SourcedLimit, find_limit
from inspector_app.metrology.model import Finding, Step
from inspector_app.metrology.parsing import Flag, Record
from inspector_app.metrology.results import judge_value
from inspector_app.metrology.rule import Rule
from inspector_app.metrology.uncertainty import Measured
from inspector_app.metrology.units import PER_CENT, VOLUME

_DRAFT = observation({"draft_gal": SIZE, "reading_in3": ANY, "special": Flag()})
_REPEATABLE = 3
_TWICE = 2
_NORMAL, _SPECIAL = "normal", "special"


def _shape(_rule: Rule) -> Shape:
    return Shape(
        instrument=Record({"qmax_L_min": SIZE}, frozenset({"qmax_L_min"})),
        standard=standard("max_error_percent", units=(PER_CENT, *VOLUME)),
        needs_standard=False,
        tests={"draft": _DRAFT},
    )


def _judge(case: Case) -> Judgement:
    drafts = [one for one in case.observed("draft") if one.complete]
    findings = [_judge_draft(case, draft) for draft in drafts]
    return Judgement((*findings, *_judge_repeatability(case, drafts)))


def _flow(draft: Given) -> str:
    return _SPECIAL if draft["special"] else _NORMAL


def _limit(case: Case, draft: Given, phase: str, flow: str) -> SourcedLimit | None:
    test = case.rule.tests["draft"]
    said = circumstances(case, flow=flow)
    return find_limit(test, phase, said, quantity=draft["draft_gal"])


def _judge_draft(case: Case, draft: Given) -> Finding:
    """The reading of the measure is the error: below zero, the customer received less."""
    reading, size = draft["reading_in3"], draft["draft_gal"]
    allowed = _limit(case, draft, case.phase, _flow(draft))
    beyond = allowed is not None and abs(reading) > _TWICE * (allowed.high or Fraction(0))
    unit, in3_per_gal = case.rule.tests["draft"].unit, case.rule.tests["draft"].units_per_quantity
    drawn = Measured(size * in3_per_gal, unit)
    return judge_error(
        case,
        "draft",
        reading,
        allowed,
        at={"draft_gal": spell(size), "flow": _flow(draft)},
        beyond="no_limit_for_quantity",
        by_standard=standard_error(case, "max_error_percent", unit, drawn),
        codes=("two_times_tolerance",) if beyond else (),
        details={"draft_gal": spell(size)},
        steps=(Step("draft_reading", "E", "", {}, reading, case.rule.tests["draft"].unit),),
    )


def _judge_repeatability(case: Case, drafts: Sequence[Given]) -> Iterator[Finding]:
    """The range of three or more drafts of one size at one flow (Handbook 44, 3.30, T.3).

    At most a share of the absolute maintenance tolerance, whatever the phase.
    """
    alike: dict[tuple[Fraction, str], list[Given]] = {}
    for draft in drafts:
        alike.setdefault((draft["draft_gal"], _flow(draft)), []).append(draft)
    test = case.rule.tests["repeatability"]
    share = case.rule.constant("repeatability_share")
    for (size, flow), group in alike.items():
        if len(group) < _REPEATABLE:
            continue
        readings = [draft["reading_in3"] for draft in group]
        numbers = {"E_max": max(readings), "E_min": min(readings)}
        spread = numbers["E_max"] - numbers["E_min"]
        maintenance = _limit(case, group[0], "maintenance", _NORMAL)
        yield judge_value(
            case.rule,
            test,
            spread,
            _share(maintenance, share),
            unit=test.unit,
            at={"draft_gal": spell(size), "flow": flow},
            details={"runs": str(len(group)), "draft_gal": spell(size)},
            steps=(Step("range", "R", "{E_max} - {E_min}", numbers, spread, test.unit),),
        )


def _share(allowed: SourcedLimit | None, share: Fraction) -> SourcedLimit | None:
    if allowed is None or allowed.high is None:
        return None
    numbers = {"s": share, "m": allowed.high}
    step = Step("share_of_tolerance", "MPE", "{s} × {m}", numbers, share * allowed.high, "in3")
    scaled = allowed.scaled(share).as_range()
    return SourcedLimit(
        scaled.low, scaled.high, scaled.limit, scaled.source, (*allowed.steps, step)
    )


METHOD = Method(
    shape=_shape,
    judge=_judge,
    tests=frozenset({"draft", "repeatability"}),
    constants=frozenset({"repeatability_share"}),
)
