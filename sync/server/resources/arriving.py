"""Bodies on their way: each has a lowest rate and a deadline, and all together so many bytes."""

import asyncio
import time
from dataclasses import dataclass, field

from starlette.types import Message, Receive

from sync.protocol.limits import MIB

GRACE_S = 20.0
LOWEST_RATE = 512
"""Bytes in a second, on average, once the grace is over: a sixteenth of a poor line."""
DEADLINE_S = 15 * 60.0
ALL_BYTES = 256 * MIB
LOOK_S = 5.0


class TooSlow(Exception):
    """A body came too slowly, or had to give way to those that come faster."""


@dataclass(eq=False, slots=True)
class Arriving:
    """A body on its way: what has come of it, and since when."""

    begun: float
    came: int = 0
    pieces: bytearray = field(default_factory=bytearray)
    whole: bool = False
    gives_way: bool = False

    def rate(self, now: float) -> float:
        """Return how many bytes came in a second."""
        return self.came / max(now - self.begun, 1.0)

    def is_too_slow(self, now: float) -> bool:
        """True if it must end."""
        passed_s = now - self.begun
        behind = passed_s > GRACE_S and self.came < LOWEST_RATE * (passed_s - GRACE_S)
        return self.gives_way or behind or passed_s > DEADLINE_S

    def replay(self, rest: Receive) -> Receive:
        """Return what gives the body at once, and what follows it from the connection itself."""
        given = False

        async def receive() -> Message:
            nonlocal given
            if given:
                return await rest()
            given = True
            body, self.pieces = bytes(self.pieces), bytearray()
            return {"type": "http.request", "body": body, "more_body": not self.whole}

        return receive


class Arrivals:
    """The bodies on their way to one process."""

    def __init__(self) -> None:
        self._all: set[Arriving] = set()
        self._held = 0

    async def take(self, receive: Receive, *, most: int, keep: bool) -> Arriving:
        """Return a body when it is whole, or longer than `most`. Raises TooSlow.

        What is not to be kept is received and dropped, so that its sender reads why.
        """
        body = Arriving(time.monotonic())
        self._all.add(body)
        try:
            while not body.whole and body.came <= most:
                message = await _next(receive, body)
                if message["type"] != "http.request":  # the sender is gone
                    return body
                piece = message.get("body", b"")
                body.came += len(piece)
                body.whole = not message.get("more_body", False)
                if keep:
                    body.pieces += piece
                    self._held += len(piece)
                    self._make_room()
        finally:
            self._all.discard(body)
            self._held -= len(body.pieces)
        return body

    def _make_room(self) -> None:
        """Let the slowest give way while all together hold too much."""
        if self._held <= ALL_BYTES:
            return
        now = time.monotonic()
        left = self._held - sum(len(one.pieces) for one in self._all if one.gives_way)
        for one in sorted(self._all, key=lambda one: one.rate(now)):
            if left <= ALL_BYTES:
                return
            if not one.gives_way:
                left -= len(one.pieces)
                one.gives_way = True


async def _next(receive: Receive, body: Arriving) -> Message:
    """Return the next piece. Raises TooSlow when it does not come in time."""
    asked = asyncio.ensure_future(receive())
    try:
        while True:
            await asyncio.wait({asked}, timeout=LOOK_S)
            if body.is_too_slow(time.monotonic()):
                raise TooSlow
            if asked.done():
                return asked.result()
    finally:
        if not asked.done():
            asked.cancel()
