"""Before anything else: the tablet's data are being opened, or cannot be."""

from collections.abc import Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import banner, primary_button, text
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import trouble_sentence
from inspector_app.texts.catalogue import Texts


def opening_screen(t: Texts, trouble: str, try_again: Callable[[object], None]) -> ft.Control:
    """Return what stands until the tablet is open."""
    content: list[ft.Control] = [text(t("Opening this tablet's data"), theme.TITLE, theme.INK2)]
    if trouble:
        content = [
            banner(trouble_sentence(trouble, t), Tone.FAIL, identifier="opening-trouble"),
            ft.Row([primary_button("try-again", t("Try again"), try_again)]),
        ]
    return ft.Container(
        ft.Column(content, spacing=theme.GAP, tight=True),
        alignment=ft.Alignment.CENTER,
        padding=theme.MARGIN,
        bgcolor=theme.GROUND,
        expand=True,
    )
