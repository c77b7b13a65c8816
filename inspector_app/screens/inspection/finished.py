"""Sealed: what it came to, its number, that it waits to be sent, and what comes next here."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.evidence import SealedEvidence
from inspector_app.screens.inspection.finding_card import finding_cards
from inspector_app.screens.inspection.verdict import verdict_surface, verdict_words
from inspector_app.screens.parts.controls import (
    banner,
    card,
    heading,
    named,
    primary_button,
    secondary_button,
    text,
)
from inspector_app.screens.parts.frame import foot, frame, top_bar
from inspector_app.screens.parts.lines import (
    full_title,
    grouped,
    instrument_card,
)
from inspector_app.screens.report import Report
from inspector_app.screens.routes import Place, route_to
from inspector_app.screens.state import App, use_app, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.services.planning import load_site
from inspector_app.services.views import Inspection, InstrumentState, SealedLine, SiteView

OPEN = (InstrumentState.IN_PROGRESS, InstrumentState.DUE, InstrumentState.OVERDUE)
MOST_SHOWN = 6


@ft.component
def FinishedScreen(inspection: Inspection, sealed: SealedLine) -> ft.Control:
    """Show that the record is safe, and the next instruments of the site."""
    app = use_app()
    t, site_id = app.t, inspection.site.site_id
    loaded, _ = use_loaded(lambda: app.call(load_site, site_id), [sealed.record_id])
    reporting, set_reporting = ft.use_state(False)
    if reporting:
        return Report(sealed.record_id, lambda: set_reporting(False))
    words = verdict_words(sealed.verdict, inspection.phase, t)
    number = t("Record {n}", n=sealed.seq)
    body: list[ft.Control] = [
        verdict_surface(sealed.verdict, words, number),
        banner(
            t("Sealed and safe on this tablet; waiting to be sent."), Tone.DUE,
            identifier="waiting-to-be-sent", icon=ft.Icons.CLOUD_UPLOAD_OUTLINED,
        ),
        card(
            text(t("Record number"), theme.LABEL, theme.INK2),
            named("record-id", text(sealed.record_id, theme.SUBTITLE, bold=True)),
            ft.Row([secondary_button("report", t("Report"), lambda _: set_reporting(True),
                                     icon=ft.Icons.DESCRIPTION_OUTLINED, expand=True)]),
        ),
    ]  # fmt: skip
    body.append(SealedEvidence(sealed.record_id))
    if loaded.value is not None:
        body.append(_next_here(app, loaded.value))
    body += _findings(app, inspection)
    line = inspection.instrument
    bar = top_bar(
        app, full_title(line, app), f"{inspection.site.name} · {grouped(line.instrument_id)}"
    )
    return frame(bar, body, bottom=_ways_on(app, site_id))


def _ways_on(app: App, site_id: str) -> ft.Control:
    t = app.t
    on_walk = app.came_by(route_to(Place.WALK, site_id))
    return foot(
        secondary_button(
            "to-site", t("Back to the site"), lambda _: app.go(Place.SITE, site_id), expand=True
        ),
        primary_button(
            "to-walk", t("Back to the walk"), lambda _: app.go(Place.WALK, site_id),
            icon=ft.Icons.DIRECTIONS_WALK,
        )
        if on_walk
        else primary_button(
            "scan", t("Scan the next"), lambda _: app.go(Place.SCAN), icon=ft.Icons.QR_CODE_SCANNER
        ),
    )  # fmt: skip


def _findings(app: App, inspection: Inspection) -> list[ft.Control]:
    """Return what was sealed, finding by finding, with the calculation of each."""
    outcome = inspection.outcome
    rule = app.tablet.rulebook.rules.get(inspection.rule_id)
    cards = finding_cards(outcome.findings, app.t, rule, verified=outcome.status == "verified")
    return [heading(app.t("Findings")), *cards] if cards else []


def _next_here(app: App, view: SiteView) -> ft.Control:
    t = app.t
    following = [line for line in view.instruments if line.state in OPEN]
    if not following:
        told = t("Nothing is open at {site}.", site=view.site.name)
        return banner(told, Tone.PASS, identifier="site-done")
    columns: dict[str | ft.ResponsiveRowBreakpoint, int | float] = {"xs": 6, "md": 4}
    cards: list[ft.Control] = [
        ft.Container(instrument_card(line, app), col=columns) for line in following[:MOST_SHOWN]
    ]
    return ft.Column(
        [
            text(t("Next at {site}", site=view.site.name), theme.SUBTITLE, bold=True),
            ft.ResponsiveRow(cards, spacing=theme.GAP, run_spacing=theme.GAP),
        ],
        spacing=theme.GAP,
        tight=True,
    )
