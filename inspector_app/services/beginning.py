"""Beginning an inspection: which rule, what the registry says now, and what was chosen last."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from inspector_app.devices.clock import believe
from inspector_app.devices.identity import new_record_id
from inspector_app.errors import NotFound, NotReady, WrongUse
from inspector_app.metrology.rule import Rule
from inspector_app.services import habits
from inspector_app.services.custody import with_seals_now
from inspector_app.services.drafting import list_choices, load_case
from inspector_app.services.instants import spell_instant, today
from inspector_app.services.lines import text_of
from inspector_app.services.noting import begin_as_visit
from inspector_app.services.opening import Tablet
from inspector_app.services.ruling import find_rule, first_phase, pin_data
from inspector_app.services.signing_in import MOST_SIGNED_IN
from inspector_app.services.visiting import ensure_visit
from inspector_app.store import drafts, pins, reference
from inspector_app.store.database import Connection


def begin(tablet: Tablet, instrument_id: str, *, phase: str | None = None) -> str:
    """Begin an inspection and return the draft's id; an open draft is opened again as it is.

    A visit of its site is begun with it where none is open.

    Raises NotFound when the registry does not hold the instrument, NotReady with the code
    "no_rule" when no rule for it is known yet and "clock" when the clock cannot be believed.
    """
    with tablet.database.writing() as db:
        draft_id = drafts.find_draft_of(db, instrument_id)
        is_new = draft_id is None
        if draft_id is None:
            draft_id = _insert(tablet, db, instrument_id, phase)
            choose_as_before(tablet, db, draft_id)
        begun = drafts.find_draft(db, draft_id)
        if begun is not None and begun.start.site_id:
            ensure_visit(tablet, db, begun.start.site_id)
            if is_new:
                now = spell_instant(tablet.clock.now())
                begin_as_visit(db, draft_id, begun.start.site_id, now)
    return draft_id


def _insert(tablet: Tablet, db: Connection, instrument_id: str, phase: str | None) -> str:
    now = believe(tablet.clock)
    instrument = reference.find_body(db, "instruments", instrument_id)
    if instrument is None:
        raise NotFound(f"There is no instrument {instrument_id} on this tablet.")
    instrument = with_seals_now(db, instrument)
    on = date.fromisoformat(today(tablet.clock).today)
    rule = find_rule(tablet.rulebook, db, instrument, on)
    if rule is None:
        raise NotReady(
            f"No rule for {instrument.get('kind')} is known to this app yet.", code="no_rule"
        )
    start = start_of(tablet, db, instrument, rule, phase=phase, now=now)
    drafts.insert_draft(db, start, pin_data(rule))
    return start.draft_id


def start_of(
    tablet: Tablet,
    db: Connection,
    subject: Mapping[str, Any],
    rule: Rule,
    *,
    phase: str | None,
    now: datetime,
) -> drafts.DraftStart:
    """Return how a draft about an instrument or about goods begins. Raises WrongUse."""
    if phase is not None and phase not in rule.phases:
        raise WrongUse(f"{rule.id} has no phase {phase}.", code="phase")
    site_id = text_of(subject, "site_id")
    return drafts.DraftStart(
        draft_id=new_record_id(now),
        instrument_id=text_of(subject, "instrument_id"),
        instrument=dict(subject),
        site_id=site_id,
        site=reference.find_body(db, "sites", site_id) or {"site_id": site_id},
        rule_id=rule.id,
        rule_sha256=rule.sha256,
        phase=phase or first_phase(rule),
        started_at=spell_instant(now),
        zone=tablet.clock.zone(),
        monotonic_s=str(tablet.clock.monotonic_s()),
    )


def choose_as_before(tablet: Tablet, db: Connection, draft_id: str) -> None:
    """Choose who is signed in, then the officers of today's last inspection; and its standard.

    Where that is not to be had, the only standard there is.
    """
    day = today(tablet.clock)
    case = load_case(tablet, db, draft_id)
    proposed = [*pins.list_signed_in(db), *habits.recall(db, day, habits.OFFICERS)]
    officers = [
        reference.find_body(db, "officers", each)
        for each in list(dict.fromkeys(proposed))[:MOST_SIGNED_IN]
    ]
    drafts.store_officers(db, draft_id, [body for body in officers if body])
    choices = list_choices(db, case, date.fromisoformat(day.today))
    usable = [choice.standard_id for choice in choices if choice.usable]
    last = habits.recall(db, day, habits.STANDARD + case.procedure.standard.kind)
    chosen = next((each for each in last if each in usable), None)
    if chosen is None and len(usable) == 1:
        (chosen,) = usable
    if chosen is not None:
        body = reference.find_body(db, "standards", chosen)
        drafts.update_draft(db, draft_id, standard=json.dumps(body))
