"""Non-automatic weighing instruments (OIML R 76-1 and the regulations with the same table)."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from inspector_app.metrology.case import Case, Given, Judgement, Method, Shape
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.limits import SourcedLimit, find_limit
from inspector_app.metrology.model import Finding, Verdict
from inspector_app.metrology.parsing import Day, Flag, Items, Named, Number, Record, Text
from inspector_app.metrology.results import bound_on_side, cite, judge_value
from inspector_app.metrology.rule import Rule, RuleTest

_ANY = Number()
_WEIGHT = Number(least=0)
_SIZE = Number(above=0)
_HALF = Fraction(1, 2)

_TESTS = {
    "weighing": Record(
        {
            "test": Text(),
            "load": _WEIGHT,
            "indication": _ANY,
            "added_weight": _WEIGHT,
            "zero_error": _ANY,
        },
        optional=frozenset({"added_weight", "zero_error"}),
    ),
    "repeatability": Record({"test": Text(), "load": _WEIGHT, "indications": Items(_ANY, 2)}),
    "eccentricity": Record({"test": Text(), "load": _WEIGHT, "indications": Named(_ANY, 2)}),
    "discrimination": Record(
        {"test": Text(), "load": _WEIGHT, "extra": _WEIGHT, "changed": Flag()}
    ),
}


def _shape(rule: Rule) -> Shape:
    classes = tuple(
        dict.fromkeys(table.when["accuracy_class"] for table in rule.tests["weighing"].tables)
    )
    return Shape(
        instrument=Record(
            {"accuracy_class": Text(classes), "max": _SIZE, "e": _SIZE, "unit": Text()}
        ),
        standard=Record(
            {"accuracy_class": Text(), "valid_until": Day()}, optional=frozenset({"accuracy_class"})
        ),
        needs_standard=False,
        tests=_TESTS,
    )


def _judge(case: Case) -> Judgement:
    findings: list[Finding] = []
    missing: list[str] = []
    if case.instrument.complete:
        for observed in case.observations:
            for finding in _JUDGES[observed["test"]](case, observed):
                findings.append(finding)
                if finding.verdict is Verdict.INCOMPLETE:
                    missing.append("no_limit_for_load")
    return Judgement(tuple(findings), tuple(missing))


def _judge_weighing(case: Case, observed: Given) -> Iterator[Finding]:
    """E = P - L - E_0, with P = I + 0.5 e - added weight where the change point was sought."""
    if not observed.complete:
        return
    indication: Fraction = observed["indication"]
    added = observed.get("added_weight")
    if added is not None:
        indication += _HALF * case.instrument["e"] - added
    error = indication - observed["load"] - observed.get("zero_error", Fraction(0))
    yield _judge_error(case, observed, error)


def _judge_eccentricity(case: Case, observed: Given) -> Iterator[Finding]:
    """The error at each position; the largest decides, the customer's loss where two are equal."""
    load, indications = observed.get("load"), observed.get("indications")
    if load is None or not indications:
        return
    errors = {position: indication - load for position, indication in indications.items()}
    worst = max(errors, key=lambda position: (abs(errors[position]), errors[position], position))
    yield _judge_error(case, observed, errors[worst], position=worst)


def _judge_error(case: Case, observed: Given, error: Fraction, **at: str) -> Finding:
    test, allowed = case.rule.tests[observed["test"]], _limit_at(case, observed)
    details = {"load": spell(observed["load"]), "deviation": spell(abs(error))}
    bound = bound_on_side(allowed.limit, error) if allowed else None
    if bound is not None:
        details["allowed"] = spell(abs(bound))
    return judge_value(
        case.rule,
        test,
        error,
        allowed,
        unit=_unit(case, test),
        at={"load": details["load"], **at},
        details=details,
    )


def _judge_repeatability(case: Case, observed: Given) -> Iterator[Finding]:
    """The range of the indications of one load, at most |MPE| there."""
    load, indications = observed.get("load"), observed.get("indications", [])
    if load is None or len(indications) < 2:
        return
    test, allowed = case.rule.tests["repeatability"], _limit_at(case, observed)
    yield judge_value(
        case.rule,
        test,
        max(indications) - min(indications),
        allowed.as_range() if allowed else None,
        unit=_unit(case, test),
        at={"load": spell(load)},
        details={"runs": str(len(indications))},
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
    )


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
