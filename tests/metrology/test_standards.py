"""The reference standard decides whether a measurement counts."""

from typing import Any

import pytest

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Outcome, Verdict
from inspector_app.rulebook import load_rulebook
from tests.support.inspections import fuel, fuel_run, scale, weighing

RULES = load_rulebook()
GOOD, BAD = "20.00", "20.10"


def dispenser(indicated_L: str, **certificate: Any) -> Outcome:
    standard = {**fuel()["standard"], **certificate}
    return evaluate(fuel(*[fuel_run(indicated_L)] * 3, standard=standard), RULES)


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        ({"valid_until": "2026-11-22"}, "standard_expired"),
        ({"valid_until": ""}, "standard.valid_until"),
        ({"max_error_percent": "0.1001"}, "standard_unsuitable"),
    ],
)
def test_a_standard_that_is_expired_unknown_or_unsuitable_leaves_the_verdict_open(
    certificate: dict[str, str], reason: str
) -> None:
    outcome = dispenser(GOOD, **certificate)
    assert (outcome.verdict, outcome.missing) == (Verdict.INCOMPLETE, (reason,))


@pytest.mark.parametrize(
    "certificate", [{"valid_until": "2026-11-22"}, {"max_error_percent": "0.1001"}]
)
def test_against_such_a_standard_no_measurement_fails_an_instrument(
    certificate: dict[str, str],
) -> None:
    outcome = dispenser(BAD, **certificate)
    assert outcome.findings[0].verdict is Verdict.INCOMPLETE
    assert outcome.verdict is Verdict.INCOMPLETE
    assert dispenser(BAD).verdict is Verdict.FAIL


def test_an_amount_that_is_wrong_needs_no_standard_to_fail() -> None:
    paid = {
        "test": "payment", "unit_price": "8", "indicated_L": "25", "amount": "201", "step": "0.01",
    }  # fmt: skip
    standard = {**fuel()["standard"], "valid_until": "2026-11-22"}
    outcome = evaluate(fuel(paid, *[fuel_run(BAD)] * 3, standard=standard), RULES)
    assert [finding.verdict for finding in outcome.findings[:2]] == [
        Verdict.FAIL,
        Verdict.INCOMPLETE,
    ]
    assert outcome.verdict is Verdict.FAIL


def test_a_broken_seal_fails_an_instrument_whatever_the_standard() -> None:
    broken = {"position": "encoder", "expected": "1", "found": "1", "state": "broken"}
    standard = {**fuel()["standard"], "valid_until": "2026-11-22"}
    assert evaluate(fuel(standard=standard, seals=[broken]), RULES).verdict is Verdict.FAIL


@pytest.mark.parametrize("error", ["0.1", "0.05", "0"])
def test_a_standard_with_a_third_of_the_limit_or_less_is_suitable(error: str) -> None:
    assert dispenser(GOOD, max_error_percent=error).verdict is Verdict.PASS
    assert dispenser(BAD, max_error_percent=error).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("load", "error", "missing"),
    [
        ("15000", "0.0333", ()),  # 4.995 g at a limit of 15 g
        ("15000", "0.0334", ("standard_unsuitable",)),
        ("2500", "0.0666", ()),  # 1.665 g at a limit of 5 g
        ("2500", "0.0667", ("standard_unsuitable",)),
    ],
)
def test_weights_are_compared_with_the_limit_at_their_load(
    load: str, error: str, missing: tuple[str, ...]
) -> None:
    weights = {"valid_until": "2027-01-01", "max_error_percent": error}
    outcome = evaluate(scale(weighing(load, load), standard=weights), RULES)
    assert outcome.missing == missing


SUITABLE: list[tuple[str, dict[str, Any], dict[str, Any], str, str, str]] = [
    ("eu.fuel-dispenser.mid-mi005",
     {"accuracy_class": "0.5", "minimum_measured_quantity_L": "2"},
     {"test": "indication_error", "indicated_L": "20", "delivered_L": "20"},
     "max_error_percent", "0.1666", "0.1667"),
    ("ie.fuel-dispenser.in-service", {},
     {"test": "indication_error", "indicated_L": "20", "delivered_L": "20"},
     "max_error_percent", "0.1666", "0.1667"),
    ("us.fuel-dispenser.hb44-3.30", {},
     {"test": "draft", "draft_gal": "5", "reading_in3": "0", "special": False},
     "max_error_percent", "0.0865", "0.0866"),  # 1 in3 of 1155 in acceptance
    ("us.scale.hb44-2.20", {"accuracy_class": "III", "d": "0.01", "unit": "lb"},
     {"test": "weighing", "load": "10", "indication": "10"}, "max_error_percent", "0.0333",
     "0.0334"),
    ("cn.retail-weighing.order66", {},
     {"test": "retail_weighing", "category": "A", "settled_g": "900", "actual_g": "900"},
     "max_error_g", "6.6", "6.7"),
    ("cn.prepackaged.jjf1070", {},
     {"test": "net_content", "nominal": "500", "actual": "500", "unit": "g"}, "max_error_g", "5",
     "5.1"),
    ("cn.water-meter.jjg162-2019", {"q3_m3h": "2.5", "ratio_r": "100", "accuracy_class": "2"},
     {"test": "flow_error", "flow_Lh": "2500", "indicated_L": "10", "delivered_L": "10",
      "temperature_C": "20"}, "max_error_percent", "0.6", "0.7"),
    ("cn.gas-meter.jjg577-2012", {"qmax_m3h": "4", "accuracy_class": "1.5"},
     {"test": "flow_error", "flow_m3h": "4", "error_percent": "0"}, "max_error_percent", "0.5",
     "0.51"),
    ("cn.heat-meter.jjg225-2024", {"accuracy_class": "2"},
     {"test": "energy_error", "flow_ratio_qp_q": "10", "delta_theta_min_K": "3",
      "delta_theta_K": "10", "error_percent": "0"}, "max_error_percent", "1.46", "1.47"),
    ("cn.electricity-meter.jjg596-2012", {"accuracy_class": "1", "connection": "direct"},
     {"test": "load_error", "current_ib": "1", "power_factor": "1.0", "error_percent": "0"},
     "max_error_percent", "0.33", "0.34"),
    ("cn.eye-refractometer.jjg892-2011", {},
     {"test": "sphere", "reference": "5", "indicated": "5"}, "max_error_per_m", "0.083", "0.084"),
    ("cn.eye-refractometer.jjg892-2011", {},
     {"test": "pupil_distance", "reference_mm": "65", "indicated_mm": "65"}, "max_error_mm",
     "0.33", "0.34"),
    ("cn.focimeter.jjg580-2005", {},
     {"test": "vertex_power", "reference": "5", "indicated": "5"}, "max_error_per_m", "0.02",
     "0.021"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "instrument", "reading", "key", "small", "large"),
    SUITABLE,
    ids=[f"{one[0]}-{one[2]['test']}" for one in SUITABLE],
)
def test_every_rule_asks_for_a_standard_three_times_as_good_as_its_limit(
    rule: str, instrument: dict[str, Any], reading: dict[str, Any], key: str, small: str, large: str
) -> None:
    document = {
        "rule": rule, "phase": RULES[rule].phases[0], "date": "2026-11-23",
        "instrument": instrument, "observations": [reading],
    }  # fmt: skip
    for error, missing in ((small, ()), (large, ("standard_unsuitable",))):
        standard = {"valid_until": "2027-01-01", key: error}
        outcome = evaluate({**document, "standard": standard}, RULES)
        assert outcome.missing == missing, error
