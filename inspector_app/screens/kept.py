"""Words that are typed are kept: what stands in a field is on the disk a moment after the key."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import flet as ft

from inspector_app.errors import InspectorError

if TYPE_CHECKING:
    from inspector_app.screens.state import App

KEEP_AFTER_S = 0.25
Keep = Callable[[Mapping[str, str]], Awaitable[None]]
_LOG = logging.getLogger(__name__)


class KeptWords:
    """The words of every field outside a draft, by `<address>#<field>`; lives on the event loop.

    They are written a moment after the first new key, however many follow, and never at each key.
    """

    def __init__(self, words: Mapping[str, str] | None = None, keep: Keep | None = None) -> None:
        self._words = dict(words or {})
        self._keep = keep
        self._new: dict[str, str] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None

    def find(self, field: str) -> str | None:
        """Return what stands in a field, None when nothing was ever typed there."""
        return self._words.get(field)

    def put(self, field: str, words: str) -> None:
        """Note what stands in a field now; '' forgets it."""
        if self._words.get(field, "") == words:
            return
        self._new[field] = words
        if words:
            self._words[field] = words
        else:
            self._words.pop(field, None)
        if self._timer is None and self._keep is not None:
            self._timer = asyncio.get_running_loop().call_later(KEEP_AFTER_S, self._begin)

    def leave(self, address: str) -> None:
        """Forget the fields of a screen that was left for good."""
        for field in [one for one in self._words if one.startswith(f"{address}#")]:
            self.put(field, "")

    async def flush(self) -> None:
        """Write now what is new: the app may be gone in a moment."""
        if self._timer is not None:
            self._timer.cancel()
            self._begin()
        if self._writing is not None:
            await self._writing

    def _begin(self) -> None:
        self._timer = None
        before, new, self._new = self._writing, self._new, {}
        self._writing = asyncio.ensure_future(self._write(before, new))

    async def _write(self, before: "asyncio.Task[None] | None", new: Mapping[str, str]) -> None:
        if before is not None:
            await before  # what was typed first is written first
        if self._keep is None:
            return
        try:
            await self._keep(new)
        except InspectorError as fault:
            _LOG.warning("typed words could not be kept: %s", fault.code)
            for field, words in new.items():
                self._new.setdefault(field, words)  # with the next key they are tried again


class KeptWay:
    """The way that one came by; only the newest is written, one after the other."""

    def __init__(self, keep: Callable[[Sequence[str]], Awaitable[None]]) -> None:
        self._keep = keep
        self._newest: Sequence[str] | None = None
        self._writing: asyncio.Task[None] | None = None

    def put(self, way: Sequence[str]) -> None:
        """Note where one is now."""
        self._newest = way
        if self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write())

    async def _write(self) -> None:
        while self._newest is not None:
            way, self._newest = self._newest, None
            try:
                await self._keep(way)
            except InspectorError as fault:
                _LOG.warning("the place could not be kept: %s", fault.code)


def use_kept(app: "App", field: str, otherwise: str = "") -> tuple[str, Callable[[str], None]]:
    """Return what stands in a field, also after a kill, and what puts new words into it."""
    found = app.kept.find(field)
    words, set_words = ft.use_state(otherwise if found is None else found)

    def put(new: str) -> None:
        app.kept.put(field, new)
        set_words(new)

    return words, put
