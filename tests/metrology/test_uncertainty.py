"""A standard that states its expanded uncertainty decides by JJF 1094-2002, 5.3.1.6."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.metrology.decimals import spell
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import InvalidInput, Outcome, Verdict
from inspector_app.rulebook import load_rulebook
from tests.support.inspections import FINE, fuel, fuel_run, scale, weighing

RULES = load_rulebook()
LAST_DIGIT = Fraction(1, 10**12)
PASS, OPEN, FAIL = Verdict.PASS, Verdict.INCOMPLETE, Verdict.FAIL
Stated = dict[str, str]


def stated(value: str, unit: str, k: str | None = None) -> Stated:
    return {"value": value, "unit": unit, **({"k": k} if k else {})}


def deliveries(rule: str, **instrument: str) -> Callable[[Fraction, Stated], Outcome]:
    """Return how a delivery of 20 L is judged by its error: delivered - indicated in mL."""

    def judge(error_mL: Fraction, uncertainty: Stated) -> Outcome:
        reading = {
            "test": "indication_error", "indicated_L": "20",
            "delivered_L": spell(20 + error_mL / 1000),
        }  # fmt: skip
        return evaluate(
            {
                "rule": rule, "phase": "in_service", "date": "2026-11-23",
                "instrument": instrument, "observations": [reading],
                "standard": {"valid_until": "2027-01-01", "expanded_uncertainty": uncertainty},
            },
            RULES,
        )  # fmt: skip

    return judge


def weigh(error_g: Fraction, uncertainty: Stated) -> Outcome:
    """Judge an error at 12.5 kg, where the limit in service is 15 g."""
    weights = {"valid_until": "2027-01-01", "expanded_uncertainty": uncertainty}
    observed = weighing("12500", spell(12500 + error_g))
    return evaluate(scale(observed, instrument=FINE, standard=weights), RULES)


def dispense(error_percent: Fraction, uncertainty: Stated) -> Outcome:
    """Judge an error with a measure of 20 L, where the limit is 0.30 %."""
    certificate = {**fuel()["standard"], "expanded_uncertainty": uncertainty}
    runs = [fuel_run(spell(20 * (1 + error_percent / 100)))] * 3
    return evaluate(fuel(*runs, standard=certificate), RULES)


JUDGED = {
    "scale": (weigh, Fraction(15)),
    "dispenser": (dispense, Fraction("0.30")),
}
THIRD = {
    "scale": [
        stated("5", "g"), stated("0.005", "kg"), stated("5000", "mg"), stated("0.000005", "t"),
        stated("0.04", "%"), stated("7.5", "g", "3"), stated("2.5", "g", "1"),
        stated("5", "g", "2"), stated("0.05", "%", "2.5"),
    ],
    "dispenser": [
        stated("0.1", "%"), stated("20", "mL"), stated("0.02", "L"), stated("0.15", "%", "3"),
        stated("30", "mL", "3"), stated("0.01", "L", "1"),
    ],
}  # fmt: skip
"""One third of the limit of each, in every way in which a certificate may state it."""

CASES = [(kind, one) for kind, several in THIRD.items() for one in several]


def verdicts(kind: str, uncertainty: Stated, *sizes: Fraction) -> list[Verdict]:
    """Return the verdict of each size of error, which is the same on both sides."""
    judge, _ = JUDGED[kind]
    found = []
    for size in sizes:
        above, below = judge(size, uncertainty).verdict, judge(-size, uncertainty).verdict
        assert above is below
        found.append(above)
    return found


@pytest.mark.parametrize(("kind", "uncertainty"), CASES)
def test_up_to_a_third_of_the_limit_value_and_limit_are_compared_plainly(
    kind: str, uncertainty: Stated
) -> None:
    judge, mpe = JUDGED[kind]
    assert verdicts(kind, uncertainty, mpe, mpe + LAST_DIGIT) == [PASS, FAIL]
    finding = judge(mpe, uncertainty).findings[0]
    assert finding.details["conformity"] == "plain"
    assert Fraction(finding.details["U95"]) == mpe / 3


@pytest.mark.parametrize(("kind", "uncertainty"), CASES)
def test_above_a_third_a_pass_and_a_failure_keep_clear_of_the_limit_by_the_uncertainty(
    kind: str, uncertainty: Stated
) -> None:
    judge, mpe = JUDGED[kind]
    more = {**uncertainty, "value": spell(Fraction(uncertainty["value"]) * Fraction("1.2"))}
    U = mpe / 3 * Fraction("1.2")
    assert verdicts(
        kind, more, mpe - U, mpe - U + LAST_DIGIT, mpe, mpe + U - LAST_DIGIT, mpe + U
    ) == [PASS, OPEN, OPEN, OPEN, FAIL]
    between = judge(mpe, more)
    assert between.missing == ("within_uncertainty",)
    assert "within_uncertainty" in between.findings[0].codes
    assert between.findings[0].details["conformity"] == "guarded"
    worked = {step.what for step in between.findings[0].steps}
    assert {"expanded_uncertainty", "third_of_limit", "pass_within", "fail_beyond"} <= worked


@pytest.mark.parametrize("kind", JUDGED)
def test_a_hair_above_a_third_is_above_a_third(kind: str) -> None:
    _, mpe = JUDGED[kind]
    unit = "g" if kind == "scale" else "%"
    U = stated(spell(mpe / 3 + LAST_DIGIT), unit)
    assert verdicts(kind, U, mpe) == [OPEN]


@given(
    st.sampled_from(sorted(JUDGED)),
    st.decimals("0.01", "2", places=2),
    st.decimals("0", "3", places=2),
    st.sampled_from(["1", "2", "2.58", "3"]),
)
def test_what_is_stated_for_another_k_decides_as_its_equal_for_k_2(
    kind: str, share: Any, size: Any, k: str
) -> None:
    judge, mpe = JUDGED[kind]
    unit = "g" if kind == "scale" else "%"
    error, U = Fraction(size) * mpe, Fraction(share) * mpe
    for_two = judge(error, stated(spell(U), unit))
    assert judge(error, stated(spell(U * Fraction(k) / 2), unit, k)).verdict is for_two.verdict
    plain = mpe / 3 >= U
    margin = Fraction(0) if plain else U
    if error <= mpe - margin:
        wanted = PASS
    elif error > mpe and error >= mpe + margin:
        wanted = FAIL
    else:
        wanted = OPEN
    assert for_two.verdict is wanted


@pytest.mark.parametrize(
    "uncertainty", [stated("0.2", "%"), stated("40", "mL"), stated("0.04", "L")]
)
@pytest.mark.parametrize(
    ("error_mL", "verdict"),
    [
        (-140, FAIL), (-139, OPEN), (-61, OPEN), (-60, PASS), (0, PASS), (160, PASS), (161, OPEN),
        (239, OPEN), (240, FAIL),
    ],
)  # fmt: skip
def test_between_limits_of_two_sizes_each_side_keeps_its_own_distance(
    uncertainty: Stated, error_mL: int, verdict: Verdict
) -> None:
    judge = deliveries("ie.fuel-dispenser.in-service")  # -100 to 200 mL of 20 L
    assert judge(Fraction(error_mL), uncertainty).verdict is verdict


def test_of_two_limits_the_smaller_says_whether_the_uncertainty_is_small_enough() -> None:
    judge = deliveries("ie.fuel-dispenser.in-service")
    small, large = stated("33.3", "mL"), stated("33.4", "mL")
    assert [judge(Fraction(error), small).verdict for error in (-100, 200)] == [PASS, PASS]
    assert [judge(Fraction(error), large).verdict for error in (-100, 200)] == [OPEN, OPEN]


@pytest.mark.parametrize(
    ("unit", "U"),
    [("mL", "40"), ("L", "0.04"), ("%", "0.2"), ("in3", "2.44094"), ("gal", "0.0105669")],
)
def test_a_limit_in_millilitres_takes_the_uncertainty_in_any_unit_of_volume(
    unit: str, U: str
) -> None:
    judge = deliveries(
        "eu.fuel-dispenser.mid-mi005", accuracy_class="0.5", minimum_measured_quantity_L="5"
    )
    # At 20.06 L the limit is some 100 mL, and 40 mL more than its third.
    errors = map(Fraction, (-59, -61, -139, -141))
    found = [judge(error, stated(U, unit)).verdict for error in errors]
    assert found == [PASS, OPEN, OPEN, FAIL]


def test_rounding_and_uncertainty_together_keep_clear_of_the_limit_by_their_sum() -> None:
    weights = {"valid_until": "2027-01-01", "expanded_uncertainty": stated("6", "g")}
    coarse = {**FINE, "d": "5"}
    found = [
        evaluate(
            scale(weighing("12500", str(12500 + error)), instrument=coarse, standard=weights), RULES
        )
        for error in (5, 10, 20, 25)
    ]
    assert [one.verdict for one in found] == [PASS, OPEN, OPEN, FAIL]
    # Without the uncertainty 10 g would pass bare, so no added weight alone decides it.
    assert found[1].missing == ("within_uncertainty",)


def test_an_uncertainty_takes_the_place_of_the_largest_error() -> None:
    weights = {"valid_until": "2027-01-01", "max_error_percent": "1"}
    observed = weighing("12500", "12500")
    alone = evaluate(scale(observed, instrument=FINE, standard=weights), RULES)
    assert alone.missing == ("standard_unsuitable",)
    both = {**weights, "expanded_uncertainty": stated("5", "g")}
    assert evaluate(scale(observed, instrument=FINE, standard=both), RULES).verdict is PASS


def test_an_uncertainty_that_the_unit_of_the_scale_cannot_express_leaves_the_verdict_open() -> None:
    weights = {"valid_until": "2027-01-01", "expanded_uncertainty": stated("5", "g")}
    odd = {**FINE, "unit": "catty"}
    outcome = evaluate(scale(instrument=odd, standard=weights), RULES)
    assert (outcome.verdict, outcome.missing) == (OPEN, ("uncertainty_incomparable",))


def test_the_uncertainty_of_no_load_is_none() -> None:
    weights = {"valid_until": "2027-01-01", "expanded_uncertainty": stated("0.5", "%")}
    outcome = evaluate(scale(weighing("0", "0"), instrument=FINE, standard=weights), RULES)
    assert (outcome.verdict, outcome.missing) == (PASS, ())
    assert outcome.findings[0].details["U95"] == "0"


@pytest.mark.parametrize(
    ("uncertainty", "faults"),
    [
        ({"value": "5"}, {"unit"}),
        ({"unit": "g"}, {"value"}),
        ({}, {"value", "unit"}),
        ({"value": "", "unit": " "}, {"value", "unit"}),
        (stated("0", "g"), {"value"}),
        (stated("-1", "g"), {"value"}),
        (stated("5", "mL"), {"unit"}),
        (stated("5", "g", "0.9"), {"k"}),
        (stated("x", "kilo", "two"), {"value", "unit", "k"}),
        ({**stated("5", "g"), "level": "95 %"}, {"level"}),
        ("5 g", {""}),
        ("5", {""}),
    ],
)
def test_an_uncertainty_that_cannot_be_read_is_a_fault_named_by_its_path(
    uncertainty: Any, faults: set[str]
) -> None:
    weights = {"valid_until": "2027-01-01", "expanded_uncertainty": uncertainty}
    with pytest.raises(InvalidInput) as raised:
        evaluate(scale(standard=weights), RULES)
    base = "standard.expanded_uncertainty"
    assert {one.path for one in raised.value.faults} == {
        f"{base}.{key}" if key else base for key in faults
    }
