"""PURE: what records tell of replaced seals becomes the register's own word."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from inspector_app.metrology.custody import SealChange, apply_changes, keep_changes
from sync.server.tables.reference import Change

INSTRUMENTS = "instruments"


def revise_seals(
    held: Mapping[str, str], told: Mapping[str, Sequence[SealChange]], received_at: str
) -> Iterator[Change]:
    """Give the instruments whose seals differ now, with the numbers that were put on.

    A change counts when it is newer than the last one of its position, in whatever order records
    come in. No record is from the future: a tablet with a wrong clock must not have the last word
    for years.
    """
    newest = f"{received_at[:19]}Z"
    for instrument_id, changes in told.items():
        if instrument_id not in held:
            continue
        timely = [replace(change, at=min(change.at, newest)) for change in changes]
        text = _revise(held[instrument_id], timely)
        if text:
            yield Change(INSTRUMENTS, instrument_id, text)


def _revise(held: str, changes: Sequence[SealChange]) -> str:
    """Return the row of an instrument with these changes; '' when they make no difference.

    One whose seals cannot be read stays as it is: a record is taken in all the same.
    """
    try:
        body = json.loads(held)
        known = body.get("seals") or []
        seals = apply_changes(known, changes)
        text = json.dumps({**body, "seals": seals}, ensure_ascii=False)
        text.encode()
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ""
    return text if seals != known else ""


def keep_replaced_seals(held: str, given: str) -> str:
    """Return the row of an instrument that a list gives, with the seals replaced since that list.

    A list is often older than the last records: it must not bring a removed seal back.
    """
    known, body = json.loads(held).get("seals") or [], json.loads(given)
    seals = keep_changes(known, body.get("seals") or [])
    if seals == (body.get("seals") or []):
        return given
    return json.dumps({**body, "seals": seals}, ensure_ascii=False)
