"""Questions with two large answers, and sheets to choose from."""

from collections.abc import Awaitable, Callable, Sequence

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.parts.controls import (
    named,
    primary_button,
    secondary_button,
    text,
)

DIALOG_WIDTH = 560


def ask(
    draft: OpenDraft,
    name: str,
    question: str,
    why: str,
    *,
    no: str,
    yes: str,
    on_yes: Callable[[], Awaitable[None]],
) -> None:
    """Ask; the filled answer changes nothing. The answers are called <name>-no and <name>-yes."""

    def build() -> ft.DialogControl:
        answers = ft.Row(
            [
                secondary_button(f"{name}-yes", yes, draft.app.doing(on_yes), expand=True),
                primary_button(f"{name}-no", no, lambda _: draft.ask(None)),
            ],
            spacing=theme.GAP,
        )
        content: list[ft.Control] = [
            text(question, theme.TITLE + 1, bold=True),
            text(why, theme.BODY + 1),
            ft.Container(answers, padding=ft.Padding.only(top=8)),
        ]
        return ft.AlertDialog(
            modal=True,
            bgcolor=theme.CARD,
            shape=ft.RoundedRectangleBorder(radius=theme.RADIUS),
            content_padding=24,
            content=named(
                f"{name}-dialog",
                ft.Container(ft.Column(content, spacing=14, tight=True), width=DIALOG_WIDTH),
            ),
        )

    draft.ask(build)


def choose(draft: OpenDraft, title: str, rows: Callable[[], Sequence[ft.Control]]) -> None:
    """Show rows to choose from at the foot of the screen; a tap beside them closes the sheet."""

    def build() -> ft.DialogControl:
        column = ft.Column(
            [text(title, theme.TITLE, bold=True), *rows()],
            spacing=theme.GAP,
            tight=True,
            scroll=ft.ScrollMode.AUTO,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
        return ft.BottomSheet(
            content=ft.Container(column, padding=24),
            bgcolor=theme.CARD,
            on_dismiss=lambda _: draft.open_sheet(None),
        )

    draft.open_sheet(build)
