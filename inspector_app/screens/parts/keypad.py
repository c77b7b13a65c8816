"""The app's own keypad: large keys that keep their place, and what each does to the typed text."""

from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import tappable, text
from inspector_app.texts.catalogue import Texts

LONGEST = 14
DOT, BACK, SIGN, NEXT, PREVIOUS, DOUBLE_ZERO = "dot", "back", "sign", "next", "previous", "00"
ROWS = (
    ("7", "8", "9", BACK),
    ("4", "5", "6", SIGN),
    ("1", "2", "3", PREVIOUS),
    ("0", DOT, DOUBLE_ZERO, NEXT),
)
_KEYBOARD = {
    "Backspace": BACK, "Enter": NEXT, "Numpad Enter": NEXT, "Tab": NEXT, "-": SIGN, "Minus": SIGN,
    "Numpad Subtract": SIGN, ".": DOT, ",": DOT, "Numpad Decimal": DOT, "Period": DOT, "Comma": DOT,
}  # fmt: skip

OnKey = Callable[[str], Awaitable[None]]


def edit(typed: str, key: str) -> str:
    """Return the text after a key; a key that would spoil the number changes nothing."""
    if key == BACK:
        return typed[:-1]
    if key == SIGN:
        return typed[1:] if typed.startswith("-") else "-" + typed
    if key == DOT:
        if "." in typed:
            return typed
        return typed + "." if typed.strip("-") else typed + "0."
    if key not in ("00", *"0123456789") or len(typed) + len(key) > LONGEST:
        return typed
    return typed + key


def key_of_keyboard(name: str) -> str | None:
    """Return the key that a key of a real keyboard stands for, or None."""
    plain = name.removeprefix("Numpad ").removeprefix("Digit ")
    if plain in tuple("0123456789"):
        return plain
    return _KEYBOARD.get(name)


def keypad(t: Texts, on_key: OnKey, *, last: bool = False) -> ft.Control:
    """Return the keypad; `last` says that "next" ends the readings of this point."""
    rows = [
        ft.Row([_key(name, t, on_key, last=last) for name in row], spacing=theme.GAP)
        for row in ROWS
    ]
    return ft.Container(
        ft.Column(list(rows), spacing=theme.GAP, tight=True),
        bgcolor=theme.KEY_GROUND,
        padding=theme.MARGIN,
        alignment=ft.Alignment.BOTTOM_CENTER,
    )


def _key(name: str, t: Texts, on_key: OnKey, *, last: bool) -> ft.Control:
    async def press(_event: object) -> None:
        await on_key(name)

    face, label = _face(name, t, last=last)
    fill = theme.KEY_SIDE if name in (BACK, SIGN, PREVIOUS) else theme.CARD
    if name == NEXT:
        fill = theme.PRIMARY
    return tappable(
        f"key-{name}", label, ft.Row([face], alignment=ft.MainAxisAlignment.CENTER), press,
        fill=fill, border=fill if name == NEXT else theme.LINE, radius=theme.RADIUS_SMALL,
        padding=0, height=theme.KEY_HEIGHT, expand=True,
    )  # fmt: skip


def _face(name: str, t: Texts, *, last: bool) -> tuple[ft.Control, str]:
    icons = {
        BACK: (ft.Icons.BACKSPACE_OUTLINED, t("Delete")),
        SIGN: (ft.Icons.EXPOSURE, t("Plus or minus")),
    }
    if name in icons:
        icon, label = icons[name]
        return ft.Icon(icon, color=theme.INK, size=30), label
    words = {PREVIOUS: t("Previous"), NEXT: t("Done") if last else t("Next")}
    if name in words:
        ink = theme.ON_PRIMARY if name == NEXT else theme.INK
        return text(words[name], theme.TITLE, ink, bold=name == NEXT), words[name]
    sign = "." if name == DOT else name
    return text(sign, theme.KEY, theme.INK), sign
