"""Whether a rule applies: how large an instrument it covers, what for, which phase, which day."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from inspector_app.metrology.applying import is_in_scope, is_meant_for
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import InvalidInput, Outcome, Verdict
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.book import load_rule_data
from inspector_app.rulebook.loading import read_rule
from tests.support.inspections import FUEL, SCALES, fuel, fuel_run, scale
from tests.support.kinds import INSTRUMENTS, document

RULES = load_rulebook()
DRAFTS, GAS = "us.fuel-dispenser.hb44-3.30", "cn.gas-meter.jjg577-2012"
OUT = ("instrument_out_of_scope",)


def with_parts(rule_id: str, **parts: Any) -> Rule:
    """Return a rule as its data file would be with these parts."""
    data = {**json.loads(load_rule_data(rule_id)), **parts}
    return read_rule(rule_id, json.dumps(data).encode())


def drafted(qmax: str | None) -> Outcome:
    draft = {"test": "draft", "draft_gal": "5", "reading_in3": "0", "special": False}
    instrument = {"qmax_L_min": qmax} if qmax is not None else {}
    asked = document(RULES[DRAFTS], "maintenance", instrument=instrument, observations=[draft])
    return evaluate(asked, RULES)


def dispensed(qmax: str | None) -> Outcome:
    instrument = {"product": "petrol", **({"qmax_L_min": qmax} if qmax is not None else {})}
    return evaluate(fuel(instrument=instrument), RULES)


@pytest.mark.parametrize(
    ("judge", "qmax", "missing"),
    [
        (dispensed, "200", ()), (dispensed, "200.0001", OUT), (dispensed, "45", ()),
        (dispensed, None, ()), (dispensed, "", ()),
        (drafted, "115", ()), (drafted, "115.0001", OUT), (drafted, "38", ()), (drafted, None, ()),
    ],
)  # fmt: skip
def test_a_dispenser_is_covered_up_to_the_largest_flow_of_its_rule(
    judge: Any, qmax: str | None, missing: tuple[str, ...]
) -> None:
    outcome = judge(qmax)
    assert outcome.missing == missing
    assert outcome.verdict is (Verdict.INCOMPLETE if missing else Verdict.PASS)


def test_what_fails_fails_though_the_rule_does_not_cover_so_large_a_dispenser() -> None:
    instrument = {"product": "petrol", "qmax_L_min": "250"}
    outcome = evaluate(fuel(*[fuel_run("20.10")] * 3, instrument=instrument), RULES)
    assert (outcome.verdict, outcome.missing) == (Verdict.FAIL, OUT)


@pytest.mark.parametrize(
    ("largest", "unit", "covered"),
    [
        ("100", "kg", True), ("100.001", "kg", False), ("100000", "g", True),
        ("100000.1", "g", False), ("0.1", "t", True), ("0.1000001", "t", False),
        ("220", "lb", True), ("221", "lb", False), ("15", "kg", True),
    ],
)  # fmt: skip
def test_the_largest_load_that_a_rule_covers_is_compared_in_whatever_unit_the_scale_has(
    largest: str, unit: str, covered: bool
) -> None:
    bound = {"key": "max", "upto": "100", "unit": "kg", "source": "table"}
    source = json.loads(load_rule_data(SCALES[1]))["tests"]["weighing"]["limits"][0]["source"]
    rule = with_parts(SCALES[1], scope=[{**bound, "source": source}])
    register = {"accuracy_class": "III", "max": largest, "e": "0.001", "unit": unit}
    assert is_in_scope(rule, register) is covered
    asked = {**scale(instrument=register), "rule": rule.id, "observations": []}
    outcome = evaluate(asked, {rule.id: rule})
    assert ("instrument_out_of_scope" in outcome.missing) is not covered


@pytest.mark.parametrize(
    "register", [{}, {"max": "5"}, {"max": "x", "unit": "kg"}, {"max": "500", "unit": "catty"}]
)
def test_what_the_register_does_not_tell_puts_no_instrument_out_of_scope(
    register: dict[str, str],
) -> None:
    source = json.loads(load_rule_data(SCALES[1]))["tests"]["weighing"]["limits"][0]["source"]
    bound = {"key": "max", "upto": "100", "unit": "kg", "source": source}
    assert is_in_scope(with_parts(SCALES[1], scope=[bound]), register)


@pytest.mark.parametrize(
    ("register", "meant"),
    [
        ({"price_computing": "true"}, True), ({"price_computing": True}, True),
        ({"price_computing": "false"}, False), ({"price_computing": False}, False),
        ({"price_computing": ""}, False), ({}, False),
    ],
)  # fmt: skip
def test_a_rule_for_one_use_is_chosen_only_where_the_register_says_so(
    register: dict[str, Any], meant: bool
) -> None:
    rule = with_parts(SCALES[1], meant_for={"price_computing": "true"})
    assert is_meant_for(rule, register) is meant
    assert is_meant_for(RULES[SCALES[1]], register)


def test_a_dispenser_beyond_every_rules_scope_is_given_no_rule() -> None:
    small = RULES.rule_for("fuel_dispenser", {"qmax_L_min": "200"}, "cn", date(2026, 11, 23))
    large = RULES.rule_for("fuel_dispenser", {"qmax_L_min": "201"}, "cn", date(2026, 11, 23))
    assert (small and small.id, large) == (FUEL, None)


@pytest.mark.parametrize("household", [True, False, None])
@pytest.mark.parametrize("phase", ["initial", "subsequent", "in_service"])
def test_a_household_gas_meter_is_verified_once_and_never_again(
    household: bool | None, phase: str
) -> None:
    instrument = {**INSTRUMENTS[GAS], **({} if household is None else {"household": household})}
    reading = {"test": "flow_error", "flow_m3h": "6", "error_percent": "0"}
    outcome = evaluate(
        document(RULES[GAS], phase, instrument=instrument, observations=[reading]), RULES
    )
    once = household is True and phase == "subsequent"
    assert outcome.missing == (("first_verification_only",) if once else ())


BOUNDED_IN_TIME = [rule for rule in RULES.values() if rule.first_edition_on is not None]


@pytest.mark.parametrize("rule", BOUNDED_IN_TIME, ids=lambda rule: rule.id)
def test_a_day_before_any_edition_is_a_fault_and_the_first_day_is_none(rule: Rule) -> None:
    assert rule.first_edition_on is not None
    asked = document(rule, rule.phases[0], date=rule.first_edition_on.isoformat())
    assert evaluate(asked, RULES).verdict is Verdict.INCOMPLETE
    before = date.fromordinal(rule.first_edition_on.toordinal() - 1).isoformat()
    for day in (before, "0001-01-01"):
        with pytest.raises(InvalidInput) as raised:
            evaluate({**asked, "date": day}, RULES)
        assert [fault.path for fault in raised.value.faults] == ["date"]


@pytest.mark.parametrize(
    ("measures", "tested", "missing"),
    [
        (True, False, ("pupil_distance",)), (True, True, ()), (False, False, ()),
        (None, False, ()), (None, True, ()),
    ],
)  # fmt: skip
def test_an_eye_refractometer_that_measures_pupil_distance_must_be_tested_for_it(
    measures: bool | None, tested: bool, missing: tuple[str, ...]
) -> None:
    rule = RULES["cn.eye-refractometer.jjg892-2011"]
    readings: list[dict[str, Any]] = [{"test": "sphere", "reference": "5", "indicated": "5"}]
    if tested:
        readings.append({"test": "pupil_distance", "reference_mm": "65", "indicated_mm": "65"})
    instrument = {} if measures is None else {"measures_pupil_distance": measures}
    outcome = evaluate(
        document(rule, "in_service", instrument=instrument, observations=readings), RULES
    )
    assert outcome.missing == missing


def delivery(rule: str, indicated: str, delivered: str, phase: str = "in_service") -> Outcome:
    reading = {"test": "indication_error", "indicated_L": indicated, "delivered_L": delivered}
    return evaluate(document(RULES[rule], phase, observations=[reading]), RULES)


@pytest.mark.parametrize(
    ("indicated", "delivered", "limit"),
    [("10.5", "10", "40"), ("10", "10.5", "40.5"), ("19.9", "20", "50"), ("20", "19.9", "49.9")],
)
def test_a_canadian_limit_goes_by_the_known_quantity_and_not_by_what_is_shown(
    indicated: str, delivered: str, limit: str
) -> None:
    found = delivery("ca.fuel-dispenser.wmr-265", indicated, delivered, "acceptance").findings[0]
    assert found.limit is not None
    assert found.limit.max == Decimal(limit)
    assert found.at == {"volume_L": delivered}


@pytest.mark.parametrize(
    ("indicated", "delivered", "missing"),
    [
        ("2", "2.02", ()), ("2", "1.99", ()), ("1.999", "2.2", ("no_limit_for_quantity",)),
        ("1.999", "1.999", ("no_limit_for_quantity",)),
        ("0.5", "0.508", ("no_limit_for_quantity",)),
    ],
)  # fmt: skip
def test_below_two_litres_an_irish_delivery_is_left_open(
    indicated: str, delivered: str, missing: tuple[str, ...]
) -> None:
    outcome = delivery("ie.fuel-dispenser.in-service", indicated, delivered)
    assert outcome.missing == missing
    assert outcome.verdict is (Verdict.INCOMPLETE if missing else Verdict.PASS)
