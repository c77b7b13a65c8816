"""The large keypad that readings are typed on, and what each of its keys does to a text."""

from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import text
from inspector_app.texts.catalogue import Texts

BACK, SIGN, DOT, NEXT, PREVIOUS = "back", "sign", "dot", "next", "previous"
ROWS = (
    ("7", "8", "9", BACK),
    ("4", "5", "6", SIGN),
    ("1", "2", "3", PREVIOUS),
    ("0", DOT, "00", NEXT),
)
FLAGS = ("1", "0")
FLAG_ROWS = (FLAGS, (PREVIOUS, NEXT))
"""Yes and no instead of digits: a reading that is a flag is 1 or 0."""
LONGEST = 12
GAP = 10

_PHYSICAL = {
    **{digit: digit for digit in "0123456789"},
    **{f"Numpad {digit}": digit for digit in "0123456789"},
    **dict.fromkeys((".", ",", "Period", "Comma", "Numpad Decimal", "Numpad Comma"), DOT),
    **dict.fromkeys(("-", "Minus", "Numpad Subtract"), SIGN),
    **dict.fromkeys(("Enter", "Numpad Enter", "Arrow Down"), NEXT),
    "Backspace": BACK,
    "Arrow Up": PREVIOUS,
}

Press = Callable[[str], Awaitable[object]]


def edit_number(typed: str, key: str) -> str:
    """Return what stands in a field after `key`: a digit, 00, dot, sign or back.

    The text stays the beginning of a decimal number: an optional minus, digits, at most one dot.
    """
    if key == BACK:
        return typed[:-1]
    if key == SIGN:
        return typed[1:] if typed.startswith("-") else f"-{typed}"
    if key == DOT:
        return typed if "." in typed else f"{typed}{'' if typed[-1:].isdigit() else '0'}."
    sign, digits = ("-", typed[1:]) if typed.startswith("-") else ("", typed)
    if digits in ("", "0"):
        return sign + ("0" if key == "00" else key)
    return typed + key if len(digits) + len(key) <= LONGEST else typed


def flag_height() -> int:
    """Return how high the keys of a flag are: they take the place of three rows."""
    return 3 * theme.KEY_HEIGHT + 2 * GAP


def key_of(physical: str) -> str | None:
    """Return the key of the pad that a key of a physical keyboard stands for."""
    return _PHYSICAL.get(physical)


def yes_or_no(flag: str, t: Texts) -> str:
    """Return what a flag says, '' while nobody answered."""
    return {"1": t("Yes"), "0": t("No")}.get(flag, "")


@ft.component
def _Keypad(t: Texts, press: Press, *, lead: bool, flag: bool) -> ft.Control:
    rows: list[ft.Control] = [
        ft.Row(
            t.in_order([_key(key, t, press, lead=lead, flag=flag) for key in row]),
            spacing=GAP,
            height=flag_height() if flag and NEXT not in row else None,
        )
        for row in (FLAG_ROWS if flag else ROWS)
    ]
    return ft.Container(
        ft.Column(rows, spacing=GAP, tight=True), bgcolor=theme.KEY_GROUND, padding=theme.MARGIN
    )


_Still: Callable[..., ft.Control] = ft.memo(_Keypad)  # type: ignore[no-untyped-call]


def keypad(t: Texts, press: Press, *, lead: bool, flag: bool = False) -> ft.Control:
    """Show the keys; `press` is told which one. `lead` fills the key that goes on.

    For a `flag` two large keys say yes and no, in the place of the digits; either goes on.

    Built once: give the same `press` each time, and the keys are not drawn again.
    """
    return _Still(t, press, lead=lead, flag=flag)


def _key(key: str, t: Texts, press: Press, *, lead: bool, flag: bool) -> ft.Control:
    async def tap(_event: object) -> None:
        await press(key)

    answer = yes_or_no(key, t) if flag else ""
    words = answer or _spoken(key, t)
    filled = key == NEXT and lead
    ink = theme.ON_PRIMARY if filled else theme.INK
    plain = theme.CARD if key.isdigit() or key == DOT else theme.KEY_SIDE
    fill = theme.PRIMARY if filled else plain
    surface = ft.Container(
        ft.Row(
            [_face(key, words, ink, answer=bool(answer))], alignment=ft.MainAxisAlignment.CENTER
        ),
        bgcolor=fill,
        border=ft.Border.all(1, fill if filled else theme.LINE),
        border_radius=theme.RADIUS_SMALL,
        height=flag_height() if answer else theme.KEY_HEIGHT,
        ink=True,
        on_click=tap,
    )
    # Without semantics of its own the surface cannot be focused: Enter on a real keyboard would
    # press the key that has the focus, besides meaning "next".
    return ft.Semantics(
        identifier=f"key-{key}", label=words, button=True, container=True, exclude_semantics=True,
        on_tap=tap, content=surface, expand=True,
    )  # fmt: skip


def _face(key: str, words: str, ink: str, *, answer: bool) -> ft.Control:
    if answer:
        return text(words, theme.HERO, ink, bold=True, lines=1)
    if key == BACK:
        return ft.Icon(ft.Icons.BACKSPACE_OUTLINED, color=ink, size=30)
    if key in (PREVIOUS, NEXT):
        return text(words, theme.TITLE, ink, bold=True, lines=1)
    return text({DOT: ".", SIGN: "±"}.get(key, key), theme.KEY, ink, bold=True)


def _spoken(key: str, t: Texts) -> str:
    words = {
        BACK: t("Delete last digit"),
        SIGN: t("Plus or minus"),
        DOT: t("Decimal point"),
        PREVIOUS: t("Previous"),
        NEXT: t("Next"),
    }
    return words.get(key, key)
