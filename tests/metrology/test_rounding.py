"""Bare indications decide only where half an interval cannot matter; change points always decide.

The limits here are worked out from Table 6 of OIML R 76-1 for class III, not read from the data.
"""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.metrology.decimals import spell
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Finding, Outcome, Verdict
from inspector_app.rulebook import load_rulebook
from tests.support.inspections import SCALES, scale, weighing

RULES = load_rulebook()
E = 5
LOADS_AND_MPE = st.sampled_from(
    [(500, "2.5"), (2500, "2.5"), (2505, "5"), (10000, "5"), (15000, "7.5")]
)
COARSE = st.sampled_from([Fraction(5), Fraction("2.5"), Fraction("1.25"), Fraction("1.01")])
STEPS = st.integers(-20, 20)
INSIDE = st.fractions(Fraction(-999, 1000), Fraction(999, 1000), max_denominator=1000)
"""A share of half an interval, which rounding never reaches."""

SHARES = st.integers(0, 10).map(lambda tenths: Fraction(tenths, 10))
"""A share of the interval as the added weight."""

AT = st.tuples(LOADS_AND_MPE, COARSE, st.sampled_from(["initial", "in_service"]))


def judged(observed: dict[str, Any], d: Fraction, phase: str) -> Outcome:
    instrument = {
        "accuracy_class": "III", "max": "15000", "e": str(E), "d": spell(d), "unit": "g",
    }  # fmt: skip
    return evaluate(scale(observed, instrument=instrument, phase=phase), RULES)


def mpe_of(at: Any) -> tuple[int, Fraction, Fraction, str]:
    (load, mpe), d, phase = at
    return load, Fraction(mpe) * (2 if phase == "in_service" else 1), d, phase


@given(AT, STEPS, INSIDE)
def test_a_bare_indication_never_decides_what_a_true_value_behind_it_would_decide_otherwise(
    at: Any, steps: int, share: Fraction
) -> None:
    load, mpe, d, phase = mpe_of(at)
    outcome = judged(weighing(str(load), spell(load + steps * d)), d, phase)
    is_within = abs(steps * d + share * d / 2) <= mpe
    assert outcome.verdict is not (Verdict.FAIL if is_within else Verdict.PASS)


@given(AT, STEPS)
def test_a_bare_indication_is_left_open_only_where_both_verdicts_are_possible(
    at: Any, steps: int
) -> None:
    load, mpe, d, phase = mpe_of(at)
    outcome = judged(weighing(str(load), spell(load + steps * d)), d, phase)
    may_differ = abs(steps * d) - d / 2 < mpe < abs(steps * d) + d / 2
    assert (outcome.verdict is Verdict.INCOMPLETE) is may_differ
    assert outcome.missing == (("observations[0].added_weight",) if may_differ else ())


@given(AT, STEPS, SHARES, st.sampled_from(["0", "1.5", "-1.5"]))
def test_the_change_point_always_decides(at: Any, steps: int, share: Fraction, zero: str) -> None:
    load, mpe, d, phase = mpe_of(at)
    added = share * d
    observed = weighing(
        str(load), spell(load + steps * d), added_weight=spell(added), zero_error=zero
    )
    outcome = judged(observed, d, phase)
    error = steps * d + d / 2 - added - Fraction(zero)
    assert outcome.verdict is (Verdict.PASS if abs(error) <= mpe else Verdict.FAIL)
    assert Fraction(outcome.findings[0].value or 0) == error


@pytest.mark.parametrize("rule", SCALES)
@pytest.mark.parametrize(
    ("d", "verdict"),
    [("1", Verdict.PASS), ("1.0000001", Verdict.INCOMPLETE), ("0.1", Verdict.PASS)],
)
def test_rounding_is_left_out_of_account_up_to_a_fifth_of_e(
    rule: str, d: str, verdict: Verdict
) -> None:
    instrument = {"accuracy_class": "III", "max": "15000", "e": "5", "d": d, "unit": "g"}
    outcome = evaluate(scale(weighing("2000", "2005"), rule=rule, instrument=instrument), RULES)
    assert outcome.verdict is verdict


def test_a_scale_without_an_interval_of_its_own_indicates_to_e() -> None:
    observed = weighing("2000", "2005")
    alone = evaluate(scale(observed), RULES)
    given_d = judged(observed, Fraction(5), "in_service")
    assert alone.verdict is given_d.verdict is Verdict.INCOMPLETE
    assert alone.findings[0].details["rounding"] == "2.5"


POSITIONS = ("front_left", "front_right", "back_left", "back_right")
POSITION = st.tuples(STEPS, st.none() | SHARES)


def by_itself(steps: int, share: Fraction | None, d: Fraction, mpe: Fraction) -> Verdict:
    error = abs(steps * d if share is None else steps * d + d / 2 - share * d)
    u = d / 2 if share is None else 0
    if error + u <= mpe:
        return Verdict.PASS
    return Verdict.FAIL if error - u >= mpe else Verdict.INCOMPLETE


@given(AT, st.lists(POSITION, min_size=2, max_size=4))
def test_each_position_is_judged_by_itself_whether_bare_or_with_its_change_point(
    at: Any, drawn: list[tuple[int, Fraction | None]]
) -> None:
    load, mpe, d, phase = mpe_of(at)
    places = dict(zip(POSITIONS, drawn, strict=False))
    observed = {
        "test": "eccentricity",
        "load": str(load),
        "indications": {name: spell(load + steps * d) for name, (steps, _) in places.items()},
        "added_weights": {
            name: "" if share is None else spell(share * d) for name, (_, share) in places.items()
        },
    }
    verdicts = {by_itself(*one, d, mpe) for one in drawn}
    wanted = next(
        each for each in (Verdict.FAIL, Verdict.INCOMPLETE, Verdict.PASS) if each in verdicts
    )
    outcome = judged(observed, d, phase)
    assert outcome.findings[0].verdict is wanted
    is_open = wanted is Verdict.INCOMPLETE
    assert outcome.missing == (("observations[0].added_weights",) if is_open else ())


def eccentricity(indications: dict[str, str], weights: dict[str, str]) -> Finding:
    observed = {
        "test": "eccentricity", "load": "5000", "indications": indications,
        "added_weights": weights,
    }  # fmt: skip
    return evaluate(scale(observed), RULES).findings[0]


def test_a_smaller_error_that_rounding_leaves_open_keeps_a_larger_sure_one_from_passing() -> None:
    shown = {"front_left": "5010", "back_right": "5010"}
    assert eccentricity(shown, {}).verdict is Verdict.INCOMPLETE
    found = eccentricity(shown, {"front_left": "2.5"})  # P = 5010, at the limit
    assert (found.value, found.verdict) == (10, Verdict.INCOMPLETE)
    assert found.details["asks_for"] == "added_weights.back_right"
    both = eccentricity(shown, {"front_left": "2.5", "back_right": "2.5"})
    assert (both.value, both.verdict) == (10, Verdict.PASS)


def test_a_smaller_error_that_surely_fails_is_not_hidden_by_a_larger_bare_one() -> None:
    shown = {"front_left": "5010", "back_right": "5010"}
    found = eccentricity(shown, {"front_left": "2.4"})  # P = 5010.1
    assert found.verdict is Verdict.FAIL
    assert "asks_for" not in found.details


def test_an_added_weight_at_a_position_that_is_not_read_yet_waits_for_its_indication() -> None:
    observed = {
        "test": "eccentricity",
        "load": "5000",
        "indications": {"front_left": "5000", "back_right": ""},
        "added_weights": {"back_right": "2.5"},
    }
    outcome = evaluate(scale(observed), RULES)
    assert outcome.missing == ("observations[0].indications.back_right",)
    assert outcome.findings[0].at["position"] == "front_left"


READ = st.tuples(STEPS, st.none() | SHARES, INSIDE)


@given(AT, st.lists(READ, min_size=2, max_size=6))
def test_a_range_never_decides_what_true_values_behind_it_would_decide_otherwise(
    at: Any, drawn: list[tuple[int, Fraction | None, Fraction]]
) -> None:
    load, mpe, d, phase = mpe_of(at)
    observed = {
        "test": "repeatability",
        "load": str(load),
        "indications": [spell(load + steps * d) for steps, _, _ in drawn],
        "added_weights": [None if share is None else spell(share * d) for _, share, _ in drawn],
    }
    true = [
        steps * d + (inside * d / 2 if share is None else d / 2 - share * d)
        for steps, share, inside in drawn
    ]
    verdict = judged(observed, d, phase).verdict
    assert verdict is not (Verdict.FAIL if max(true) - min(true) <= mpe else Verdict.PASS)
    if all(share is not None for _, share, _ in drawn):
        assert verdict is not Verdict.INCOMPLETE


def repeatability(weights: list[str | None]) -> Outcome:
    indications = ["2000", "2005", "2000"]
    observed = {
        "test": "repeatability", "load": "2000", "indications": indications,
        "added_weights": weights,
    }  # fmt: skip
    return evaluate(scale(observed), RULES)


@pytest.mark.parametrize(
    ("weights", "asked"),
    [
        ([], "added_weights.0 added_weights.1 added_weights.2"),
        (["2.5"], "added_weights.1 added_weights.2"),
        (["2.5", "", "2.5"], "added_weights.1"),
        ([None, "2.5", "2.5"], "added_weights.0"),
    ],
)
def test_weighings_whose_added_weight_is_missing_are_asked_for_where_they_decide(
    weights: list[str | None], asked: str
) -> None:
    outcome = repeatability(weights)
    assert (outcome.verdict, outcome.missing) == (
        Verdict.INCOMPLETE, ("observations[0].added_weights",),
    )  # fmt: skip
    assert outcome.findings[0].details["runs"] == "3"
    assert outcome.findings[0].details["asks_for"] == asked


def test_the_number_of_a_weighing_that_is_asked_for_counts_those_that_are_not_read_yet() -> None:
    observed = {
        "test": "repeatability",
        "load": "2000",
        "indications": ["2000", "", "2005", "2000"],
        "added_weights": ["2.5", "", "", "2.5"],
    }
    outcome = evaluate(scale(observed), RULES)
    assert outcome.findings[0].details["asks_for"] == "added_weights.2"
    assert outcome.missing == (
        "observations[0].indications[1]", "observations[0].added_weights",
    )  # fmt: skip


def test_a_missing_added_weight_that_could_decide_nothing_leaves_nothing_open() -> None:
    observed = {
        "test": "repeatability", "load": "15000", "indications": ["15000", "15005", "15000"],
        "added_weights": ["2.5", None, "2.5"],
    }  # fmt: skip
    assert evaluate(scale(observed), RULES).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("weights", "verdict"),
    [(["2.5", "2.5", "2.5"], Verdict.PASS), (["2.5", "2.4", "2.5"], Verdict.FAIL)],
)
def test_the_range_of_change_points_decides_at_its_limit_and_a_tenth_beyond(
    weights: list[str | None], verdict: Verdict
) -> None:
    outcome = repeatability(weights)
    assert (outcome.verdict, outcome.missing) == (verdict, ())
