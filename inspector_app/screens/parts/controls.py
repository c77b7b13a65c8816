"""Buttons, cards, pills and rows: large, named for eyes, fingers, keyboards and screen readers."""

from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.theme import TONES, Tone

OnTap = Callable[[Any], Awaitable[None]] | Callable[[Any], None]


def text(
    words: str,
    size: int | None = None,
    color: str = theme.INK,
    *,
    bold: bool = False,
    lines: int | None = None,
    align: ft.TextAlign = ft.TextAlign.START,
) -> ft.Text:
    """Return words in the app's own type."""
    return ft.Text(
        words,
        size=size or theme.BODY,
        color=color,
        font_family=theme.FONT_BOLD if bold else theme.FONT,
        max_lines=lines,
        overflow=ft.TextOverflow.ELLIPSIS if lines else ft.TextOverflow.CLIP,
        text_align=align,
    )


def named(identifier: str, control: ft.Control, label: str | None = None) -> ft.Semantics:
    """Give a control the identifier and the label that tests and screen readers find it by."""
    return ft.Semantics(identifier=identifier, label=label, container=True, content=control)


def tappable(
    identifier: str,
    label: str,
    content: ft.Control,
    on_tap: OnTap | None,
    *,
    fill: str = theme.CARD,
    border: str = theme.LINE,
    border_width: float = 1,
    radius: float = theme.RADIUS,
    padding: float | ft.Padding = 16,
    height: float | None = None,
    width: float | None = None,
    expand: bool = False,
    selected: bool | None = None,
    expanded: bool | None = None,
    key: str | None = None,
) -> ft.Semantics:
    """Return a surface of at least 56 dp that answers to a tap.

    `label` is for those who hear the screen; '' where the words inside say it already.
    """
    surface = ft.Container(
        content=content,
        bgcolor=fill,
        border=ft.Border.all(border_width, border),
        border_radius=radius,
        padding=padding,
        height=height,
        width=width,
        ink=True,
        on_click=on_tap,
        disabled=on_tap is None,
    )
    return ft.Semantics(
        identifier=identifier,
        label=label or None,
        button=True,
        selected=selected,
        expanded=expanded,
        container=True,
        content=surface,
        expand=expand or None,  # False, too, is refused in a row that wraps
        key=key,
    )


def primary_button(
    identifier: str,
    words: str,
    on_tap: OnTap | None,
    *,
    icon: ft.IconData | None = None,
    expand: bool = True,
    tone: Tone | None = None,
) -> ft.Semantics:
    """Return the one filled button of a screen: what to do next."""
    look = TONES[tone] if tone else None
    fill, ink = (look.ink, look.on_fill) if look else (theme.PRIMARY, theme.ON_PRIMARY)
    if on_tap is None:
        fill, ink = theme.KEY_SIDE, theme.INK2
    return _button(identifier, words, on_tap, icon, ink, fill, fill, expand=expand)


def secondary_button(
    identifier: str,
    words: str,
    on_tap: OnTap | None,
    *,
    icon: ft.IconData | None = None,
    expand: bool = False,
) -> ft.Semantics:
    """Return an outlined button: the other way."""
    ink = theme.PRIMARY if on_tap else theme.INK2
    return _button(identifier, words, on_tap, icon, ink, theme.CARD, ink, expand=expand)


def _button(
    identifier: str,
    words: str,
    on_tap: OnTap | None,
    icon: ft.IconData | None,
    ink: str,
    fill: str,
    border: str,
    *,
    expand: bool,
) -> ft.Semantics:
    said = text(words, theme.TITLE + 1, ink, bold=True, lines=1)
    if expand:  # there is an end to the room, so long words are cut short
        said.expand, said.expand_loose = True, True
    inner: list[ft.Control] = [said]
    if icon:
        inner.insert(0, ft.Icon(icon, color=ink, size=28))
    row = ft.Row(inner, alignment=ft.MainAxisAlignment.CENTER, spacing=12)
    return tappable(
        identifier, "", row, on_tap, fill=fill, border=border, border_width=2,
        padding=ft.Padding.symmetric(horizontal=22), height=theme.BUTTON, expand=expand,
    )  # fmt: skip


def small_button(
    identifier: str, words: str, on_tap: OnTap | None, *, icon: ft.IconData, width: float = 0
) -> ft.Semantics:
    """Return an outlined button that is no more than a target: a shortcut beside what it fills."""
    inner: list[ft.Control] = [
        ft.Icon(icon, color=theme.PRIMARY, size=22),
        text(words, theme.BODY, theme.PRIMARY, bold=True, lines=1),
    ]
    row = ft.Row(inner, alignment=ft.MainAxisAlignment.CENTER, spacing=8, tight=not width)
    return tappable(
        identifier, "", row, on_tap, border=theme.PRIMARY, radius=theme.RADIUS_SMALL,
        height=theme.TARGET, width=width or None, padding=ft.Padding.symmetric(horizontal=14),
    )  # fmt: skip


def card(
    *content: ft.Control, border: str = theme.LINE, fill: str = theme.CARD, expand: bool = False
) -> ft.Container:
    """Return a card with a thin line."""
    return ft.Container(
        content=ft.Column(list(content), spacing=10, tight=True),
        bgcolor=fill,
        border=ft.Border.all(1, border),
        border_radius=theme.RADIUS,
        padding=16,
        expand=expand,
    )


def pill(
    words: str, tone: Tone, *, icon: ft.IconData | None = None, sign: bool = True
) -> ft.Container:
    """Return a state in a word on its tint, with its sign unless that stands beside it."""
    look = TONES[tone]
    inner: list[ft.Control] = [text(words, theme.LABEL + 1, look.ink, bold=True, lines=1)]
    if sign:
        inner.insert(0, ft.Icon(icon or look.icon, color=look.ink, size=18))
    return ft.Container(
        content=ft.Row(inner, spacing=6, tight=True),
        bgcolor=look.tint,
        border_radius=20,
        padding=ft.Padding.symmetric(horizontal=12, vertical=6),
    )


def banner(
    words: str, tone: Tone, *, identifier: str = "banner", icon: ft.IconData | None = None
) -> ft.Semantics:
    """Return a sentence that must be seen, on its tint."""
    look = TONES[tone]
    row = ft.Row(
        [
            ft.Icon(icon or look.icon, color=look.ink, size=26),
            ft.Container(text(words, theme.BODY + 1, theme.INK), expand=True),
        ],
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return named(
        identifier,
        ft.Container(
            row,
            bgcolor=look.tint,
            border=ft.Border.all(1, look.ink),
            border_radius=theme.RADIUS,
            padding=16,
        ),
    )


def icon_button(
    identifier: str, words: str, icon: ft.IconData, on_tap: OnTap, *, color: str = theme.ON_BAR
) -> ft.Semantics:
    """Return a button that is a sign only, with its name for those who hear it."""
    button = ft.IconButton(
        icon, icon_color=color, icon_size=28, tooltip=words, on_click=on_tap,
        width=theme.TARGET, height=theme.TARGET,
    )  # fmt: skip
    return ft.Semantics(identifier=identifier, container=True, content=button)


def choice(
    identifier: str, words: str, on_tap: OnTap, *, chosen: bool, expand: bool = True
) -> ft.Semantics:
    """Return one of several answers of which one holds; the chosen one is ticked."""
    ink = theme.PRIMARY if chosen else theme.INK
    inner: list[ft.Control] = [text(words, theme.BODY + 1, ink, bold=chosen, lines=1)]
    if chosen:
        inner.insert(0, ft.Icon(ft.Icons.CHECK, color=ink, size=22))
    return tappable(
        identifier, "", ft.Row(inner, alignment=ft.MainAxisAlignment.CENTER, spacing=6), on_tap,
        fill=theme.DUE_TINT if chosen else theme.CARD,
        border=theme.PRIMARY if chosen else theme.LINE, border_width=2 if chosen else 1,
        radius=theme.RADIUS_SMALL, padding=ft.Padding.symmetric(horizontal=10),
        height=theme.TARGET + 4, expand=expand, selected=chosen,
    )  # fmt: skip


def fact(label: str, value: str) -> ft.Control:
    """Return a name and its value on one line."""
    return ft.Row(
        [
            ft.Container(text(label, theme.BODY, theme.INK2), width=150),
            ft.Container(text(value or "—", theme.BODY), expand=True),
        ],
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def heading(words: str, after: ft.Control | None = None) -> ft.Control:
    """Return the name of a part of a list or card, and what may stand at its end."""
    row: list[ft.Control] = [ft.Container(text(words, theme.SUBTITLE, bold=True), expand=True)]
    if after is not None:
        row.append(after)
    return ft.Semantics(container=True, header=True, content=ft.Row(row, spacing=theme.GAP))


def empty_state(words: str, icon: ft.IconData) -> ft.Control:
    """Return what stands where there is nothing: a sign, and a sentence that leads on."""
    return ft.Container(
        ft.Column(
            [
                ft.Icon(icon, color=theme.INK2, size=56),
                text(words, theme.SUBTITLE, theme.INK2, align=ft.TextAlign.CENTER),
            ],
            spacing=theme.GAP,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            tight=True,
        ),
        padding=ft.Padding.symmetric(horizontal=40, vertical=70),
        alignment=ft.Alignment.CENTER,
    )


def number_of(figure: str, words: str, color: str = theme.INK) -> ft.Column:
    """Return a large figure over its small word."""
    return ft.Column(
        [text(figure, theme.HERO, color, bold=True), text(words, theme.LABEL, theme.INK2)],
        spacing=2,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        tight=True,
    )
