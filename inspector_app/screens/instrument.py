"""An instrument: certificate, seals on file, history, and the start of an inspection."""

from collections.abc import Callable
from datetime import date

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.seal_words import change_sentence
from inspector_app.screens.kept import use_kept
from inspector_app.screens.parts.controls import (
    banner,
    card,
    choice,
    fact,
    heading,
    named,
    pill,
    primary_button,
    text,
)
from inspector_app.screens.parts.frame import foot, frame, screen, top_bar, two_panes, waiting
from inspector_app.screens.parts.history_chart import history_chart
from inspector_app.screens.parts.lines import TONE_OF, full_title, grouped, sign_of, value_words
from inspector_app.screens.routes import Place, route_to
from inspector_app.screens.state import App, use_app, use_loaded
from inspector_app.screens.theme import TONES, Tone
from inspector_app.screens.visiting import begin_inspection
from inspector_app.screens.wording import (
    kind_word,
    phase_word,
    reason_word,
    state_word,
    trouble_sentence,
)
from inspector_app.services.planning import load_instrument
from inspector_app.services.views import (
    CustodyLine,
    InstrumentState,
    InstrumentView,
    PastCheck,
    ReplacedSeal,
)

VERDICT_STATE = {
    "pass": InstrumentState.PASSED,
    "fail": InstrumentState.FAILED,
    "incomplete": InstrumentState.INCOMPLETE,
}


@screen
def InstrumentScreen(instrument_id: str) -> ft.Control:
    """Load an instrument and show it."""
    app = use_app()
    phase, set_phase = use_kept(app, f"{route_to(Place.INSTRUMENT, instrument_id)}#phase")
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
        await begin_inspection(app, instrument_id, phase=chosen or None)

    bar = top_bar(app, full_title(view.line, app), f"{view.site.name} · {grouped(instrument_id)}")
    first = [*rule_controls(view, app, chosen, set_phase), certificate_card(view, app)]
    second = [seals_card(view, app), history_card(view, app)]
    body, side = two_panes(app, first, second)
    words = app.t("Continue") if view.line.draft_id else app.t("Start inspection")
    begin_button = primary_button(
        "start-inspection", words, app.doing(start) if view.rule_id else None,
        icon=ft.Icons.PLAY_ARROW,
    )  # fmt: skip
    return frame(bar, body, side=side, bottom=foot(begin_button))


def default_phase(view: InstrumentView) -> str:
    """A spot check where the rule knows one, else its first phase."""
    if "spot_check" in view.phases:
        return "spot_check"
    return view.phases[0] if view.phases else ""


def rule_controls(
    view: InstrumentView, app: App, chosen: str, choose: Callable[[str], None]
) -> list[ft.Control]:
    """Return which rule applies and the choice of the occasion; both are fixed once begun."""
    t = app.t
    if view.rule_id is None:
        return [banner(trouble_sentence("no_rule", t), Tone.UNSURE, identifier="no-rule")]
    if view.line.draft_id:
        words = t("An inspection of this instrument was begun and is kept on this tablet.")
        return [banner(words, Tone.UNSURE, identifier="begun", icon=ft.Icons.EDIT)]
    buttons: list[ft.Control] = [
        choice(
            f"phase-{phase}", phase_word(phase, t), lambda _, phase=phase: choose(phase),
            chosen=phase == chosen,
        )
        for phase in view.phases
    ]  # fmt: skip
    a_row = 3 if len(buttons) % 3 == 0 else 2
    rows = [
        ft.Row(buttons[at : at + a_row], spacing=theme.GAP) for at in range(0, len(buttons), a_row)
    ]
    status = (
        pill(t("Source verified"), Tone.PASS)
        if view.rule_status == "verified"
        else pill(t("Source not verified"), Tone.UNSURE)
    )
    return [card(heading(t("Occasion"), ft.Row([
        text(view.rule_edition, theme.BODY, theme.INK2), status
    ], tight=True)), *rows)]  # fmt: skip


def certificate_card(view: InstrumentView, app: App) -> ft.Control:
    """Return what the register says of the instrument and its verification."""
    t, line = app.t, view.line
    expired = line.valid_until is not None and line.valid_until < app.today()
    return card(
        heading(t("Certificate"), certificate_pill(line.valid_until, app)),
        fact(t("Valid until"), t.date(line.valid_until) if line.valid_until else ""),
        fact(t("Number"), view.certificate_no),
        fact(t("Verified on"), t.date(view.verified_on) if view.verified_on else ""),
        ft.Divider(height=1, color=theme.LINE),
        fact(t("Kind"), kind_word(line.kind, t)),
        fact(t("Make and model"), " ".join(filter(None, (line.make, line.model)))),
        fact(t("Serial number"), line.serial),
        border=theme.FAIL if expired else theme.LINE,
    )


def certificate_pill(until: date | None, app: App) -> ft.Control:
    """Say whether the certificate is in date."""
    t = app.t
    if until is None:
        return pill(t("No date known"), Tone.UNSURE)
    if until < app.today():
        return pill(t("Expired"), Tone.FAIL, icon=ft.Icons.WARNING_AMBER)
    return pill(t("In date"), Tone.PASS)


def seals_card(view: InstrumentView, app: App) -> ft.Control:
    """Return the seals as the register has them."""
    rows = [fact(app.t.label(seal.label), seal.number) for seal in view.seals]
    if not rows:
        rows = [text(app.t("No seals are registered."), theme.BODY, theme.INK2)]
    told = [custody_row(line, app) for line in view.custody]
    if told:
        rows += [ft.Divider(height=1, color=theme.LINE), *told]
    return card(heading(app.t("Seals on file")), *rows)


def custody_row(line: CustodyLine, app: App) -> ft.Control:
    """Return one replacement: which seal went, which came, when, by whom, why."""
    t = app.t
    change = ReplacedSeal(line.removed, line.applied, line.reason, line.note, done=True)
    on = t.date(app.local(line.at).date()) if line.at else t("No date known")
    first = f"{t.label(line.label)} · {change_sentence(change, t)}"
    second = t("{date}, by {names}", date=on, names=", ".join(line.by) or "—")
    why = line.note if line.reason == "other" else reason_word(line.reason, t)
    parts: list[ft.Control] = [
        text(first, theme.BODY, bold=True),
        text(f"{second} · {why}", theme.LABEL, theme.INK2),
    ]
    if line.gap:
        words = t("Gap: another number was taken off than was put on before.")
        parts.append(
            ft.Row(
                [ft.Icon(ft.Icons.WARNING_AMBER, color=theme.FAIL, size=20),
                 ft.Container(text(words, theme.LABEL, theme.FAIL), expand=True)],
                spacing=6,
            )
        )  # fmt: skip
    return named(f"custody-{line.position}", ft.Column(parts, spacing=2, tight=True))


def history_card(view: InstrumentView, app: App) -> ft.Control:
    """Return the last checks, newest first."""
    rows: list[ft.Control] = [history_row(past, app) for past in view.history]
    if not rows:
        rows = [text(app.t("Never checked"), theme.BODY, theme.INK2)]
    chart = history_chart(view.history, app)
    if chart is not None:
        rows.insert(0, chart)
    return card(heading(app.t("History")), *rows)


def history_row(past: PastCheck, app: App) -> ft.Control:
    """Return one earlier check."""
    state = VERDICT_STATE[past.verdict.value]
    look = TONES[TONE_OF[state]]
    return ft.Row(
        [
            ft.Icon(sign_of(state), color=look.ink, size=24),
            text(app.t.date(app.local(past.finished_at).date()), theme.BODY),
            ft.Container(text(state_word(state, app.t), theme.BODY, look.ink), expand=True),
            text(value_words(past, app), theme.SUBTITLE, look.ink, bold=True),
        ],
        spacing=12,
    )
