"""Telling the office which rows of its data this tablet could not take, when they change."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sync.client.ports import Reference
from sync.client.session import Session
from sync.client.trouble import Elsewhere, Refused

PATH = "/v1/rows:aside"
MOST_ROWS = 1_000


def tell_of_rows(
    session: Session, reference: Reference, retrying: Callable[[Callable[[], Any]], Any]
) -> None:
    """Tell of every row that is set aside; a server that does not take it is told next time."""
    rows = reference.rows_to_tell()
    if rows is None:
        return
    told = [{"kind": row.kind, "id": row.id, "why": row.why} for row in rows[:MOST_ROWS]]
    try:
        retrying(partial(session.post_json, PATH, {"rows": told}))
    except (Refused, Elsewhere):
        return  # a server of version 0.1.0 has no such call
    reference.note_told(rows)
