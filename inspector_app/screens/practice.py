"""Practice on the screens: the band over every one of them, the way in, and the way out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import (
    banner,
    card,
    heading,
    secondary_button,
    tappable,
    text,
)
from inspector_app.screens.parts.frame import frame, screen, top_bar
from inspector_app.screens.routes import HOME
from inspector_app.screens.running import run_beside
from inspector_app.screens.state import App, use_app
from inspector_app.screens.theme import Tone
from inspector_app.services.practising import begin_anew, open_practice
from inspector_app.services.settling import tablet_info
from inspector_app.services.views import TabletInfo
from inspector_app.texts.catalogue import Texts

if TYPE_CHECKING:
    from inspector_app.services.opening import Tablet


@dataclass(frozen=True)
class Practice:
    """How a session goes into practice and comes back."""

    begin: Callable[[], Awaitable[None]]
    anew: Callable[[], Awaitable[None]]
    leave: Callable[[], Awaitable[None]]


Opened = tuple["Tablet", TabletInfo]
NOT_PRACTISING: Opened | None = None


def use_practice(page: ft.Page, tablet: "Tablet | None") -> tuple[Practice, Opened | None, str]:
    """Return the ways, the tablet of practice while one practises, and the address to begin at."""
    opened, set_opened = ft.use_state(NOT_PRACTISING)
    begin_at, set_begin_at = ft.use_state("")

    async def show(practice: "Tablet") -> None:
        set_begin_at(page.route or HOME)
        set_opened((practice, await run_beside(tablet_info, practice)))

    async def begin() -> None:
        if tablet is not None:
            await show(await run_beside(open_practice, tablet))

    async def anew() -> None:
        if tablet is not None and opened is not None:
            practice = await run_beside(begin_anew, tablet)
            set_opened((practice, await run_beside(tablet_info, practice)))

    async def leave() -> None:
        if opened is not None:
            set_opened(None)

    return Practice(begin, anew, leave), opened, begin_at


def practice_sentence(t: Texts) -> str:
    """Say that nothing here is real."""
    return t("Practice: nothing of this is sent")


def with_band(app: App, practice: Practice, screens: ft.Control) -> ft.Control:
    """Put the band above the screens, and the way out of practice into it."""
    words = ft.Container(
        text(practice_sentence(app.t), theme.SUBTITLE, theme.INK, bold=True, lines=1), expand=True
    )
    leave = tappable(
        "practice-leave", "", text(app.t("Leave practice"), theme.BODY + 1, bold=True, lines=1),
        app.doing(practice.leave), radius=theme.RADIUS_SMALL, height=theme.TARGET, padding=14,
    )  # fmt: skip
    row = ft.Row([ft.Icon(ft.Icons.SCHOOL, color=theme.UNSURE, size=28), words, leave], spacing=12)
    band = ft.Semantics(
        identifier="practice-band",
        container=True,
        content=ft.Container(
            row,
            bgcolor=theme.UNSURE_TINT,
            border=ft.Border(bottom=ft.BorderSide(3, theme.UNSURE)),
            padding=ft.Padding.symmetric(horizontal=theme.MARGIN, vertical=4),
        ),
    )
    return ft.Column([band, ft.Container(screens, expand=True)], spacing=0, expand=True)


def practice_card(app: App, practice: Practice) -> ft.Control:
    """Return the way into practice, or the way to begin it anew."""
    t = app.t
    if app.info.practice:
        told = t("The places, instruments and officers here are made up. Begin with all of them as "
                 "they were at first?")  # fmt: skip
        button = secondary_button(
            "practice-anew", t("Begin practice anew"), app.doing(practice.anew),
            icon=ft.Icons.RESTART_ALT,
        )  # fmt: skip
    else:
        told = t("Try everything with made-up places. Nothing of it is sent or counts.")
        button = secondary_button(
            "practise", t("Practise"), app.doing(practice.begin), icon=ft.Icons.SCHOOL
        )
    return card(heading(t("Practice")), text(told, color=theme.INK2), ft.Row([button]))


@screen
def PracticeSyncScreen() -> ft.Control:
    """Stand where the sync would: there is none."""
    app = use_app()
    words = app.t(
        "In practice there is no sync: this cannot reach a server, and nothing of it can be "
        "exported."
    )
    told = banner(words, Tone.UNSURE, identifier="practice-no-sync")
    return frame(top_bar(app, app.t("Sync")), [told])
