"""The whole app without a client: its root on a tablet with a small city."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import flet as ft
import pytest

from inspector_app.devices.network import Network
from inspector_app.screens import surroundings
from inspector_app.screens.indexing import Indexing
from inspector_app.screens.root import Session, Start
from inspector_app.screens.running import SyncRun
from inspector_app.services.opening import Tablet
from tests.support.in_process import ScreenInProcess
from tests.support.registry import open_city


@pytest.fixture
def anyio_backend() -> str:
    """Run asynchronous tests on asyncio alone, as the app does."""
    return "asyncio"


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[Tablet]:
    """An enrolled tablet with a city in it."""
    opened = open_city(tmp_path / "tablet")
    yield opened
    opened.close()


@pytest.fixture
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that says that it has a network."""

    async def yes(_watcher: ft.Connectivity) -> Network:
        return Network.WIFI

    monkeypatch.setattr(surroundings, "ask_network", yes)


Opener = Callable[..., ScreenInProcess]


@pytest.fixture
async def open_app(tablet: Tablet, online: None) -> AsyncIterator[Opener]:
    """What opens the app: at an address, in a language, upright or wide."""
    screens: list[ScreenInProcess] = []
    indexing = Indexing()

    def open_at(
        route: str = "/",
        *,
        language: str = "en",
        wide: bool = False,
        reopens: bool = True,
        open_tablet: Callable[[object], Tablet] = lambda _keystore: tablet,
    ) -> ScreenInProcess:
        def begin() -> ft.Control:
            page = ft.context.page
            page.route, page.web = route, True
            page.width, page.height = (1280, 800) if wide else (800, 1280)
            return Start(Session(page, open_tablet, SyncRun(), language, indexing, reopens))

        screens.append(ScreenInProcess(begin))
        return screens[-1]

    yield open_at
    for screen in screens:
        screen.close()
    await indexing.end()
