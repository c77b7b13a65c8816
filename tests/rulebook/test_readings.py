"""What was typed becomes observations, and a slip is asked about before it is taken."""

import pytest

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Verdict
from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.procedures import plan_points
from inspector_app.rulebook.quantities import context_of
from inspector_app.rulebook.readings import build_observations, doubt_about, observation_places
from tests.support.inspections import FUEL, SCALES, fuel, fuel_run, scale
from tests.support.released import RULES as RELEASED

RULES = load_rulebook()
SCALE = scale()["instrument"]
STANDARD = fuel()["standard"]
Q1 = "indication_error.q1"


def run_readings(run: int) -> dict[tuple[str, int, str], str]:
    readings = fuel_run()
    return {
        (Q1, run, key): text for key, text in readings.items() if key not in ("test", "flow_point")
    }


def test_typed_runs_become_the_observations_of_the_contract() -> None:
    points = plan_points(RULES[FUEL], {"product": "petrol"}, "in_service", STANDARD)
    readings = run_readings(0) | run_readings(1) | run_readings(2)
    assert build_observations(points, readings) == [fuel_run()] * 3
    assert observation_places(points, readings) == ((Q1, 0), (Q1, 1), (Q1, 2))


def test_a_run_that_was_begun_keeps_its_empty_readings_so_that_they_are_missed() -> None:
    points = plan_points(RULES[FUEL], {"product": "petrol"}, "spot_check", STANDARD)
    readings = run_readings(0) | {(Q1, 1, "indicated_L"): "20.00", (Q1, 2, "indicated_L"): " "}
    observations = build_observations(points, readings)
    outcome = evaluate(fuel(*observations, phase="spot_check"), RULES)
    assert outcome.missing == tuple(f"observations[1].{key}" for key in list(fuel_run())[3:])


def test_a_point_that_must_be_tested_is_missed_though_nothing_was_read() -> None:
    points = plan_points(RULES[SCALES[0]], SCALE, "spot_check")
    observations = build_observations(points, {})
    assert observations == [{"test": "weighing", "load": "", "indication": ""}]
    outcome = evaluate(scale(*observations), RULES)
    assert outcome.verdict is Verdict.INCOMPLETE
    assert outcome.missing == ("observations[0].load", "observations[0].indication")


def test_readings_below_one_key_become_a_list_or_an_object() -> None:
    points = plan_points(RULES[SCALES[0]], SCALE, "initial")
    readings = {("repeatability", 0, "load"): "15000", ("eccentricity", 0, "load"): "5000"}
    readings |= {("repeatability", 0, f"indications.{n}"): str(15000 + n) for n in range(2)}
    readings |= {("eccentricity", 0, "indications.front_left"): "5000"}
    by_test = {one["test"]: one for one in build_observations(points, readings)}
    assert by_test["repeatability"]["indications"] == ["15000", "15001", ""]
    assert by_test["eccentricity"]["indications"] == {
        "front_left": "5000", "front_right": "", "back_left": "", "back_right": "",
    }  # fmt: skip


def test_an_added_weight_stays_at_the_number_of_its_weighing_though_others_are_not_taken() -> None:
    points = plan_points(RULES[SCALES[0]], SCALE, "in_service")
    readings = {("repeatability", 0, "load"): "12000", ("repeatability", 0, "added_weights.2"): "1"}
    readings |= {("repeatability", 0, f"indications.{n}"): "12000" for n in range(3)}
    (observed,) = [
        one for one in build_observations(points, readings) if one["test"] == "repeatability"
    ]
    assert observed["added_weights"] == ["", "", "1"]
    outcome = evaluate(scale(observed), RULES)
    assert (outcome.verdict, outcome.missing) == (Verdict.PASS, ())


def test_an_added_weight_that_is_typed_before_its_indication_waits_for_it() -> None:
    points = plan_points(RULES[SCALES[0]], SCALE, "initial")
    readings = {("eccentricity", 0, "added_weights.back_left"): "2.5"}
    (observed,) = [
        one for one in build_observations(points, readings) if one["test"] == "eccentricity"
    ]
    outcome = evaluate(scale(observed), RULES)
    assert outcome.verdict is Verdict.INCOMPLETE
    assert "observations[0].indications.back_left" in outcome.missing


def test_optional_readings_are_left_out_and_a_flag_is_one_or_nought() -> None:
    points = plan_points(RELEASED[SCALES[0]], SCALE, "spot_check")
    readings = {
        ("weighing.half", 0, "load"): "7500",
        ("weighing.half", 0, "indication"): "7500",
        ("discrimination", 0, "load"): "7500",
        ("discrimination", 0, "extra"): "7",
        ("discrimination", 0, "changed"): "1",
    }
    assert build_observations(points, readings) == [
        {"test": "weighing", "load": "7500", "indication": "7500"},
        {"test": "discrimination", "load": "7500", "extra": "7", "changed": True},
    ]


@pytest.mark.parametrize(
    ("key", "text", "doubt"),
    [
        ("indicated_L", "20.00", ""),
        ("indicated_L", "18", ""),
        ("indicated_L", "22", ""),
        ("indicated_L", "17.99", "magnitude"),
        ("indicated_L", "200", "magnitude"),
        ("indicated_L", "20000", "unit"),
        ("indicated_L", "0.02", "unit"),
        ("indicated_L", "-20", "not_a_number"),
        ("indicated_L", "2o", "not_a_number"),
        ("indicated_L", "", ""),
        ("neck_reading_mm", "66.5", ""),
        ("neck_reading_mm", "665", "magnitude"),
        ("nozzle_temperature_C", "24", ""),
        ("nozzle_temperature_C", "240", "magnitude"),
        ("measure_temperature_C", "20", ""),
        ("measure_temperature_C", "19.9", "magnitude"),
    ],
)
def test_a_reading_far_from_what_it_can_be_is_doubted(key: str, text: str, doubt: str) -> None:
    point = plan_points(RULES[FUEL], {"product": "petrol"}, "spot_check", STANDARD)[0]
    field = next(field for field in point.fields if field.key == key)
    context = context_of(instrument={}, standard=STANDARD, run={"nozzle_temperature_C": "24"})
    assert doubt_about(RULES[FUEL], point, field, text, context) == doubt


def test_nothing_is_doubted_before_there_is_anything_to_compare_with() -> None:
    point = plan_points(RULES[FUEL], {"product": "petrol"}, "spot_check")[0]
    context = context_of(instrument={}, standard={})
    for field in point.fields[:2]:
        assert doubt_about(RULES[FUEL], point, field, "12345", context) == ""


@pytest.mark.parametrize(("text", "doubt"), [("1", ""), ("0", ""), ("2", "not_a_number"), ("", "")])
def test_a_flag_takes_one_and_nought_alone(text: str, doubt: str) -> None:
    points = plan_points(RELEASED[SCALES[0]], SCALE, "initial")
    point = next(point for point in points if point.key == "discrimination")
    context = context_of(instrument=SCALE, standard={})
    assert doubt_about(RELEASED[SCALES[0]], point, point.fields[2], text, context) == doubt
