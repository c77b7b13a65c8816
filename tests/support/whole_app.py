"""The app from its root, without a client: a session on a tablet, at an address."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import flet as ft

from inspector_app.devices.network import Network
from inspector_app.screens import surroundings
from inspector_app.screens.indexing import Indexing
from inspector_app.screens.root import Session, Start
from inspector_app.screens.running import SyncRun
from inspector_app.services.opening import Tablet
from tests.support.in_process import ScreenInProcess

OpenTablet = Callable[[object], Tablet]


@contextmanager
def online() -> Iterator[None]:
    """Let the device say that it has a network; no client is there to be asked."""

    async def yes(_watcher: ft.Connectivity) -> Network:
        return Network.WIFI

    with patch.object(surroundings, "ask_network", yes):
        yield


def start_app(
    open_tablet: OpenTablet,
    indexing: Indexing,
    route: str = "/",
    *,
    language: str = "en",
    wide: bool = False,
    reopens: bool = True,
) -> ScreenInProcess:
    """Open the app at an address, in a language, upright or wide."""

    def begin() -> ft.Control:
        page = ft.context.page
        page.route, page.web = route, True
        page.width, page.height = (1280, 800) if wide else (800, 1280)
        return Start(Session(page, open_tablet, SyncRun(), language, indexing, reopens))

    return ScreenInProcess(begin)


async def type_fast(screen: ScreenInProcess, text: str, *, late_s: float = 0) -> float:
    """Tell the page the keys of a hand scanner, ended by Enter; the second one `late_s` late.

    Returns when Enter came, by the performance counter.
    """
    page, ended = screen.session.page, 0.0
    for nth, key in enumerate([*text, "Enter"]):
        await asyncio.sleep(late_s if nth == 1 else 0)
        data: dict[str, Any] = {"key": key.upper() if len(key) == 1 else key}
        flags = dict.fromkeys(("shift", "ctrl", "alt", "meta"), False)
        ended = time.perf_counter()
        await screen.session.dispatch_event(page._i, "keyboard_event", data | flags)
    return ended
