"""The root of every session: which screen stands at the address, in which language and light."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import flet as ft

from inspector_app.devices.in_view import AWAY, InView
from inspector_app.devices.keystore import KeyStore
from inspector_app.devices.language import find_language
from inspector_app.devices.location import Locator
from inspector_app.devices.secure_storage import find_keystore
from inspector_app.screens import theme
from inspector_app.screens.enrol import EnrolScreen
from inspector_app.screens.goods import GoodsScreen
from inspector_app.screens.indexing import Indexing
from inspector_app.screens.inspection import InspectionScreen
from inspector_app.screens.instrument import InstrumentScreen
from inspector_app.screens.lock import LockCover, use_lock
from inspector_app.screens.officers import OfficersScreen
from inspector_app.screens.opening import opening_screen
from inspector_app.screens.parts.notice import NoticeBoard
from inspector_app.screens.practice import (
    Practice,
    PracticeSyncScreen,
    use_practice,
    with_band,
)
from inspector_app.screens.recovered import recovered_screen
from inspector_app.screens.report import ReportScreen
from inspector_app.screens.routes import HOME, Place, Stop, parse_route, way_back
from inspector_app.screens.running import SyncRun, run_beside
from inspector_app.screens.scan import ScanScreen
from inspector_app.screens.scanned import use_hand_scanner
from inspector_app.screens.scanner import Scanner
from inspector_app.screens.search import SearchScreen
from inspector_app.screens.settings import SettingsScreen
from inspector_app.screens.site import SiteScreen
from inspector_app.screens.state import App, AppContext, Notices, trouble_code
from inspector_app.screens.surroundings import use_appearance, use_loads, use_network
from inspector_app.screens.sync import SyncScreen
from inspector_app.screens.today import TodayScreen
from inspector_app.screens.type_id import TypeIdScreen
from inspector_app.screens.walk import WalkScreen
from inspector_app.screens.way import use_way
from inspector_app.services.keeping import Left, load_left
from inspector_app.services.recovering import find_recovery, note_told
from inspector_app.services.settling import tablet_info
from inspector_app.services.views import Recovery, TabletInfo
from inspector_app.texts.catalogue import LANGUAGES, load_texts

if TYPE_CHECKING:
    from inspector_app.services.opening import Tablet

TITLE = "Field Inspector"
DEFAULT_LANGUAGE = "zh"
NOT_RECOVERED: Recovery | None = None
NOT_YET: "tuple[Tablet, TabletInfo, Left] | None" = None
USUAL_SIZE = (800.0, 1280.0)
_PLAIN: dict[Place, Callable[..., ft.Control]] = {
    Place.TODAY: TodayScreen,
    Place.SCAN: ScanScreen,
    Place.TYPE_ID: TypeIdScreen,
    Place.SYNC: SyncScreen,
    Place.ENROL: EnrolScreen,
    Place.SETTINGS: SettingsScreen,
    Place.SEARCH: SearchScreen,
    Place.OFFICERS: OfficersScreen,
}
_ABOUT: dict[Place, Callable[..., ft.Control]] = {
    Place.SITE: SiteScreen,
    Place.INSTRUMENT: InstrumentScreen,
    Place.INSPECT: InspectionScreen,
    Place.WALK: WalkScreen,
    Place.REPORT: ReportScreen,
    Place.GOODS: GoodsScreen,
}


Opener = Callable[[KeyStore | None], "Tablet"]
"""Opens the one tablet, with the keystore of the device where it has one."""


@dataclass(frozen=True)
class Session:
    """What a browser or a native window brings along: its page, the tablet, its one sync."""

    page: ft.Page
    open_tablet: Opener
    sync_run: SyncRun
    language: str  # of the device
    indexing: Indexing = field(default_factory=Indexing)
    reopens: bool = True  # where the app was left, unless the address names a screen


async def open_session(
    page: ft.Page,
    open_tablet: Opener,
    sync_run: SyncRun,
    indexing: Indexing,
    *,
    reopens: bool,
) -> None:
    """Fill a new page. `open_tablet` may block and always gives the same tablet."""
    page.title = TITLE
    page.padding = 0
    page.fonts = {
        theme.FONT: "fonts/inspector-regular.woff2",
        theme.FONT_BOLD: "fonts/inspector-bold.woff2",
    }
    page.theme, page.dark_theme, page.theme_mode = theme.themes("system")
    spoken = await find_language(page)
    language = spoken if spoken in LANGUAGES else DEFAULT_LANGUAGE
    page.render(Start, Session(page, open_tablet, sync_run, language, indexing, reopens))


@ft.component
def Start(session: Session) -> ft.Control:
    """Open the tablet beside the event loop; say what is wrong where it cannot be opened."""
    page = session.page
    opened, set_opened = ft.use_state(NOT_YET)
    trouble, set_trouble = ft.use_state("")
    attempt, set_attempt = ft.use_state(0)

    recovery, set_recovery = ft.use_state(NOT_RECOVERED)
    practice, practising, came_from = use_practice(page, opened[0] if opened else None)

    async def open_it() -> None:
        try:
            tablet = await run_beside(session.open_tablet, find_keystore(page))
            set_recovery(await run_beside(find_recovery, tablet))
            info = await run_beside(tablet_info, tablet)
            set_opened((tablet, info, await run_beside(load_left, tablet)))
        except Exception as fault:  # noqa: BLE001 - the border of a screen event
            set_trouble(trouble_code(fault))

    def try_again(_event: object) -> None:
        set_trouble("")
        set_attempt(attempt + 1)

    ft.use_effect(open_it, [attempt])
    if opened is None:
        return opening_screen(load_texts(session.language), trouble, try_again)
    tablet, info, left = opened

    async def go_on(_event: object) -> None:
        await run_beside(note_told, tablet)
        set_recovery(None)

    if recovery is not None:
        language = info.settings.get("language") or session.language
        return recovered_screen(recovery, load_texts(language), go_on)
    if practising is not None:
        apart = replace(session, sync_run=SyncRun(), indexing=Indexing(), reopens=False)
        return Root(apart, *practising, Left(), practice, HOME, key=f"practice-{id(practising)}")
    return Root(session, tablet, info, left, practice, came_from, key="tablet")


@ft.component
def _Root(
    session: Session,
    tablet: "Tablet",
    first_info: TabletInfo,
    left: Left,
    practice: Practice,
    first_route: str,
) -> ft.Control:
    """Show the screen at the address; until the tablet is enrolled, that is the enrolment."""
    page = session.page
    info, set_info = ft.use_state(first_info)
    way = use_way(page, tablet, left, reopens=session.reopens, first=first_route)
    size, set_size = ft.use_state((page.width or USUAL_SIZE[0], page.height or USUAL_SIZE[1]))
    notices = ft.use_memo(Notices, [])
    scanner, locator = ft.use_memo(Scanner, []), ft.use_memo(Locator, [])
    in_view = ft.use_memo(InView, [])
    lock = use_lock(tablet, info)

    def go_to(route: str) -> None:
        notices.current = None
        lock.touched()
        way.arrive(route)
        if page.route != route:
            page.navigate(route)

    async def refresh_info() -> None:
        set_info(await run_beside(tablet_info, tablet))

    close_lock: ft.MutableRef[Callable[[], None]] = ft.use_ref()
    close_lock.current = lock.close

    async def live(event: ft.AppLifecycleStateChangeEvent) -> None:
        state = event.state
        in_view.change(state)
        if state in AWAY and close_lock.current:
            close_lock.current()
        if state is ft.AppLifecycleState.RESUME:
            session.sync_run.hurry()
        else:
            await way.kept.flush()

    def listen() -> None:
        page.on_route_change = lambda event: way.arrive(event.route)
        page.on_resize = lambda event: set_size((event.width, event.height))
        page.on_app_lifecycle_state_change = live
        session.indexing.follow(tablet, session.sync_run)
        if page.route != way.trail[-1]:
            page.navigate(way.trail[-1])

    ft.use_effect(listen, [])
    theme.wear(theme.GLOVE if info.settings.get("glove") == "on" else theme.USUAL)
    t = load_texts(info.settings.get("language") or session.language)
    use_appearance(page, info.settings.get("appearance", "system"), rtl=t.is_rtl)
    app = App(
        page=page,
        tablet=tablet,
        t=t,
        info=info,
        sync_run=session.sync_run,
        notices=notices,
        online=use_network(page, session.sync_run, tablet),
        wide=size[0] > size[1],
        go_to=go_to,
        go_back=lambda: go_to(way_back(way.newest())),
        refresh_info=refresh_info,
        scanner=scanner,
        came_by=lambda route: route in way.newest(),
        kept=way.kept,
        locator=locator,
        in_view=in_view,
        loads=use_loads(page, in_view, way),
        practice=practice,
        locked=lock.locked,
        lock_now=lock.close,
        touched=lock.touched,
    )
    scanner.touched = lock.touched
    rest = use_hand_scanner(app)
    stop = parse_route(way.trail[-1])
    if not info.enrolled and stop.place is not Place.SETTINGS:
        stop = Stop(Place.ENROL)
    cover = LockCover(app, lock.lift) if lock.locked else None
    return AppContext(app, lambda: over_all(app, screen_at(stop, info), rest, cover))


Root: Callable[..., ft.Control] = _Root
"""Takes a `key`, too: practice has a root of its own."""


def screen_at(stop: Stop, info: TabletInfo) -> ft.Control:
    """Return the screen of an address; its key makes another id another screen."""
    if info.practice and stop.place is Place.SYNC:
        return PracticeSyncScreen()
    key = f"{stop.place.value}:{stop.id}"
    if stop.place in _ABOUT:
        return _ABOUT[stop.place](stop.id, key=key)
    return _PLAIN[stop.place](key=key)


def over_all(
    app: App, screen: ft.Control, rest: ft.Control, cover: ft.Control | None
) -> ft.Control:
    """Lay the notice over the screen, inside what the device leaves free.

    Under the lock's cover the screen stays as it is, unseen.
    """
    below = ft.Container(screen, expand=True, visible=cover is None)
    layers = [rest, below, cover or NoticeBoard(app.notices, app)]
    screens: ft.Control = ft.Stack(layers, fit=ft.StackFit.EXPAND)
    if app.info.practice and app.practice:
        screens = with_band(app, app.practice, screens)
    return ft.SafeArea(screens, expand=True)
