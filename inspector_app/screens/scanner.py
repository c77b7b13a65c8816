"""What scanning keeps from screen to screen: the light, and who takes what was read."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import flet as ft

from inspector_app.services.views import ScanResult
from inspector_app.tags.wedge import MOST_GIVEN, Burst, Heard

TakeScan = Callable[[ScanResult], Awaitable[bool]]
"""Told what was scanned; answers whether it took it. What it does not take opens as usual."""
Undo = Callable[[], Awaitable[None]]
TakeKey = Callable[[ft.KeyboardEvent], Awaitable[Undo | None]]
"""Takes a person's key; returns how to take it back where it typed something."""
TakeBack = Callable[[int], Awaitable[None]]
Read = Callable[[str, str, TakeBack], Awaitable[None]]
"""Told what was scanned and what was typed just before; may take so many of those keys back."""
SPARE_S = 0.01


@dataclass(eq=False)
class Scanner:
    """One for a session. The keys of every keyboard come here first: some are a hand scanner's.

    A person's keys go on to `take_key` in their order, at most a twentieth of a second later.
    """

    torch: bool = False
    take_scan: TakeScan | None = None
    take_key: TakeKey | None = None
    read: Read | None = None
    all_keys: Callable[[ft.KeyboardEvent], Awaitable[None]] | None = None
    """Takes every key, before any of them could be a scanner's: a PIN is being typed."""
    touched: Callable[[], None] | None = None
    let_go: Callable[[], Awaitable[None]] | None = None
    """Takes the focus from what stands on the screen: a scanner's Enter shall press nothing."""
    _undos: deque[Undo | None] = field(default_factory=lambda: deque(maxlen=MOST_GIVEN))
    _burst: Burst[ft.KeyboardEvent] = field(default_factory=Burst)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _wake: asyncio.TimerHandle | None = None
    _task: asyncio.Task[None] | None = None

    async def hear(self, event: ft.KeyboardEvent) -> None:
        """Take one key of the page."""
        if self.touched:
            self.touched()
        if self.all_keys:
            await self.all_keys(event)
            return
        loop = asyncio.get_running_loop()
        was_scanner = self._burst.is_scanner
        heard = self._burst.press(event, event.key, loop.time(), shift=event.shift)
        self._arm(loop)
        if self._burst.is_scanner and not was_scanner and self.let_go:
            await self.let_go()
        await self._deliver(heard)

    def _arm(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._wake:
            self._wake.cancel()
            self._wake = None
        if self._burst.is_waiting:
            patience_s = self._burst.patience_s + SPARE_S
            self._wake = loop.call_later(patience_s, self._pause, loop)

    def _pause(self, loop: asyncio.AbstractEventLoop) -> None:
        heard = self._burst.pause(loop.time())
        self._arm(loop)
        if heard.typed or heard.scanned:
            self._task = loop.create_task(self._deliver(heard))

    async def _deliver(self, heard: Heard[ft.KeyboardEvent]) -> None:
        async with self._turn:
            for event in heard.typed:
                self._undos.append(await self.take_key(event) if self.take_key else None)
            if heard.scanned and self.read:
                await self.read(heard.scanned, heard.before, self._take_back)
                self._undos.clear()

    async def _take_back(self, many: int) -> None:
        for _ in range(many):
            if undo := self._undos.pop():
                await undo()

    def take_over(self, take: TakeScan) -> Callable[[], None]:
        """Let a screen take what is scanned; returns how it gives that back."""
        self.take_scan = take

        def give_back() -> None:
            if self.take_scan is take:
                self.take_scan = None

        return give_back
