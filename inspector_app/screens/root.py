"""The root of every session: which screen stands at the address, in which language and light."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.enrol import EnrolScreen
from inspector_app.screens.inspection import InspectionScreen
from inspector_app.screens.instrument import InstrumentScreen
from inspector_app.screens.routes import HOME, Place, Stop, follow, parse_route, way_back
from inspector_app.screens.running import SyncRun, run_beside
from inspector_app.screens.scan import ScanScreen
from inspector_app.screens.search import SearchScreen
from inspector_app.screens.settings import SettingsScreen
from inspector_app.screens.site import SiteScreen
from inspector_app.screens.state import App, AppContext
from inspector_app.screens.sync import SyncScreen
from inspector_app.screens.today import TodayScreen
from inspector_app.screens.type_id import TypeIdScreen
from inspector_app.services.settling import tablet_info
from inspector_app.services.views import TabletInfo
from inspector_app.texts.catalogue import load_texts

if TYPE_CHECKING:
    from inspector_app.services.opening import Tablet


DEFAULT_LANGUAGE = "zh"


@dataclass(frozen=True)
class Session:
    """What a browser or a native window brings along: its page, the tablet, its one sync."""

    page: ft.Page
    tablet: "Tablet"
    sync_run: SyncRun
    info: TabletInfo


def screen_at(stop: Stop) -> ft.Control:
    """Return the screen of an address; its key makes another id another screen."""
    plain: dict[Place, Callable[..., ft.Control]] = {
        Place.TODAY: TodayScreen,
        Place.SCAN: ScanScreen,
        Place.TYPE_ID: TypeIdScreen,
        Place.SYNC: SyncScreen,
        Place.ENROL: EnrolScreen,
        Place.SETTINGS: SettingsScreen,
        Place.SEARCH: SearchScreen,
    }
    about: dict[Place, Callable[..., ft.Control]] = {
        Place.SITE: SiteScreen,
        Place.INSTRUMENT: InstrumentScreen,
        Place.INSPECT: InspectionScreen,
    }
    key = f"{stop.place.value}:{stop.id}"
    if stop.place in about:
        return about[stop.place](stop.id, key=key)
    return plain[stop.place](key=key)


@ft.component
def Root(session: Session) -> ft.Control:
    """Show the screen at the address; until the tablet is enrolled, that is the enrolment."""
    page = session.page
    info, set_info = ft.use_state(session.info)
    trail, set_trail = ft.use_state(follow((), page.route or HOME))
    size, set_size = ft.use_state((page.width or 800, page.height or 1280))
    places = ft.use_ref(trail)
    places.current = trail

    def arrive(route: str) -> None:
        set_trail(follow(places.current or (HOME,), route))

    def go_to(route: str) -> None:
        arrive(route)
        if page.route != route:
            page.navigate(route)

    async def refresh_info() -> None:
        set_info(await run_beside(tablet_info, session.tablet))

    def listen() -> None:
        page.on_route_change = lambda event: arrive(event.route)
        page.on_resize = lambda event: set_size((event.width, event.height))

    ft.use_effect(listen, [])
    page.theme, page.dark_theme, page.theme_mode = theme.themes(
        info.settings.get("appearance", "system")
    )
    app = App(
        page=page,
        tablet=session.tablet,
        t=load_texts(info.settings.get("language") or DEFAULT_LANGUAGE),
        info=info,
        sync_run=session.sync_run,
        wide=size[0] > size[1],
        go_to=go_to,
        go_back=lambda: go_to(way_back(places.current or (HOME,))),
        refresh_info=refresh_info,
    )
    stop = parse_route(trail[-1])
    if not info.enrolled and stop.place is not Place.SETTINGS:
        stop = Stop(Place.ENROL)
    return AppContext(
        app, lambda: ft.SafeArea(screen_at(stop), expand=True, avoid_intrusions_top=True)
    )


async def open_session(page: ft.Page, tablet: "Tablet", sync_run: SyncRun) -> None:
    """Fill a new page; safe to be called again for the same tablet."""
    info = await asyncio.to_thread(tablet_info, tablet)
    page.title = "Field Inspector"
    page.padding = 0
    page.fonts = {
        theme.FONT: "fonts/inspector-regular.woff2",
        theme.FONT_BOLD: "fonts/inspector-bold.woff2",
    }
    session = Session(page, tablet, sync_run, info)
    page.render(Root, session)
