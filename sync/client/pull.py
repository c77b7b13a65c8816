"""Fetching reference data: page by page, rows and cursor in one transaction.

A page that was cut on the way is discarded, never applied in part. Without a cursor, or with one
that the server no longer knows, the whole comes as a snapshot; from a server that has none, in
pages. The rows at hand stay in use until the new ones are whole.
"""

from collections.abc import Callable
from typing import Any

from sync.client.ports import Reference
from sync.client.session import Session
from sync.client.snapshot import fill
from sync.client.trouble import NotTheServer, Refused
from sync.protocol.changes import CutPage, Page, parse_page
from sync.protocol.limits import Limits


def pull(
    session: Session,
    reference: Reference,
    limits: Limits,
    retrying: Callable[[Callable[[], Any]], Any],
    told: Callable[[int], None],
) -> int:
    """Fetch everything that is new; returns how many rows were applied. Raises Trouble."""
    applied = 0
    if reference.cursor() is None:
        applied = fill(session, reference, retrying, told) or 0
    while True:
        try:
            page = retrying(lambda: fetch_page(session, reference.cursor(), limits.page_rows))
        except Refused as refused:
            if refused.status != 410 or reference.cursor() is None:
                raise
            filled = fill(session, reference, retrying, told)
            if filled is None:
                reference.start_afresh()
            applied += filled or 0
            continue
        reference.apply_page(page.rows, page.next, is_last=not page.has_more)
        applied += len(page.rows)
        told(applied)
        if not page.has_more:
            return applied


def fetch_page(session: Session, cursor: str | None, rows: int) -> Page:
    """Fetch one whole page after `cursor`. Raises NotTheServer when it is cut."""
    params = {"limit": str(rows)} | ({"cursor": cursor} if cursor else {})
    reply = session.get("/v1/changes", params=params)
    try:
        return parse_page(reply.body)
    except CutPage as fault:
        raise NotTheServer("the page was cut on the way") from fault
