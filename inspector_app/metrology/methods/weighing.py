"""Non-automatic weighing instruments (OIML R 76-1 and the regulations with the same table)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import zip_longest

from inspector_app.metrology.case import Case, Given, Judgement, Method
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.indications import (
    CONSIDERED,
    Indication,
    read_indication,
    scale_interval,
    step,
)
from inspector_app.metrology.judging import (
    judge_error,
    standard_error,
)
from inspector_app.metrology.limits import SourcedLimit, find_limit
from inspector_app.metrology.methods.weighing_input import (
    check_weighing,
    eccentricity_load,
    shape_of_scale,
)
from inspector_app.metrology.model import Finding, Step, Verdict
from inspector_app.metrology.results import (
    ASKS_FOR,
    ROUNDING_LEAVES_OPEN,
    cite,
    judge_value,
)
from inspector_app.metrology.rule import RuleTest
from inspector_app.metrology.uncertainty import Measured

_NO_LIMIT = "no_limit_for_load"


def _judge(case: Case) -> Judgement:
    if not case.instrument.complete:
        return Judgement(())
    findings, missing = [], []
    for observed in case.observations:
        for finding in _JUDGES[observed["test"]](case, observed):
            findings.append(finding)
            if ROUNDING_LEAVES_OPEN in finding.codes:
                missing.append(f"{observed.path}.{_DECIDED_BY[observed['test']]}")
    return Judgement(tuple(findings), tuple(missing))


_DECIDED_BY = {
    "weighing": "added_weight",
    "repeatability": "added_weights",
    "eccentricity": "added_weights",
}
"""The reading by which rounding would be eliminated."""


def _judge_weighing(case: Case, observed: Given) -> Iterator[Finding]:
    """E = P - L - E_0, with P = I where the change point was not sought."""
    if not observed.complete:
        return
    L, E_0 = observed["load"], observed.get("zero_error", Fraction(0))
    shown = read_indication(case, "weighing", observed["indication"], observed.get("added_weight"))
    symbol = "P" if "added_weight" in observed.values else "I"
    numbers, formula = {symbol: shown.value, "L": L}, f"{{{symbol}}} - {{L}}"
    if "zero_error" in observed.values:
        numbers, formula = {**numbers, "E_0": E_0}, formula + " - {E_0}"
    error: Fraction = shown.value - L - E_0
    steps = [*shown.steps, step(case, "error", "E", formula, numbers, error)]
    yield _asking(_judge_error(case, observed, error, shown.half_width, steps), "added_weight")


def _judge_eccentricity(case: Case, observed: Given) -> Iterator[Finding]:
    """The error at each position; the largest decides, the customer's loss where two are equal.

    Each position is judged by itself: one that fails fails the test, and one that rounding leaves
    open leaves it open where none fails.
    """
    load, indications = observed.get("load"), observed.get("indications", {})
    if load is None:
        return
    added = observed.get("added_weights", {})
    shown = {
        position: read_indication(case, "eccentricity", indication, added.get(position))
        for position, indication in indications.items()
        if indication is not None
    }
    if not shown:
        return
    judged = {name: _judge_position(case, observed, name, one) for name, one in shown.items()}
    errors = {position: one.value - load for position, one in shown.items()}
    worst = max(errors, key=lambda position: (abs(errors[position]), errors[position], position))
    leading = judged[worst]
    deciding = max((leading, *judged.values()), key=lambda one: _WEIGHT[one.verdict])
    if deciding.verdict is not leading.verdict:
        steps = (*leading.steps, *deciding.steps)
        leading = replace(leading, verdict=deciding.verdict, codes=deciding.codes, steps=steps)
    open_at = [name for name, one in judged.items() if ROUNDING_LEAVES_OPEN in one.codes]
    yield _asking(leading, *(f"added_weights.{name}" for name in open_at))


_WEIGHT = {Verdict.PASS: 0, Verdict.INCOMPLETE: 1, Verdict.FAIL: 2}


def _asking(finding: Finding, *readings: str) -> Finding:
    """Return a finding that rounding leaves open with the readings that would decide it."""
    if ROUNDING_LEAVES_OPEN not in finding.codes:
        return finding
    return replace(finding, details={**finding.details, ASKS_FOR: " ".join(readings)})


def _judge_position(case: Case, observed: Given, position: str, shown: Indication) -> Finding:
    error = shown.value - observed["load"]
    symbol = "I" if shown.steps == () or shown.is_bare else "P"
    numbers = {symbol: shown.value, "L": observed["load"]}
    line = step(case, "largest_error", "E", f"{{{symbol}}} - {{L}}", numbers, error)
    codes, details = _remark_on_load(case, observed)
    return _judge_error(
        case,
        observed,
        error,
        shown.half_width,
        [*shown.steps, line],
        codes=codes,
        details=details,
        position=position,
    )


def _remark_on_load(case: Case, observed: Given) -> tuple[tuple[str, ...], dict[str, str]]:
    """Remark that a load is smaller than the test asks for: it then proves less than it should."""
    test = case.rule.tests["eccentricity"]
    if "load" not in test.options:
        return (), {}
    least = eccentricity_load(case, rolling=observed.get("rolling", False))
    if observed["load"] + case.instrument["e"] > least:
        return (), {}
    return ("load_below_test_load",), {"test_load": spell(least)}


def _judge_error(
    case: Case,
    observed: Given,
    error: Fraction,
    half_width: Fraction,
    steps: Sequence[Step],
    *,
    codes: tuple[str, ...] = (),
    details: Mapping[str, str] | None = None,
    **at: str,
) -> Finding:
    load, unit = spell(observed["load"]), _unit(case, case.rule.tests[observed["test"]])
    return judge_error(
        case,
        observed["test"],
        error,
        _limit_at(case, observed),
        unit=unit,
        at={"load": load, **at},
        beyond=_NO_LIMIT,
        by_standard=standard_error(
            case, "max_error_percent", unit, Measured(observed["load"], unit)
        ),
        rounding=half_width,
        codes=codes,
        details={"load": load, **(details or {})},
        steps=steps,
    )


def _judge_repeatability(case: Case, observed: Given) -> Iterator[Finding]:
    """The range of the indications of one load, at most |MPE| there (OIML R 76-1, 3.6.1).

    The range of bare indications is strictly within two half widths of the true one.
    """
    load, by_number = observed.get("load"), dict(_indications(case, observed))
    shown = by_number.values()
    if load is None or len(shown) < _FEWEST_TO_REPEAT:
        return
    test, allowed = case.rule.tests["repeatability"], _limit_at(case, observed)
    largest, smallest = max(shown, key=_value), min(shown, key=_value)
    symbol = "I" if not any(one.steps and not one.is_bare for one in shown) else "P"
    numbers = {f"{symbol}_max": largest.value, f"{symbol}_min": smallest.value}
    spread = largest.value - smallest.value
    formula = f"{{{symbol}_max}} - {{{symbol}_min}}"
    finding = judge_value(
        case.rule,
        test,
        spread,
        allowed.as_range() if allowed else None,
        unit=_unit(case, test),
        at={"load": spell(load)},
        rounding=2 * max(one.half_width for one in shown),
        codes=() if allowed else (_NO_LIMIT,),
        details={"runs": str(len(shown))},
        steps=(step(case, "range", "R", formula, numbers, spread),),
    )
    bare = [number for number, one in by_number.items() if one.is_bare]
    yield _asking(finding, *(f"added_weights.{number}" for number in bare))


def _value(shown: Indication) -> Fraction:
    return shown.value


def _indications(case: Case, observed: Given) -> Iterator[tuple[int, Indication]]:
    """Give the indications that were read, each with its number in the list."""
    pairs = zip_longest(observed.get("indications", []), observed.get("added_weights", []))
    for number, (indication, added) in enumerate(pairs):
        if indication is not None:
            yield number, read_indication(case, "repeatability", indication, added)


_FEWEST_TO_REPEAT = 2


def _judge_discrimination(case: Case, observed: Given) -> Iterator[Finding]:
    """An extra load of 1.4 d must change the indication; a smaller one need not."""
    if not observed.complete:
        return
    test = case.rule.tests["discrimination"]
    enough = case.rule.constant("discrimination_in_d") * scale_interval(case)
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
    numbers = {"c": case.rule.constant("discrimination_in_d"), "d": scale_interval(case)}
    return step(case, "least_extra_load", "ΔL_min", "{c} × {d}", numbers, enough)


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
    shape=shape_of_scale,
    judge=_judge,
    tests=frozenset(_JUDGES),
    constants=frozenset({"discrimination_in_d"}),
    check=check_weighing,
    options={
        "weighing": {"rounding_error": (CONSIDERED,)},
        "repeatability": {"rounding_error": (CONSIDERED,)},
        "eccentricity": {"rounding_error": (CONSIDERED,), "load": ("by_supports",)},
    },
    optional_options=frozenset({"rounding_error", "load"}),
)
