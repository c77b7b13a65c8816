"""Connections that wait: how long the head of a request may take, and who leaves when it is full.

Whoever opens sockets and says nothing, or a letter now and then, costs others a place. So a head
has a deadline, and when there are too many connections the newcomer is let in and one of those
that have waited longest is closed, of the address that has the most.
"""

import asyncio
from collections import Counter
from collections.abc import Collection
from itertools import count
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from sync.server.descriptors import most_connections

HEAD_S = 20.0
LONGEST_HEAD = 64 * 1024
REST_S = 60.0
LONGEST_REST = 16 * 1024 * 1024
"""What may still come of a body that was refused, so that its sender reads the refusal."""

LOWEST_READ = 2048
"""How many bytes of a reply are read in a second at the least."""

_ARRIVALS = count()
"""The order of arrival: several connections may come within one tick of the loop's clock."""


class GuardedProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """A connection of the web server that does not wait for ever."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Let it in, and another one out when there are too many."""
        super().connection_made(transport)
        self.since = self.loop.time()
        self.arrival = next(_ARRIVALS)
        self.came = 0
        self.deadline: asyncio.TimerHandle | None = None
        self.unread: asyncio.TimerHandle | None = None
        self._wait()
        if len(self.connections) > most_connections():
            leave(self.connections, self)

    def data_received(self, data: bytes) -> None:
        """Hand on what came; the deadline ends when it makes a head."""
        self.came += len(data)
        super().data_received(data)
        if not self.is_waiting():
            self._end_wait()
        elif self.deadline is None:
            self._wait()
        if self.is_waiting() and self.came > (LONGEST_REST if self._rests() else LONGEST_HEAD):
            self.drop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadlines."""
        self._end_wait()
        self._end_writing()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Wait until its reader has read on, as long as a poor line takes."""
        super().pause_writing()
        unread = self.transport.get_write_buffer_size()
        patience_s = REST_S + unread / LOWEST_READ
        self.unread = self.loop.call_later(patience_s, self.drop)

    def resume_writing(self) -> None:
        """Go on: something was read."""
        self._end_writing()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """End a connection that nobody uses any more, also where its last reply was never read."""
        self.drop()

    def is_waiting(self) -> bool:
        """True if no request of it is under way: its head is still to come."""
        return self.cycle is None or bool(self.cycle.response_complete)

    def is_arriving(self) -> bool:
        """True if the body of its request is still on its way."""
        return bool(self.cycle.more_body) and not self.cycle.response_started

    def rate(self) -> float:
        """Return how many bytes came in a second since it was last idle."""
        return float(self.came / max(self.loop.time() - self.since, 1.0))

    def drop(self) -> None:
        """End it without a word."""
        if not self.transport.is_closing():
            self.transport.abort()

    def _rests(self) -> bool:
        return self.cycle is not None and bool(self.cycle.more_body)

    def _wait(self) -> None:
        self.since, self.came = self.loop.time(), 0
        patience_s = REST_S if self._rests() else HEAD_S
        self.deadline = self.loop.call_later(patience_s, self.drop)

    def _end_writing(self) -> None:
        if self.unread is not None:
            self.unread.cancel()
            self.unread = None

    def _end_wait(self) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None


def leave(connections: Collection[Any], newcomer: GuardedProtocol) -> None:
    """Close one connection for a newcomer: that has waited longest, else whose body is slowest.

    It is one of the address that has the most of that kind. Where all are being answered, the
    newcomer itself must go.
    """
    others = [one for one in connections if one is not newcomer]
    waiting = [one for one in others if one.is_waiting()]
    if waiting:
        min(_of_the_most(waiting), key=lambda one: (one.since, one.arrival)).drop()
        return
    arriving = [one for one in others if one.is_arriving()]
    slowest = min(_of_the_most(arriving), key=lambda one: one.rate(), default=newcomer)
    slowest.drop()


def _of_the_most(connections: list[Any]) -> list[Any]:
    counted = Counter(_address(one) for one in connections)
    most = max(counted.values(), default=0)
    return [one for one in connections if counted[_address(one)] == most]


def _address(connection: Any) -> str:
    return connection.client[0] if connection.client else ""
