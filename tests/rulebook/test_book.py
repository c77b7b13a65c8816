"""The rule for an instrument is chosen by kind, characteristics, jurisdiction and day."""

from dataclasses import replace
from datetime import date

import pytest

from inspector_app.rulebook import Rulebook, load_rulebook
from tests.support.inspections import FUEL

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("kind", "characteristics", "jurisdiction", "on", "rule_id"),
    [
        ("fuel_dispenser", {"product": "petrol"}, "cn", TODAY, FUEL),
        ("fuel_dispenser", {}, "cn", TODAY, FUEL),
        ("fuel_dispenser", {"product": ""}, "cn", TODAY, FUEL),
        ("fuel_dispenser", {"product": "petrol", "nozzles": 4}, "cn", TODAY, FUEL),
        ("fuel_dispenser", {"product": "petrol"}, "cn", date(2024, 5, 1), FUEL),
        ("fuel_dispenser", {"product": "petrol"}, "cn", date(2024, 4, 30), None),
        ("fuel_dispenser", {"product": "hydrogen"}, "cn", TODAY, None),
        ("fuel_dispenser", {"product": "petrol"}, "atlantis", TODAY, None),
        ("scale", {"accuracy_class": "III"}, "cn", TODAY, "cn.scale.jjg539-2016"),
        ("scale", {"accuracy_class": "III"}, "oiml", TODAY, "oiml.scale.r76"),
        ("scale", {"accuracy_class": "V"}, "cn", TODAY, None),
        ("focimeter", {}, "atlantis", TODAY, None),
    ],
)
def test_the_rule_in_force_for_an_instrument_is_found(
    kind: str, characteristics: dict[str, object], jurisdiction: str, on: date, rule_id: str | None
) -> None:
    rule = load_rulebook().rule_for(kind, characteristics, jurisdiction, on)
    assert (rule.id if rule else None) == rule_id


def test_of_two_editions_in_force_the_newer_one_holds() -> None:
    old = load_rulebook()[FUEL]
    new = replace(old, id="cn.fuel-dispenser.next", in_force_from=date(2026, 1, 1))
    book = Rulebook({old.id: old, new.id: new})
    for on, rule in ((date(2025, 12, 31), old), (date(2026, 1, 1), new)):
        assert book.rule_for("fuel_dispenser", {}, "cn", on) is rule


def test_an_edition_holds_on_its_first_and_its_last_day() -> None:
    rule = replace(load_rulebook()[FUEL], in_force_to=date(2026, 12, 31))
    days = [date(2024, 4, 30), date(2024, 5, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [rule.is_in_force(day) for day in days] == [False, True, True, False]


def test_the_rulebook_is_read_once() -> None:
    assert load_rulebook() is load_rulebook()
