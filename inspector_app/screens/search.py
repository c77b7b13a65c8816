"""Search the registry as one types: any part of an id, serial, certificate, site or address."""

import asyncio
from collections.abc import Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.kept import use_kept
from inspector_app.screens.parts.controls import (
    empty_state,
    heading,
    named,
    secondary_button,
    text,
)
from inspector_app.screens.parts.fields import LineLook, TextLine
from inspector_app.screens.parts.frame import frame, screen, top_bar, two_panes
from inspector_app.screens.parts.lines import instrument_row, site_row
from inspector_app.screens.routes import Place, route_to
from inspector_app.screens.state import App, use_app
from inspector_app.services.searching import search_registry
from inspector_app.services.views import SearchPage
from inspector_app.texts.catalogue import Texts

PAUSE_S = 0.15
NOT_ASKED: SearchPage | None = None
Turn = Callable[[int], None]


@screen
def SearchScreen() -> ft.Control:
    """Search a moment after the last key; what was found stands until the next answer."""
    app = use_app()
    typed, set_typed = use_kept(app, f"{route_to(Place.SEARCH)}#words")
    page, set_page = ft.use_state(0)
    found, set_found = ft.use_state(NOT_ASKED)

    async def ask() -> None:
        set_found(await app.call(search_registry, typed, page=page))

    async def search() -> None:
        if not typed.strip():
            set_found(None)
            return
        await asyncio.sleep(PAUSE_S)  # a newer key cancels this one
        await app.doing(ask)(None)

    ft.use_effect(search, [typed, page])

    async def put(words: str) -> None:
        set_page(0)
        set_typed(words)

    label = app.t("Any part of id, serial, certificate, site or address")
    look = LineLook(size=theme.BIG, icon=ft.Icons.SEARCH, autofocus=True)
    field = TextLine("search-field", label, typed, 0, put, None, look)
    under = ft.Container(ft.Row([field]), padding=theme.MARGIN)
    body, side = found_controls(found, app, set_page)
    return frame(top_bar(app, app.t("Search")), body, under_bar=under, side=side, shares=(6, 6))


def found_controls(
    found: SearchPage | None, app: App, turn: Turn
) -> tuple[list[ft.Control], ft.Control | None]:
    """Return sites and instruments, beside each other on a wide screen."""
    t = app.t
    if found is None:
        words = t("Search all {count} instruments on this tablet.", count=app.info.instruments)
        return [empty_state(words, ft.Icons.SEARCH)], None
    late = late_line(found, t)
    if not found.sites and not found.instruments:
        return [*late, empty_state(t("Nothing found."), ft.Icons.SEARCH_OFF)], None
    first: list[ft.Control] = [heading(t("Sites")), *(site_row(site, app) for site in found.sites)]
    hits = named("hits", text(hits_words(found, t), theme.BODY, theme.INK2))
    second: list[ft.Control] = [
        heading(t("Instruments"), hits),
        *(instrument_row(line, app) for line in found.instruments),
        *pages(found, app, turn),
    ]
    if not found.sites or not found.instruments:
        return [*late, *(first if found.sites else second)], None
    return two_panes(app, [*late, *first], second)


def hits_words(found: SearchPage, t: Texts) -> str:
    """Say how many instruments there are; nobody reads more than the first hundred."""
    if found.counted_all:
        return t.plural("{n} instrument", "{n} instruments", found.hits)
    return t("more than {count} instruments", count=found.hits)


def late_line(found: SearchPage, t: Texts) -> list[ft.Control]:
    """Say that parts of words are not all found yet, while the index is behind."""
    if not found.due:
        return []
    words = t("The search is still being prepared; {count} entries are found by their beginning "
              "only.", count=found.due)  # fmt: skip
    return [named("search-late", text(words, theme.BODY, theme.UNSURE))]


def pages(found: SearchPage, app: App, turn: Turn) -> list[ft.Control]:
    """Return the ways to the other pages; so there are never many rows on the screen."""
    t = app.t
    ways: list[ft.Control] = []
    if found.page:
        ways.append(
            secondary_button("search-before", t("Those before"), lambda _: turn(found.page - 1),
                             icon=ft.Icons.ARROW_BACK, expand=True)
        )  # fmt: skip
    if found.has_next:
        ways.append(
            secondary_button("search-more", t("More"), lambda _: turn(found.page + 1),
                             icon=ft.Icons.ARROW_FORWARD, expand=True)
        )  # fmt: skip
    return [ft.Row(ways, spacing=theme.GAP)] if ways else []
