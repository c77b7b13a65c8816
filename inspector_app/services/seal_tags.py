"""A seal that was scanned or typed, held against the register: right, or what is wrong with it."""

from datetime import date

from inspector_app.metrology.custody import LONGEST_NUMBER
from inspector_app.metrology.seals import plain_number, same_number
from inspector_app.services.assembling import Case
from inspector_app.services.custody import with_seals_now
from inspector_app.services.drafting import load_case
from inspector_app.services.instants import today
from inspector_app.services.lines import instrument_line, seal_label, text_of
from inspector_app.services.opening import Tablet
from inspector_app.services.planning import load_site_line
from inspector_app.services.ruling import find_rule
from inspector_app.services.scanning import tag_hosts
from inspector_app.services.views import SealCheck, SealMatch
from inspector_app.store import reference, seals, standing
from inspector_app.store.database import Connection
from inspector_app.tags.link import is_link
from inspector_app.tags.scan import (
    EnrolmentTag,
    InstrumentTag,
    Reason,
    SealTag,
    UnknownTag,
    read_tag,
)


def compare_seal(tablet: Tablet, draft_id: str, position: str, text: str) -> SealCheck:
    """Return what a scanned or typed text is to the seal at `position` of this draft.

    A plain code is a number as it stands: the maker's bar code on a seal. Raises NotFound.
    """
    with tablet.database.reading() as db:
        case = load_case(tablet, db, draft_id)
        expected = next((one.number for one in case.seals if one.position == position), "")
        number = find_number(text, tag_hosts(db))
        if number is None:
            return SealCheck(SealMatch.NOT_A_SEAL, text, expected)
        if plain_number(expected) and same_number(expected, number):
            return SealCheck(SealMatch.RIGHT, number, expected, position)
        own = _find_own(case, number, expected)
        if own is not None:
            return own
        return _find_elsewhere(tablet, db, case, number, expected)


def find_number(text: str, hosts: tuple[str, ...]) -> str | None:
    """Return the number of a seal that a text holds; None when it is the tag of something else."""
    tag = read_tag(text, hosts)
    match tag:
        case SealTag():
            return tag.number
        case EnrolmentTag() | UnknownTag(reason=Reason.EMPTY | Reason.NEWER | Reason.OTHER_ASSET):
            return None
        case InstrumentTag() if tag.text.upper() != tag.id:  # a link, or a GS1 asset number
            return None
    bare = tag.text.strip()
    if is_link(bare) or len(bare) > LONGEST_NUMBER or not bare.isprintable():
        return None
    return bare


def _find_own(case: Case, number: str, expected: str) -> SealCheck | None:
    for seal in case.seals:
        if plain_number(seal.number) and same_number(seal.number, number):
            return SealCheck(
                SealMatch.OTHER_POSITION, number, expected, seal.position, dict(seal.label)
            )
    return None


def _find_elsewhere(
    tablet: Tablet, db: Connection, case: Case, number: str, expected: str
) -> SealCheck:
    day = today(tablet.clock)
    for instrument_id, position in seals.find_holders(db, number):
        body = reference.find_body(db, "instruments", instrument_id)
        row = standing.find_standing(db, day, instrument_id)
        if body is None or row is None or instrument_id == case.row.start.instrument_id:
            continue
        now = with_seals_now(db, body)
        if any(
            text_of(seal, "position") == position and same_number(text_of(seal, "number"), number)
            for seal in now.get("seals") or ()
        ):
            rule = find_rule(tablet.rulebook, db, body, date.fromisoformat(day.today))
            return SealCheck(
                SealMatch.ELSEWHERE, number, expected, position, seal_label(position, rule),
                instrument_line(row), load_site_line(db, day, row["site_id"]).name,
            )  # fmt: skip
    return SealCheck(SealMatch.UNKNOWN, number, expected)
