"""The inspection's frame: its bar, the five steps, and the step that stands open."""

from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.rulebook.book import GOODS
from inspector_app.screens import theme
from inspector_app.screens.inspection.checks import checks_view
from inspector_app.screens.inspection.dialogs import ask, choose
from inspector_app.screens.inspection.finished import FinishedScreen
from inspector_app.screens.inspection.keyboard import listen
from inspector_app.screens.inspection.mark_photo import MarkPhoto
from inspector_app.screens.inspection.open_draft import Build, OpenDraft
from inspector_app.screens.inspection.outcome import outcome_view
from inspector_app.screens.inspection.photos import PhotoCamera
from inspector_app.screens.inspection.readings import readings_view
from inspector_app.screens.inspection.seals import seals_view
from inspector_app.screens.inspection.signatures import signatures_view
from inspector_app.screens.inspection.signing import find_signer, signing_screen
from inspector_app.screens.inspection.step_bar import step_bar
from inspector_app.screens.inspection.step_view import StepView
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.parts.controls import banner, icon_button, tappable, text
from inspector_app.screens.parts.frame import bar_pill, frame, screen, top_bar, waiting
from inspector_app.screens.parts.lines import full_title, grouped
from inspector_app.screens.routes import Place as Address
from inspector_app.screens.state import trouble_code, use_app
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import phase_word, trouble_sentence
from inspector_app.services.inspecting import choose_phase, discard, load_inspection
from inspector_app.services.views import Step

NOT_YET: Taking | None = None


@screen
def InspectionScreen(draft_id: str) -> ft.Control:
    """Open a draft where it was left, and follow the inspector through it."""
    app = use_app()
    taking, set_taking = ft.use_state(NOT_YET)
    trouble, set_trouble = ft.use_state("")
    _, redraw = ft.use_state(0)

    async def load() -> None:
        try:
            inspection = await app.call(load_inspection, draft_id)
        except Exception as fault:  # noqa: BLE001 - the border of a screen event
            set_trouble(trouble_code(fault))
            return
        set_taking(Taking(OpenDraft(app, inspection, lambda: redraw(lambda count: count + 1))))

    ft.use_effect(load, [draft_id])
    ft.use_effect(lambda: listen(app.scanner, taking), [taking], lambda: listen(app.scanner, None))
    shown = taking.draft if taking else None
    above = shown if shown and not app.locked else None
    use_built(above.question if above else None)
    use_built(above.sheet if above else None)
    if taking is None or shown is None:
        told = banner(trouble_sentence(trouble, app.t), Tone.FAIL) if trouble else waiting(app)
        return frame(top_bar(app, ""), [told])
    shown.app = app
    if shown.sealed is not None:
        return FinishedScreen(shown.inspection, shown.sealed)
    if shown.filming:
        return PhotoCamera(shown)
    signer = find_signer(shown)
    if signer is not None:
        return signing_screen(shown, signer)
    if shown.marking is not None:
        return MarkPhoto(shown, shown.marking)
    return inspection_frame(shown, taking)


def use_built(build: Build | None) -> None:
    """Show a dialog that is built once: what is drawn below it does not make it another one."""
    ft.use_dialog(ft.use_memo(lambda: build() if build else None, [build]))


def inspection_frame(draft: OpenDraft, taking: Taking) -> ft.Control:
    """Put the bar, the steps and the step that stands open together."""
    step = draft.place.step

    def go_to(target: Step) -> Callable[[object], Awaitable[None]]:
        return draft.app.doing(lambda: taking.go_to_step(target))

    view = step_view(draft, taking)
    above: list[ft.Control] = [step_bar(draft.app, draft.inspection, step, go_to)]
    if view.top:
        margin = ft.Padding.only(left=theme.MARGIN, right=theme.MARGIN, top=theme.MARGIN)
        above.append(ft.Container(view.top, padding=margin))
    if view.whole is not None:
        parts = [draft_bar(draft), *above, view.whole]
        return ft.Column(parts, spacing=0, expand=True, key="whole")
    whole = frame(
        draft_bar(draft),
        view.body,
        under_bar=ft.Column(above, spacing=0, tight=True),
        bottom=view.bottom,
        side=view.side,
    )
    whole.key = step.value
    return whole


def step_view(draft: OpenDraft, taking: Taking) -> StepView:
    """Return the step that stands open."""
    step = draft.place.step
    if step is Step.SEALS:
        return seals_view(draft, taking)
    if step is Step.READINGS:
        return readings_view(draft, taking)
    if step is Step.CHECKS:
        return checks_view(draft, taking)
    if step is Step.OUTCOME:
        return outcome_view(draft, taking)
    return signatures_view(draft)


def draft_bar(draft: OpenDraft) -> ft.Control:
    """Return the bar: the instrument, its site and id, whether the draft is saved, the menu."""
    app, inspection = draft.app, draft.inspection
    line = inspection.instrument
    subtitle = f"{inspection.site.name} · {grouped(line.instrument_id)}"
    words, icon = app.t("Draft saved"), ft.Icons.CHECK if app.online else ft.Icons.CLOUD_OFF
    if not draft.saved:
        words, icon = app.t("Not saved"), ft.Icons.WARNING_AMBER
    actions = (
        bar_pill(words, icon),
        icon_button("menu", app.t("More"), ft.Icons.MORE_VERT, lambda _: open_menu(draft)),
    )
    return top_bar(app, full_title(line, app), subtitle, actions=actions)


def open_menu(draft: OpenDraft) -> None:
    """Offer the occasions of the rule, and to throw the draft away."""
    t = draft.app.t

    def rows() -> list[ft.Control]:
        phases = [phase_row(draft, phase) for phase in draft.inspection.phases]
        words = text(t("Discard this draft"), theme.BODY + 1, theme.FAIL, bold=True)
        throw_away = tappable(
            "discard", t("Discard this draft"), words, lambda _: ask_to_discard(draft)
        )
        return [*phases, throw_away]

    choose(draft, t("Occasion: {phase}", phase=phase_word(draft.inspection.phase, t)), rows)


def phase_row(draft: OpenDraft, phase: str) -> ft.Control:
    """Return one occasion to choose; every reading taken stays."""
    words, here = phase_word(phase, draft.app.t), phase == draft.inspection.phase

    async def take() -> None:
        draft.open_sheet(None)
        await draft.change(choose_phase, phase)

    return tappable(
        f"phase-{phase}", words, text(words, theme.BODY + 1, bold=here), draft.app.doing(take),
        fill=theme.DUE_TINT if here else theme.CARD, border=theme.PRIMARY if here else theme.LINE,
        selected=here,
    )  # fmt: skip


def ask_to_discard(draft: OpenDraft) -> None:
    """Ask before a draft is thrown away; nothing else ever throws one away."""
    app, t = draft.app, draft.app.t

    async def throw_away() -> None:
        draft.ask(None)
        await app.call(discard, draft.id)
        inspection = draft.inspection
        if inspection.instrument.kind == GOODS:
            app.go(Address.SITE, inspection.site.site_id)
        else:
            app.go(Address.INSTRUMENT, inspection.instrument.instrument_id)

    draft.open_sheet(None)
    ask(
        draft,
        "discard",
        t("Discard this draft?"),
        t("Everything that was typed in it, and its photos, will be gone."),
        no=t("Keep it"),
        yes=t("Discard"),
        on_yes=throw_away,
    )
