"""The search's index is brought up to date beside the screens: after the start and each sync."""

import asyncio
import logging
import threading
from typing import TYPE_CHECKING

from inspector_app.errors import InspectorError
from inspector_app.screens.running import SyncRun, SyncState, run_beside
from inspector_app.services.searching import index_registry

if TYPE_CHECKING:
    from inspector_app.services.opening import Tablet

_LOG = logging.getLogger(__name__)


class Indexing:
    """One run at a time for the whole app; rests while a sync writes the registry."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._task: asyncio.Task[None] | None = None
        self._follows = False

    def follow(self, tablet: "Tablet", sync_run: SyncRun) -> None:
        """Begin, and begin again whenever a sync has ended; a second session changes nothing."""
        if self._follows:
            return
        self._follows = True

        def hear(state: SyncState) -> None:
            if state.running:
                self._stop.set()
            else:
                self.begin(tablet)

        sync_run.subscribe(hear)
        if not sync_run.state.running:
            self.begin(tablet)

    def begin(self, tablet: "Tablet") -> None:
        """Index what is due, unless that runs already."""
        if self._task is not None and not self._stop.is_set():
            return
        self._stop = stop = threading.Event()
        self._task = asyncio.ensure_future(self._run(tablet, stop))

    async def end(self) -> None:
        """Stop, and wait for the batch that is being written."""
        self._stop.set()
        if self._task is not None:
            await self._task

    async def _run(self, tablet: "Tablet", stop: threading.Event) -> None:
        try:
            await run_beside(index_registry, tablet, is_stopped=stop.is_set)
        except InspectorError as fault:
            _LOG.warning("the search could not be brought up to date: %s", fault.code)
        finally:
            stop.set()  # the app ends: the thread must not hold it up
