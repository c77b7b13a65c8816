"""An instrument: certificate, seals on file, history, and the start of an inspection."""

from collections.abc import Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import (
    banner,
    card,
    pill,
    primary_button,
    tappable,
    text,
)
from inspector_app.screens.parts.frame import foot, frame, top_bar, waiting
from inspector_app.screens.parts.lines import (
    TONE_OF,
    grouped,
    instrument_about,
    instrument_title,
)
from inspector_app.screens.routes import Place
from inspector_app.screens.state import App, use_app, use_loaded
from inspector_app.screens.theme import TONES, Tone
from inspector_app.screens.wording import kind_word, phase_word, state_word, trouble_sentence
from inspector_app.services.beginning import begin
from inspector_app.services.planning import load_instrument
from inspector_app.services.views import InstrumentState, InstrumentView, PastCheck

VERDICT_STATE = {
    "pass": InstrumentState.PASSED,
    "fail": InstrumentState.FAILED,
    "incomplete": InstrumentState.INCOMPLETE,
}


@ft.component
def InstrumentScreen(instrument_id: str) -> ft.Control:
    """Load an instrument and show it."""
    app = use_app()
    phase, set_phase = ft.use_state("")
    loaded, _ = use_loaded(lambda: app.call(load_instrument, instrument_id), [instrument_id])
    view = loaded.value
    if view is None:
        told = (
            banner(trouble_sentence(loaded.trouble, app.t), Tone.FAIL)
            if loaded.trouble
            else waiting(app)
        )
        return frame(top_bar(app, grouped(instrument_id)), [told])

    chosen = phase or default_phase(view)

    async def start() -> None:
        draft = await app.call(begin, instrument_id, phase=chosen or None)
        app.go(Place.INSPECT, draft)

    title = f"{instrument_title(view.line, app)} · {instrument_about(view.line, app)}"
    bar = top_bar(app, title, f"{view.site.name} · {grouped(instrument_id)}")
    body: list[ft.Control] = [certificate_card(view, app), seals_card(view, app)]
    if view.rule_id and not view.line.draft_id:
        body.insert(0, phase_card(view, app, chosen, set_phase))
    if view.rule_id is None:
        body.insert(0, banner(trouble_sentence("no_rule", app.t), Tone.UNSURE))
    body.append(history_card(view, app))
    words = app.t("Continue") if view.line.draft_id else app.t("Start inspection")
    begin_button = primary_button(
        "start-inspection", words, app.doing(start) if view.rule_id else None,
        icon=ft.Icons.PLAY_ARROW,
    )  # fmt: skip
    return frame(bar, body, bottom=foot(begin_button))


def default_phase(view: InstrumentView) -> str:
    """A spot check where the rule knows one, else its first phase."""
    if "spot_check" in view.phases:
        return "spot_check"
    return view.phases[0] if view.phases else ""


def phase_card(
    view: InstrumentView, app: App, chosen: str, choose: Callable[[str], None]
) -> ft.Control:
    """Return the choice of the occasion and the rule that will be used."""
    buttons: list[ft.Control] = [
        tappable(
            f"phase-{phase}",
            phase_word(phase, app.t),
            text(
                phase_word(phase, app.t),
                theme.BODY + 1,
                theme.PRIMARY if phase == chosen else theme.INK,
                bold=phase == chosen,
            ),
            lambda _, phase=phase: choose(phase),
            fill=theme.DUE_TINT if phase == chosen else theme.CARD,
            border=theme.PRIMARY if phase == chosen else theme.LINE,
            border_width=2 if phase == chosen else 1,
            selected=phase == chosen,
        )
        for phase in view.phases
    ]  # fmt: skip
    status = (
        pill(app.t("Source verified"), Tone.PASS)
        if view.rule_status == "verified"
        else pill(app.t("Source not verified"), Tone.UNSURE)
    )
    return card(
        ft.Row([text(view.rule_edition, theme.SUBTITLE, bold=True), status], spacing=12),
        ft.Row(buttons, wrap=True, spacing=theme.GAP, run_spacing=theme.GAP),
    )


def fact(label: str, value: str) -> ft.Control:
    """Return a name and its value on one line."""
    return ft.Row(
        [
            ft.Container(text(label, theme.BODY, theme.INK2), width=150),
            ft.Container(text(value or "—", theme.BODY), expand=True),
        ]
    )


def certificate_card(view: InstrumentView, app: App) -> ft.Control:
    """Return what the register says of the instrument and its verification."""
    t, line = app.t, view.line
    expired = line.state is InstrumentState.OVERDUE
    until = t.date(line.valid_until) if line.valid_until else "—"
    state = (
        pill(t("Expired"), Tone.FAIL, icon=ft.Icons.WARNING_AMBER)
        if expired
        else pill(t("In date"), Tone.PASS)
    )
    return card(
        ft.Row([text(t("Certificate"), theme.SUBTITLE, bold=True), state], spacing=12),
        fact(t("Number"), view.certificate_no),
        fact(t("Verified on"), t.date(view.verified_on) if view.verified_on else ""),
        fact(t("Valid until"), until),
        fact(t("Kind"), kind_word(line.kind, t)),
        fact(t("Make and model"), " ".join(filter(None, (line.make, line.model)))),
        fact(t("Serial number"), line.serial),
        border=theme.FAIL if expired else theme.LINE,
    )


def seals_card(view: InstrumentView, app: App) -> ft.Control:
    """Return the seals as the register has them."""
    rows = [fact(app.t.label(seal.label), seal.number) for seal in view.seals]
    if not rows:
        rows = [text(app.t("No seals are registered."), theme.BODY, theme.INK2)]
    return card(text(app.t("Seals on file"), theme.SUBTITLE, bold=True), *rows)


def history_card(view: InstrumentView, app: App) -> ft.Control:
    """Return the last checks, newest first."""
    rows: list[ft.Control] = [history_row(past, app) for past in view.history]
    if not rows:
        rows = [text(app.t("Never checked"), theme.BODY, theme.INK2)]
    return card(text(app.t("History"), theme.SUBTITLE, bold=True), *rows)


def history_row(past: PastCheck, app: App) -> ft.Control:
    """Return one earlier check."""
    state = VERDICT_STATE[past.verdict.value]
    look = TONES[TONE_OF[state]]
    value = ""
    if past.value is not None:
        value = f"{app.t.number(past.value, 2, signed=True)} {past.unit or ''}"
    return ft.Row(
        [
            ft.Icon(look.icon, color=look.ink, size=24),
            text(app.t.date(app.local(past.finished_at).date()), theme.BODY),
            ft.Container(text(state_word(state, app.t), theme.BODY, look.ink), expand=True),
            text(value, theme.SUBTITLE, look.ink, bold=True),
        ],
        spacing=12,
    )
