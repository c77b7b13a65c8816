"""The notice above a screen: what went wrong or was done, in a sentence that can be put away."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import icon_button, text
from inspector_app.screens.state import App, Notices
from inspector_app.screens.theme import TONES


@ft.component
def NoticeBoard(notices: Notices, app: App) -> ft.Control:
    """Show the current notice under the bar, over the screen; nothing below it moves."""
    notice = notices.current
    if notice is None:
        return ft.Container(left=0, top=0, width=0, height=0)
    look = TONES[notice.tone]

    def put_away(_event: object) -> None:
        notices.current = None

    row = ft.Row(
        [
            ft.Icon(look.icon, color=look.ink, size=28),
            ft.Container(text(notice.sentence, theme.SUBTITLE), expand=True),
            icon_button("notice-close", app.t("Close"), ft.Icons.CLOSE, put_away, color=theme.INK),
        ],
        spacing=theme.GAP,
    )
    surface = ft.Container(
        row,
        bgcolor=look.tint,
        border=ft.Border.all(2, look.ink),
        border_radius=theme.RADIUS,
        padding=ft.Padding.only(left=16, right=4, top=6, bottom=6),
    )
    return ft.Container(
        ft.Semantics(identifier="notice", live_region=True, container=True, content=surface),
        left=theme.MARGIN,
        right=theme.MARGIN,
        top=theme.BAR_HEIGHT + theme.MARGIN,
    )
