"""The frame of a screen: the bar that says where we are, the body, what to do next at the foot."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import banner, icon_button, named, text
from inspector_app.screens.state import App, trouble_code, use_app
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import trouble_sentence

P = ParamSpec("P")


def screen(view: Callable[P, ft.Control]) -> Callable[P, ft.Control]:
    """Make a whole screen of a component's function.

    A screen that cannot be drawn says so and keeps its way back: without this border one fault
    in drawing ends every further change of the page, and nothing answers any more.
    """

    @wraps(view)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> ft.Control:
        app = use_app()
        try:
            return view(*args, **kwargs)
        except Exception as fault:  # noqa: BLE001 - the border of a screen event
            words = trouble_sentence(trouble_code(fault), app.t)
            return frame(top_bar(app, ""), [banner(words, Tone.FAIL)])

    return ft.component(drawn)


def bar_pill(words: str, icon: ft.IconData) -> ft.Semantics:
    """Return a state in the bar: draft saved, offline, waiting."""
    return named(
        "state",
        ft.Container(
            ft.Row(
                [
                    ft.Icon(icon, color=theme.ON_BAR, size=18),
                    text(words, theme.LABEL + 1, theme.ON_BAR, bold=True, lines=1),
                ],
                spacing=8,
                tight=True,
            ),
            bgcolor=theme.BAR_PILL,
            border_radius=20,
            padding=ft.Padding.symmetric(horizontal=12, vertical=8),
        ),
    )


def top_bar(
    app: App,
    title: str,
    subtitle: str = "",
    *,
    back: bool = True,
    actions: Sequence[ft.Control] = (),
) -> ft.Container:
    """Return the bar: back, what this is about, and its state."""
    names: list[ft.Control] = [text(title, theme.TITLE, theme.ON_BAR, bold=True, lines=1)]
    if subtitle:
        names.append(text(subtitle, theme.LABEL, theme.ON_BAR2, lines=1))
    words = ft.Semantics(
        identifier="title",
        header=True,
        container=True,
        content=ft.Column(names, spacing=2, tight=True),
        expand=True,
    )
    row: list[ft.Control] = [words, *actions]
    if back:
        arrow = icon_button("back", app.t("Back"), ft.Icons.ARROW_BACK, lambda _: app.go_back())
        row.insert(0, arrow)
    return ft.Container(
        ft.Row(row, spacing=8, vertical_alignment=ft.CrossAxisAlignment.CENTER),
        bgcolor=theme.BAR,
        height=theme.BAR_HEIGHT,
        padding=ft.Padding.only(left=4 if back else 20, right=10),
    )


def foot(*buttons: ft.Control) -> ft.Container:
    """Return the foot of a screen, within the thumb's reach."""
    return ft.Container(
        ft.Row(list(buttons), spacing=theme.GAP), bgcolor=theme.CARD, padding=theme.MARGIN
    )


def frame(
    bar: ft.Control,
    body: Sequence[ft.Control],
    *,
    under_bar: ft.Control | None = None,
    bottom: ft.Control | None = None,
    side: ft.Control | None = None,
    shares: tuple[int, int] = (7, 5),
) -> ft.Control:
    """Put a screen together.

    `side` is the second pane of a wide one and keeps its place; `shares` is how they divide it.
    """
    column = pane(body)
    middle: ft.Control = column
    if side is not None:
        middle = ft.Row(
            [ft.Container(column, expand=shares[0]), ft.Container(side, expand=shares[1])],
            spacing=0,
            expand=True,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    parts = [bar, under_bar, middle, bottom]
    return ft.Column([part for part in parts if part is not None], spacing=0, expand=True)


def pane(controls: Sequence[ft.Control]) -> ft.ListView:
    """Return a part of the screen that scrolls on its own."""
    return ft.ListView(
        controls=list(controls),
        spacing=theme.GAP,
        padding=theme.MARGIN,
        expand=True,
        build_controls_on_demand=False,
    )


def two_panes(
    app: App, first: Sequence[ft.Control], second: Sequence[ft.Control]
) -> tuple[list[ft.Control], ft.Control | None]:
    """Lay two parts beside each other on a wide screen, else one under the other.

    Returns body and side for `frame`; the first part is what one reads first.
    """
    if app.wide:
        return list(first), pane(second)
    return [*first, *second], None


def network_pill(app: App, waiting_records: int) -> ft.Control | None:
    """Return the state that an inspector asks for first: syncing, offline, or what waits."""
    t = app.t
    if app.sync_run.state.running:
        return bar_pill(t("Syncing"), ft.Icons.SYNC)
    if not app.online:
        return bar_pill(t("Offline"), ft.Icons.CLOUD_OFF)
    if waiting_records:
        return bar_pill(t("{count} to be sent", count=waiting_records), ft.Icons.CLOUD_UPLOAD)
    return None


def waiting(app: App) -> ft.Control:
    """Return what stands where something is being loaded: words, and the place it will take."""
    return ft.Container(
        text(app.t("Loading"), theme.SUBTITLE, theme.INK2),
        alignment=ft.Alignment.CENTER,
        height=160,
    )
