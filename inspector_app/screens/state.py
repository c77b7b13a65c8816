"""What every screen can reach: the words, the tablet, the way on and back, one bridge to work."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

import flet as ft

from inspector_app.errors import InspectorError
from inspector_app.screens.routes import Place, route_to
from inspector_app.screens.running import SyncRun, run_beside
from inspector_app.screens.wording import trouble_sentence
from inspector_app.services.views import TabletInfo
from inspector_app.texts.catalogue import Texts

if TYPE_CHECKING:
    from inspector_app.services.opening import Tablet

P = ParamSpec("P")
R = TypeVar("R")
Handler = Callable[[Any], Awaitable[None]]


@dataclass(frozen=True)
class App:
    """One session at the tablet, as the screens see it."""

    page: ft.Page
    tablet: "Tablet"
    t: Texts
    info: TabletInfo
    sync_run: SyncRun
    wide: bool  # wider than high: two panes
    go_to: Callable[[str], None]
    go_back: Callable[[], None]
    refresh_info: Callable[[], Awaitable[None]]

    async def call(
        self, service: Callable[Concatenate["Tablet", P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a service beside the event loop and return what it gives; raises what it raises."""
        return await run_beside(service, self.tablet, *args, **kwargs)

    def go(self, place: Place, id: str = "") -> None:
        """Open a screen."""
        self.go_to(route_to(place, id))

    def doing(self, work: Callable[[], Awaitable[None]]) -> Handler:
        """Make an event handler of `work`; its trouble becomes a plain sentence on the screen."""

        async def handler(_event: object = None) -> None:
            try:
                await work()
            except InspectorError as fault:
                self.tell(trouble_sentence(fault.code, self.t))

        return handler

    def tell(self, sentence: str) -> None:
        """Say a sentence at the foot of the screen, long enough to be read."""
        self.page.show_dialog(
            ft.SnackBar(
                content=ft.Semantics(
                    identifier="notice", live_region=True, content=ft.Text(sentence, size=18)
                ),
                duration=7000,
            )
        )

    def local(self, instant: datetime) -> datetime:
        """Return an instant in the tablet's own zone."""
        return instant.astimezone()


NO_APP: "App | None" = None
AppContext = ft.create_context(NO_APP)


def use_app() -> App:
    """Return the session that this component stands in."""
    app = ft.use_context(AppContext)
    if not isinstance(app, App):
        raise TypeError("a screen stands inside the root")
    return app


@dataclass(frozen=True)
class Loaded(Generic[R]):
    """What a screen shows: nothing yet, a value, or the code of a trouble."""

    value: R | None = None
    trouble: str = ""


def use_loaded(
    load: Callable[[], Awaitable[R]], dependencies: list[Any]
) -> tuple[Loaded[R], Callable[[R], None]]:
    """Load a value when the dependencies change; returns it and a way to put a newer one."""
    loaded, set_loaded = ft.use_state(Loaded[R]())

    async def fetch() -> None:
        try:
            set_loaded(Loaded(await load()))
        except InspectorError as fault:
            set_loaded(Loaded(trouble=fault.code))

    ft.use_effect(fetch, dependencies)
    return loaded, lambda value: set_loaded(Loaded(value))
