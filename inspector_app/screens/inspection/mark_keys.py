"""Marks without a finger's drag: one of nine places, then the head moved step by step."""

from collections.abc import Callable
from dataclasses import replace

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import tappable, text
from inspector_app.services.marking import Mark, Point, Shape
from inspector_app.texts.catalogue import Texts

STEP = 0.02
_REACH, _RADIUS = 0.2, 0.12
_KEY_WIDTH, _GAP = 72.0, 6.0
_STEPS: dict[str, Point] = {
    "Arrow Left": (-STEP, 0.0),
    "Arrow Right": (STEP, 0.0),
    "Arrow Up": (0.0, -STEP),
    "Arrow Down": (0.0, STEP),
}
_SIGNS = {
    "Arrow Left": ft.Icons.KEYBOARD_ARROW_LEFT,
    "Arrow Right": ft.Icons.KEYBOARD_ARROW_RIGHT,
    "Arrow Up": ft.Icons.KEYBOARD_ARROW_UP,
    "Arrow Down": ft.Icons.KEYBOARD_ARROW_DOWN,
}


def arrow_key(key: str) -> Point | None:
    """Return how far a key of a keyboard moves a head, None for any other key."""
    return _STEPS.get(key)


def mark_at(shape: Shape, place: tuple[int, int]) -> Mark:
    """Return a mark at one of nine places (column, row): an arrow comes from the middle there."""
    at = ((2 * place[0] + 1) / 6, (2 * place[1] + 1) / 6)
    if shape is Shape.CIRCLE:
        return Mark(shape, at, (at[0] + _RADIUS, at[1]))
    across, down = 1 - place[0], 1 - place[1]
    if (across, down) == (0, 0):
        across, down = -1, 1
    return Mark(shape, (at[0] + across * _REACH, at[1] + down * _REACH), at)


def moved(mark: Mark, step: Point) -> Mark:
    """Return an arrow with its head moved, or a circle moved whole; both stay on the photo."""
    end = _within(mark.end, step)
    if mark.shape is Shape.CIRCLE:
        return replace(mark, start=_within(mark.start, step), end=_shifted(mark.end, step))
    return replace(mark, end=end)


def place_keys(shape: Shape, t: Texts, put: Callable[[tuple[int, int]], None]) -> ft.Control:
    """Return a key for each of nine places of the photo."""
    across = (t("left"), t("middle"), t("right"))
    down = (t("upper"), t("middle height"), t("lower"))
    words = t("Circle here: {down} {across}") if shape is Shape.CIRCLE else t(
        "Arrow here: {down} {across}")  # fmt: skip
    sign = ft.Icons.RADIO_BUTTON_UNCHECKED if shape is Shape.CIRCLE else ft.Icons.NEAR_ME_OUTLINED

    def key(column: int, row: int) -> ft.Control:
        label = words.format(down=down[row], across=across[column])
        return _key(f"mark-at-{column}-{row}", label, sign, lambda _: put((column, row)))

    rows: list[ft.Control] = [
        ft.Row([key(column, row) for column in range(3)], spacing=_GAP, tight=True)
        for row in range(3)
    ]
    title = t("Circle here") if shape is Shape.CIRCLE else t("Arrow here")
    return _under(title, rows)


def nudge_keys(t: Texts, nudge: Callable[[Point], None] | None) -> ft.Control:
    """Return the four keys that move the head of the last mark, as the arrow keys do."""
    words = {
        "Arrow Left": t("Move the mark left"),
        "Arrow Right": t("Move the mark right"),
        "Arrow Up": t("Move the mark up"),
        "Arrow Down": t("Move the mark down"),
    }

    def key(name: str) -> ft.Control:
        step = _STEPS[name]
        on_tap = (lambda _: nudge(step)) if nudge else None
        return _key(f"mark-{name.split()[1].lower()}", words[name], _SIGNS[name], on_tap)

    gap = ft.Container(width=_KEY_WIDTH)
    rows: list[ft.Control] = [
        ft.Row([gap, key("Arrow Up"), gap], spacing=_GAP, tight=True),
        ft.Row([key("Arrow Left"), gap, key("Arrow Right")], spacing=_GAP, tight=True),
        ft.Row([gap, key("Arrow Down"), gap], spacing=_GAP, tight=True),
    ]
    return _under(t("Move the mark"), rows)


def _key(
    name: str, label: str, sign: ft.IconData, on_tap: Callable[[object], None] | None
) -> ft.Semantics:
    ink = theme.PRIMARY if on_tap else theme.INK2
    return tappable(
        name, label, ft.Icon(sign, color=ink, size=24), on_tap, radius=theme.RADIUS_SMALL,
        padding=0, width=_KEY_WIDTH, height=theme.TARGET, border=theme.EDGE,
    )  # fmt: skip


def _under(title: str, rows: list[ft.Control]) -> ft.Control:
    return ft.Column([text(title, theme.LABEL, theme.INK2), *rows], spacing=_GAP, tight=True)


def _within(at: Point, step: Point) -> Point:
    x, y = _shifted(at, step)
    return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)


def _shifted(at: Point, step: Point) -> Point:
    return at[0] + step[0], at[1] + step[1]
