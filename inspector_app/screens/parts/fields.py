"""A field for a line of text whose letters are never set back, however fast they come."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from inspector_app.screens import theme

Put = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class LineLook:
    """How a field looks and what it is fed by."""

    size: int = 0  # 0: that of a title
    spaced: bool = False  # letters apart, for an id
    icon: ft.IconData | None = None
    autofocus: bool = False
    own_keys: bool = False  # the screen has keys of its own: the system's keyboard stays away


PLAIN = LineLook()


@ft.component
def TextLine(
    identifier: str,
    label: str,
    text: str,
    turn: int,
    put: Put,
    submit: Put | None = None,
    look: LineLook = PLAIN,
) -> ft.Control:
    """Show a field; `put` gets every change, `submit` what stands there at Enter.

    The control is built anew only when the screen itself writes `text` into it, which it says
    with a new `turn`. Built anew at every change it would write a letter back that was typed
    before the last one, and a hand scanner types faster than that.
    """
    latest: ft.MutableRef[tuple[Put, Put | None]] = ft.use_ref()
    latest.current = (put, submit)

    async def change(event: ft.Event[ft.TextField]) -> None:
        if latest.current:
            await latest.current[0](event.control.value or "")

    async def enter(event: ft.Event[ft.TextField]) -> None:
        if latest.current and latest.current[1]:
            await latest.current[1](event.control.value or "")

    def build() -> ft.TextField:
        return ft.TextField(
            label=label,
            value=text,
            on_change=change,
            on_submit=enter,
            autofocus=look.autofocus,
            keyboard_type=ft.KeyboardType.NONE if look.own_keys else ft.KeyboardType.TEXT,
            text_size=look.size or theme.TITLE,
            text_style=ft.TextStyle(
                font_family=theme.FONT_BOLD if look.spaced else theme.FONT,
                letter_spacing=2 if look.spaced else 0,
            ),
            prefix_icon=look.icon,
            border=ft.OutlineInputBorder(
                side=ft.BorderSide(1, theme.EDGE), border_radius=theme.RADIUS_SMALL
            ),
            bgcolor=theme.CARD,
            autocorrect=False,
            enable_suggestions=False,
        )

    field = ft.use_memo(build, [label, turn])
    return ft.Semantics(identifier=identifier, container=True, content=field, expand=True)
