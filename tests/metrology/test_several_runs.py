"""Several runs of a dispenser: what their mean and their range may decide, and when."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.metrology.decimals import spell
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Finding, Outcome, Verdict
from inspector_app.rulebook import load_rulebook
from tests.support.inspections import FUEL, both_flow_points, fuel, fuel_run

RULES = load_rulebook()
PHASES = RULES[FUEL].phases
LAST_DIGIT = Fraction(1, 10**12)
D_N = {3: "1.69", 4: "2.06", 5: "2.33", 6: "2.53", 7: "2.70", 8: "2.85", 9: "2.97"}
"""The factors of the range method (JJF 1059.1-2012, table 1), not read from the rule's data."""

ERRORS = st.decimals("-0.6", "0.6", places=3).map(Fraction)


def indicated(error: Fraction) -> str:
    return spell(20 * (1 + error / 100))


def runs_of(errors: list[Fraction], point: str = "q1") -> list[dict[str, Any]]:
    return [fuel_run(indicated(error), flow_point=point) for error in errors]


def repeatability_of(outcome: Outcome) -> Finding | None:
    found = [finding for finding in outcome.findings if finding.test == "repeatability"]
    return found[0] if found else None


@pytest.mark.parametrize(("n", "d_n"), D_N.items())
def test_runs_repeat_when_their_range_over_d_n_is_within_the_limit(n: int, d_n: str) -> None:
    widest = Fraction("0.10") * Fraction(d_n)
    for spread, verdict in ((widest, Verdict.PASS), (widest + LAST_DIGIT, Verdict.FAIL)):
        errors = [Fraction(0)] * (n - 2) + [-spread / 2, spread / 2]
        outcome = evaluate(fuel(*runs_of(errors)), RULES)
        found = repeatability_of(outcome)
        assert found is not None
        assert (found.verdict, outcome.verdict) == (verdict, verdict)
        assert Fraction(found.details["d_n"]) == Fraction(d_n)
        assert found.details["runs"] == str(n)
        assert found.value is not None
        assert abs(Fraction(found.value) - spread / Fraction(d_n)) < Fraction(1, 10**30)


@pytest.mark.parametrize("n", [1, 2])
def test_fewer_than_three_runs_say_nothing_of_how_well_they_repeat(n: int) -> None:
    errors = [Fraction(0), Fraction(1)][:n]
    assert repeatability_of(evaluate(fuel(*runs_of(errors)), RULES)) is None


@pytest.mark.parametrize("spread", ["0", "1"])
def test_of_more_runs_than_there_is_a_factor_for_nothing_is_decided(spread: str) -> None:
    errors = [Fraction(0)] * 9 + [Fraction(spread)]
    outcome = evaluate(fuel(*runs_of(errors)), RULES)
    found = repeatability_of(outcome)
    assert found is not None
    assert (found.verdict, found.limit) == (Verdict.INCOMPLETE, None)
    assert (outcome.verdict, outcome.missing) == (Verdict.INCOMPLETE, ("no_limit_for_runs",))


@settings(max_examples=60)
@given(st.lists(ERRORS, min_size=3, max_size=9))
def test_the_range_of_a_flow_point_decides_apart_from_its_mean(errors: list[Fraction]) -> None:
    mean, repeatability = evaluate(fuel(*runs_of(errors)), RULES).findings
    spread = (max(errors) - min(errors)) / Fraction(D_N[len(errors)])
    repeats = spread <= Fraction("0.10")
    within = abs(sum(errors, Fraction(0)) / len(errors)) <= Fraction("0.30")
    assert repeatability.verdict is (Verdict.PASS if repeats else Verdict.FAIL)
    assert mean.verdict is (Verdict.PASS if within else Verdict.FAIL)


@pytest.mark.parametrize("phase", PHASES)
@settings(max_examples=40)
@given(errors=st.lists(ERRORS, min_size=1, max_size=5))
def test_no_phase_fails_on_fewer_than_three_runs_and_none_passes_on_a_mean_beyond_the_limit(
    phase: str, errors: list[Fraction]
) -> None:
    runs = [run for point in ("q1", "q2") for run in runs_of(errors, point)]
    outcome = evaluate(fuel(*runs, phase=phase), RULES)
    within = abs(sum(errors, Fraction(0)) / len(errors)) <= Fraction("0.30")
    if len(errors) < 3:
        enough = phase == "spot_check"
        assert outcome.verdict is (Verdict.PASS if within and enough else Verdict.INCOMPLETE)
        assert outcome.missing == (() if within and enough else ("runs",))
    else:
        assert outcome.missing == ()
        assert outcome.verdict is not (Verdict.FAIL if within and repeats(errors) else Verdict.PASS)


def repeats(errors: list[Fraction]) -> bool:
    return max(errors) - min(errors) <= Fraction("0.10") * Fraction(D_N[len(errors)])


@pytest.mark.parametrize("phase", PHASES)
def test_runs_outside_the_conditions_do_not_count_towards_the_three_that_a_failure_needs(
    phase: str,
) -> None:
    apart = {"nozzle_temperature_C": "30", "measure_temperature_C": "20"}
    runs = both_flow_points("20.10", runs=2)
    runs += [fuel_run("20.10", flow_point=point, **apart) for point in ("q1", "q2")]
    outcome = evaluate(fuel(*runs, phase=phase), RULES)
    assert outcome.verdict is Verdict.INCOMPLETE
    assert set(outcome.missing) == {"temperature_difference", "runs"}


def test_a_run_that_is_begun_does_not_count_towards_the_three_that_a_failure_needs() -> None:
    runs = [fuel_run("20.10"), fuel_run("20.10"), fuel_run("20.10", neck_reading_mm="")]
    outcome = evaluate(fuel(*runs), RULES)
    assert outcome.verdict is Verdict.INCOMPLETE
    assert outcome.missing == ("observations[2].neck_reading_mm", "runs")


def test_what_more_runs_would_decide_is_marked_at_its_flow_point_alone() -> None:
    runs = [fuel_run(), fuel_run("20.10", flow_point="q2")]
    within, beyond = evaluate(fuel(*runs, phase="spot_check"), RULES).findings
    assert (within.verdict, within.codes) == (Verdict.PASS, ())
    assert (beyond.verdict, beyond.codes) == (Verdict.INCOMPLETE, ("more_runs_decide",))


def test_one_run_beyond_the_limit_among_three_does_not_fail_what_their_mean_passes() -> None:
    outcome = evaluate(
        fuel(*runs_of([Fraction("0.35"), Fraction("0.25"), Fraction("0.28")])), RULES
    )
    assert outcome.verdict is Verdict.PASS
