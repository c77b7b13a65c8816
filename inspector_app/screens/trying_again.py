"""When a sync that failed for a passing reason is tried again: later and later, never too soon."""

import asyncio
import random
from collections.abc import Callable

from inspector_app.services.views import SyncReport


class TryingAgain:
    """The next attempt, if one is planned; lives on the event loop."""

    def __init__(self, chance: Callable[[], float] | None = None) -> None:
        self._chance = chance or random.Random().random  # noqa: S311 - spreads attempts in time
        self._attempt = 0
        self._next: asyncio.TimerHandle | None = None
        self._start: Callable[[], None] = lambda: None
        self._not_before = 0.0

    @property
    def is_planned(self) -> bool:
        """True if an attempt will begin by itself."""
        return self._next is not None

    def due_in_s(self) -> float | None:
        """Return how long it is until the attempt that is planned, None when none is."""
        if self._next is None:
            return None
        return max(self._next.when() - asyncio.get_running_loop().time(), 0.0)

    def plan(self, report: SyncReport, start: Callable[[], None]) -> None:
        """Plan the attempt after this one; none when it is through or waiting does not help."""
        from inspector_app.services.syncing import next_wait_s

        wait_s = next_wait_s(report, self._attempt, self._chance())
        if wait_s is None:
            self.give_up()
            return
        self._attempt += 1
        self._start = start
        loop = asyncio.get_running_loop()
        self._not_before = loop.time() + (report.retry_after_s or 0.0)
        self._next = loop.call_later(wait_s, self._begin)

    def hurry(self) -> None:
        """Begin now what is planned: the network came back. Never sooner than the server asked."""
        if self._next is not None:
            self._next.cancel()
            loop = asyncio.get_running_loop()
            self._next = loop.call_at(max(loop.time(), self._not_before), self._begin)

    def pause(self) -> None:
        """Take back what is planned, because an attempt begins already."""
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def give_up(self) -> None:
        """Plan nothing more."""
        self.pause()
        self._attempt = 0

    def _begin(self) -> None:
        self._next = None
        self._start()
