"""What screens follow comes from the data: points, fields, hints, seals, checks."""

from typing import Any

import pytest

from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.procedures import (
    find_field_label,
    find_label,
    instrument_input,
    plan_points,
    plan_procedure,
    standard_input,
)
from tests.support.inspections import FUEL, SCALES, fuel

RULES = load_rulebook()
SCALE = {"accuracy_class": "III", "max": "15000", "e": "5", "unit": "g"}


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
@pytest.mark.parametrize("phase", ["initial", "subsequent", "in_service", "spot_check"])
def test_every_label_stands_in_both_languages(rule: Any, phase: str) -> None:
    plan = plan_procedure(rule, SCALE, phase)
    fields = [field for point in plan.points for field in point.fields]
    for labelled in (*plan.seals, *plan.points, *plan.checks, plan.standard, *fields):
        assert set(labelled.label) == {"en", "zh"}
        assert all(labelled.label.values())


@pytest.mark.parametrize(("phase", "runs"), [("spot_check", 1), ("in_service", 3), ("initial", 3)])
def test_a_flow_point_takes_as_many_runs_as_its_phase_needs(phase: str, runs: int) -> None:
    points = plan_points(RULES[FUEL], {"product": "petrol"}, phase)
    assert [(point.key, point.runs) for point in points] == [
        ("indication_error.q1", runs), ("indication_error.q2", runs), ("payment", 1),
    ]  # fmt: skip
    assert [point.optional for point in points] == [False, phase != "initial", phase != "initial"]


def test_fields_bring_units_decimals_and_hints_of_this_measure() -> None:
    standard = {"nominal_volume_L": "50", "certified_neck_reading_mm": "104.0"}
    point = plan_points(RULES[FUEL], {}, "spot_check", standard)[0]
    assert [(field.key, field.unit, field.decimals, field.hint) for field in point.fields] == [
        ("indicated_L", "L", 2, "50.00"),
        ("neck_reading_mm", "mm", 1, ""),
        ("nozzle_temperature_C", "°C", 1, ""),
        ("measure_temperature_C", "°C", 1, ""),
    ]


def loads(instrument: dict[str, str], phase: str = "initial") -> list[tuple[str, str]]:
    points = plan_points(RULES[SCALES[1]], instrument, phase)
    return [(point.key, point.fields[0].hint) for point in points if point.test == "weighing"]


def test_a_scale_is_loaded_up_to_max_and_down_again_with_every_load_where_the_limit_changes() -> (
    None
):
    assert loads(SCALE) == [
        ("weighing.min", "100"),
        ("weighing.change.500", "2500"),
        ("weighing.quarter", "3750"),
        ("weighing.half", "7500"),
        ("weighing.change.2000", "10000"),
        ("weighing.three_quarters", "11250"),
        ("weighing.max", "15000"),
        *[("weighing.change.down.2000", "10000"), ("weighing.change.down.500", "2500")],
        ("weighing.min.down", "100"),
    ]


def test_loads_that_come_to_the_same_are_one_point_and_loads_beyond_max_none() -> None:
    assert loads({**SCALE, "max": "3", "e": "0.001", "unit": "kg"}) == [
        ("weighing.min", "0.020"),
        ("weighing.change.500", "0.500"),
        ("weighing.quarter", "0.750"),
        ("weighing.half", "1.500"),
        ("weighing.change.2000", "2.000"),
        ("weighing.three_quarters", "2.250"),
        ("weighing.max", "3.000"),
        *[("weighing.change.down.2000", "2.000"), ("weighing.change.down.500", "0.500")],
        ("weighing.min.down", "0.020"),
    ]
    assert loads({**SCALE, "max": "10000"}) == [
        ("weighing.min", "100"),
        ("weighing.change.500", "2500"),
        ("weighing.half", "5000"),
        ("weighing.three_quarters", "7500"),
        ("weighing.max", "10000"),
        ("weighing.change.down.500", "2500"),
        ("weighing.min.down", "100"),
    ]


@pytest.mark.parametrize(
    ("accuracy_class", "least"), [("I", "500"), ("II", "250"), ("III", "100"), ("IIII", "50")]
)
def test_min_follows_the_class(accuracy_class: str, least: str) -> None:
    assert loads({**SCALE, "accuracy_class": accuracy_class})[0] == ("weighing.min", least)


def test_a_scale_is_tested_off_centre_with_a_third_of_max_in_whole_intervals() -> None:
    points = {point.key: point for point in plan_points(RULES[SCALES[0]], SCALE, "initial")}
    assert points["eccentricity"].fields[0].hint == "5000"
    corners = ("front_left", "front_right", "back_left", "back_right")
    assert [field.key for field in points["eccentricity"].fields[1:]] == [
        *(f"indications.{corner}" for corner in corners),
        *(f"added_weights.{corner}" for corner in corners),
    ]
    odd = plan_points(RULES[SCALES[0]], {**SCALE, "max": "7000"}, "initial")
    assert next(p for p in odd if p.test == "eccentricity").fields[0].hint == "2335"


def test_a_spot_check_of_a_scale_asks_for_one_load_only() -> None:
    points = plan_points(RULES[SCALES[0]], SCALE, "spot_check")
    assert [point.key for point in points if not point.optional] == ["weighing.half"]


@pytest.mark.parametrize("phase", ["in_service", "spot_check"])
def test_a_check_in_service_takes_no_load_off_again(phase: str) -> None:
    points = plan_points(RULES[SCALES[0]], SCALE, phase)
    assert not [point.key for point in points if point.falling]


@pytest.mark.parametrize("phase", RULES[SCALES[0]].phases)
def test_what_a_verdict_needs_comes_before_what_it_does_not_need(phase: str) -> None:
    for rule in RULES.values():
        if phase in rule.phases:
            optional = [point.optional for point in plan_points(rule, SCALE, phase)]
            assert optional == sorted(optional), rule.id


@pytest.mark.parametrize(("accuracy_class", "weighings"), [("I", 6), ("II", 6), ("III", 3)])
def test_repeatability_takes_three_weighings_and_six_of_a_fine_scale_at_its_verification(
    accuracy_class: str, weighings: int
) -> None:
    scale = {**SCALE, "accuracy_class": accuracy_class}
    for phase, expected in (("initial", weighings), ("subsequent", weighings), ("in_service", 3)):
        points = plan_points(RULES[SCALES[0]], scale, phase)
        (point,) = [point for point in points if point.test == "repeatability"]
        keys = [field.key for field in point.fields]
        assert [key for key in keys if key.startswith("indications")] == [
            f"indications.{number}" for number in range(expected)
        ]
        assert (point.fields[0].hint, point.optional) == ("12000", phase == "in_service")


@pytest.mark.parametrize("rule_id", SCALES)
def test_the_change_point_is_sought_in_tenths_of_e_and_offered_where_scales_are_verified(
    rule_id: str,
) -> None:
    for phase in RULES[rule_id].phases:
        for point in plan_points(RULES[rule_id], SCALE, phase):
            for field in point.fields:
                if field.key.startswith("added_weight"):
                    assert (field.step, field.required) == ("0.5", False)
                    assert field.shown is (phase in ("initial", "subsequent"))
                else:
                    assert field.step == ""


@pytest.mark.parametrize("rule_id", SCALES)
def test_discrimination_is_asked_for_in_no_phase(rule_id: str) -> None:
    for phase in RULES[rule_id].phases:
        tests = {point.test for point in plan_points(RULES[rule_id], SCALE, phase)}
        assert tests == {"weighing", "eccentricity", "repeatability"}


def test_the_pupil_distance_must_be_tested_of_an_instrument_that_measures_it() -> None:
    rule = RULES["cn.eye-refractometer.jjg892-2011"]
    for measures, optional in ((True, False), ("true", False), (False, True), (None, True)):
        points = plan_points(rule, {"measures_pupil_distance": measures}, "spot_check")
        found = {point.optional for point in points if point.test == "pupil_distance"}
        assert found == {optional}, measures


@pytest.mark.parametrize("instrument", [{}, {"e": "5"}, {"max": "x", "e": None}])
def test_points_stay_apart_while_the_characteristics_are_unknown(
    instrument: dict[str, Any],
) -> None:
    keys = [point.key for point in plan_points(RULES[SCALES[0]], instrument, "initial")]
    assert len(keys) == len(set(keys)) == 8


def test_only_what_the_rule_evaluates_is_taken_from_the_register() -> None:
    register = {"product": "petrol", "nozzles": "4"}
    assert instrument_input(RULES[FUEL], register) == {"product": "petrol"}
    certificate = {**fuel()["standard"], "owner": "office"}
    given = standard_input(RULES[FUEL], certificate, "2027-06-30")
    assert given == fuel()["standard"]
    assert standard_input(RULES[SCALES[0]], {"nominal": "20 kg"}, "2027-01-01") == {
        "valid_until": "2027-01-01"
    }


@pytest.mark.parametrize(
    ("rule_id", "test", "key", "name", "english"),
    [
        (FUEL, "indication_error", "flow_point", "q1", "Maximum flow"),
        (FUEL, "repeatability", "flow_point", "q2", "Second flow"),
        (FUEL, "seal", "position", "encoder", "Encoder and flow transducer"),
        (FUEL, "check", "id", "self_lock", "The self-lock is enabled"),
        (SCALES[0], "eccentricity", "position", "front_left", "Front left"),
        (SCALES[0], "weighing", "load", "2000", None),
        (FUEL, "seal", "position", "roof", None),
    ],
)
def test_a_place_that_a_finding_names_has_its_wording(
    rule_id: str, test: str, key: str, name: str, english: str | None
) -> None:
    label = find_label(RULES[rule_id], test, key, name)
    assert (label["en"] if label else None) == english


def test_a_reading_has_its_wording_by_its_key() -> None:
    label = find_field_label(RULES[FUEL], "indication_error", "neck_reading_mm")
    assert label is not None
    assert label["zh"] == "颈管读数"
    assert find_field_label(RULES[FUEL], "seal", "neck_reading_mm") is None
