"""Search the registry by id, serial, nozzle or site."""

import asyncio

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import text
from inspector_app.screens.parts.frame import frame, top_bar
from inspector_app.screens.parts.lines import instrument_row, site_row
from inspector_app.screens.state import App, use_app
from inspector_app.services.planning import list_sites, search_instruments
from inspector_app.services.views import InstrumentLine, SiteLine

PAUSE_S = 0.25
MOST = 50

Found = tuple[tuple[SiteLine, ...], tuple[InstrumentLine, ...]]


@ft.component
def SearchScreen() -> ft.Control:
    """Search as one types, a quarter of a second after the last key."""
    app = use_app()
    typed, set_typed = ft.use_state("")
    nothing: Found | None = None
    found, set_found = ft.use_state(nothing)

    async def search() -> None:
        if not typed.strip():
            set_found(None)
            return
        await asyncio.sleep(PAUSE_S)  # a newer key cancels this one
        sites = await app.call(list_sites, text=typed, limit=10)
        set_found((sites, await app.call(search_instruments, typed, limit=MOST)))

    ft.use_effect(search, [typed])
    field = ft.TextField(
        label=app.t("Site, id or serial number"),
        value=typed,
        on_change=lambda event: set_typed(event.control.value or ""),
        autofocus=True,
        text_size=theme.BIG,
        border_radius=theme.RADIUS_SMALL,
        prefix_icon=ft.Icons.SEARCH,
    )
    body: list[ft.Control] = [ft.Semantics(identifier="search-field", content=field)]
    return frame(top_bar(app, app.t("Search")), body + found_controls(found, app))


def found_controls(found: Found | None, app: App) -> list[ft.Control]:
    """Return sites, then instruments."""
    if found is None:
        return []
    sites, instruments = found
    if not sites and not instruments:
        return [text(app.t("Nothing found."), theme.SUBTITLE, theme.INK2)]
    rows: list[ft.Control] = [site_row(site, app) for site in sites]
    return rows + [instrument_row(line, app) for line in instruments]
