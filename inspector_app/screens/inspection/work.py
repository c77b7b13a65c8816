"""What the steps of an inspection share: the draft as it stands on disk, and where we are in it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from inspector_app.screens.state import App
from inspector_app.services.views import Inspection, Place, Run, Step, TestPoint

STEPS = tuple(Step)


@dataclass(frozen=True)
class Work:
    """A draft on the screen. `put` shows a newer state of it, `move` goes to a place in it."""

    app: App
    inspection: Inspection
    place: Place
    put: Callable[[Inspection], None]
    move: Callable[[Place], Awaitable[None]]

    async def go_on(self) -> None:
        """Go to the step after this one."""
        after = STEPS[min(STEPS.index(self.place.step) + 1, len(STEPS) - 1)]
        await self.move(Place(step=after))


def is_done(step: Step, inspection: Inspection) -> bool:
    """Tell whether nothing of a step is open."""
    if step is Step.SEALS:
        return all(seal.state is not None for seal in inspection.seals)
    if step is Step.READINGS:
        return all(is_point_done(point) for point in inspection.points if not point.optional)
    if step is Step.CHECKS:
        return all(check.ok is not None for check in inspection.checks)
    if step is Step.OUTCOME:
        return all(is_done(one, inspection) for one in STEPS[:3])
    return len(inspection.officers) == 2


def is_run_done(run: Run) -> bool:
    """Tell whether every reading of a run that must be there is."""
    return all(field.text for field in run.fields if field.required)


def is_point_done(point: TestPoint) -> bool:
    """Tell whether a test point has as many whole runs as are wanted."""
    return sum(is_run_done(run) for run in point.runs) >= point.runs_wanted


def resolve_place(place: Place, inspection: Inspection) -> Place:
    """Make a place in the readings whole: a point, a run and a field that exist."""
    if place.step is not Step.READINGS or not inspection.points:
        return place
    points = {point.key: point for point in inspection.points}
    point = points.get(place.point) or first_open_point(inspection) or inspection.points[0]
    run = place.run
    if place.point not in points or run >= len(point.runs):
        open_runs = [one.index for one in point.runs if not is_run_done(one)]
        run = open_runs[0] if open_runs else len(point.runs) - 1
    fields = [field.key for field in point.runs[run].fields]
    if place.point in points and place.run == run and place.field in fields:
        return place
    return replace(place, point=point.key, run=run, field=fields[0], typed="")


def first_open_point(inspection: Inspection) -> TestPoint | None:
    """Return the first test point that must be done and is not."""
    return next((p for p in inspection.points if not p.optional and not is_point_done(p)), None)


def after_field(place: Place, inspection: Inspection) -> Place | None:
    """Return where "next" leads: the next field, run or open point; None when all is read."""
    point = next(one for one in inspection.points if one.key == place.point)
    keys = [field.key for field in point.runs[place.run].fields]
    index = keys.index(place.field)
    if index + 1 < len(keys):
        return replace(place, field=keys[index + 1], typed="")
    for run in point.runs:
        if not is_run_done(run) and (run.index > place.run or not point.optional):
            open_field = next((f.key for f in run.fields if f.required and not f.text), keys[0])
            return replace(place, run=run.index, field=open_field, typed="")
    following = first_open_point(inspection)
    if following is None:
        return None
    return resolve_place(Place(step=Step.READINGS, point=following.key, run=len(following.runs)),
                         inspection)  # fmt: skip


def before_field(place: Place, inspection: Inspection) -> Place:
    """Return where "previous" leads; the first field of a point stays where it is."""
    point = next(one for one in inspection.points if one.key == place.point)
    keys = [field.key for field in point.runs[place.run].fields]
    index = keys.index(place.field)
    if index > 0:
        return replace(place, field=keys[index - 1], typed="")
    if place.run > 0:
        last = point.runs[place.run - 1].fields[-1].key
        return replace(place, run=place.run - 1, field=last, typed="")
    return place
