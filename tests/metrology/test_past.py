"""What an outcome leaves behind: the customer's side of the error, and nothing that proves none."""

import copy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.past import PastResult, read_past, sum_up_outcome
from inspector_app.metrology.results import outcome_as_json
from inspector_app.rulebook import load_rulebook
from tests.support.inspections import fuel, fuel_run

RULES = load_rulebook()
SEAL = {"position": "encoder", "expected": "1", "found": "1", "state": "intact"}


def past_of(document: dict[str, Any]) -> PastResult:
    return read_past(sum_up_outcome(outcome_as_json(evaluate(document, RULES))))


def delivery(rule: str, indicated: str, delivered: str, **instrument: str) -> dict[str, Any]:
    reading = {"test": "indication_error", "indicated_L": indicated, "delivered_L": delivered}
    phase = "maintenance" if rule.startswith("us") else "in_service"
    return {
        "rule": rule, "phase": phase, "date": "2026-11-23", "instrument": instrument,
        "observations": [reading],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("indicated_L", "deviation"),
    [("20.04", Fraction(-1, 5)), ("19.96", Fraction(1, 5)), ("20.00", Fraction(0))],
)
def test_a_positive_error_of_jjg_443_is_less_for_the_customer(
    indicated_L: str, deviation: Fraction
) -> None:
    past = past_of(fuel(fuel_run(indicated_L), phase="spot_check"))
    assert (past.deviation, past.unit) == (deviation, "%")
    assert past.limit == Fraction(3, 10)


@pytest.mark.parametrize(
    ("rule", "instrument"),
    [
        ("ie.fuel-dispenser.in-service", {}),
        ("ca.fuel-dispenser.wmr-265", {}),
        ("eu.fuel-dispenser.mid-mi005",
         {"accuracy_class": "0.5", "minimum_measured_quantity_L": "5"}),
    ],
)  # fmt: skip
def test_the_sign_is_the_customers_under_every_rule(rule: str, instrument: dict[str, str]) -> None:
    document = delivery(rule, "20.00", "19.98", **instrument)
    document["phase"] = RULES[rule].phases[-1]
    short = past_of(document)
    document["observations"][0]["delivered_L"] = "20.02"
    long = past_of(document)
    assert short.deviation is not None
    assert long.deviation is not None
    assert short.deviation < 0 < long.deviation


def test_a_negative_reading_of_a_test_measure_is_less_for_the_customer() -> None:
    document = {
        "rule": "us.fuel-dispenser.hb44-3.30", "phase": "maintenance", "date": "2026-11-23",
        "instrument": {},
        "observations": [
            {"test": "draft", "draft_gal": "5", "reading_in3": "-2", "special": False},
            {"test": "draft", "draft_gal": "5", "reading_in3": "4", "special": True},
        ],
    }  # fmt: skip
    past = past_of(document)
    assert (past.deviation, past.unit, past.limit) == (Fraction(-2), "in3", Fraction(6))


def test_a_repeatability_that_fails_does_not_stand_for_the_error() -> None:
    document = fuel(fuel_run("20.02"), fuel_run("20.02"), fuel_run("20.056"))
    outcome = outcome_as_json(evaluate(document, RULES))
    assert {f["test"] for f in outcome["findings"] if f["verdict"] == "fail"} == {"repeatability"}
    past = past_of(document)
    assert past.deviation == Fraction("-0.16")


def expired(document: dict[str, Any]) -> None:
    document["standard"]["valid_until"] = "2026-11-22"


def before_the_rule(document: dict[str, Any]) -> None:
    document["date"] = "2024-04-30"


def too_warm(document: dict[str, Any]) -> None:
    document["observations"][0]["nozzle_temperature_C"] = "25"


@pytest.mark.parametrize("spoil", [expired, before_the_rule, too_warm])
def test_a_measurement_that_proves_nothing_leaves_no_error(spoil: Any) -> None:
    document = fuel(fuel_run("20.04"), phase="spot_check")
    assert past_of(document).deviation is not None
    spoil(document)
    assert past_of(document).deviation is None


@pytest.mark.parametrize(
    ("seal", "bad"),
    [
        ({}, ()),
        ({"state": "broken"}, (("encoder", "broken"),)),
        ({"state": "missing"}, (("encoder", "missing"),)),
        ({"found": "2"}, (("encoder", "other_number"),)),
        ({"found": ""}, ()),
    ],
)
def test_seals_found_wrong_are_left_behind_by_their_place(
    seal: dict[str, str], bad: tuple[tuple[str, str], ...]
) -> None:
    assert past_of(fuel(seals=[SEAL | seal])).bad_seals == bad


def test_a_row_from_before_directions_were_told_has_none() -> None:
    old = {"record_id": "r", "verdict": "pass", "value": "0.12", "unit": "%"}
    assert read_past(old) == PastResult()


@pytest.mark.parametrize(
    "change",
    [
        {"value": None}, {"value": "x"}, {"value": 1.5}, {"effect": "none"}, {"effect": "worse"},
        {"effect": None}, {"effect": ["none"]},
    ],
)  # fmt: skip
def test_a_row_that_contradicts_itself_is_not_counted(change: dict[str, Any]) -> None:
    told = sum_up_outcome(
        outcome_as_json(evaluate(fuel(fuel_run("20.04"), phase="spot_check"), RULES))
    )
    spoilt = copy.deepcopy(told)
    spoilt["error"] |= change
    assert read_past(told).deviation is not None
    assert read_past(spoilt).deviation is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9)
    | st.sampled_from(["indication_error", "seal", "pass", "fail", "broken", "1", "none"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["findings", "missing", "test", "value", "verdict", "effect", "limit",
                         "codes", "at", "error", "seals", "code", "position", "min"]),
        inner, max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["findings", "missing", "error", "seals"]), JSON))
def test_data_of_any_shape_are_read_without_a_fault(told: dict[str, Any]) -> None:
    assert isinstance(read_past(sum_up_outcome(told)), PastResult)
    assert isinstance(read_past(told), PastResult)
