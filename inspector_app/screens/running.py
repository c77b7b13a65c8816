"""The one bridge to threads: services run beside the event loop, what they say comes back on it."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from inspector_app.errors import InspectorError
from inspector_app.screens.trying_again import TryingAgain
from inspector_app.services.views import SyncPhase, SyncProgress, SyncReport

if TYPE_CHECKING:
    from inspector_app.services.opening import Tablet

P = ParamSpec("P")
R = TypeVar("R")
PROGRESS_EVERY_S = 0.15
_LOG = logging.getLogger(__name__)


async def run_beside(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run blocking `work` in a thread, so that the screen stays alive; raises what it raises."""
    return await asyncio.to_thread(work, *args, **kwargs)


@dataclass(frozen=True, slots=True)
class SyncState:
    """A sync as the screens see it."""

    running: bool = False
    stopping: bool = False
    progress: SyncProgress | None = None
    report: SyncReport | None = None  # of the last one since the app was started
    trouble: str = ""  # code of an error that ended the last one early


Listener = Callable[[SyncState], None]


class SyncRun:
    """The sync of this tablet: one at a time, whichever screens are open; lives with the app.

    With `again`, one that failed for a passing reason is tried again by itself.
    """

    def __init__(self, again: TryingAgain | None = None) -> None:
        self.state = SyncState()
        self.on_wifi = False  # as the device says; photos may wait for it
        self._again = again
        self._listeners: list[Listener] = []
        self._stop = threading.Event()
        self._told_at = 0.0

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` every new state, on the event loop; returns how to end that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def stop(self) -> None:
        """Ask a running sync to end after the piece it is sending."""
        if self._again:
            self._again.give_up()
        if self.state.running:
            self._stop.set()
            self._tell(replace(self.state, stopping=True))

    def hurry(self) -> None:
        """Begin now what would begin later: the network came back, or the app was opened again."""
        if self._again and not self.state.running:
            self._again.hurry()

    def next_attempt_s(self) -> float | None:
        """Return in how many seconds a sync begins by itself, None when none is planned."""
        return self._again.due_in_s() if self._again else None

    async def network_came_back(self, tablet: "Tablet") -> None:
        """Begin now what is planned, or anew where something waits to be sent."""
        if self.state.running:
            return
        if self._again and self._again.is_planned:
            self._again.hurry()
            return
        from inspector_app.services.handing_in import is_waiting

        try:
            if await run_beside(is_waiting, tablet, on_wifi=self.on_wifi):
                await self.run(tablet)
        except InspectorError as fault:
            _LOG.info("the sync by itself ended early: %s", fault.code)  # the state tells it

    async def run(self, tablet: "Tablet") -> SyncReport | None:
        """Sync now and return how it ended; None when one runs already. Raises what it raises."""
        if self.state.running:
            return None
        from inspector_app.services.syncing import sync_now

        if self._again:
            self._again.pause()
        loop = asyncio.get_running_loop()
        self._stop = threading.Event()
        self._tell(SyncState(running=True, progress=SyncProgress(SyncPhase.CONNECTING, 0, None)))

        def progress(step: SyncProgress) -> None:
            loop.call_soon_threadsafe(self._advance, step)

        try:
            report = await run_beside(
                sync_now, tablet, progress=progress, stop=self._stop, on_wifi=self.on_wifi
            )
        except BaseException as fault:
            self._tell(SyncState(trouble=getattr(fault, "code", "trouble")))
            raise
        self._tell(SyncState(report=report))
        if self._again:
            self._again.plan(report, lambda: self._run_again(tablet))
        return report

    def _run_again(self, tablet: "Tablet") -> None:
        async def run() -> None:
            try:
                await self.run(tablet)
            except InspectorError as fault:
                _LOG.info("the sync by itself ended early: %s", fault.code)  # the state tells it

        self._running = asyncio.ensure_future(run())

    def _advance(self, step: SyncProgress) -> None:
        if not self.state.running:
            return
        same_phase = self.state.progress is not None and self.state.progress.phase is step.phase
        now = time.monotonic()
        if same_phase and step.done != step.total and now - self._told_at < PROGRESS_EVERY_S:
            return
        self._told_at = now
        self._tell(replace(self.state, progress=step))

    def _tell(self, state: SyncState) -> None:
        self.state = state
        for listener in tuple(self._listeners):
            listener(state)
