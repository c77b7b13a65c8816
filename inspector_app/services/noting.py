"""Noting particulars in a draft: every letter is on the disk before it shows.

What holds for a visit (why, the party, the rights) is noted with the visit, too: drafts that are
open at the site get it at once, those that are begun there later begin with it.
"""

from inspector_app.devices.clock import in_zone
from inspector_app.errors import NotFound, WrongUse
from inspector_app.rulebook.on_site import load_on_site
from inspector_app.rulebook.particulars import LONGEST_LINES, MOMENT, Particular
from inspector_app.services.assembling import Case
from inspector_app.services.drafting import inspection_of, load_case
from inspector_app.services.entries import find_particular, registered_value
from inspector_app.services.instants import spell_instant
from inspector_app.services.opening import Tablet
from inspector_app.services.views import Inspection
from inspector_app.store import drafts, particulars, visits
from inspector_app.store.database import Connection


def note(tablet: Tablet, draft_id: str, item: str, text: str) -> Inspection:
    """Keep what stands in an entry, also half typed; empty text takes it back.

    Raises NotFound for an entry that nobody asks for, WrongUse for a text that is too long or
    cannot be printed.
    """
    with tablet.database.writing() as db:
        case = load_case(tablet, db, draft_id)
        _store(tablet, db, case, _find(case, item), _checked(text))
        return inspection_of(tablet, db, load_case(tablet, db, draft_id))


def note_now(tablet: Tablet, draft_id: str, item: str) -> Inspection:
    """Note that something happens now, in the time of the draft's zone."""
    with tablet.database.writing() as db:
        case = load_case(tablet, db, draft_id)
        particular = _find(case, item)
        if particular.kind != MOMENT:
            raise NotFound(f"{item} is no point in time.")
        _store(tablet, db, case, particular, _local(tablet, case.row.start.zone))
        return inspection_of(tablet, db, load_case(tablet, db, draft_id))


def note_as_registered(tablet: Tablet, draft_id: str, group_id: str) -> Inspection:
    """Note of every empty entry of a group that it is as the register has it."""
    with tablet.database.writing() as db:
        case = load_case(tablet, db, draft_id)
        start = case.row.start
        for group in case.groups:
            for one in group.particulars if group.id == group_id else ():
                known = registered_value(one, start.instrument, start.site)
                if known and not case.row.particulars.get(one.id):
                    _store(tablet, db, case, one, known)
        return inspection_of(tablet, db, load_case(tablet, db, draft_id))


def note_of_visit(tablet: Tablet, site_id: str, item: str, text: str) -> None:
    """Keep what holds for the visit that is open at a site. Raises NotFound without one."""
    particular = find_particular(load_on_site().groups, item)
    if particular is None or not particular.for_visit:
        raise NotFound(f"{item} does not hold for a visit.")
    with tablet.database.writing() as db:
        open_visit = visits.find_open_visit(db)
        if open_visit is None or open_visit["site_id"] != site_id:
            raise NotFound(f"No visit is open at {site_id}.")
        now = spell_instant(tablet.clock.now())
        particulars.store_of_visit(db, open_visit["id"], item, _checked(text))
        for draft_id in particulars.list_drafts_at(db, site_id, open_visit["started_at"]):
            particulars.store_particular(db, draft_id, item, _checked(text), now)


def begin_as_visit(db: Connection, draft_id: str, site_id: str, now: str) -> None:
    """Let a new draft begin with what holds for the visit that is open at its site."""
    open_visit = visits.find_open_visit(db)
    if open_visit is not None and open_visit["site_id"] == site_id:
        for item, text in particulars.load_of_visit(db, open_visit["id"]).items():
            particulars.store_particular(db, draft_id, item, text, now)


def set_applicable(tablet: Tablet, draft_id: str, check_id: str, *, applies: bool) -> Inspection:
    """Note that a check does not apply here, or take that back. Raises NotFound."""
    with tablet.database.writing() as db:
        case = load_case(tablet, db, draft_id)
        if all(check.id != check_id for check in case.procedure.checks):
            raise NotFound(f"There is no check {check_id} in this procedure.")
        at = spell_instant(tablet.clock.now())
        drafts.store_check(db, draft_id, check_id, ok=None, answered_at=at, applies=applies)
        return inspection_of(tablet, db, load_case(tablet, db, draft_id))


def _find(case: Case, item: str) -> Particular:
    found = find_particular(case.groups, item)
    if found is None:
        raise NotFound(f"There is no entry {item} in this inspection.")
    return found


def _store(tablet: Tablet, db: Connection, case: Case, one: Particular, text: str) -> None:
    start, now = case.row.start, spell_instant(tablet.clock.now())
    particulars.store_particular(db, start.draft_id, one.id, text, now)
    open_visit = visits.find_open_visit(db) if one.for_visit else None
    if open_visit is not None and open_visit["site_id"] == start.site_id:
        particulars.store_of_visit(db, open_visit["id"], one.id, text)
        for other in particulars.list_drafts_at(db, start.site_id, open_visit["started_at"]):
            particulars.store_particular(db, other, one.id, text, now)


def _checked(text: str) -> str:
    if len(text) > LONGEST_LINES or not text.replace("\n", " ").isprintable():
        raise WrongUse(
            f"A text has at most {LONGEST_LINES} printable characters.", code="entry_text"
        )
    return text if text.strip() else ""


def _local(tablet: Tablet, zone: str) -> str:
    return in_zone(tablet.clock.now(), zone).strftime("%Y-%m-%d %H:%M")
