"""The date of an inspection chooses the edition in force, and its limits decide."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Verdict
from inspector_app.rulebook import Rulebook, load_rulebook
from tests.support.editions import edition, version_with
from tests.support.inspections import fuel, fuel_run

OLD, NEW = "cn.fuel-dispenser.jjg443-2023", "cn.fuel-dispenser.jjg443-2027"
BEFORE, LAST, FIRST = "2024-04-30", "2026-12-31", "2027-01-01"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Rulebook]:
    """A rulebook with two editions, the second with a narrower limit from 2027 on."""
    old = edition(in_force_to=LAST)
    new = edition(rule_id=NEW, limit="0.20", edition="JJG 443-2027", in_force_from=FIRST)
    with version_with(tmp_path / "data", old | new):
        yield load_rulebook()


@pytest.mark.parametrize(
    ("on", "rule_id"),
    [(BEFORE, None), ("2024-05-01", OLD), (LAST, OLD), (FIRST, NEW), ("2031-07-01", NEW)],
)
def test_the_edition_in_force_on_the_day_of_the_inspection_is_chosen(
    book: Rulebook, on: str, rule_id: str | None
) -> None:
    rule = book.rule_for("fuel_dispenser", {"product": "petrol"}, "cn", date.fromisoformat(on))
    assert (rule.id if rule else None) == rule_id


@pytest.mark.parametrize(
    ("on", "verdict", "name"),
    [(LAST, Verdict.PASS, "JJG 443-2023"), (FIRST, Verdict.FAIL, "JJG 443-2027")],
)
def test_the_same_readings_are_judged_by_the_edition_of_their_day(
    book: Rulebook, on: str, verdict: Verdict, name: str
) -> None:
    rule = book.rule_for("fuel_dispenser", {}, "cn", date.fromisoformat(on))
    assert rule is not None
    runs = [fuel_run("20.05") for _ in range(3)]  # 0.25 % too much
    outcome = evaluate(fuel(*runs, rule=rule.id, date=on), book)
    assert (outcome.verdict, outcome.edition) == (verdict, name)
    assert outcome.missing == ()


@pytest.mark.parametrize(("rule_id", "on"), [(OLD, BEFORE), (OLD, FIRST), (NEW, LAST)])
def test_an_inspection_by_an_edition_that_is_not_in_force_that_day_stays_open(
    book: Rulebook, rule_id: str, on: str
) -> None:
    outcome = evaluate(fuel(rule=rule_id, date=on), book)
    assert outcome.missing == ("rule_not_in_force",)
    assert outcome.verdict is Verdict.INCOMPLETE


def test_a_failure_stays_a_failure_though_the_edition_is_not_in_force(book: Rulebook) -> None:
    runs = [fuel_run("20.10") for _ in range(3)]
    outcome = evaluate(fuel(*runs, rule=OLD, date=FIRST), book)
    assert (outcome.verdict, outcome.missing) == (Verdict.FAIL, ("rule_not_in_force",))
