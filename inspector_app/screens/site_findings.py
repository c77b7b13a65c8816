"""The card of a site's findings: one plain sentence each; a tap shows which instruments."""

from collections.abc import Sequence

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import OnTap, card, heading, named, pill, tappable, text
from inspector_app.screens.routes import Place
from inspector_app.screens.site_sentences import Said, say_findings, say_reason
from inspector_app.screens.state import App, use_app
from inspector_app.screens.theme import TONES, Tone
from inspector_app.screens.wording import kind_word
from inspector_app.services.views import InstrumentLine, SiteReport

CHIP_HEIGHT = 62
ROW_PADDING = ft.Padding.symmetric(horizontal=12, vertical=9)
SHOWN_CHIPS = 40


def is_quiet(report: SiteReport) -> bool:
    """True if a quiet line says it all."""
    return report.findings.is_quiet


def quiet_line(report: SiteReport, app: App) -> ft.Control:
    """Return what stands where the card would: nothing was found in the site as a whole."""
    checked, whole = count_checked(report)
    words = app.t(
        "{checked} of {whole} checked today. Nothing else to note about the site as a whole.",
        checked=checked,
        whole=whole,
    )
    row = ft.Row(
        [
            ft.Icon(ft.Icons.CHECK, color=theme.INK2, size=22),
            ft.Container(text(words, theme.BODY, theme.INK2), expand=True),
        ],
        spacing=10,
    )
    return named("site-quiet", ft.Container(row, padding=ft.Padding.symmetric(horizontal=4)))


def count_checked(report: SiteReport) -> tuple[int, int]:
    """Return how many instruments in use were checked today, and how many there are."""
    checked, unchecked = len(report.findings.checked), len(report.findings.unchecked)
    return checked, checked + unchecked


@ft.component
def SiteFindingsCard(report: SiteReport, lines: Sequence[InstrumentLine]) -> ft.Control:
    """Show the findings; the one that was tapped shows its instruments."""
    app = use_app()
    opened, set_opened = ft.use_state("")
    checked, whole = count_checked(report)
    done = checked == whole
    state = pill(
        app.t("{checked} of {whole} checked today", checked=checked, whole=whole),
        Tone.PASS if done else Tone.PLAIN,
        icon=None if done else ft.Icons.FACT_CHECK,
    )
    rows: list[ft.Control] = []
    for said in say_findings(report, app.t):
        is_open = said.key == opened
        rows.append(
            finding_row(
                said,
                is_open=is_open,
                on_tap=lambda _, key="" if is_open else said.key: set_opened(key),
            )
        )
        if is_open:
            rows.append(chips(said, report, lines, app))
    return named("site-findings", card(heading(app.t("Site findings"), state), *rows))


def finding_row(said: Said, *, is_open: bool, on_tap: OnTap) -> ft.Control:
    """Return a finding: sign, word and sentence; tappable when it names instruments."""
    look = TONES[said.tone]
    words: list[ft.Control] = [
        text(said.word, theme.LABEL, look.ink, bold=True),
        text(said.sentence, theme.BODY),
    ]
    if said.source:
        words.append(text(said.source, theme.LABEL, theme.INK2))
    inner: list[ft.Control] = [
        ft.Icon(said.icon, color=look.ink, size=26),
        ft.Column(words, spacing=2, tight=True, expand=True),
    ]
    identifier = f"finding-{said.key}"
    if not said.ids:
        row = ft.Row(inner, spacing=12)
        ground = ft.Container(
            row, bgcolor=look.tint, border_radius=theme.RADIUS_SMALL, padding=ROW_PADDING
        )
        return named(identifier, ground)
    inner.append(
        ft.Icon(
            ft.Icons.EXPAND_LESS if is_open else ft.Icons.EXPAND_MORE, color=theme.INK2, size=28
        )
    )
    return tappable(
        identifier, "", ft.Row(inner, spacing=12), on_tap,
        fill=look.tint, border=look.ink if is_open else look.tint, radius=theme.RADIUS_SMALL,
        padding=ROW_PADDING, selected=is_open,
    )  # fmt: skip


def chips(said: Said, report: SiteReport, lines: Sequence[InstrumentLine], app: App) -> ft.Control:
    """Return the instruments of a finding in their order at the site, each with its reason."""
    shown = [line for line in lines if line.instrument_id in said.ids]
    controls: list[ft.Control] = [
        chip(line, say_reason(said.key, report.instruments[line.instrument_id], app.t), app)
        for line in shown[:SHOWN_CHIPS]
    ]
    if len(shown) > SHOWN_CHIPS:
        rest = app.t("and {count} more", count=len(shown) - SHOWN_CHIPS)
        controls.append(text(rest, theme.BODY, theme.INK2))
    return ft.Row(controls, wrap=True, spacing=10, run_spacing=10)


def chip(line: InstrumentLine, reason: str, app: App) -> ft.Control:
    """Return an instrument to go to: its name, and why it stands here."""
    kind = kind_word(line.kind, app.t)
    words: list[ft.Control] = [
        text(line.nozzle or f"{kind} {line.serial}".strip(), theme.BODY + 1, bold=True, lines=1)
    ]
    if reason:
        words.append(text(reason, theme.LABEL, theme.INK2, lines=1))
    column = ft.Column(words, spacing=2, tight=True, alignment=ft.MainAxisAlignment.CENTER)
    return tappable(
        f"found-{line.instrument_id}", "", column,
        lambda _: app.go(Place.INSTRUMENT, line.instrument_id),
        border=theme.EDGE, radius=theme.RADIUS_SMALL, height=CHIP_HEIGHT,
        padding=ft.Padding.symmetric(horizontal=14),
    )  # fmt: skip
