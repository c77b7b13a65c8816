"""Sealed: what it came to, its number, that it waits to be sent, and what comes next."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.results import TONE_OF
from inspector_app.screens.parts.controls import (
    banner,
    card,
    named,
    primary_button,
    secondary_button,
    text,
)
from inspector_app.screens.parts.frame import foot, frame, top_bar
from inspector_app.screens.parts.lines import grouped, instrument_card
from inspector_app.screens.routes import Place
from inspector_app.screens.state import use_app, use_loaded
from inspector_app.screens.theme import TONES, Tone
from inspector_app.screens.wording import state_word
from inspector_app.services.planning import load_instrument, load_site
from inspector_app.services.views import InstrumentState, SealedLine, SiteView

VERDICT_STATE = {
    "pass": InstrumentState.PASSED,
    "fail": InstrumentState.FAILED,
    "incomplete": InstrumentState.INCOMPLETE,
}
OPEN = (InstrumentState.DUE, InstrumentState.OVERDUE, InstrumentState.IN_PROGRESS)


@ft.component
def FinishedScreen(sealed: SealedLine) -> ft.Control:
    """Show that the record is safe, and the next instruments of the site."""
    app = use_app()
    t = app.t

    async def site() -> SiteView:
        view = await app.call(load_instrument, sealed.instrument_id)
        return await app.call(load_site, view.site.site_id)

    loaded, _ = use_loaded(site, [sealed.record_id])
    look = TONES[TONE_OF[sealed.verdict]]
    verdict = state_word(VERDICT_STATE[sealed.verdict.value], t)
    head = ft.Container(
        ft.Row(
            [ft.Icon(ft.Icons.LOCK, color=look.on_fill, size=48),
             ft.Column(
                 [text(t("Sealed: {verdict}", verdict=verdict), theme.HERO, look.on_fill, bold=True),
                  text(t("Record {number}", number=sealed.seq), theme.SUBTITLE, look.on_fill)],
                 spacing=4, tight=True)],
            spacing=20,
        ),
        bgcolor=look.ink, border_radius=theme.RADIUS, padding=24,
    )  # fmt: skip
    body: list[ft.Control] = [
        named("sealed", head, f"{verdict} {sealed.record_id}"),
        banner(t("It waits on this tablet to be sent. Nobody can change it any more."), Tone.DUE,
               identifier="waits"),
    ]  # fmt: skip
    view = loaded.value
    if view is not None:
        following = [line for line in view.instruments if line.state in OPEN]
        words = (
            t("Next at {site}", site=view.site.name) if following else t("Nothing is open here.")
        )
        body.append(card(text(words, theme.SUBTITLE, bold=True)))
        columns = {"xs": 6, "md": 4}
        body.append(
            ft.ResponsiveRow(
                [ft.Container(instrument_card(line, app), col=columns) for line in following[:6]],
                spacing=theme.GAP, run_spacing=theme.GAP,
            )
        )  # fmt: skip
    site_id = view.site.site_id if view else ""
    bottom = foot(
        secondary_button("to-site", t("To the site"),
                         (lambda _: app.go(Place.SITE, site_id)) if site_id else None),
        primary_button("scan", t("Scan"), lambda _: app.go(Place.SCAN),
                       icon=ft.Icons.QR_CODE_SCANNER),
    )  # fmt: skip
    return frame(
        top_bar(app, t("Record sealed"), grouped(sealed.instrument_id)), body, bottom=bottom
    )
