"""Fetching reference data: page by page, rows and cursor in one transaction.

A page that was cut on the way is discarded, never applied in part. Without a cursor, or with one
that the server refuses in whatever way, the whole comes as a snapshot; from a server that has none,
in pages. The rows at hand stay in use until the new ones are whole. Every page leads on to another
place, so there is an end to them.
"""

from collections.abc import Callable
from typing import Any

from sync.client.ports import Reference
from sync.client.proving import Question
from sync.client.session import Session
from sync.client.snapshot import fill
from sync.client.trouble import NotTheServer, Refused
from sync.protocol.answers import Asked
from sync.protocol.changes import CutPage, Page, parse_page
from sync.protocol.digest import sha256_hex
from sync.protocol.limits import Limits

MOST_PAGES = 10_000
NOT_THE_CURSORS_FAULT = (401, 403, 408, 425, 429)


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
    may_give_up, seen = True, {reference.cursor()}
    for _ in range(MOST_PAGES):
        try:
            page = retrying(lambda: fetch_page(session, reference.cursor(), limits.page_rows))
        except Refused as refused:
            if not _is_of_the_cursor(refused) or reference.cursor() is None or not may_give_up:
                raise
            filled = fill(session, reference, retrying, told)
            if filled is None:
                reference.start_afresh()
            applied += filled or 0
            may_give_up, seen = False, {reference.cursor()}
            continue
        if page.has_more and page.next in seen:
            raise NotTheServer("the page leads nowhere")
        seen.add(page.next)
        reference.apply_page(page.rows, page.next, is_last=not page.has_more)
        applied += len(page.rows)
        told(applied)
        if not page.has_more:
            return applied
    raise NotTheServer("the pages have no end")


def _is_of_the_cursor(refused: Refused) -> bool:
    return 400 <= refused.status < 500 and refused.status not in NOT_THE_CURSORS_FAULT


def fetch_page(session: Session, cursor: str | None, rows: int) -> Page:
    """Fetch one whole page after `cursor`. Raises NotTheServer when it is cut, or not signed."""
    params = {"limit": str(rows)} | ({"cursor": cursor} if cursor else {})
    question = Question(Asked.CHANGES, (cursor or "").encode())
    reply = session.send("GET", "/v1/changes", params=params, headers=question.headers)
    if session.belief is not None:
        session.belief.check(question, reply.headers, sha256_hex(reply.body))
    try:
        return parse_page(reply.body, most_rows=rows)
    except CutPage as fault:
        raise NotTheServer("the page was cut on the way") from fault
