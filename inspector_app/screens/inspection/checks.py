"""Checks: what is looked at and tried, each in order or not, with two large answers."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.step_view import StepView, next_button
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.parts.controls import banner, card, secondary_button, tappable, text
from inspector_app.screens.parts.frame import foot
from inspector_app.screens.theme import TONES, Tone
from inspector_app.services.inspecting import answer_check, find_in_order
from inspector_app.services.views import CheckStep, Step

ANSWER_WIDTH = 152


def checks_view(draft: OpenDraft, taking: Taking) -> StepView:
    """Return every check with its answer, and "all in order" for those not answered yet.

    Who says so has answered every check, and goes on to the outcome.
    """
    app, checks = draft.app, draft.inspection.checks
    rest = tuple(check.id for check in checks if check.ok is None)

    async def all_in_order() -> None:
        await draft.change(find_in_order, rest)
        await go_on()

    async def go_on() -> None:
        await taking.go_to_step(Step.OUTCOME)

    rows: list[ft.Control] = [_check_row(draft, check) for check in checks]
    if not checks:
        rows.append(banner(app.t("This rule asks for no checks."), Tone.PLAIN))
    shortcut = secondary_button(
        "checks-all-ok", app.t("All in order"), app.doing(all_in_order) if rest else None,
        icon=ft.Icons.DONE_ALL,
    )  # fmt: skip
    on = next_button(app.t("Next: outcome"), app.doing(go_on), lead=not rest)
    return StepView(rows, foot(shortcut, on) if checks else foot(on))


def _check_row(draft: OpenDraft, check: CheckStep) -> ft.Control:
    words = text(draft.app.t.label(check.label), theme.BODY + 1)
    row = ft.Row(
        [
            ft.Container(words, expand=True),
            _answer(draft, check, ok=True),
            _answer(draft, check, ok=False),
        ],
        spacing=theme.GAP,
    )
    surface = card(row, border=theme.FAIL if check.ok is False else theme.LINE)
    surface.padding = ft.Padding.symmetric(horizontal=16, vertical=10)
    surface.key = check.id
    return surface


def _answer(draft: OpenDraft, check: CheckStep, *, ok: bool) -> ft.Control:
    t, look = draft.app.t, TONES[Tone.PASS if ok else Tone.FAIL]
    words = t("In order") if ok else t("Not in order")
    chosen = check.ok is ok

    async def say() -> None:
        await draft.change(answer_check, check.id, ok=None if chosen else ok)

    ink = look.on_fill if chosen else look.ink
    face = ft.Row(
        [ft.Icon(look.icon, color=ink, size=22), text(words, theme.BODY, ink, bold=True, lines=1)],
        alignment=ft.MainAxisAlignment.CENTER,
        spacing=6,
    )
    return tappable(
        f"check-{check.id}-{'ok' if ok else 'not-ok'}", f"{t.label(check.label)}: {words}", face,
        draft.app.doing(say), fill=look.ink if chosen else theme.CARD,
        border=look.ink if chosen else theme.EDGE, height=theme.TARGET, width=ANSWER_WIDTH,
        padding=4, radius=theme.RADIUS_SMALL, selected=chosen,
    )  # fmt: skip
