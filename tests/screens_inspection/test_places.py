"""Which field comes next, what is open, which steps carry a tick."""

from dataclasses import replace
from decimal import Decimal

from inspector_app.metrology.model import Verdict
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.places import (
    PointState,
    done_steps,
    enter_point,
    enter_readings,
    is_done,
    is_open,
    next_open_point,
    next_place,
    point_state,
    previous_place,
)
from inspector_app.services.views import (
    Place,
    ReadingField,
    Run,
    RunResult,
    SealState,
    Step,
    TestPoint,
)

FIELDS = ("load", "indication")


def run(index: int, *texts: str, result: RunResult | None = None) -> Run:
    filled = (*texts, *[""] * (len(FIELDS) - len(texts)))
    fields = tuple(
        ReadingField(key, {"en": key}, "kg", text) for key, text in zip(FIELDS, filled, strict=True)
    )
    optional = ReadingField("zero", {"en": "zero"}, "kg", required=False)
    return Run(index, (*fields, optional), result)


def point(key: str, *runs: Run, wanted: int = 1, optional: bool = False) -> TestPoint:
    return TestPoint(key, "weighing", {}, {"en": key}, runs, wanted, optional)


def result(verdict: Verdict) -> RunResult:
    return RunResult(Decimal(1), "g", Decimal(-1), Decimal(1), Decimal(1), verdict, "none")


POINTS = (point("half", run(0), run(1), wanted=2), point("max", run(0), optional=True))


def test_next_goes_through_the_fields_and_then_the_runs_of_a_point() -> None:
    place = Place(Step.READINGS, "half", 0, "load")
    seen = [place]
    while (after := next_place(POINTS, seen[-1])) is not None:
        seen.append(after)
    assert [(one.run, one.field) for one in seen] == [
        (0, "load"), (0, "indication"), (0, "zero"), (1, "load"), (1, "indication"), (1, "zero"),
    ]  # fmt: skip


def test_next_ends_at_the_last_field_so_that_the_result_is_seen() -> None:
    assert next_place(POINTS, Place(Step.READINGS, "half", 1, "zero")) is None


def test_previous_goes_back_to_the_run_before_and_ends_at_the_first_field() -> None:
    before = previous_place(POINTS, Place(Step.READINGS, "half", 1, "load"))
    assert before == Place(Step.READINGS, "half", 0, "zero")
    assert previous_place(POINTS, Place(Step.READINGS, "half", 0, "load")) is None


def test_what_is_being_typed_does_not_hide_where_one_stands() -> None:
    place = Place(Step.READINGS, "half", 0, "load", typed="12")
    assert next_place(POINTS, place) == Place(Step.READINGS, "half", 0, "indication")


def test_a_point_is_entered_at_its_first_empty_required_field() -> None:
    half = point("half", run(0, "1", "1"), run(1, "1"))
    assert enter_point(half) == Place(Step.READINGS, "half", 1, "indication")


def test_a_full_point_is_entered_at_its_last_field() -> None:
    assert enter_point(point("half", run(0, "1", "1"))) == Place(Step.READINGS, "half", 0, "zero")


def test_a_point_is_done_with_the_runs_wanted_and_none_half_taken() -> None:
    assert not is_done(point("half", run(0, "1", "1"), run(1), wanted=2))
    assert is_done(point("half", run(0, "1", "1"), run(1, "1", "1"), wanted=2))
    assert is_done(point("half", run(0, "1", "1"), run(1), wanted=1))
    assert not is_done(point("half", run(0, "1", "1"), run(1, "1"), wanted=1))


def test_an_optional_point_is_open_only_once_it_was_begun() -> None:
    assert not is_open(point("max", run(0), optional=True))
    assert is_open(point("max", run(0, "1"), optional=True))
    assert is_open(point("half", run(0)))


def test_the_next_open_point_is_looked_for_after_this_one_and_then_from_the_start() -> None:
    first, second = point("first", run(0)), point("second", run(0, "1", "1"))
    third = point("third", run(0))
    assert next_open_point((first, second, third), "first") is third
    assert next_open_point((first, second, third), "third") is first
    assert next_open_point((second,), "second") is None


def test_a_failed_run_shows_at_once_and_a_pass_when_the_point_is_done() -> None:
    failed, passed = result(Verdict.FAIL), result(Verdict.PASS)
    begun = point("p", run(0, "1", "1", result=passed), run(1), wanted=2)
    assert point_state(begun) is PointState.BEGUN
    assert point_state(point("p", run(0, "1", "1", result=passed))) is PointState.PASSED
    wrong = point("p", run(0, "1", "1", result=failed), run(1), wanted=2)
    assert point_state(wrong) is PointState.FAILED
    assert point_state(point("p", run(0))) is PointState.OPEN


def test_over_several_runs_their_mean_decides_and_not_each_alone() -> None:
    runs = (run(0, "1", "1", result=result(Verdict.FAIL)), run(1, "1", "1"))
    both = replace(point("p", *runs, wanted=2), summary=result(Verdict.PASS))
    assert point_state(both) is PointState.PASSED


def test_taken_readings_without_a_result_are_not_shown_as_a_pass() -> None:
    assert point_state(point("p", run(0, "1", "1"))) is PointState.UNDECIDED


def test_readings_go_on_where_they_were_left_and_else_at_the_first_open_field(
    draft: OpenDraft,
) -> None:
    inspection = draft.inspection
    first = enter_readings(inspection, Place())
    assert (first.step, first.field) == (Step.READINGS, "indicated_L")
    left = replace(first, field="neck_reading_mm", typed="66")
    assert enter_readings(inspection, left) == left


def test_a_step_has_a_tick_when_nothing_in_it_is_open(draft: OpenDraft) -> None:
    inspection = draft.inspection
    assert done_steps(inspection) == frozenset()
    seals = tuple(replace(seal, state=SealState.INTACT) for seal in inspection.seals)
    checks = tuple(replace(check, ok=True) for check in inspection.checks)
    points = tuple(
        replace(one, runs=tuple(replace(run, fields=tuple(
            replace(field, text="1") for field in run.fields)) for run in one.runs))
        for one in inspection.points
    )  # fmt: skip
    outcome = replace(inspection.outcome, verdict=Verdict.FAIL, missing=())
    whole = replace(inspection, seals=seals, checks=checks, points=points, outcome=outcome)
    assert done_steps(whole) == frozenset(Step) - {Step.SIGNATURES}
    begun = replace(whole, outcome=replace(outcome, missing=("runs",)))
    assert Step.OUTCOME not in done_steps(begun)


def test_readings_are_not_done_while_the_standard_is_not_chosen(draft: OpenDraft) -> None:
    done = (point("half", run(0, "1", "1")),)
    shown = replace(draft.inspection, points=done)
    assert shown.needs_standard
    assert Step.READINGS in done_steps(shown)
    assert Step.READINGS not in done_steps(replace(shown, standard=None))
    assert Step.READINGS in done_steps(replace(shown, standard=None, needs_standard=False))
