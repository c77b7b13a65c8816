"""A site: every instrument of it, due, done, last verdict, and what there is to say of them all."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import (
    banner,
    card,
    empty_state,
    icon_button,
    number_of,
    pill,
    primary_button,
    secondary_button,
    text,
)
from inspector_app.screens.parts.frame import foot, frame, pane, screen, top_bar, waiting
from inspector_app.screens.parts.lines import instrument_card
from inspector_app.screens.routes import Place
from inspector_app.screens.site_findings import SiteFindingsCard, is_quiet, quiet_line
from inspector_app.screens.state import App, use_app, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import kind_word, trouble_sentence
from inspector_app.services.planning import load_site
from inspector_app.services.site_findings import load_site_findings
from inspector_app.services.views import InstrumentState, SiteReport, SiteView

SHOWN_INSTRUMENTS = 100
GRID_COLUMNS = 12
_OPEN = (InstrumentState.DUE, InstrumentState.OVERDUE, InstrumentState.IN_PROGRESS)


@screen
def SiteScreen(site_id: str) -> ft.Control:
    """Load a site and show it."""
    app = use_app()

    async def load() -> tuple[SiteView, SiteReport]:
        return await app.call(load_site, site_id), await app.call(load_site_findings, site_id)

    loaded, _ = use_loaded(load, [site_id])
    view, report = loaded.value or (None, None)
    body: list[ft.Control] = [waiting(app)]
    side: ft.Control | None = None
    if loaded.trouble:
        body = [banner(trouble_sentence(loaded.trouble, app.t), Tone.FAIL)]
    elif view and report:
        body, side = site_body(view, report, app)
    search = icon_button("search", app.t("Search"), ft.Icons.SEARCH, lambda _: app.go(Place.SEARCH))
    title = view.site.name if view else app.t("Site")
    bar = top_bar(app, title, subtitle(view, app) if view else "", actions=(search,))
    return frame(bar, body, side=side, bottom=site_foot(app, site_id), shares=(8, 5))


def site_foot(app: App, site_id: str) -> ft.Control:
    """Return the two ways to the instruments here: all of them at a walk, or one tag."""
    t = app.t
    return foot(
        secondary_button(
            "walk", t("Walk the forecourt"), lambda _: app.go(Place.WALK, site_id),
            icon=ft.Icons.DIRECTIONS_WALK, expand=True,
        ),
        primary_button(
            "scan", t("Scan"), lambda _: app.go(Place.SCAN), icon=ft.Icons.QR_CODE_SCANNER
        ),
        icon_button(
            "type-id", t("Type id"), ft.Icons.KEYBOARD, lambda _: app.go(Place.TYPE_ID),
            color=theme.PRIMARY,
        ),
    )  # fmt: skip


def subtitle(view: SiteView, app: App) -> str:
    """Say where the site is and whom to ask there."""
    site = view.site
    words = (site.address or kind_word(site.kind, app.t), view.contact, view.phone)
    return " · ".join(filter(None, words))


def site_body(
    view: SiteView, report: SiteReport, app: App
) -> tuple[list[ft.Control], ft.Control | None]:
    """Return the counts, the commitment, the findings and the grid of instruments.

    On a wide screen the findings stand beside the grid, in the second part.
    """
    if not view.instruments:
        words = app.t("No instrument is registered at this site.")
        return [summary(view, app), empty_state(words, ft.Icons.SEARCH_OFF)], None
    if is_quiet(report):
        return [summary(view, app), quiet_line(report, app), grid(view, app, a_row=4)], None
    findings = SiteFindingsCard(report, view.instruments)
    if app.wide:
        return [summary(view, app), grid(view, app, a_row=3)], pane([findings])
    return [summary(view, app), findings, grid(view, app, a_row=3)], None


def grid(view: SiteView, app: App, *, a_row: int) -> ft.Control:
    """Return the first instruments as cards, so many in a row where there is room."""
    columns: dict[str | ft.ResponsiveRowBreakpoint, int | float] = {
        "xs": 6, "md": 4, "lg": GRID_COLUMNS // a_row,
    }  # fmt: skip
    return ft.ResponsiveRow(
        [
            ft.Container(instrument_card(line, app), col=columns, key=line.instrument_id)
            for line in view.instruments[:SHOWN_INSTRUMENTS]
        ],
        spacing=theme.GAP,
        run_spacing=theme.GAP,
    )


def summary(view: SiteView, app: App) -> ft.Control:
    """Return how the site stands today."""
    t = app.t
    states = [line.state for line in view.instruments]
    open_now = sum(state in _OPEN for state in states)
    commitment = (
        pill(t("Posted"), Tone.PASS, icon=ft.Icons.HANDSHAKE)
        if view.commitment_on
        else pill(t("Not posted"), Tone.UNSURE)
    )
    numbers: list[ft.Control] = [
        number_of(str(len(states)), t("instruments")),
        number_of(str(states.count(InstrumentState.PASSED)), t("pass"), theme.PASS),
        number_of(str(states.count(InstrumentState.FAILED)), t("fail"), theme.FAIL),
        number_of(str(open_now), t("open"), theme.DUE),
        ft.Column(
            [text(t("Integrity commitment"), theme.LABEL, theme.INK2), commitment],
            spacing=6,
            tight=True,
        ),
    ]
    return card(ft.Row(numbers, alignment=ft.MainAxisAlignment.SPACE_AROUND))
