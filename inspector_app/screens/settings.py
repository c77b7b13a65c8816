"""Settings: language, appearance, and what this tablet is."""

from collections.abc import Sequence

import flet as ft

from inspector_app import __version__
from inspector_app.screens import theme
from inspector_app.screens.instrument import fact
from inspector_app.screens.parts.controls import card, tappable, text
from inspector_app.screens.parts.frame import frame, top_bar
from inspector_app.screens.state import App, use_app
from inspector_app.services.settling import change_setting


@ft.component
def SettingsScreen() -> ft.Control:
    """Show the settings; each choice holds at once and is kept."""
    app = use_app()
    t = app.t
    languages = (("zh", "中文"), ("en", "English"))
    appearances = (
        ("system", t("As the device")),
        ("light", t("Light")),
        ("dark", t("Dark")),
        ("sun", t("Sun")),
    )
    body: list[ft.Control] = [
        choice(app, "language", t("Language"), languages, t.language),
        choice(app, "appearance", t("Appearance"), appearances,
               app.info.settings.get("appearance", "system")),
        about(app),
    ]  # fmt: skip
    return frame(top_bar(app, t("Settings")), body)


def choice(
    app: App, setting: str, words: str, options: Sequence[tuple[str, str]], chosen: str
) -> ft.Control:
    """Return one setting with its options side by side."""
    buttons = [option(app, setting, value, label, value == chosen) for value, label in options]
    return card(text(words, theme.SUBTITLE, bold=True), ft.Row(buttons, spacing=theme.GAP))


def option(app: App, setting: str, value: str, label: str, chosen: bool) -> ft.Control:
    """Return one option of a setting."""

    async def put() -> None:
        await app.call(change_setting, setting, value)
        await app.refresh_info()

    return tappable(
        f"{setting}-{value}",
        label,
        text(label, theme.SUBTITLE, theme.PRIMARY if chosen else theme.INK, bold=chosen,
             align=ft.TextAlign.CENTER),
        app.doing(put),
        fill=theme.DUE_TINT if chosen else theme.CARD,
        border=theme.PRIMARY if chosen else theme.LINE,
        border_width=2 if chosen else 1,
        selected=chosen,
        expand=True,
    )  # fmt: skip


def about(app: App) -> ft.Control:
    """Return what this tablet is and how far its data are."""
    t, info = app.t, app.info
    synced = app.local(info.synced_at) if info.synced_at else None
    return card(
        text(t("This tablet"), theme.SUBTITLE, bold=True),
        fact(t("Name"), info.name),
        fact(t("Server"), info.server_url),
        fact(t("Device"), info.device_id or ""),
        fact(t("Instruments"), str(info.instruments)),
        fact(t("Last sync"), f"{t.date(synced.date())} {t.clock(synced)}" if synced else ""),
        fact(t("Version"), __version__),
    )
