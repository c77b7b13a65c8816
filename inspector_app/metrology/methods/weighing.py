"""Non-automatic weighing instruments (OIML R 76-1 and the regulations with the same table)."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from inspector_app.metrology.case import Case, Given, Judgement, Method, Shape
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.judging import (
    ANY,
    COUNT,
    SIZE,
    grades,
    judge_error,
    observation,
    standard_error,
)
from inspector_app.metrology.limits import SourcedLimit, find_limit
from inspector_app.metrology.model import Finding, Step, Verdict
from inspector_app.metrology.parsing import Day, Flag, Grade, Items, Named, Record, Text
from inspector_app.metrology.results import cite, judge_value
from inspector_app.metrology.rule import Rule, RuleTest

_HALF = Fraction(1, 2)
_NO_LIMIT = "no_limit_for_load"

_TESTS = {
    "weighing": observation(
        {"load": COUNT, "indication": ANY}, {"added_weight": COUNT, "zero_error": ANY}
    ),
    "repeatability": observation({"load": COUNT, "indications": Items(ANY, 2)}),
    "eccentricity": observation({"load": COUNT, "indications": Named(ANY, 2)}),
    "discrimination": observation({"load": COUNT, "extra": COUNT, "changed": Flag()}),
}


def _shape(rule: Rule) -> Shape:
    classes = grades([table.when for table in rule.tests["weighing"].tables], "accuracy_class")
    optional = frozenset({"accuracy_class", "max_error_percent"})
    return Shape(
        instrument=Record(
            {"accuracy_class": Grade(classes), "max": SIZE, "e": SIZE, "unit": Text()}
        ),
        standard=Record(
            {"accuracy_class": Text(), "valid_until": Day(), "max_error_percent": COUNT}, optional
        ),
        needs_standard=False,
        tests=_TESTS,
    )


def _judge(case: Case) -> Judgement:
    if not case.instrument.complete:
        return Judgement(())
    return Judgement(
        tuple(
            finding
            for observed in case.observations
            for finding in _JUDGES[observed["test"]](case, observed)
        )
    )


def _judge_weighing(case: Case, observed: Given) -> Iterator[Finding]:
    """E = P - L - E_0, with P = I + 0.5 e - added weight where the change point was sought."""
    if not observed.complete:
        return
    P, L, E_0 = observed["indication"], observed["load"], observed.get("zero_error", Fraction(0))
    numbers, formula, steps = {"I": P, "L": L}, "{I} - {L}", []
    added = observed.get("added_weight")
    if added is not None:
        e = case.instrument["e"]
        shares = {"I": P, "e": e, "ΔL": added}
        P = P + _HALF * e - added
        steps.append(_step(case, "change_point", "P", "{I} + 0.5 × {e} - {ΔL}", shares, P))
        numbers, formula = {"P": P, "L": L}, "{P} - {L}"
    if "zero_error" in observed.values:
        numbers, formula = {**numbers, "E_0": E_0}, formula + " - {E_0}"
    error: Fraction = P - L - E_0
    steps.append(_step(case, "error", "E", formula, numbers, error))
    yield _judge_error(case, observed, error, steps)


def _step(
    case: Case, what: str, symbol: str, formula: str, numbers: dict[str, Fraction], value: Fraction
) -> Step:
    return Step(what, symbol, formula, numbers, value, str(case.instrument["unit"]))


def _judge_eccentricity(case: Case, observed: Given) -> Iterator[Finding]:
    """The error at each position; the largest decides, the customer's loss where two are equal."""
    load, indications = observed.get("load"), observed.get("indications")
    if load is None or not indications:
        return
    errors = {position: indication - load for position, indication in indications.items()}
    worst = max(errors, key=lambda position: (abs(errors[position]), errors[position], position))
    numbers = {"I": indications[worst], "L": load}
    step = _step(case, "largest_error", "E", "{I} - {L}", numbers, errors[worst])
    yield _judge_error(case, observed, errors[worst], [step], position=worst)


def _judge_error(
    case: Case, observed: Given, error: Fraction, steps: list[Step], **at: str
) -> Finding:
    load = spell(observed["load"])
    return judge_error(
        case,
        observed["test"],
        error,
        _limit_at(case, observed),
        unit=_unit(case, case.rule.tests[observed["test"]]),
        at={"load": load, **at},
        beyond=_NO_LIMIT,
        by_standard=standard_error(case, "max_error_percent", observed["load"]),
        details={"load": load},
        steps=steps,
    )


def _judge_repeatability(case: Case, observed: Given) -> Iterator[Finding]:
    """The range of the indications of one load, at most |MPE| there."""
    load, indications = observed.get("load"), observed.get("indications", [])
    if load is None or len(indications) < 2:
        return
    test, allowed = case.rule.tests["repeatability"], _limit_at(case, observed)
    numbers = {"I_max": max(indications), "I_min": min(indications)}
    spread = numbers["I_max"] - numbers["I_min"]
    yield judge_value(
        case.rule,
        test,
        spread,
        allowed.as_range() if allowed else None,
        unit=_unit(case, test),
        at={"load": spell(load)},
        codes=() if allowed else (_NO_LIMIT,),
        details={"runs": str(len(indications))},
        steps=(_step(case, "range", "R", "{I_max} - {I_min}", numbers, spread),),
    )


def _judge_discrimination(case: Case, observed: Given) -> Iterator[Finding]:
    """An extra load of 1.4 d must change the indication; a smaller one need not. Here d = e."""
    if not observed.complete:
        return
    test = case.rule.tests["discrimination"]
    enough = case.rule.constant("discrimination_in_d") * case.instrument["e"]
    fails = observed["extra"] >= enough and not observed["changed"]
    yield Finding(
        test=test.name,
        at={"load": spell(observed["load"])},
        value=None,
        unit=_unit(case, test),
        limit=None,
        verdict=Verdict.FAIL if fails else Verdict.PASS,
        citation=cite(case.rule, test.clause),
        codes=() if observed["extra"] >= enough else ("extra_below_1.4_d",),
        details={
            "extra": spell(observed["extra"]),
            "enough": spell(enough),
            "changed": "yes" if observed["changed"] else "no",
            "tag": test.source.tag,
        },
        steps=(_least_extra(case, enough),),
    )


def _least_extra(case: Case, enough: Fraction) -> Step:
    """Return the line of the extra load that must change the indication."""
    numbers = {"c": case.rule.constant("discrimination_in_d"), "d": case.instrument["e"]}
    return _step(case, "least_extra_load", "ΔL_min", "{c} × {d}", numbers, enough)


def _limit_at(case: Case, observed: Given) -> SourcedLimit | None:
    """Return the MPE at the load; None beyond Max or beyond the table."""
    load, e = observed["load"], case.instrument["e"]
    if load > case.instrument["max"]:
        return None
    test = case.rule.tests[observed["test"]]
    return find_limit(test, case.phase, case.instrument.values, quantity=load / e, units={"e": e})


def _unit(case: Case, test: RuleTest) -> str:
    return test.unit or str(case.instrument[test.unit_of])


_JUDGES: dict[str, Callable[[Case, Given], Iterator[Finding]]] = {
    "weighing": _judge_weighing,
    "repeatability": _judge_repeatability,
    "eccentricity": _judge_eccentricity,
    "discrimination": _judge_discrimination,
}

METHOD = Method(
    shape=_shape,
    judge=_judge,
    tests=frozenset(_JUDGES),
    constants=frozenset({"discrimination_in_d"}),
)
