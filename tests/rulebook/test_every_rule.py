"""For every rule and every occasion: what the data ask for can be taken, and is enough."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

import inspector_app
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.input import fits
from inspector_app.metrology.methods import METHODS
from inspector_app.metrology.model import Verdict
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.plates import describe_plate
from inspector_app.rulebook.procedures import Point, plan_procedure
from inspector_app.rulebook.quantities import context_of
from inspector_app.rulebook.readings import build_observations, doubt_about
from inspector_app.rulebook.suitability import imagine_readings
from tests.support.kinds import INSTRUMENTS, certificate, day_for, document

RULES = load_rulebook()
WALKS = [(rule, phase) for rule in RULES.values() for phase in rule.phases]
every_walk = pytest.mark.parametrize(
    ("rule", "phase"), WALKS, ids=[f"{rule.id}-{phase}" for rule, phase in WALKS]
)


def points_of(rule: Rule, phase: str) -> tuple[Point, ...]:
    return plan_procedure(rule, INSTRUMENTS[rule.id], phase, certificate(rule)).points


def must(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """What must be tested; of goods, where any kind may be, the first."""
    return tuple(point for point in points if not point.optional) or points[:1]


def read(rule: Rule, points: tuple[Point, ...]) -> dict[tuple[str, int, str], str]:
    return imagine_readings(points, INSTRUMENTS[rule.id], certificate(rule))


def judged(rule: Rule, phase: str, points: tuple[Point, ...], readings: Any) -> Any:
    observations = build_observations(points, readings)
    return evaluate(document(rule, phase, observations=observations), RULES)


def test_every_rule_has_an_instrument_that_it_takes_to_be_walked_with() -> None:
    assert set(INSTRUMENTS) == set(RULES)
    assert all(fits(rule, INSTRUMENTS[rule.id]) for rule in RULES.values())
    assert all(rule.is_in_force(day_for(rule)) for rule in RULES.values())


@every_walk
def test_a_faultless_instrument_passes_with_the_readings_that_must_be_taken(
    rule: Rule, phase: str
) -> None:
    points = points_of(rule, phase)
    outcome = judged(rule, phase, points, read(rule, must(points)))
    assert (outcome.verdict, outcome.missing) == (Verdict.PASS, ())


def has_limit(rule: Rule, phase: str, point: Point) -> bool:
    tables = rule.tests[point.test].tables
    without = any(table.phases for table in tables) and not any(
        phase in table.phases for table in tables
    )
    return point.test not in NO_LIMIT_AT_ALL and not without


NO_LIMIT_AT_ALL = frozenset({"time_error"})
"""Tests whose limit nobody has read yet, in any phase."""


def test_a_reading_whose_limit_nobody_has_read_leaves_the_verdict_open_and_says_so() -> None:
    found = []
    for rule, phase in WALKS:
        points = points_of(rule, phase)
        for point in points:
            if not has_limit(rule, phase, point):
                assert point.optional
                outcome = judged(rule, phase, points, read(rule, (*must(points), point)))
                assert outcome.verdict is Verdict.INCOMPLETE
                assert outcome.missing == ("no_limit_read",)
                found.append((rule.id, phase, point.test))
    assert ("cn.taximeter.jjg517-2016", "initial", "time_error") in found
    assert ("cn.ev-charger.jjg1148-2022", "spot_check", "clock_error") in found
    assert ("cn.ev-charger.jjg1149-2022", "initial", "clock_error") not in found


@every_walk
def test_a_faultless_instrument_passes_with_every_reading_that_may_be_taken(
    rule: Rule, phase: str
) -> None:
    points = tuple(one for one in points_of(rule, phase) if has_limit(rule, phase, one))
    outcome = judged(rule, phase, points, read(rule, points))
    assert (outcome.verdict, outcome.missing) == (Verdict.PASS, ())


@every_walk
def test_without_any_one_of_the_readings_it_stays_incomplete(rule: Rule, phase: str) -> None:
    points = must(points_of(rule, phase))
    readings = read(rule, points)
    for key in readings:
        rest = {other: text for other, text in readings.items() if other != key}
        outcome = judged(rule, phase, points, rest)
        assert outcome.verdict is Verdict.INCOMPLETE, key
        assert outcome.missing, key


@every_walk
def test_without_any_one_of_the_answers_or_the_standard_it_stays_incomplete(
    rule: Rule, phase: str
) -> None:
    points = must(points_of(rule, phase))
    observations = build_observations(points, read(rule, points))
    whole = document(rule, phase, observations=observations)
    assert plan_procedure(rule, {}, phase).standard.required
    for part in ("seals", "checks"):
        for at, _ in enumerate(whole[part]):
            one = {"position": "x"} if part == "seals" else {"id": "x"}
            answers = [*whole[part][:at], one, *whole[part][at + 1 :]]
            assert evaluate(whole | {part: answers}, RULES).verdict is Verdict.INCOMPLETE
    outcome = evaluate(whole | {"standard": {}}, RULES)
    assert outcome.verdict is Verdict.INCOMPLETE
    assert [reason for reason in outcome.missing if reason.startswith("standard")]


@every_walk
def test_what_a_faultless_instrument_shows_is_taken_without_a_question(
    rule: Rule, phase: str
) -> None:
    for point in points_of(rule, phase):
        run: dict[str, str] = {}
        for (_, _, key), text in read(rule, (point,)).items():
            field = next(field for field in point.fields if field.key == key)
            context = context_of(
                instrument=INSTRUMENTS[rule.id], standard=certificate(rule), run=run
            )
            assert doubt_about(rule, point, field, text, context) == "", (point.key, key)
            run[key] = text


def labels(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(value, dict):
        if {"en", "zh"} & value.keys():
            yield path, value
        for key, inner in value.items():
            yield from labels(inner, f"{path}.{key}")
    elif isinstance(value, tuple | list):
        for at, inner in enumerate(value):
            yield from labels(inner, f"{path}[{at}]")


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_everything_that_is_shown_stands_in_both_languages_with_the_same_places(rule: Rule) -> None:
    found = list(labels(rule.data))
    assert len(found) > len(rule.procedure["points"])
    for path, label in found:
        assert set(label) == {"en", "zh"}, path
        assert all(text == text.strip() and text for text in label.values()), path
        places = [set(re.findall(r"{(\w+)}", text)) for text in label.values()]
        assert places[0] == places[1], path
        assert not re.search(r"[一-鿿][,;:!?()]", label["zh"]), path


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_label_is_short_enough_for_its_place_on_a_tablet(rule: Rule) -> None:
    for phase in rule.phases:
        plan = plan_procedure(rule, INSTRUMENTS[rule.id], phase, certificate(rule))
        for point in plan.points:
            assert len(point.label["en"]) <= 46, point.label
            assert len(point.label["zh"]) <= 26, point.label
            for field in point.fields:
                assert len(field.label["en"]) <= 34, field.label
                assert len(field.label["zh"]) <= 18, field.label


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_plate_says_every_characteristic_once_and_has_words_for_every_choice(rule: Rule) -> None:
    told = describe_plate({rule.id: rule}, rule.instrument_kind, INSTRUMENTS[rule.id])
    assert len(told) == len(rule.data.get("plate", ()))
    keys = [item["key"] for item in rule.data.get("plate", ())]
    assert len(keys) == len(set(keys))


def test_screens_and_services_name_no_rule_test_point_reading_seal_or_check() -> None:
    names = set(RULES) | {rule.method for rule in RULES.values()}
    for rule in RULES.values():
        procedure = rule.procedure
        names |= set(rule.tests) - {"repeatability"}
        names |= {point["key"] for point in procedure["points"]}
        names |= {str(value) for point in procedure["points"] for value in point["at"].values()}
        names |= {field["key"] for fields in procedure["fields"].values() for field in fields}
        names |= {seal["position"] for seal in procedure["seals"]}
        names |= set(METHODS[rule.method].shape(rule).instrument.fields) - {"unit"}
        names |= set(METHODS[rule.method].shape(rule).standard.fields) - {"valid_until"}
    names -= {"scale", "water_meter", "gas_meter", "heat_meter", "electricity_meter", "g", "mL"}
    names -= {"goods"}  # the kind and the screen of what is no instrument of the registry
    names -= {"True", "False", "reference"}  # the store of reference data is named so, too
    quoted = {json.dumps(name) for name in names}
    package = Path(inspector_app.__file__).parent
    for folder in ("screens", "services"):
        for path in (package / folder).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            assert not {name for name in quoted if name in source}, path


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_the_font_of_the_app_has_every_character_of_the_labels(rule: Rule) -> None:
    font = Path(inspector_app.__file__).parents[1] / "assets" / "fonts" / "inspector-regular.woff2"
    known = TTFont(font).getBestCmap()
    for path, label in labels(rule.data):
        unknown = {letter for text in label.values() for letter in text if ord(letter) not in known}
        assert not unknown, path
