"""The five steps under the bar: where we are, what is done, a tap to go there."""

from collections.abc import Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.places import STEPS, done_steps
from inspector_app.screens.parts.controls import OnTap, tappable, text
from inspector_app.screens.state import App
from inspector_app.screens.wording import step_word
from inspector_app.services.views import Inspection, Step

STEP_HEIGHT = 60
LINE_HEIGHT = 3


def step_bar(
    app: App, inspection: Inspection, current: Step, go_to: Callable[[Step], OnTap]
) -> ft.Control:
    """Show the steps; the current one is underlined, those with nothing open carry a tick."""
    done = done_steps(inspection)
    steps: list[ft.Control] = [
        _step(app, step, go_to(step), current=step is current, done=step in done) for step in STEPS
    ]
    return ft.Container(ft.Row(steps, spacing=0), bgcolor=theme.CARD)


def _step(app: App, step: Step, on_tap: OnTap, *, current: bool, done: bool) -> ft.Control:
    word, spoken = step_word(step, app.t), step_word(step, app.t)
    if done:
        spoken = app.t("{step}, done", step=word)
    icon, ink = ft.Icons.RADIO_BUTTON_UNCHECKED, theme.INK2
    if current:
        icon, ink = ft.Icons.RADIO_BUTTON_CHECKED, theme.PRIMARY
    elif done:
        icon, ink = ft.Icons.CHECK_CIRCLE, theme.PASS
    words = ft.Row(
        [
            ft.Icon(icon, color=ink, size=20),
            text(word, theme.BODY, theme.INK, bold=current, lines=1),
        ],
        spacing=7,
        alignment=ft.MainAxisAlignment.CENTER,
        expand=True,
    )
    line = ft.Container(height=LINE_HEIGHT, bgcolor=theme.PRIMARY if current else theme.CARD)
    return tappable(
        f"step-{step.value}", spoken, ft.Column([words, line], spacing=0), on_tap,
        border=theme.CARD, radius=0, padding=0, height=STEP_HEIGHT, expand=True, selected=current,
    )  # fmt: skip
