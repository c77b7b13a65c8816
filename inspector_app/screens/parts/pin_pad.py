"""Ten digits and a way on: a PIN is typed here, and only its length is shown."""

from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import named, tappable, text
from inspector_app.services.pin_hash import LONGEST, SHORTEST, USUAL
from inspector_app.texts.catalogue import Texts

BACK, DONE = "back", "done"
ROWS = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), (BACK, "0", DONE))
WIDTH = 420
GAP = 10
DOT = 18

Press = Callable[[str], Awaitable[None]]


def edit_pin(typed: str, key: str) -> str:
    """Return what is typed after a key of the pad."""
    if key == BACK:
        return typed[:-1]
    return typed + key if key.isdigit() and len(typed) < LONGEST else typed


def pin_dots(typed: str, t: Texts) -> ft.Control:
    """Show how many digits are typed, and never which."""
    dots: list[ft.Control] = [
        ft.Container(
            width=DOT,
            height=DOT,
            border_radius=DOT,
            bgcolor=theme.PRIMARY if at < len(typed) else theme.GROUND,
            border=ft.Border.all(2, theme.PRIMARY if at < len(typed) else theme.INK2),
        )
        for at in range(max(USUAL, len(typed)))
    ]
    said = t("{count} digits typed", count=len(typed))
    row = ft.Row(dots, spacing=14, alignment=ft.MainAxisAlignment.CENTER, height=theme.TARGET)
    return named("pin-typed", row, said)


def pin_pad(t: Texts, press: Press, *, typed: str, enabled: bool) -> ft.Control:
    """Return the keys; `press` is told which one. DONE answers once there are digits enough."""

    def key(name: str) -> ft.Control:
        answers = enabled and (name != DONE or len(typed) >= SHORTEST)

        async def tap(_event: object) -> None:
            await press(name)

        filled = name == DONE and answers
        ink = theme.ON_PRIMARY if filled else theme.INK if answers else theme.INK2
        fill = theme.PRIMARY if filled else theme.CARD if name.isdigit() else theme.KEY_SIDE
        face: ft.Control = text(name, theme.KEY, ink, bold=True)
        if name == BACK:
            face = ft.Icon(ft.Icons.BACKSPACE_OUTLINED, color=ink, size=30)
        elif name == DONE:
            face = text(t("OK"), theme.TITLE, ink, bold=True, lines=1)
        return tappable(
            f"pin-{name}", t("Delete last digit") if name == BACK else "",
            ft.Row([face], alignment=ft.MainAxisAlignment.CENTER), tap if answers else None,
            fill=fill, radius=theme.RADIUS_SMALL, padding=0, height=theme.KEY_HEIGHT, expand=True,
        )  # fmt: skip

    rows: list[ft.Control] = [ft.Row([key(name) for name in row], spacing=GAP) for row in ROWS]
    return ft.Container(
        ft.Column(rows, spacing=GAP, tight=True),
        bgcolor=theme.KEY_GROUND,
        padding=theme.MARGIN,
        border_radius=theme.RADIUS,
        width=WIDTH,
    )
