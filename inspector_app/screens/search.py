"""Search the registry by id, serial, nozzle or site."""

import asyncio

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.kept import use_kept
from inspector_app.screens.parts.controls import empty_state, heading
from inspector_app.screens.parts.fields import LineLook, TextLine
from inspector_app.screens.parts.frame import frame, screen, top_bar, two_panes
from inspector_app.screens.parts.lines import instrument_row, site_row
from inspector_app.screens.routes import Place, route_to
from inspector_app.screens.state import App, use_app
from inspector_app.services.planning import list_sites, search_instruments
from inspector_app.services.views import InstrumentLine, SiteLine

PAUSE_S = 0.25
MOST_SITES = 10
MOST_INSTRUMENTS = 50
SEARCH_LOOK = LineLook(size=theme.BIG, icon=ft.Icons.SEARCH, autofocus=True)

Found = tuple[tuple[SiteLine, ...], tuple[InstrumentLine, ...]]
NOT_ASKED: Found | None = None


@screen
def SearchScreen() -> ft.Control:
    """Search as one types, a quarter of a second after the last key."""
    app = use_app()
    typed, set_typed = use_kept(app, f"{route_to(Place.SEARCH)}#words")
    found, set_found = ft.use_state(NOT_ASKED)

    async def ask() -> None:
        sites = await app.call(list_sites, text=typed, limit=MOST_SITES)
        instruments = await app.call(search_instruments, typed, limit=MOST_INSTRUMENTS)
        set_found((sites, instruments))

    async def search() -> None:
        if not typed.strip():
            set_found(None)
            return
        await asyncio.sleep(PAUSE_S)  # a newer key cancels this one
        await app.doing(ask)(None)

    ft.use_effect(search, [typed])

    async def put(words: str) -> None:
        set_typed(words)

    label = app.t("Site, id, serial or certificate number")
    field = TextLine("search-field", label, typed, 0, put, None, SEARCH_LOOK)
    under = ft.Container(ft.Row([field]), padding=theme.MARGIN)
    body, side = found_controls(found, app)
    return frame(top_bar(app, app.t("Search")), body, under_bar=under, side=side, shares=(6, 6))


def found_controls(found: Found | None, app: App) -> tuple[list[ft.Control], ft.Control | None]:
    """Return sites and instruments, beside each other on a wide screen."""
    t = app.t
    if found is None:
        words = t("Search all {count} instruments on this tablet.", count=app.info.instruments)
        return [empty_state(words, ft.Icons.SEARCH)], None
    sites, instruments = found
    if not sites and not instruments:
        return [empty_state(t("Nothing found."), ft.Icons.SEARCH_OFF)], None
    first: list[ft.Control] = [heading(t("Sites")), *(site_row(site, app) for site in sites)]
    second: list[ft.Control] = [
        heading(t("Instruments")),
        *(instrument_row(line, app) for line in instruments),
    ]
    if not sites or not instruments:
        return first if sites else second, None
    return two_panes(app, first, second)
