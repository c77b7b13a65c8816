"""What every screen can reach: the words, the tablet, the way on and back, one bridge to work."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

import flet as ft

from inspector_app.devices.clock import in_zone, local_today
from inspector_app.devices.in_view import InView
from inspector_app.devices.location import Locator
from inspector_app.errors import InspectorError
from inspector_app.screens.kept import KeptWords
from inspector_app.screens.routes import Place, route_to
from inspector_app.screens.running import SyncRun, SyncState, run_beside
from inspector_app.screens.scanner import Scanner
from inspector_app.screens.theme import Tone
from inspector_app.screens.while_shown import use_while_shown
from inspector_app.screens.wording import trouble_sentence
from inspector_app.services.views import TabletInfo
from inspector_app.texts.catalogue import Texts

if TYPE_CHECKING:
    from inspector_app.screens.practice import Practice
    from inspector_app.services.opening import Tablet

P = ParamSpec("P")
R = TypeVar("R")
Handler = Callable[[Any], Awaitable[None]]

NOTICE_S = 9.0
TROUBLE = "trouble"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that is shown above the screen for a while."""

    sentence: str
    tone: Tone


@ft.observable
@dataclass
class Notices:
    """The one notice that is shown now; apart from the screens, so that they stay as they are."""

    current: Notice | None = None


@dataclass(frozen=True)
class App:
    """One session at the tablet, as the screens see it."""

    page: ft.Page
    tablet: "Tablet"
    t: Texts
    info: TabletInfo
    sync_run: SyncRun
    notices: Notices
    online: bool  # False when the device itself says that it has no network
    wide: bool  # wider than high: two panes
    go_to: Callable[[str], None]
    go_back: Callable[[], None]
    refresh_info: Callable[[], Awaitable[None]]
    scanner: Scanner = field(default_factory=Scanner)
    came_by: Callable[[str], bool] = lambda _route: False
    practice: "Practice | None" = None
    locked: bool = False  # the lock covers the screens: no dialog may stand above it
    lock_now: Callable[[], None] = lambda: None
    touched: Callable[[], None] = lambda: None  # somebody is there
    kept: KeptWords = field(default_factory=KeptWords)
    locator: Locator = field(default_factory=Locator)
    in_view: InView = field(default_factory=InView)
    loads: int = 0  # how often the page was loaded again; its camera is another one then

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
            self.touched()
            try:
                await work()
            except Exception as fault:  # noqa: BLE001 - the border of a screen event
                self.tell(trouble_sentence(trouble_code(fault), self.t), Tone.FAIL)

        return handler

    def taking(self, work: Callable[[str], Awaitable[None]]) -> Callable[[str], Awaitable[None]]:
        """Make a taker of typed words of `work`, with the same border as `doing`."""

        async def taker(words: str) -> None:
            await self.doing(lambda: work(words))(None)

        return taker

    def tell(self, sentence: str, tone: Tone = Tone.UNSURE) -> None:
        """Say a sentence above the screen, long enough to be read."""
        notice = Notice(sentence, tone)
        self.notices.current = notice
        asyncio.get_running_loop().call_later(NOTICE_S, self._forget, notice)

    def _forget(self, notice: Notice) -> None:
        if self.notices.current is notice:
            self.notices.current = None

    def local(self, instant: datetime) -> datetime:
        """Return an instant in the tablet's own zone."""
        return in_zone(instant, self.tablet.clock.zone())

    def today(self) -> date:
        """Return the day that it is where the tablet is."""
        return local_today(self.tablet.clock)

    def moment(self, instant: datetime) -> str:
        """Spell day, hour and minute of an instant in the tablet's own zone."""
        local = self.local(instant)
        return f"{self.t.date(local.date())} {self.t.clock(local)}"


def trouble_code(fault: Exception) -> str:
    """Return the stable code of an exception; what we did not foresee is logged as well."""
    if isinstance(fault, InspectorError):
        return fault.code
    _LOG.error("unforeseen", exc_info=fault)
    return TROUBLE


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
        except Exception as fault:  # noqa: BLE001 - the border of a screen event
            set_loaded(Loaded(trouble=trouble_code(fault)))

    ft.use_effect(fetch, dependencies)
    return loaded, lambda value: set_loaded(Loaded(value))


def use_sync(run: SyncRun) -> SyncState:
    """Return how the sync stands; the component is drawn anew whenever that changes.

    Several sessions may watch one sync: each is told inside its own context.
    """
    state, set_state = ft.use_state(run.state)

    def follow() -> Callable[[], None]:
        mine = copy_context()
        set_state(run.state)
        return run.subscribe(lambda news: mine.run(set_state, news))

    use_while_shown(follow)
    return state
