"""The whole app without a client: its root on a tablet with a small city."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from inspector_app.screens.indexing import Indexing
from inspector_app.services.opening import Tablet
from tests.support.in_process import ScreenInProcess
from tests.support.registry import open_city
from tests.support.whole_app import OpenTablet, online, start_app


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


@pytest.fixture(name="online")
def _online() -> Iterator[None]:
    """A device that says that it has a network."""
    with online():
        yield


Opener = Callable[..., ScreenInProcess]


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    """What is closed when the screens are gone that may still read it."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
async def open_app(tablet: Tablet, closing: ExitStack, online: None) -> AsyncIterator[Opener]:
    """What opens the app: at an address, in a language, upright or wide."""
    screens: list[ScreenInProcess] = []
    indexing = Indexing()

    def open_at(
        route: str = "/", *, open_tablet: OpenTablet = lambda _keystore: tablet, **how: Any
    ) -> ScreenInProcess:
        screens.append(start_app(open_tablet, indexing, route, **how))
        return screens[-1]

    yield open_at
    for screen in screens:
        screen.close()
    await indexing.end()
