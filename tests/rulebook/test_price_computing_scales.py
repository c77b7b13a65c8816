"""Price-computing scales: JJG 539-2016 until the day before, JJG 1204-2025 from 2027-01-08 on."""

from datetime import date
from typing import Any

import pytest

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Verdict
from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.particulars import plan_groups
from inspector_app.rulebook.procedures import plan_procedure
from tests.support.kinds import INSTRUMENTS, document

BOOK = load_rulebook()
OLD, NEW = "cn.scale.jjg539-2016", "cn.scale.jjg1204-2025"
STALL = {"accuracy_class": "III", "max": "15", "e": "0.005", "unit": "kg", "price_computing": True}


@pytest.mark.parametrize(
    ("day", "changed", "rule_id"),
    [
        (date(2026, 11, 30), {}, OLD),
        (date(2027, 1, 7), {}, OLD),
        (date(2027, 1, 8), {}, NEW),
        (date(2030, 1, 1), {"max": "100"}, NEW),
        (date(2030, 1, 1), {"max": "100000", "e": "50", "unit": "g"}, NEW),
        (date(2030, 1, 1), {"max": "100.1"}, OLD),
        (date(2030, 1, 1), {"price_computing": False}, OLD),
        (date(2030, 1, 1), {"price_computing": None}, OLD),
        (date(2030, 1, 1), {"accuracy_class": "II"}, OLD),
    ],
)
def test_the_day_and_the_register_choose_the_edition(
    day: date, changed: dict[str, Any], rule_id: str
) -> None:
    rule = BOOK.rule_for("scale", {**STALL, **changed}, "cn", day)
    assert rule is not None
    assert rule.id == rule_id


def test_codes_seal_lock_and_software_are_looked_at_before_any_load() -> None:
    procedure = plan_procedure(BOOK[NEW], INSTRUMENTS[NEW], "spot_check")
    first = [group for group in plan_groups(BOOK[NEW].procedure) if group.before_readings]
    assert [group.id for group in first] == ["codes"]
    needed = {check.id for check in procedure.checks if not check.optional}
    assert {"three_codes", "housing_lock", "software_matches"} <= needed


def test_a_scale_whose_codes_are_not_complete_fails_whatever_it_shows() -> None:
    checks = [{"id": "three_codes", "ok": False}]
    outcome = evaluate(document(BOOK[NEW], "spot_check", checks=checks), BOOK)
    assert outcome.verdict is Verdict.FAIL


def test_the_new_edition_decides_nothing_before_its_first_day() -> None:
    outcome = evaluate({**document(BOOK[NEW], "spot_check"), "date": "2027-01-07"}, BOOK)
    assert "rule_not_in_force" in outcome.missing
