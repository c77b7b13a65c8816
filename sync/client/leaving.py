"""Letting old photos leave the tablet: only what the server signs, asked just now, that it holds.

The tablet says whose time has come and takes the files away; here the server is asked.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from sync.client.ports import Outbox, Retention, Shelf
from sync.client.session import Session
from sync.client.trouble import Trouble
from sync.client.uploads import ask_for_file

MOST_ASKED = 200
"""So many photos are asked for in one sync; the others in the next ones."""


def let_photos_leave(
    session: Session,
    server_key: bytes,
    tablet: tuple[Shelf, Outbox],
    retention: Retention,
    retrying: Callable[[Callable[[], Any]], Any],
    told: Callable[[int, int], None],
) -> int:
    """Let photos go whose time has come; returns how many left.

    One that the server lacks is sent again. What fails on the way ends it until the next sync and
    is no failure of this one: nothing waits for it.
    """
    shelf, outbox = tablet
    shelf.tidy()
    photos = shelf.old_photos(retention, MOST_ASKED)
    left = 0
    for number, sha256 in enumerate(photos, 1):
        try:
            sig = retrying(partial(ask_for_file, session, server_key, sha256))
        except Trouble:
            break
        if sig is None:
            outbox.send_photos_again([sha256])
        else:
            left += shelf.let_go(sha256, sig, retention)
        told(number, len(photos))
    return left
