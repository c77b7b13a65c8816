"""Fuel dispensers against a standard measure with a graduated neck (the method of JJG 443)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from inspector_app.metrology.case import Case, Given, Judgement, Method, Shape
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.judging import (
    ANY,
    COUNT,
    PERCENT,
    SIZE,
    bound_beside,
    observation,
    standard_error,
)
from inspector_app.metrology.limits import SourcedLimit, find_limit
from inspector_app.metrology.model import Finding, Step, Verdict
from inspector_app.metrology.parsing import Day, Record, Text
from inspector_app.metrology.results import MORE_RUNS_DECIDE, judge_value
from inspector_app.metrology.rule import Rule
from inspector_app.metrology.uncertainty import (
    EXPANDED_UNCERTAINTY,
    Measured,
    StatedUncertainty,
)
from inspector_app.metrology.units import PER_CENT, VOLUME
from inspector_app.metrology.volumes import delivered_volume

_FEWEST_TO_REPEAT = 3
_RANGE_METHOD = "range_over_d_n"

_RUN = observation(
    {
        "flow_point": Text(),
        "indicated_L": COUNT,
        "neck_reading_mm": ANY,
        "nozzle_temperature_C": ANY,
        "measure_temperature_C": ANY,
    }
)
_PAYMENT = observation({"unit_price": COUNT, "indicated_L": COUNT, "amount": COUNT, "step": SIZE})


@dataclass(frozen=True, slots=True)
class _Run:
    """One run: its error in % of the delivered volume; `counts` unless conditions forbid it."""

    error: Fraction
    counts: bool
    steps: tuple[Step, ...]


def _shape(rule: Rule) -> Shape:
    products = tuple(rule.constants["liquid_expansion_per_C"])
    materials = tuple(rule.constants["measure_expansion_per_C"])
    return Shape(
        instrument=Record(
            {"product": Text(products), "qmax_L_min": SIZE}, frozenset({"qmax_L_min"})
        ),
        standard=Record(
            {
                "nominal_volume_L": SIZE,
                "certified_volume_L": SIZE,
                "certified_neck_reading_mm": ANY,
                "neck_constant_mL_per_mm": SIZE,
                "material": Text(materials),
                "valid_until": Day(),
                "max_error_percent": COUNT,
                EXPANDED_UNCERTAINTY: StatedUncertainty((PER_CENT, *VOLUME)),
            },
            optional=frozenset({"max_error_percent", EXPANDED_UNCERTAINTY}),
        ),
        needs_standard=True,
        tests={"indication_error": _RUN, "payment": _PAYMENT},
    )


def _judge(case: Case) -> Judgement:
    findings = [_judge_payment(case, paid) for paid in case.observed("payment") if paid.complete]
    missing: list[str] = []
    flow_points = _by_flow_point(case)
    test = case.rule.tests["indication_error"]
    wanted = test.runs.get(case.phase, 1)
    for flow_point, observed in flow_points.items():
        runs = list(_runs(case, observed, missing))
        counted = [run for run in runs if run.counts]
        judged = list(_judge_flow_point(case, flow_point, counted or runs))
        findings.extend(judged)
        if len(observed) < wanted or any(_too_few_to_fail(one, counted) for one in judged):
            missing.append("runs")
    if not any(case.observed("indication_error")):
        missing.append("runs")
    if not set(test.required_at.get(case.phase, ())) <= set(flow_points):
        missing.append("flow_points")
    return Judgement(tuple(findings), tuple(missing))


def _too_few_to_fail(finding: Finding, counted: Sequence[_Run]) -> bool:
    """True if a mean beyond the limit rests on fewer runs than a failure needs."""
    return bool(counted) and MORE_RUNS_DECIDE in finding.codes


def _by_flow_point(case: Case) -> dict[str, list[Given]]:
    flow_points: dict[str, list[Given]] = {}
    for run in case.observed("indication_error"):
        if run.get("flow_point") is not None:
            flow_points.setdefault(run["flow_point"], []).append(run)
    return flow_points


def _runs(case: Case, observed: Sequence[Given], missing: list[str]) -> Iterator[_Run]:
    """Give the runs that can be computed: E = (V_J - V_Bt) / V_Bt in %."""
    if not (case.instrument.complete and case.standard.complete):
        return
    for n, run in enumerate(observed, 1):
        if not run.complete:
            continue
        delivered = delivered_volume(case.rule, case.instrument["product"], case.standard, run, n)
        V_J, V_Bt = run["indicated_L"], delivered.volume_L
        if V_Bt <= 0:
            missing.append(f"{run.path}.neck_reading_mm")  # no such neck: read it again
            continue
        apart = abs(run["nozzle_temperature_C"] - run["measure_temperature_C"])
        counts = apart <= case.rule.constant("temperature_difference_C")
        if not counts:
            missing.append("temperature_difference")
        error = (V_J - V_Bt) / V_Bt * PERCENT
        formula, numbers = "({V_J} - {V_Bt}) / {V_Bt} × 100", {"V_J": V_J, "V_Bt": V_Bt}
        step = Step("error_of_run", "E", formula, numbers, error, "%", n)
        yield _Run(error, counts, (*delivered.steps, step))


def _judge_flow_point(case: Case, flow_point: str, runs: Sequence[_Run]) -> Iterator[Finding]:
    """Judge the mean error and, of enough runs, how well they repeat.

    Runs outside the conditions come here only when there are no others: then their values are
    shown, and a value beyond the limit proves nothing against the dispenser. Neither do fewer runs
    than a failure needs.
    """
    if not runs:
        return
    yield _unless_void(case, _judge_mean(case, flow_point, runs), runs)
    if _estimates_by_range(case):
        if len(runs) >= _FEWEST_TO_REPEAT:
            yield _unless_void(case, _judge_repeatability(case, flow_point, runs), runs)
    elif len(runs) > 1:
        yield _unless_void(case, _judge_range(case, flow_point, runs), runs)


def _estimates_by_range(case: Case) -> bool:
    return case.rule.tests["repeatability"].options.get("estimator") == _RANGE_METHOD


def _unless_void(case: Case, finding: Finding, runs: Sequence[_Run]) -> Finding:
    enough = len(runs) >= case.rule.tests[finding.test].runs_to_fail
    void = not all(run.counts for run in runs)
    if finding.verdict is not Verdict.FAIL or (enough and not void):
        return finding
    codes = finding.codes if void else (*finding.codes, MORE_RUNS_DECIDE)
    return replace(finding, verdict=Verdict.INCOMPLETE, codes=codes)


def _judge_mean(case: Case, flow_point: str, runs: Sequence[_Run]) -> Finding:
    test = case.rule.tests["indication_error"]
    errors = [run.error for run in runs]
    mean = sum(errors, Fraction(0)) / len(errors)
    allowed = find_limit(test, case.phase, case.instrument.values)
    return judge_value(
        case.rule,
        test,
        mean,
        allowed,
        unit=test.unit,
        at={"flow_point": flow_point},
        standard_error=standard_error(
            case, "max_error_percent", test.unit, Measured(case.standard["nominal_volume_L"], "L")
        ),
        details={"runs": str(len(errors)), **_in_millilitres(case, mean, allowed)},
        steps=(*(step for run in runs for step in run.steps), *_mean_step(errors, mean)),
    )


def _mean_step(errors: Sequence[Fraction], mean: Fraction) -> Iterator[Step]:
    if len(errors) > 1:
        numbers = {f"E_{n}": error for n, error in enumerate(errors, 1)}
        total = " + ".join(f"{{{name}}}" for name in numbers)
        numbers["n"] = Fraction(len(errors))
        yield Step("mean", "E", f"({total}) / {{n}}", numbers, mean, "%")


def _in_millilitres(case: Case, error: Fraction, allowed: SourcedLimit | None) -> dict[str, str]:
    """Say an error in % as the millilitres that it makes in the nominal volume of the measure."""
    nominal_L: Fraction = case.standard["nominal_volume_L"]
    said = {"volume_L": spell(nominal_L), "deviation_mL": spell(abs(error) * nominal_L * 10)}
    bound = bound_beside(allowed, error)
    if bound is not None:
        said["allowed_mL"] = spell(abs(bound) * nominal_L * 10)
    return said


def _judge_repeatability(case: Case, flow_point: str, runs: Sequence[_Run]) -> Finding:
    """E_n = (E_max - E_min) / d_n, the standard deviation of a run by the range method.

    d_n goes by the number of runs; for more runs than the rule has a d_n for, nothing is decided.
    """
    test, divisors = case.rule.tests["repeatability"], case.rule.constants["range_divisor"]
    largest, smallest = max(run.error for run in runs), min(run.error for run in runs)
    d_n = divisors.get(str(len(runs)))
    numbers = {"E_max": largest, "E_min": smallest, **({"d_n": d_n} if d_n else {})}
    spread = (largest - smallest) / (d_n or 1)
    formula = "({E_max} - {E_min}) / {d_n}" if d_n else "{E_max} - {E_min}"
    what, symbol = ("repeatability", "E_n") if d_n else ("range", "R")
    return judge_value(
        case.rule,
        test,
        spread,
        find_limit(test, case.phase, case.instrument.values) if d_n else None,
        unit=test.unit,
        at={"flow_point": flow_point},
        codes=() if d_n else ("no_limit_for_runs",),
        details={"runs": str(len(runs)), **({"d_n": spell(d_n)} if d_n else {})},
        steps=(Step(what, symbol, formula, numbers, spread, "%"),),
    )


def _judge_range(case: Case, flow_point: str, runs: Sequence[_Run]) -> Finding:
    """Judge the plain range, as rule data of version 0.1.0 have it."""
    test = case.rule.tests["repeatability"]
    largest, smallest = max(run.error for run in runs), min(run.error for run in runs)
    spread = largest - smallest
    divisor = case.rule.constants["range_divisor"].get(str(len(runs)))
    codes = (f"range/{spell(divisor)}={spell(spread / divisor)}",) if divisor else ()
    numbers = {"E_max": largest, "E_min": smallest}
    return judge_value(
        case.rule,
        test,
        spread,
        find_limit(test, case.phase, case.instrument.values),
        unit=test.unit,
        at={"flow_point": flow_point},
        codes=codes,
        details={"runs": str(len(runs))},
        steps=(Step("range", "R", "{E_max} - {E_min}", numbers, spread, "%"),),
    )


def _judge_payment(case: Case, paid: Given) -> Finding:
    """Judge |amount - unit price x volume| against one payment step."""
    test = case.rule.tests["payment"]
    A, p, V = paid["amount"], paid["unit_price"], paid["indicated_L"]
    overcharge: Fraction = A - p * V
    numbers = {"A": A, "p": p, "V": V}
    step = Step("payment", "|E|", "|{A} - {p} × {V}|", numbers, abs(overcharge), test.unit)
    return judge_value(
        case.rule,
        test,
        abs(overcharge),
        find_limit(test, case.phase, case.instrument.values, units={"step": paid["step"]}),
        unit=test.unit,
        at={},
        signed=overcharge,
        details={"step": spell(paid["step"])},
        steps=(step,),
    )


METHOD = Method(
    shape=_shape,
    judge=_judge,
    tests=frozenset({"indication_error", "repeatability", "payment"}),
    constants=frozenset(
        {
            "liquid_expansion_per_C",
            "measure_expansion_per_C",
            "reference_temperature_C",
            "temperature_difference_C",
            "range_divisor",
        }
    ),
    options={"repeatability": {"estimator": (_RANGE_METHOD,)}},
    optional_options=frozenset({"estimator"}),
)
