"""Custody of seals: which number must be there now, and who replaced which seal when.

A replacement counts on this tablet from the moment its record is sealed, and everywhere once the
office has taken the record in.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from inspector_app.metrology.custody import (
    SealChange,
    apply_changes,
    chain_of,
    read_told,
)
from inspector_app.metrology.rule import Rule
from inspector_app.services.instants import find_instant
from inspector_app.services.lines import seal_label
from inspector_app.services.views import CustodyLine
from inspector_app.store import seals
from inspector_app.store.database import Connection

Body = Mapping[str, Any]


def with_seals_now(db: Connection, body: Body) -> dict[str, Any]:
    """Return an instrument of the registry with the seals that our own records put on since."""
    changes = seals.list_own_changes(db, str(body.get("instrument_id") or ""))
    if not changes:
        return dict(body)
    return {**body, "seals": apply_changes(body.get("seals") or (), changes)}


def list_custody(
    db: Connection, instrument_id: str, rule: Rule | None, position: str = ""
) -> tuple[CustodyLine, ...]:
    """Return the replacements at an instrument, or at one position of it, the last one first."""
    chain = chain_of(_all_changes(db, instrument_id))
    lines = [
        CustodyLine(
            position=link.change.position,
            label=seal_label(link.change.position, rule),
            removed=link.change.removed,
            applied=link.change.applied,
            reason=link.change.reason,
            note=link.change.note,
            at=find_instant(link.change.at),
            by=link.change.by,
            gap=link.gap,
            record_id=link.change.record_id,
        )
        for link in chain
        if position in ("", link.change.position)
    ]
    return tuple(reversed(lines))


def _all_changes(db: Connection, instrument_id: str) -> Iterator[SealChange]:
    yield from seals.list_own_changes(db, instrument_id)
    for told in seals.list_told_changes(db, instrument_id):
        yield from read_told(told)
