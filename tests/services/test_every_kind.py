"""Every kind of instrument goes the whole way on the tablet, by its rule's data alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.metrology.model import Verdict
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.procedures import plan_points
from inspector_app.rulebook.suitability import imagine_readings
from inspector_app.screens.inspection.places import PointState, point_state
from inspector_app.services import inspecting
from inspector_app.services.opening import Tablet
from inspector_app.services.settling import list_choices
from inspector_app.services.views import Inspection, SealState
from tests.support.editions import version_with
from tests.support.kinds import INSTRUMENTS, TODAY, certificate, register, standard_row
from tests.support.released import DATA

BOOK = load_rulebook()
RULES = [
    rule
    for rule in BOOK.values()
    if rule.instrument_kind not in ("goods", "station") and rule.is_in_force(TODAY)
]
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def go_through(tablet: Tablet, rule: Rule, draft: str) -> Inspection:
    """Take every reading that must be taken, as a faultless instrument shows it; answer all."""
    shown = inspecting.load_inspection(tablet, draft)
    characteristics = INSTRUMENTS[rule.id]
    points = plan_points(rule, characteristics, shown.phase, certificate(rule))
    needed = [point for point in points if not point.optional]
    readings = imagine_readings(needed, characteristics, certificate(rule))
    for (point, run, key), text in readings.items():
        taken = inspecting.take_reading(tablet, draft, point, run, key, text)
        assert taken.doubt is None, (point, key, text)
    for seal in shown.seals:
        inspecting.record_seal(tablet, draft, seal.position, SealState.INTACT)
    for check in shown.checks:
        inspecting.answer_check(tablet, draft, check.id, ok=True)
    return inspecting.load_inspection(tablet, draft)


@every_rule
def test_a_faultless_instrument_of_every_kind_passes(tablet: Tablet, rule: Rule) -> None:
    draft = register(tablet, rule, standard_row(rule))
    shown = go_through(tablet, rule, draft)
    assert shown.rule_id == rule.id
    assert (shown.outcome.verdict, shown.outcome.missing) == (Verdict.PASS, ())
    for point in shown.points:
        if not point.optional and point.runs_wanted == 1:
            assert point.runs[0].result is not None, point.key


@every_rule
def test_without_a_standard_the_verdict_stays_open_and_says_so(tablet: Tablet, rule: Rule) -> None:
    shown = go_through(tablet, rule, register(tablet, rule))
    assert shown.needs_standard
    assert shown.outcome.verdict is Verdict.INCOMPLETE
    assert "standard" in shown.outcome.missing


@every_rule
def test_what_fails_without_a_standard_does_not_count(tablet: Tablet, rule: Rule) -> None:
    draft = register(tablet, rule)
    shown = go_through(tablet, rule, draft)
    (point, *_) = [point for point in shown.points if not point.optional]
    last = point.runs[0].fields[-1] if point.runs[0].fields[-1].required else None
    field = last or point.runs[0].fields[1]
    far = str(int(float(field.text or "0")) + 3)
    shown = inspecting.take_reading(
        tablet, draft, point.key, 0, field.key, far, sure=True
    ).inspection
    assert shown.outcome.verdict is Verdict.INCOMPLETE
    assert "standard" in shown.outcome.missing


@pytest.mark.parametrize(
    ("rule_id", "good", "bad"),
    [
        ("cn.fuel-dispenser.jjg443-2023", {"max_error_percent": "0.1"},
         {"max_error_percent": "0.2"}),
        ("cn.scale.jjg539-2016", {"max_error_percent": "0.03"}, {"max_error_percent": "0.05"}),
        ("cn.water-meter.jjg162-2019", {"max_error_percent": "1.3"}, {"max_error_percent": "1.4"}),
        ("cn.gas-meter.jjg577-2012", {"max_error_percent": "1"}, {"max_error_percent": "1.1"}),
        ("cn.electricity-meter.jjg596-2012", {"max_error_percent": "0.33"},
         {"max_error_percent": "0.34"}),
        ("cn.eye-refractometer.jjg892-2011", {"max_error_per_m": "0.08"},
         {"max_error_per_m": "0.09"}),
        ("cn.focimeter.jjg580-2005", {"max_error_per_m": "0.02"}, {"max_error_per_m": "0.021"}),
        ("us.fuel-dispenser.hb44-3.30", {"max_error_percent": "0.08"},
         {"max_error_percent": "0.2"}),
    ],
)  # fmt: skip
def test_a_standard_above_a_third_of_the_limit_says_so_before_any_reading(
    tablet: Tablet, rule_id: str, good: dict[str, str], bad: dict[str, str]
) -> None:
    rule = BOOK[rule_id]
    draft = register(
        tablet, rule, standard_row(rule, "GOOD", **good), standard_row(rule, "BAD", **bad)
    )
    shown = inspecting.load_inspection(tablet, draft)
    assert {one.standard_id: one.reason for one in shown.standards} == {
        "GOOD": "", "BAD": "unsuitable",
    }  # fmt: skip
    assert shown.standard is not None and shown.standard.standard_id == "GOOD"
    assert go_through(tablet, rule, draft).outcome.verdict is Verdict.PASS
    chosen = inspecting.choose_standard(tablet, draft, "BAD")
    assert chosen.outcome.verdict is Verdict.INCOMPLETE
    assert "standard_unsuitable" in chosen.outcome.missing


def test_the_occasion_decides_whether_a_standard_is_exact_enough(tablet: Tablet) -> None:
    rule = BOOK["cn.gas-meter.jjg577-2012"]
    draft = register(tablet, rule, standard_row(rule, "A", max_error_percent="0.8"))
    assert inspecting.load_inspection(tablet, draft).standards[0].reason == ""
    assert inspecting.choose_phase(tablet, draft, "initial").standards[0].reason == "unsuitable"


def test_a_pasted_number_is_stored_as_plain_decimal_text(tablet: Tablet) -> None:
    rule = BOOK["cn.eye-refractometer.jjg892-2011"]
    draft = register(tablet, rule, standard_row(rule))
    for typed, stored in (("−５，２５", "-5.25"), ("‎-٥٫٢٥", "-5.25"), ("-۵٫۰", "-5.0")):
        taken = inspecting.take_reading(tablet, draft, "sphere.-5", 0, "reference", typed)
        assert taken.doubt is None
        (point,) = (one for one in taken.inspection.points if one.key == "sphere.-5")
        assert point.runs[0].fields[0].text == stored


def test_a_thousand_written_with_a_comma_is_asked_about_and_two_signs_are_refused(
    tablet: Tablet,
) -> None:
    rule = BOOK["cn.scale.jjg539-2016"]
    draft = register(tablet, rule, standard_row(rule))
    for typed, code in (("7,500", "unit"), ("7,500.0", "not_a_number"), ("7 500", "not_a_number")):
        taken = inspecting.take_reading(tablet, draft, "weighing.half", 0, "load", typed)
        assert taken.doubt is not None
        assert taken.doubt.code == code


def test_jurisdictions_to_choose_from_are_those_that_the_rulebook_knows_ours_first() -> None:
    choices = list_choices(BOOK)["jurisdiction"]
    assert choices == ("cn", "ca", "eu", "ie", "oiml", "us", "us-tx")


@pytest.mark.parametrize(("changed", "verdict"), [("1", Verdict.PASS), ("0", Verdict.FAIL)])
def test_a_test_without_a_value_that_only_the_released_version_asks_for_shows_how_it_came_out(
    tablet: Tablet, tmp_path: Path, changed: str, verdict: Verdict
) -> None:
    with version_with(tmp_path / "released", DATA):
        released = replace(tablet, rulebook=load_rulebook())
        rule = released.rulebook["cn.scale.jjg539-2016"]
        draft = register(released, rule, standard_row(rule))
    for key, text in (("load", "7500"), ("extra", "7"), ("changed", changed)):
        assert inspecting.take_reading(tablet, draft, "discrimination", 0, key, text).doubt is None
    shown = inspecting.load_inspection(tablet, draft)
    (point,) = (one for one in shown.points if one.key == "discrimination")
    assert point.runs[0].result is not None
    assert (point.runs[0].result.value, point.runs[0].result.verdict) == (None, verdict)
    assert point_state(point) is (
        PointState.PASSED if verdict is Verdict.PASS else PointState.FAILED
    )
