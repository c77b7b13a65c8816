"""A seal that is replaced during an inspection: removed number, applied number, why.

Every letter is on the disk before it shows. How the seal was found stays as it was said: a seal
that was broken still fails, although a new one hangs there now.
"""

from collections.abc import Mapping
from typing import Any

from inspector_app.errors import NotFound, WrongUse
from inspector_app.metrology.custody import LONGEST_NOTE, LONGEST_NUMBER, MISSING, fault_of_change
from inspector_app.services.assembling import Case, seal_steps
from inspector_app.services.drafting import inspection_of, load_case
from inspector_app.services.instants import spell_instant
from inspector_app.services.opening import Tablet
from inspector_app.services.views import Inspection, ReplacedSeal, SealState, SealStep
from inspector_app.store import drafts
from inspector_app.store.drafts import DraftRow

_REASON_OF: Mapping[SealState | None, str] = {
    SealState.BROKEN: "broken",
    SealState.MISSING: MISSING,
}


def begin_replacement(tablet: Tablet, draft_id: str, position: str) -> Inspection:
    """Begin to tell that a seal was replaced; one that was begun before is kept as it is."""
    return _write(tablet, draft_id, position, None)


def write_replacement(
    tablet: Tablet, draft_id: str, position: str, told: ReplacedSeal
) -> Inspection:
    """Keep what is told so far. Raises WrongUse for texts that are too long or not printable."""
    for text, longest in (
        (told.removed, LONGEST_NUMBER),
        (told.applied, LONGEST_NUMBER),
        (told.note, LONGEST_NOTE),
    ):
        if len(text) > longest or not text.replace("\n", " ").isprintable():
            raise WrongUse(f"A text has at most {longest} printable characters.", code="seal_text")
    return _write(tablet, draft_id, position, told)


def finish_replacement(tablet: Tablet, draft_id: str, position: str) -> Inspection:
    """Take the replacement as told. Raises WrongUse with a code that says what is wrong in it."""
    with tablet.database.writing() as db:
        case = load_case(tablet, db, draft_id)
        told = case.row.seal_changes.get(position)
        if told is None:
            raise NotFound(f"No replacement of the seal at {position} was begun.")
        plain = {name: told[name].strip() for name in ("removed", "applied", "reason", "note")}
        code = fault_of_change(**plain)
        if code:
            raise WrongUse("This replacement is not told to its end.", code=code)
        _store(tablet, db, draft_id, position, {**plain, "done": 1})
        return inspection_of(tablet, db, load_case(tablet, db, draft_id))


def take_back_replacement(tablet: Tablet, draft_id: str, position: str) -> Inspection:
    """Drop what was told of a replacement; nothing happens when there was nothing."""
    with tablet.database.writing() as db:
        load_case(tablet, db, draft_id)
        _store(tablet, db, draft_id, position, None)
        return inspection_of(tablet, db, load_case(tablet, db, draft_id))


def changes_of(row: DraftRow) -> list[dict[str, Any]]:
    """Return the replacements of a draft as they are sealed."""
    names = ("removed", "applied", "reason", "note")
    return [
        {"position": position, **{name: told[name] for name in names}}
        for position, told in row.seal_changes.items()
        if told["done"]
    ]


def _write(tablet: Tablet, draft_id: str, position: str, told: ReplacedSeal | None) -> Inspection:
    with tablet.database.writing() as db:
        case = load_case(tablet, db, draft_id)
        seal = _find_seal(case, position)
        if told is None and seal.change is None:
            told = ReplacedSeal(_hung_there(seal), reason=_REASON_OF.get(seal.state, ""))
        if told is not None:
            names = ("removed", "applied", "reason", "note")
            row = {name: getattr(told, name) for name in names} | {"done": 0}
            _store(tablet, db, draft_id, position, row)
        return inspection_of(tablet, db, load_case(tablet, db, draft_id))


def _store(
    tablet: Tablet, db: Any, draft_id: str, position: str, row: dict[str, Any] | None
) -> None:
    now = spell_instant(tablet.clock.now())
    drafts.store_seal_change(db, draft_id, position, row, now)


def _find_seal(case: Case, position: str) -> SealStep:
    for seal in seal_steps(case):
        if seal.position == position:
            return seal
    raise NotFound(f"There is no seal at {position} of this instrument.")


def _hung_there(seal: SealStep) -> str:
    """Return the number that is taken off: what was found, else what the register has."""
    if seal.state is SealState.MISSING:
        return ""
    if seal.state in (SealState.OTHER_NUMBER, SealState.INTACT) and seal.found:
        return seal.found
    return seal.expected
