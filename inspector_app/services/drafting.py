"""A draft read from the disk: its case, and the inspection that the screens show."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from inspector_app.errors import NotFound
from inspector_app.rulebook.on_site import load_on_site
from inspector_app.rulebook.suitability import UNFIT
from inspector_app.services.assembling import (
    Case,
    assemble,
    check_steps,
    fault_of,
    seal_steps,
    test_points,
)
from inspector_app.services.entries import group_views
from inspector_app.services.instants import find_day, parse_instant, today
from inspector_app.services.lines import instrument_line, officer_of, site_alone, site_line, text_of
from inspector_app.services.noticing import notices_for
from inspector_app.services.opening import Tablet
from inspector_app.services.ruling import rule_of
from inspector_app.services.views import (
    Inspection,
    InstrumentLine,
    Photo,
    Place,
    SiteLine,
    StandardChoice,
    Step,
)
from inspector_app.store import drafts, reference, standing
from inspector_app.store.database import Connection


def load_case(tablet: Tablet, db: Connection, draft_id: str) -> Case:
    """Return a draft as it stands on the disk, evaluated. Raises NotFound."""
    row = drafts.find_draft(db, draft_id)
    if row is None:
        raise NotFound("This inspection is not open on this tablet.")
    on = date.fromisoformat(today(tablet.clock).today)
    return assemble(row, rule_of(tablet.rulebook, db, row), on)


def inspection_of(tablet: Tablet, db: Connection, case: Case) -> Inspection:
    """Return everything that the screens of the five steps show."""
    day = today(tablet.clock)
    row, rule = case.row, case.rule
    standards = list_choices(db, case, date.fromisoformat(day.today))
    step, point, run, field, typed = row.place
    general = load_on_site().groups
    groups = [group for group in case.groups if group not in general]
    return Inspection(
        draft_id=row.start.draft_id,
        instrument=_instrument_line(db, day, row.start),
        site=_site_line(db, day, row.start),
        phase=row.phase,
        phases=rule.phases,
        rule_id=rule.id,
        rule_edition=rule.edition,
        rule_status=rule.status,
        started_at=parse_instant(row.start.started_at),
        place=Place(Step(step), point, run, field, typed),
        standard=_choice(case, row.standard, day) if row.standard else None,
        standards=standards,
        needs_standard=case.procedure.standard.required,
        seals=seal_steps(case),
        points=test_points(case),
        checks=check_steps(case),
        photos=tuple(Photo(**photo) for photo in row.photos),
        officers=tuple(map(officer_of, row.officers)),
        note=row.note,
        reminders=tuple(map(dict, case.procedure.reminders)),
        outcome=case.outcome,
        groups=group_views(groups, row.particulars, row.start),
        on_site=group_views(general, row.particulars, row.start),
        notices=notices_for(db, rule, row.phase, case.outcome.verdict.value),
    )


def list_choices(db: Connection, case: Case, on: date) -> tuple[StandardChoice, ...]:
    """Return the standards of the kind that the procedure asks for, each usable or why not."""
    bodies = reference.list_standards(db, case.procedure.standard.kind)
    day = standing.Day(on.isoformat(), "")
    return tuple(_choice(case, body, day) for body in bodies)


def _choice(case: Case, body: Mapping[str, Any], day: standing.Day) -> StandardChoice:
    valid_until = find_day(body.get("valid_until"))
    reason = fault_of(case, body)
    if reason != UNFIT and valid_until is not None and valid_until.isoformat() < day.today:
        reason = "expired"
    return StandardChoice(
        standard_id=text_of(body, "standard_id"),
        kind=text_of(body, "kind"),
        description=text_of(body, "description"),
        certificate_no=text_of(body, "certificate_no"),
        valid_until=valid_until,
        characteristics=dict(body.get("characteristics") or {}),
        usable=not reason,
        reason=reason,
    )


def _instrument_line(db: Connection, day: standing.Day, start: drafts.DraftStart) -> InstrumentLine:
    """Return the instrument as it was when the draft began, with how it stands now."""
    now = standing.find_standing(db, day, start.instrument_id)
    if now is None:  # the office has dropped it since
        now = dict.fromkeys(("due_on", "record_id", "finished_at", "verdict", "value", "unit"))
        now |= {"instrument_id": start.instrument_id, "site_id": start.site_id,
                "kind": text_of(start.instrument, "kind"), "draft_id": start.draft_id,
                "state": "in_progress"}  # fmt: skip
    return instrument_line(now, start.instrument)


def _site_line(db: Connection, day: standing.Day, start: drafts.DraftStart) -> SiteLine:
    row = standing.find_site_line(db, day, start.site_id)
    return site_line(row) if row else site_alone(start.site_id, start.site)
