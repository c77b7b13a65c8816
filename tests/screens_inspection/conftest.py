"""A draft at the dispenser of a small city, worked on without a screen."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from inspector_app.errors import InspectorError
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.state import App
from inspector_app.services.inspecting import begin, load_inspection
from inspector_app.services.opening import Tablet
from inspector_app.texts.catalogue import Texts, load_texts
from tests.support.registry import PUMP, open_city


@dataclass
class ScreenlessApp:
    """Calls services as the app does, and notes what it would have said."""

    tablet: Tablet
    t: Texts = field(default_factory=lambda: load_texts("en"))
    told: list[str] = field(default_factory=list)

    async def call(self, service: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Run a service in a thread."""
        return await asyncio.to_thread(service, self.tablet, *args, **kwargs)

    def doing(self, work: Callable[[], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
        """Make an event handler that notes a trouble by its code."""

        async def handler(_event: object) -> None:
            try:
                await work()
            except InspectorError as fault:
                self.told.append(fault.code)

        return handler


@pytest.fixture
def anyio_backend() -> str:
    """Run asynchronous tests on asyncio alone, as the app does."""
    return "asyncio"


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[Tablet]:
    """A tablet with a city in it."""
    opened = open_city(tmp_path / "tablet")
    yield opened
    opened.close()


@pytest.fixture
def draft(tablet: Tablet) -> OpenDraft:
    """An inspection of the dispenser, just begun."""
    return reopen(tablet, begin(tablet, PUMP))


def reopen(tablet: Tablet, draft_id: str) -> OpenDraft:
    """Open a draft as the app does after it was killed."""
    app = cast(App, ScreenlessApp(tablet))
    return OpenDraft(app, load_inspection(tablet, draft_id), lambda: None)


@pytest.fixture
def reopened(tablet: Tablet) -> Callable[[OpenDraft], OpenDraft]:
    """What opens the same draft again from the disk."""
    return lambda draft: reopen(tablet, draft.id)


@pytest.fixture
def taking(draft: OpenDraft) -> Taking:
    """The keys of that inspection."""
    return Taking(draft)
