"""What a step gives to the frame, and the button at the foot that leads on."""

from dataclasses import dataclass

import flet as ft

from inspector_app.screens.parts.controls import OnTap, primary_button, secondary_button
from inspector_app.screens.parts.frame import foot


@dataclass(frozen=True)
class StepView:
    """The body of a step, its foot, on a wide screen its second pane, and what stands above.

    `whole` stands in the place of body, side and foot: a camera does not scroll.
    """

    body: list[ft.Control]
    bottom: ft.Control | None = None
    side: ft.Control | None = None
    top: ft.Control | None = None
    whole: ft.Control | None = None


def next_button(words: str, on_tap: OnTap, *, lead: bool) -> ft.Control:
    """Return the way on: filled when nothing is open here, always there."""
    if lead:
        return primary_button("next", words, on_tap, icon=ft.Icons.ARROW_FORWARD)
    return secondary_button("next", words, on_tap, icon=ft.Icons.ARROW_FORWARD, expand=True)


def next_foot(words: str, on_tap: OnTap, *, lead: bool) -> ft.Control:
    """Return a foot with the way on alone."""
    return foot(next_button(words, on_tap, lead=lead))
