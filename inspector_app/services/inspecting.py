"""One inspection while it is under way: what is said is on the disk before this returns.

Everything belongs to a draft, which is found again after a kill exactly as it was left.
"""

import json
from collections.abc import Sequence

from inspector_app.errors import NotFound, NotReady, WrongUse
from inspector_app.metrology.seals import same_number
from inspector_app.rulebook.procedures import Field, Point
from inspector_app.rulebook.quantities import context_of
from inspector_app.rulebook.readings import doubt_about
from inspector_app.rulebook.suitability import UNFIT
from inspector_app.services import habits
from inspector_app.services.assembling import Case, fault_of, shown_runs
from inspector_app.services.beginning import begin
from inspector_app.services.drafting import inspection_of, load_case
from inspector_app.services.instants import spell_instant, today
from inspector_app.services.keypad import find_decimal
from inspector_app.services.lines import officer_of
from inspector_app.services.opening import Tablet
from inspector_app.services.views import Doubt, Inspection, Officer, Place, SealState, Taken
from inspector_app.store import drafts, photos, reference

__all__ = [
    "add_run", "answer_check", "begin", "choose_officers", "choose_phase", "choose_standard",
    "discard", "find_in_order", "list_officers", "load_inspection", "record_seal", "stand_at",
    "take_reading", "write_note",
]  # fmt: skip

MOST_OFFICERS = 2
MOST_RUNS = 50
LONGEST_NOTE = 4_000


def load_inspection(tablet: Tablet, draft_id: str) -> Inspection:
    """Return a draft as it stands on the disk. Raises NotFound."""
    with tablet.database.reading() as db:
        return inspection_of(tablet, db, load_case(tablet, db, draft_id))


def record_seal(
    tablet: Tablet, draft_id: str, position: str, state: SealState | None, found: str = ""
) -> Inspection:
    """Note how a seal was found; None takes it back.

    A seal said to be intact without a number bears the registered one; with a number it is only
    intact when that is the registered one. Another number that is the registered one is none.
    """
    with tablet.database.writing() as db:
        case = load_case(tablet, db, draft_id)
        expected = {seal.position: seal.number for seal in case.seals}
        if position not in expected:
            raise NotFound(f"There is no seal at {position} of this instrument.")
        said = _seal_said(expected[position], state, found.strip()) if state else None
        drafts.store_seal(db, draft_id, position, said, spell_instant(tablet.clock.now()))
    return load_inspection(tablet, draft_id)


def take_reading(
    tablet: Tablet,
    draft_id: str,
    point: str,
    run: int,
    field: str,
    text: str,
    *,
    sure: bool = False,
) -> Taken:
    """Store one reading as it was typed; empty text erases it.

    A reading that raises a doubt is not stored; one that is merely unlikely is stored when the
    inspector is `sure`. Raises NotFound for a point, run or field that the procedure has not.
    """
    with tablet.database.writing() as db:
        case = load_case(tablet, db, draft_id)
        planned, asked = _find_field(case, point, run, field)
        number = find_decimal(text) if text.strip() else ""
        doubt = _doubt(case, planned, asked, run, number)
        if doubt is None or (sure and doubt.can_insist):
            at = spell_instant(tablet.clock.now())
            drafts.store_reading(db, draft_id, (point, run, field), number or "", at)
            doubt = None
    return Taken(load_inspection(tablet, draft_id), doubt)


def add_run(tablet: Tablet, draft_id: str, point: str) -> Inspection:
    """Show one run more at a test point."""
    with tablet.database.writing() as db:
        case = load_case(tablet, db, draft_id)
        runs = shown_runs(case, _find_point(case, point)) + 1
        if runs > MOST_RUNS:
            raise WrongUse(f"A test point has at most {MOST_RUNS} runs.", code="too_many_runs")
        drafts.store_runs(db, draft_id, point, runs)
    return load_inspection(tablet, draft_id)


def answer_check(tablet: Tablet, draft_id: str, check_id: str, ok: bool | None) -> Inspection:
    """Note the answer to a check; None takes it back."""
    return _answer(tablet, draft_id, [check_id], ok=ok)


def find_in_order(tablet: Tablet, draft_id: str, check_ids: Sequence[str]) -> Inspection:
    """Note that these checks were found in order, all or none."""
    return _answer(tablet, draft_id, check_ids, ok=True)


def _answer(
    tablet: Tablet, draft_id: str, check_ids: Sequence[str], *, ok: bool | None
) -> Inspection:
    with tablet.database.writing() as db:
        known = {check.id for check in load_case(tablet, db, draft_id).procedure.checks}
        at = spell_instant(tablet.clock.now())
        for check_id in check_ids:
            if check_id not in known:
                raise NotFound(f"There is no check {check_id} in this procedure.")
            drafts.store_check(db, draft_id, check_id, ok=ok, answered_at=at)
    return load_inspection(tablet, draft_id)


def choose_standard(tablet: Tablet, draft_id: str, standard_id: str) -> Inspection:
    """Choose the reference standard. An expired or unsuitable one keeps the verdict open.

    Raises NotReady when the rule cannot read its certificate values.
    """
    with tablet.database.writing() as db:
        case = load_case(tablet, db, draft_id)
        body = reference.find_body(db, "standards", standard_id)
        kind = case.procedure.standard.kind
        if body is None or body.get("kind") != kind:
            raise NotFound(f"There is no standard {standard_id} of this kind on this tablet.")
        if fault_of(case, body) == UNFIT:
            raise NotReady(
                f"The certificate values of the standard {standard_id} cannot be read.",
                code="standard_unfit",
            )
        drafts.update_draft(db, draft_id, standard=json.dumps(body))
        habits.remember(db, today(tablet.clock), habits.STANDARD + kind, [standard_id])
    return load_inspection(tablet, draft_id)


def choose_phase(tablet: Tablet, draft_id: str, phase: str) -> Inspection:
    """Choose the occasion of the inspection; every reading taken stays."""
    with tablet.database.writing() as db:
        case = load_case(tablet, db, draft_id)
        if phase not in case.rule.phases:
            raise WrongUse(f"{case.rule.id} has no phase {phase}.", code="phase")
        drafts.update_draft(db, draft_id, phase=phase)
    return load_inspection(tablet, draft_id)


def choose_officers(tablet: Tablet, draft_id: str, officer_ids: Sequence[str]) -> Inspection:
    """Choose who inspects, at most two, in this order."""
    chosen = list(dict.fromkeys(officer_ids))
    if len(chosen) > MOST_OFFICERS:
        raise WrongUse(f"At most {MOST_OFFICERS} officers sign.", code="officers")
    with tablet.database.writing() as db:
        load_case(tablet, db, draft_id)
        bodies = []
        for officer_id in chosen:
            body = reference.find_body(db, "officers", officer_id)
            if body is None:
                raise NotFound(f"There is no officer {officer_id} on this tablet.")
            bodies.append(body)
        drafts.store_officers(db, draft_id, bodies)
        habits.remember(db, today(tablet.clock), habits.OFFICERS, chosen)
    return load_inspection(tablet, draft_id)


def list_officers(tablet: Tablet) -> tuple[Officer, ...]:
    """Return the officers of the office by name."""
    with tablet.database.reading() as db:
        return tuple(map(officer_of, reference.list_officer_bodies(db)))


def write_note(tablet: Tablet, draft_id: str, text: str) -> Inspection:
    """Keep a note in the inspector's own words."""
    if len(text) > LONGEST_NOTE:
        raise WrongUse(f"A note has at most {LONGEST_NOTE} characters.", code="note_too_long")
    with tablet.database.writing() as db:
        load_case(tablet, db, draft_id)
        drafts.update_draft(db, draft_id, note=text.strip())
    return load_inspection(tablet, draft_id)


def stand_at(tablet: Tablet, draft_id: str, place: Place) -> None:
    """Keep where the inspector stands and what is half typed, to reopen there after a kill."""
    with tablet.database.writing() as db:
        if drafts.find_draft(db, draft_id) is None:
            raise NotFound("This inspection is not open on this tablet.")
        drafts.update_draft(
            db, draft_id, step=place.step.value, point=place.point, run=place.run,
            field=place.field, typed=place.typed,
        )  # fmt: skip


def discard(tablet: Tablet, draft_id: str) -> None:
    """Drop a draft and its photos: nothing of it was finished. Nothing happens when it is gone."""
    with tablet.database.writing() as db:
        if drafts.find_draft(db, draft_id) is None:
            return
        drafts.delete_draft(db, draft_id)
        gone = photos.drop_unused(db)
    for sha256 in gone:
        photos.remove_file(tablet.folder, sha256)


def _seal_said(expected: str, state: SealState, found: str) -> tuple[str, str]:
    if state is SealState.INTACT and found and not same_number(expected, found):
        state = SealState.OTHER_NUMBER
    elif state is SealState.OTHER_NUMBER and found and same_number(expected, found):
        state = SealState.INTACT
    if state is SealState.INTACT:
        found = found or expected
    return state.value, found


def _find_point(case: Case, key: str) -> Point:
    for point in case.procedure.points:
        if point.key == key:
            return point
    raise NotFound(f"There is no test point {key} in this procedure.")


def _find_field(case: Case, point: str, run: int, field: str) -> tuple[Point, Field]:
    planned = _find_point(case, point)
    for asked in planned.fields:
        if asked.key == field and 0 <= run < shown_runs(case, planned):
            return planned, asked
    raise NotFound(f"There is no field {field} in run {run} of {point}.")


def _doubt(case: Case, point: Point, field: Field, run: int, number: str | None) -> Doubt | None:
    if number is None:
        return Doubt("not_a_number", can_insist=False)
    if not number:
        return None
    readings = case.row.readings.items()
    taken = {key: text for (at, index, key), text in readings if (at, index) == (point.key, run)}
    context = context_of(
        instrument=case.document["instrument"],
        standard=case.document.get("standard", {}),
        run=taken,
    )
    code = doubt_about(case.rule, point, field, number, context)
    return Doubt(code, can_insist=code != "not_a_number") if code else None
