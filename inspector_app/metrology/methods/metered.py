"""What is charged by a meter as it flows or runs: gas fuels, electric energy, distance.

One quantity X is indicated and measured beside it; the option `quantity` of the test says in which
unit, and with it how the readings are called (`indicated_kg`, `reference_kg`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from inspector_app.metrology.case import Case, Given, Judgement, Method, Shape
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.judging import (
    ANY,
    COUNT,
    PERCENT,
    SIZE,
    circumstances,
    grades,
    judge_error,
    observation,
    standard,
    standard_error,
)
from inspector_app.metrology.limits import find_limit
from inspector_app.metrology.model import Finding, Step, Verdict
from inspector_app.metrology.parsing import Grade, Kind, Record, Text
from inspector_app.metrology.results import MORE_RUNS_DECIDE, judge_value
from inspector_app.metrology.rule import Rule

_ERROR, _REPEATABILITY, _PAYMENT = "quantity_error", "repeatability", "payment"
_CLOCK, _TIME = "clock_error", "time_error"
_NOT_READ = "no_limit_read"
"""The code of a finding whose limit nobody has read in the regulation yet."""
_UNITS = ("L", "kg", "kWh", "km")
_FEWEST_TO_REPEAT = 3


def _unit(rule: Rule) -> str:
    return rule.tests[_ERROR].options["quantity"]


def _shape(rule: Rule) -> Shape:
    unit = _unit(rule)
    indicated, reference = f"indicated_{unit}", f"reference_{unit}"
    readings = {
        _ERROR: observation({"point": Text(), indicated: COUNT, reference: SIZE}),
        _PAYMENT: observation(
            {"unit_price": COUNT, indicated: COUNT, "amount": COUNT, "step": SIZE}
        ),
        _CLOCK: observation({"difference_s": ANY}),
        _TIME: observation({"indicated_s": COUNT, "reference_s": SIZE}),
    }
    return Shape(
        instrument=_instrument(rule, unit),
        standard=standard("max_error_percent"),
        needs_standard=False,
        tests={test: shape for test, shape in readings.items() if test in rule.tests},
    )


def _instrument(rule: Rule, unit: str) -> Record:
    """Need what the limit tables distinguish; what is on the plate besides only helps."""
    told = [table.when for test in rule.tests.values() for table in test.tables]
    keys = dict.fromkeys(key for when in told for key in when)
    needed: dict[str, Kind] = {key: Grade(grades(told, key)) for key in keys}
    more: dict[str, Kind] = {f"minimum_measured_quantity_{unit}": SIZE}
    if unit == "kWh":
        more |= {"current": Text(("ac", "dc")), "max_current_A": SIZE}
    optional = {key: kind for key, kind in more.items() if key not in needed}
    return Record({**needed, **optional}, frozenset(optional))


def _judge(case: Case) -> Judgement:
    if not case.instrument.complete:
        return Judgement(())
    findings = [
        _ALONE[one["test"]](case, one)
        for one in case.observations
        if one["test"] in _ALONE and one.complete
    ]
    missing: list[str] = []
    test = case.rule.tests[_ERROR]
    for point, runs in _by_point(case).items():
        errors = [_error_of(case, run) for run in runs]
        judged = [_judge_mean(case, point, runs, errors), *_judge_range(case, point, errors)]
        decided = [_unless_few(one, len(runs), test.runs_to_fail) for one in judged]
        findings += decided
        if len(runs) < test.runs.get(case.phase, 1) or decided != judged:
            missing.append("runs")
    return Judgement(tuple(findings), tuple(missing))


def _unless_few(finding: Finding, runs: int, needed: int) -> Finding:
    """Leave a failure open that rests on fewer runs than one needs."""
    if finding.verdict is Verdict.FAIL and runs < needed:
        codes = (*finding.codes, MORE_RUNS_DECIDE)
        return replace(finding, verdict=Verdict.INCOMPLETE, codes=codes)
    return finding


def _by_point(case: Case) -> dict[str, list[Given]]:
    points: dict[str, list[Given]] = {}
    for run in case.observed(_ERROR):
        if run.complete:
            points.setdefault(run["point"], []).append(run)
    return points


def _error_of(case: Case, run: Given) -> Fraction:
    X, X_0 = _read(case, run)
    return (X - X_0) / X_0 * PERCENT


def _read(case: Case, run: Given) -> tuple[Fraction, Fraction]:
    unit = _unit(case.rule)
    return run[f"indicated_{unit}"], run[f"reference_{unit}"]


def _judge_mean(
    case: Case, point: str, runs: Sequence[Given], errors: Sequence[Fraction]
) -> Finding:
    """E = (X - X_0) / X_0 in %; of several runs at a point their mean."""
    mean = sum(errors, Fraction(0)) / len(errors)
    reference = _read(case, runs[0])[1]
    return judge_error(
        case,
        _ERROR,
        mean,
        find_limit(case.rule.tests[_ERROR], case.phase, circumstances(case)),
        at={"point": point},
        beyond=_NOT_READ,
        by_standard=standard_error(case, "max_error_percent"),
        details={
            "runs": str(len(runs)),
            "quantity": spell(reference),
            "quantity_unit": _unit(case.rule),
        },
        steps=tuple(_steps(case, runs, errors, mean)),
    )


def _steps(
    case: Case, runs: Sequence[Given], errors: Sequence[Fraction], mean: Fraction
) -> Iterator[Step]:
    for n, (run, error) in enumerate(zip(runs, errors, strict=True), 1):
        X, X_0 = _read(case, run)
        numbers = {"X": X, "X_0": X_0}
        yield Step("error_of_run", f"E_{n}", "({X} - {X_0}) / {X_0} × 100", numbers, error, "%", n)
    if len(errors) > 1:
        each = {f"E_{n}": error for n, error in enumerate(errors, 1)}
        formula = f"({' + '.join(f'{{{name}}}' for name in each)}) / {len(errors)}"
        yield Step("mean", "E", formula, each, mean, "%")


def _judge_range(case: Case, point: str, errors: Sequence[Fraction]) -> Iterator[Finding]:
    """E_n = (E_max - E_min) / d_n, the standard deviation of a run by the range method."""
    if _REPEATABILITY not in case.rule.tests or len(errors) < _FEWEST_TO_REPEAT:
        return
    test = case.rule.tests[_REPEATABILITY]
    d_n = case.rule.constants.get("range_divisor", {}).get(str(len(errors)))
    numbers = {"E_max": max(errors), "E_min": min(errors)}
    spread = numbers["E_max"] - numbers["E_min"]
    step = Step("range", "R", "{E_max} - {E_min}", numbers, spread, "%")
    if d_n is not None:
        numbers = {**numbers, "d_n": d_n}
        spread /= d_n
        step = Step("repeatability", "E_n", "({E_max} - {E_min}) / {d_n}", numbers, spread, "%")
    yield judge_value(
        case.rule,
        test,
        spread,
        find_limit(test, case.phase, circumstances(case)) if d_n is not None else None,
        unit=test.unit,
        at={"point": point},
        codes=() if d_n is not None else ("no_limit_for_runs",),
        details={"runs": str(len(errors))},
        steps=(step,),
    )


def _judge_payment(case: Case, paid: Given) -> Finding:
    """|amount - unit price x quantity|, at most one payment step."""
    test = case.rule.tests[_PAYMENT]
    A, p, X = paid["amount"], paid["unit_price"], paid[f"indicated_{_unit(case.rule)}"]
    overcharge: Fraction = A - p * X
    numbers = {"A": A, "p": p, "X": X}
    return judge_error(
        case,
        _PAYMENT,
        abs(overcharge),
        find_limit(test, case.phase, circumstances(case), units={"step": paid["step"]}),
        at={},
        beyond=_NOT_READ,
        signed=overcharge,
        details={"step": spell(paid["step"])},
        steps=(Step("payment", "|E|", "|{A} - {p} × {X}|", numbers, abs(overcharge), test.unit),),
    )


def _judge_clock(case: Case, observed: Given) -> Finding:
    """How far the clock is off the reference time, which decides a tariff by the time of day."""
    test, off = case.rule.tests[_CLOCK], observed["difference_s"]
    return judge_error(
        case,
        _CLOCK,
        off,
        find_limit(test, case.phase, circumstances(case)),
        at={},
        beyond=_NOT_READ,
        steps=(Step("clock_difference", "Δt", "", {}, off, test.unit),),
    )


def _judge_time(case: Case, observed: Given) -> Finding:
    """E = (t - t_0) / t_0 in %, of a time that is charged."""
    t, t_0 = observed["indicated_s"], observed["reference_s"]
    test = case.rule.tests[_TIME]
    error: Fraction = (t - t_0) / t_0 * PERCENT
    numbers = {"t": t, "t_0": t_0}
    return judge_error(
        case,
        _TIME,
        error,
        find_limit(test, case.phase, circumstances(case)),
        at={},
        beyond=_NOT_READ,
        by_standard=standard_error(case, "max_error_percent"),
        details={"reference": spell(t_0)},
        steps=(Step("error", "E", "({t} - {t_0}) / {t_0} × 100", numbers, error, test.unit),),
    )


_ALONE: Mapping[str, Callable[[Case, Given], Finding]] = {
    _PAYMENT: _judge_payment,
    _CLOCK: _judge_clock,
    _TIME: _judge_time,
}

METHOD = Method(
    shape=_shape,
    judge=_judge,
    tests=frozenset({_ERROR, _REPEATABILITY, *_ALONE}),
    constants=frozenset(),
    options={_ERROR: {"quantity": _UNITS}},
)
