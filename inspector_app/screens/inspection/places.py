"""Which field comes next, what is still open, which steps are done. Pure: values in, values out."""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from inspector_app.metrology.model import Verdict
from inspector_app.services.views import (
    CheckStep,
    Inspection,
    Place,
    ReadingField,
    Run,
    SealStep,
    Step,
    TestPoint,
)

STEPS = tuple(Step)


class PointState(Enum):
    """How far a test point is, and how it came out."""

    OPEN = "open"
    BEGUN = "begun"
    UNDECIDED = "undecided"
    PASSED = "passed"
    FAILED = "failed"


def find_seal(seals: Sequence[SealStep], position: str) -> SealStep | None:
    """Return the seal at this position."""
    return next((seal for seal in seals if seal.position == position), None)


def asked_seal(seals: Sequence[SealStep], place: Place) -> SealStep | None:
    """Return the seal that is asked for: the one stood at, else the first that is open."""
    open_ones = (seal for seal in seals if not is_told(seal))
    return find_seal(seals, place.field) or next(open_ones, None)


def is_told(seal: SealStep) -> bool:
    """True if a seal was looked at, and its replacement, if there was one, told to its end."""
    return seal.state is not None and (seal.change is None or seal.change.done)


def find_point(points: Sequence[TestPoint], key: str) -> TestPoint | None:
    """Return the test point with this key."""
    return next((point for point in points if point.key == key), None)


def find_run(point: TestPoint, index: int) -> Run | None:
    """Return the run with this index."""
    return next((run for run in point.runs if run.index == index), None)


def find_field(points: Sequence[TestPoint], place: Place) -> ReadingField | None:
    """Return the field at a place."""
    point = find_point(points, place.point)
    run = find_run(point, place.run) if point else None
    return next((one for one in run.fields if one.key == place.field), None) if run else None


def is_taken(run: Run) -> bool:
    """True if every required field of a run is taken."""
    return all(field.text for field in run.fields if field.required)


def is_done(point: TestPoint) -> bool:
    """True if a test point has the runs that are wanted, and none half taken."""
    taken = [run for run in point.runs if is_taken(run)]
    begun = [run for run in point.runs if any(field.text for field in run.fields)]
    return len(taken) >= point.runs_wanted and all(run in taken for run in begun)


def is_open(point: TestPoint) -> bool:
    """True if a test point still asks for readings: required, or begun and not done."""
    begun = any(field.text for run in point.runs for field in run.fields)
    return (begun or not point.optional) and not is_done(point)


def point_state(point: TestPoint) -> PointState:
    """Say how a test point stands: a failed result shows at once, a pass when it is done."""
    over_all = [result for result in (point.summary, point.repeatability) if result]
    alone = [run.result for run in point.runs if run.result]
    verdicts = {result.verdict for result in over_all or alone}
    if Verdict.FAIL in verdicts:
        return PointState.FAILED
    if is_done(point):
        return PointState.PASSED if verdicts == {Verdict.PASS} else PointState.UNDECIDED
    begun = any(field.text for run in point.runs for field in run.fields)
    return PointState.BEGUN if begun else PointState.OPEN


def _places(point: TestPoint) -> list[Place]:
    return [
        Place(Step.READINGS, point.key, run.index, field.key)
        for run in point.runs
        for field in run.fields
    ]


def next_place(points: Sequence[TestPoint], place: Place) -> Place | None:
    """Return the field after `place` in its test point, None after the last."""
    return _beside(points, place, 1)


def previous_place(points: Sequence[TestPoint], place: Place) -> Place | None:
    """Return the field before `place` in its test point, None before the first."""
    return _beside(points, place, -1)


def _beside(points: Sequence[TestPoint], place: Place, by: int) -> Place | None:
    point = find_point(points, place.point)
    places = _places(point) if point else []
    here = replace(place, step=Step.READINGS, typed="")
    at = places.index(here) + by if here in places else -1
    return places[at] if 0 <= at < len(places) else None


def enter_point(point: TestPoint) -> Place:
    """Return the first empty required field of a test point, or the last field when it is full."""
    empty = [
        Place(Step.READINGS, point.key, run.index, field.key)
        for run in point.runs
        for field in run.fields
        if field.required and not field.text
    ]
    places = _places(point)
    return next(iter(empty or places[-1:]), Place(Step.READINGS, point.key))


def next_open_point(points: Sequence[TestPoint], key: str) -> TestPoint | None:
    """Return the next test point that still asks for readings, beginning after `key`."""
    at = next((at for at, point in enumerate(points) if point.key == key), -1)
    around = [*points[at + 1 :], *points[: at + 1]]
    return next((point for point in around if is_open(point)), None)


def enter_readings(inspection: Inspection, place: Place) -> Place:
    """Return the field where the readings go on: the one at `place` if there is one."""
    points = inspection.points
    if find_field(points, place):
        return replace(place, step=Step.READINGS)
    point = find_point(points, place.point) or next_open_point(points, "")
    point = point or next(iter(points), None)
    return enter_point(point) if point else Place(Step.READINGS)


def _has_standard(inspection: Inspection) -> bool:
    return inspection.standard is not None or not inspection.needs_standard


def asked_before(inspection: Inspection) -> tuple[CheckStep, ...]:
    """Return the open checks that are asked before anything is measured."""
    first = {
        check for group in inspection.groups if group.before_readings for check in group.checks
    }
    return tuple(
        check
        for check in inspection.checks
        if check.id in first and not check.is_answered and not check.optional
    )


def done_steps(inspection: Inspection) -> frozenset[Step]:
    """Return the steps that have nothing open; the seal ends the last one, so it is never done."""
    outcome = inspection.outcome
    done = {
        Step.SEALS: all(map(is_told, inspection.seals)) and not asked_before(inspection),
        Step.READINGS: _has_standard(inspection)
        and not any(is_open(point) for point in inspection.points),
        Step.CHECKS: all(check.is_answered or check.optional for check in inspection.checks),
        Step.OUTCOME: outcome.verdict is not Verdict.INCOMPLETE and not outcome.missing,
    }
    return frozenset(step for step, is_so in done.items() if is_so)
