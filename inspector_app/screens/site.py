"""A site: every instrument of it, due, done, last verdict, and what there is to say of them all."""

from collections.abc import Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import (
    banner,
    empty_state,
    icon_button,
    primary_button,
    secondary_button,
)
from inspector_app.screens.parts.frame import foot, frame, pane, screen, top_bar, waiting
from inspector_app.screens.parts.lines import draft_row
from inspector_app.screens.routes import Place
from inspector_app.screens.site_cards import instrument_pages
from inspector_app.screens.site_findings import SiteFindingsCard, is_quiet, quiet_line
from inspector_app.screens.site_head import SiteHead, counts
from inspector_app.screens.state import App, use_app, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import kind_word, trouble_sentence
from inspector_app.services.planning import load_site
from inspector_app.services.site_findings import load_site_findings
from inspector_app.services.views import SiteReport, SiteView


@screen
def SiteScreen(site_id: str) -> ft.Control:
    """Load a site and show it."""
    app = use_app()

    async def load() -> tuple[SiteView, SiteReport]:
        return await app.call(load_site, site_id), await app.call(load_site_findings, site_id)

    loaded, _ = use_loaded(load, [site_id])
    page, turn = ft.use_state(0)
    view, report = loaded.value or (None, None)
    body: list[ft.Control] = [waiting(app)]
    side: ft.Control | None = None
    if loaded.trouble:
        body = [banner(trouble_sentence(loaded.trouble, app.t), Tone.FAIL)]
    elif view and report:
        body, side = site_body(view, report, app, page, turn)
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
    view: SiteView, report: SiteReport, app: App, page: int, turn: Callable[[int], None]
) -> tuple[list[ft.Control], ft.Control | None]:
    """Return the visit, the counts, the findings and the instruments.

    On a wide screen the visit and the findings stand beside the instruments, in the second part.
    """
    head, numbers = SiteHead(view), counts(view, report, app)
    goods = goods_rows(view, app)
    if not view.instruments:
        words = app.t("No instrument is registered at this site.")
        return [head, empty_state(words, ft.Icons.SEARCH_OFF), *goods], None
    findings = (
        quiet_line(report, app) if is_quiet(report) else SiteFindingsCard(report, view.instruments)
    )
    cards = instrument_pages(
        view.instruments, report.instruments, app, a_row=3, page=page, turn=turn
    )
    if app.wide:
        return [numbers, *cards], pane([head, findings, *goods])
    return [head, numbers, findings, *goods, *cards], None


def goods_rows(view: SiteView, app: App) -> list[ft.Control]:
    """Return the checks of goods that were begun here, and the way to another one."""
    site = view.site
    button = secondary_button(
        "check-goods", app.t("Check goods"), lambda _: app.go(Place.GOODS, site.site_id),
        icon=ft.Icons.SHOPPING_BASKET_OUTLINED, expand=True,
    )  # fmt: skip
    return [*(draft_row(line, site.name, app) for line in view.goods), ft.Row([button])]
