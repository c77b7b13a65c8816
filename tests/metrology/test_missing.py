"""What nobody gave yet keeps the verdict open; it is never a pass."""

from typing import Any

import pytest

from inspector_app.metrology.evaluation import evaluate, evaluate_run
from inspector_app.metrology.model import Verdict
from inspector_app.rulebook import load_rulebook
from tests.support.inspections import (
    FUEL,
    SCALES,
    both_flow_points,
    fuel,
    fuel_run,
    scale,
    weighing,
)

RULES = load_rulebook()
BLANKS = ["", "  ", None]


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize(
    "key",
    [key for key in fuel_run() if key != "test"],
)
def test_an_empty_reading_is_named_by_its_path(key: str, blank: object) -> None:
    outcome = evaluate(fuel(fuel_run(**{key: blank}), phase="spot_check"), RULES)
    assert outcome.verdict is Verdict.INCOMPLETE
    assert outcome.missing == (f"observations[0].{key}",)
    assert outcome.findings == ()


@pytest.mark.parametrize(
    "key",
    [
        "nominal_volume_L", "certified_volume_L", "certified_neck_reading_mm",
        "neck_constant_mL_per_mm", "material", "valid_until",
    ],
)  # fmt: skip
def test_a_value_that_the_certificate_lacks_is_named_by_its_path(key: str) -> None:
    document = fuel()
    del document["standard"][key]
    outcome = evaluate(document, RULES)
    assert outcome.missing == (f"standard.{key}",)
    assert outcome.verdict is Verdict.INCOMPLETE


@pytest.mark.parametrize(
    ("parts", "missing"),
    [
        ({"observations": []}, ("observations", "runs")),
        ({"observations": None}, ("observations", "runs")),
        ({"standard": None}, ("standard",)),
        ({"standard": {}}, tuple(f"standard.{key}" for key in fuel()["standard"])),
        ({"instrument": None}, ("instrument",)),
        ({"instrument": {}}, ("instrument.product",)),
        ({"date": ""}, ("date",)),
        ({"date": "2024-04-30"}, ("rule_not_in_force",)),
        ({"date": "2027-07-01"}, ("standard_expired",)),
    ],
)
def test_what_a_dispensers_inspection_lacks_is_named(
    parts: dict[str, Any], missing: tuple[str, ...]
) -> None:
    outcome = evaluate({**fuel(), **parts}, RULES)
    assert (outcome.verdict, outcome.missing) == (Verdict.INCOMPLETE, missing)


@pytest.mark.parametrize("day", ["2024-05-01", "2027-06-30"])
def test_first_day_of_the_rule_and_last_day_of_the_standard_still_count(day: str) -> None:
    assert evaluate(fuel(date=day), RULES).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("phase", "runs", "missing"),
    [("in_service", 2, ("runs",)), ("initial", 1, ("runs",)), ("subsequent", 2, ("runs",)),
     ("in_service", 3, ()), ("in_service", 4, ()), ("initial", 3, ()), ("spot_check", 1, ())],
)  # fmt: skip
def test_a_pass_needs_three_runs_at_a_flow_point_and_one_in_a_spot_check(
    phase: str, runs: int, missing: tuple[str, ...]
) -> None:
    outcome = evaluate(fuel(*both_flow_points(runs=runs), phase=phase), RULES)
    assert outcome.missing == missing
    assert outcome.verdict is (Verdict.INCOMPLETE if missing else Verdict.PASS)


@pytest.mark.parametrize("tested", ["q1", "q2"])
@pytest.mark.parametrize(
    ("phase", "missing"),
    [("initial", ("flow_points",)), ("subsequent", ("flow_points",)), ("in_service", ()),
     ("spot_check", ())],
)  # fmt: skip
def test_a_verification_needs_both_flow_points_and_a_check_in_service_only_one(
    tested: str, phase: str, missing: tuple[str, ...]
) -> None:
    runs = [run for run in both_flow_points() if run["flow_point"] == tested]
    outcome = evaluate(fuel(*runs, phase=phase), RULES)
    assert outcome.missing == missing
    assert outcome.verdict is (Verdict.INCOMPLETE if missing else Verdict.PASS)


def test_every_flow_point_that_was_begun_needs_its_runs() -> None:
    runs = [fuel_run(), fuel_run(), fuel_run(), fuel_run(flow_point="q2")]
    outcome = evaluate(fuel(*runs), RULES)
    assert outcome.missing == ("runs",)
    assert [finding.at for finding in outcome.findings] == [
        {"flow_point": "q1"}, {"flow_point": "q1"}, {"flow_point": "q2"},
    ]  # fmt: skip


def test_an_amount_alone_is_no_inspection() -> None:
    paid = {"test": "payment", "unit_price": "1", "indicated_L": "1", "amount": "1", "step": "1"}
    outcome = evaluate(fuel(paid, phase="spot_check"), RULES)
    assert (outcome.verdict, outcome.missing) == (Verdict.INCOMPLETE, ("runs",))


@pytest.mark.parametrize("phase", RULES[FUEL].phases)
@pytest.mark.parametrize("runs", [1, 2])
def test_fewer_than_three_runs_fail_no_dispenser_and_ask_for_the_others(
    phase: str, runs: int
) -> None:
    outcome = evaluate(fuel(*both_flow_points("20.10", runs=runs), phase=phase), RULES)
    assert (outcome.verdict, outcome.missing) == (Verdict.INCOMPLETE, ("runs",))
    assert {one.verdict for one in outcome.findings} == {Verdict.INCOMPLETE}
    third = evaluate(fuel(*both_flow_points("20.10"), phase=phase), RULES)
    assert (third.verdict, third.missing) == (Verdict.FAIL, ())


def test_a_flow_point_with_too_few_runs_does_not_hide_the_failure_of_another() -> None:
    failed = [fuel_run("20.10", flow_point="q2")] * 3
    outcome = evaluate(fuel(fuel_run(), *failed), RULES)
    assert (outcome.verdict, outcome.missing) == (Verdict.FAIL, ("runs",))


def temperatures(nozzle: str, measure: str) -> dict[str, str]:
    return {"nozzle_temperature_C": nozzle, "measure_temperature_C": measure}


@pytest.mark.parametrize(("nozzle", "measure"), [("24", "20"), ("20", "24"), ("-2", "2")])
def test_temperatures_four_degrees_apart_may_be_tested(nozzle: str, measure: str) -> None:
    outcome = evaluate(fuel(fuel_run(**temperatures(nozzle, measure))), RULES)
    assert "temperature_difference" not in outcome.missing


@pytest.mark.parametrize(("nozzle", "measure"), [("24.1", "20"), ("20", "24.0000000001")])
def test_runs_with_temperatures_further_apart_prove_nothing(nozzle: str, measure: str) -> None:
    runs = [fuel_run(**temperatures(nozzle, measure)) for _ in range(3)]
    outcome = evaluate(fuel(*runs), RULES)
    assert outcome.missing == ("temperature_difference",)
    assert outcome.verdict is Verdict.INCOMPLETE
    assert outcome.findings[0].verdict is Verdict.INCOMPLETE


def test_a_run_outside_the_conditions_does_not_enter_the_mean_of_the_others() -> None:
    runs = [fuel_run("20.10") for _ in range(3)] + [fuel_run("10", **temperatures("30", "20"))]
    outcome = evaluate(fuel(*runs), RULES)
    assert outcome.findings[0].value == evaluate(fuel(*runs[:3]), RULES).findings[0].value
    assert (outcome.verdict, outcome.missing) == (Verdict.FAIL, ("temperature_difference",))


def test_a_neck_reading_that_no_measure_has_asks_to_be_read_again() -> None:
    outcome = evaluate(fuel(fuel_run(neck_reading_mm="-9930"), phase="spot_check"), RULES)
    assert outcome.missing == ("observations[0].neck_reading_mm",)
    assert outcome.findings == ()


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize(
    ("observed", "path"),
    [
        (weighing("", "5"), "load"),
        (weighing("5", ""), "indication"),
        ({"test": "repeatability", "load": "5", "indications": ["5", "5", ""]}, "indications[2]"),
        ({"test": "repeatability", "load": "5", "indications": []}, "indications"),
        ({"test": "repeatability", "load": "5", "indications": ["5"]}, "indications"),
        (
            {"test": "eccentricity", "load": "5", "indications": {"a": "5", "b": ""}},
            "indications.b",
        ),
        ({"test": "eccentricity", "load": "5", "indications": {"a": "5"}}, "indications"),
        ({"test": "discrimination", "load": "5", "extra": "", "changed": True}, "extra"),
        ({"test": "discrimination", "load": "5", "extra": "7"}, "changed"),
    ],
)
def test_an_empty_reading_of_a_scale_is_named_by_its_path(
    observed: dict[str, Any], path: str, blank: object
) -> None:
    given = {key: blank if value == "" else value for key, value in observed.items()}
    outcome = evaluate(scale(given), RULES)
    assert (outcome.verdict, outcome.missing) == (
        Verdict.INCOMPLETE, (f"observations[0].{path}",),
    )  # fmt: skip


def test_one_position_beyond_the_limit_fails_though_others_are_not_yet_read() -> None:
    observed = {"test": "eccentricity", "load": "5000", "indications": {"a": "5013", "b": ""}}
    assert evaluate(scale(observed), RULES).verdict is Verdict.FAIL


@pytest.mark.parametrize("rule_id", SCALES)
@pytest.mark.parametrize(
    ("load", "instrument"),
    [
        ("15000.001", {"max": "15000"}),
        ("50000.001", {"max": "60000"}),
    ],
)
def test_beyond_max_or_the_table_no_limit_is_made_up(
    rule_id: str, load: str, instrument: dict[str, str]
) -> None:
    document = scale(weighing(load, load), rule=rule_id)
    document["instrument"].update(instrument)
    outcome = evaluate(document, RULES)
    assert (outcome.verdict, outcome.missing) == (Verdict.INCOMPLETE, ("no_limit_for_load",))
    assert outcome.findings[0].limit is None


def test_the_weights_of_a_scale_may_stay_unnamed_but_not_expire() -> None:
    assert evaluate(scale(), RULES).verdict is Verdict.PASS
    expired = evaluate(scale(standard={"valid_until": "2026-11-22"}), RULES)
    assert expired.missing == ("standard_expired",)
    unknown = evaluate(scale(standard={"accuracy_class": "M1"}), RULES)
    assert unknown.missing == ("standard.valid_until",)


def test_one_run_alone_gives_the_finding_that_the_whole_would_give() -> None:
    document = fuel(fuel_run("20.10"), seals=[{"position": "x"}], phase="spot_check")
    finding = evaluate_run(document, fuel_run("20.10"), RULES)
    assert finding == evaluate(document, RULES).findings[0]
    assert evaluate_run(document, fuel_run(""), RULES) is None


def test_an_empty_standard_says_that_one_is_needed_so_that_no_reading_counts_yet() -> None:
    passing = evaluate(scale(standard={}), RULES)
    assert (passing.verdict, passing.missing) == (Verdict.INCOMPLETE, ("standard",))
    failing = evaluate(scale(weighing("7500", "7600"), standard={}), RULES)
    assert (failing.verdict, failing.missing) == (Verdict.INCOMPLETE, ("standard",))
    assert failing.findings[0].verdict is Verdict.INCOMPLETE
