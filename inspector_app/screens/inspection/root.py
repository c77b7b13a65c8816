"""The inspection's frame: its bar, the five steps, and the step that stands open."""

import flet as ft

from inspector_app.errors import InspectorError
from inspector_app.screens import theme
from inspector_app.screens.inspection.checks import checks_step
from inspector_app.screens.inspection.finished import FinishedScreen
from inspector_app.screens.inspection.officers import officers_step
from inspector_app.screens.inspection.outcome import OutcomeStep
from inspector_app.screens.inspection.readings import ReadingsStep
from inspector_app.screens.inspection.seals import SealsStep
from inspector_app.screens.inspection.work import STEPS, Work, is_done, resolve_place
from inspector_app.screens.parts.controls import banner, icon_button, tappable, text
from inspector_app.screens.parts.frame import bar_pill, frame, top_bar, waiting
from inspector_app.screens.parts.lines import grouped, instrument_about, instrument_title
from inspector_app.screens.routes import Place as Address
from inspector_app.screens.state import App, use_app
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import step_word, trouble_sentence
from inspector_app.services.inspecting import discard, load_inspection, stand_at
from inspector_app.services.views import Inspection, Place, SealedLine, Step


@ft.component
def InspectionScreen(draft_id: str) -> ft.Control:
    """Open a draft where it was left, and follow the inspector through it."""
    app = use_app()
    inspection, set_inspection = ft.use_state(None)
    place, set_place = ft.use_state(Place())
    trouble, set_trouble = ft.use_state("")
    sealed, set_sealed = ft.use_state(None)

    async def load() -> None:
        try:
            found = await app.call(load_inspection, draft_id)
        except InspectorError as fault:
            set_trouble(fault.code)
            return
        set_place(resolve_place(found.place, found))
        set_inspection(found)

    ft.use_effect(load, [draft_id])
    if isinstance(sealed, SealedLine):
        return FinishedScreen(sealed)
    if not isinstance(inspection, Inspection):
        told = banner(trouble_sentence(trouble, app.t), Tone.FAIL) if trouble else waiting(app)
        return frame(top_bar(app, ""), [told])

    async def move(target: Place) -> None:
        whole = resolve_place(target, inspection)
        await app.call(stand_at, draft_id, whole)
        set_place(whole)

    work = Work(app, inspection, place, set_inspection, move)
    return ft.Column(
        [
            draft_bar(work),
            step_bar(work),
            ft.Container(step_content(work, set_sealed), expand=True),
        ],
        spacing=0,
        expand=True,
    )


def step_content(work: Work, finish: ft.Control) -> ft.Control:
    """Return the step that stands open."""
    step = work.place.step
    if step is Step.SEALS:
        return SealsStep(work)
    if step is Step.READINGS:
        return ReadingsStep(work, key=f"{work.place.point}:{work.place.run}:{work.place.field}")
    if step is Step.CHECKS:
        return checks_step(work)
    if step is Step.OUTCOME:
        return OutcomeStep(work)
    return officers_step(work, finish)


def draft_bar(work: Work) -> ft.Control:
    """Return the bar: the instrument, its site, and that the draft is saved."""
    app, inspection = work.app, work.inspection
    line = inspection.instrument
    title = f"{instrument_title(line, app)} · {instrument_about(line, app)}"
    subtitle = f"{inspection.site.name} · {grouped(line.instrument_id)}"
    actions = (
        bar_pill(app.t("Draft saved"), ft.Icons.SAVE),
        icon_button("discard", app.t("Discard"), ft.Icons.DELETE_OUTLINE,
                    lambda _: ask_to_discard(app, inspection)),
    )  # fmt: skip
    return top_bar(app, title, subtitle, actions=actions)


def ask_to_discard(app: App, inspection: Inspection) -> None:
    """Ask before a draft is thrown away; nothing else ever throws one away."""

    async def throw_away() -> None:
        app.page.pop_dialog()
        await app.call(discard, inspection.draft_id)
        app.go(Address.INSTRUMENT, inspection.instrument.instrument_id)

    app.page.show_dialog(
        ft.AlertDialog(
            modal=True,
            title=text(app.t("Discard this draft?"), theme.TITLE, bold=True),
            content=text(app.t("Everything typed in it is thrown away. This cannot be undone.")),
            actions=[
                ft.Semantics(
                    identifier="discard-no",
                    content=ft.TextButton(
                        app.t("Keep it"),
                        height=theme.TARGET,
                        on_click=lambda _: app.page.pop_dialog(),
                    ),
                ),
                ft.Semantics(
                    identifier="discard-yes",
                    content=ft.TextButton(
                        app.t("Discard"), height=theme.TARGET, on_click=app.doing(throw_away)
                    ),
                ),
            ],
        )
    )


def step_bar(work: Work) -> ft.Control:
    """Return the five steps: done, here, or open."""
    tabs = [step_tab(step, work) for step in STEPS]
    return ft.Container(ft.Row(tabs, spacing=0), bgcolor=theme.CARD, height=theme.TARGET)


def step_tab(step: Step, work: Work) -> ft.Control:
    """Return one step; a tap goes there."""
    here = step is work.place.step
    done = is_done(step, work.inspection) and not here
    icon = ft.Icons.RADIO_BUTTON_CHECKED if here else ft.Icons.RADIO_BUTTON_UNCHECKED
    color = theme.PRIMARY if here else theme.INK2
    if done:
        icon, color = ft.Icons.CHECK_CIRCLE, theme.PASS
    words = step_word(step, work.app.t)
    face = ft.Row(
        [ft.Icon(icon, color=color, size=20),
         text(words, theme.BODY, theme.INK if here or done else theme.INK2, bold=here, lines=1)],
        alignment=ft.MainAxisAlignment.CENTER, spacing=8,
    )  # fmt: skip
    under = ft.Container(height=3, bgcolor=theme.PRIMARY if here else theme.CARD)
    content = ft.Column(
        [ft.Container(face, expand=True, alignment=ft.Alignment.CENTER), under], spacing=0
    )

    async def go() -> None:
        await work.move(Place(step=step))

    return tappable(
        f"step-{step.value}", words, content, work.app.doing(go), border=theme.CARD,
        border_width=0, radius=0, padding=0, height=theme.TARGET, expand=True, selected=here,
    )  # fmt: skip
