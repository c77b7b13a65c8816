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
Answers = tuple[tuple[str, str], ...]
"""Answers instead of digits: what is stored for each, and its words."""
LONGEST = 12
_SHORT_ANSWER = 4
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


def answer_height() -> int:
    """Return how high the keys of answers are: they take the place of three rows."""
    return 3 * theme.KEY_HEIGHT + 2 * GAP


def key_of(physical: str) -> str | None:
    """Return the key of the pad that a key of a physical keyboard stands for."""
    return _PHYSICAL.get(physical)


@ft.component
def _Keypad(t: Texts, press: Press, *, lead: bool, answers: Answers) -> ft.Control:
    words = dict(answers)
    size = theme.HERO if all(len(word) <= _SHORT_ANSWER for word in words.values()) else theme.TITLE
    rows: list[ft.Control] = [
        ft.Row(
            t.in_order(
                [
                    _key(key, t, press, lead=lead, answer=words.get(key, ""), size=size)
                    for key in row
                ]
            ),
            spacing=GAP,
            height=answer_height() if answers and NEXT not in row else None,
        )
        for row in ((tuple(words), (PREVIOUS, NEXT)) if answers else ROWS)
    ]
    return ft.Container(
        ft.Column(rows, spacing=GAP, tight=True), bgcolor=theme.KEY_GROUND, padding=theme.MARGIN
    )


_Still: Callable[..., ft.Control] = ft.memo(_Keypad)  # type: ignore[no-untyped-call]


def keypad(t: Texts, press: Press, *, lead: bool, answers: Answers = ()) -> ft.Control:
    """Show the keys; `press` is told which one. `lead` fills the key that goes on.

    Where there are `answers`, large keys with their words take the place of the digits.

    Built once: give the same `press` each time, and the keys are not drawn again.
    """
    return _Still(t, press, lead=lead, answers=answers)


def _key(key: str, t: Texts, press: Press, *, lead: bool, answer: str, size: int) -> ft.Control:
    async def tap(_event: object) -> None:
        await press(key)

    words = answer or _spoken(key, t)
    filled = key == NEXT and lead
    ink = theme.ON_PRIMARY if filled else theme.INK
    plain = theme.CARD if key.isdigit() or key == DOT else theme.KEY_SIDE
    fill = theme.PRIMARY if filled else plain
    surface = ft.Container(
        ft.Row(
            [_face(key, words, ink, answer=size if answer else 0)],
            alignment=ft.MainAxisAlignment.CENTER,
        ),
        bgcolor=fill,
        border=ft.Border.all(1, fill if filled else theme.LINE),
        border_radius=theme.RADIUS_SMALL,
        height=answer_height() if answer else theme.KEY_HEIGHT,
        ink=True,
        on_click=tap,
    )
    # Without semantics of its own the surface cannot be focused: Enter on a real keyboard would
    # press the key that has the focus, besides meaning "next".
    return ft.Semantics(
        identifier=f"key-{key}", label=words, button=True, container=True, exclude_semantics=True,
        on_tap=tap, content=surface, expand=True,
    )  # fmt: skip


def _face(key: str, words: str, ink: str, *, answer: int) -> ft.Control:
    if answer:
        return ft.Container(
            text(words, answer, ink, bold=True, lines=3, align=ft.TextAlign.CENTER), expand=True
        )
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
