"""The instruments of a site on a walk: a tile each, ticked once it was seen."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import tappable, text
from inspector_app.screens.parts.lines import (
    TONE_OF,
    grouped,
    instrument_about,
    instrument_title,
)
from inspector_app.screens.routes import Place
from inspector_app.screens.state import App
from inspector_app.screens.theme import TONES
from inspector_app.screens.wording import state_word
from inspector_app.services.views import InstrumentLine, Stranger, WalkView

TILE_HEIGHT = 96
SHOWN = 100


def tiles(view: WalkView, app: App) -> ft.Control:
    """Return a tile for every instrument, in the order of the site; they keep their places."""
    columns: dict[str | ft.ResponsiveRowBreakpoint, int | float] = {"xs": 6, "md": 4, "lg": 4}
    return ft.ResponsiveRow(
        [
            ft.Container(
                tile(line, app, here=line.instrument_id in view.present),
                col=columns, key=line.instrument_id,
            )
            for line in view.instruments[:SHOWN]
        ],
        spacing=theme.GAP,
        run_spacing=theme.GAP,
    )  # fmt: skip


def tile(line: InstrumentLine, app: App, *, here: bool) -> ft.Control:
    """Return one instrument: its name, whether it was found, how it stands; a tap opens it."""
    look = TONES[TONE_OF[line.state]]
    tick = ft.Icon(
        ft.Icons.CHECK_CIRCLE if here else ft.Icons.RADIO_BUTTON_UNCHECKED,
        color=theme.PASS if here else theme.EDGE, size=36,
    )  # fmt: skip
    about = instrument_about(line, app) if line.nozzle else line.serial
    words = ft.Column(
        [
            text(instrument_title(line, app), theme.TITLE, bold=True, lines=1),
            text(about or "—", theme.LABEL, theme.INK2, lines=1),
            text(state_word(line.state, app.t), theme.LABEL, look.ink, bold=True, lines=1),
        ],
        spacing=2,
        expand=True,
        alignment=ft.MainAxisAlignment.CENTER,
    )
    return tappable(
        f"{'here' if here else 'missing'}-{line.instrument_id}",
        app.t("Found") if here else app.t("Not found yet"),
        ft.Row([tick, words], spacing=10),
        lambda _: app.go(Place.INSTRUMENT, line.instrument_id),
        fill=theme.PASS_TINT if here else theme.CARD,
        border=theme.PASS if here else theme.LINE,
        padding=ft.Padding.symmetric(horizontal=12, vertical=4),
        height=TILE_HEIGHT, selected=here,
    )  # fmt: skip


def stranger_words(stranger: Stranger, app: App) -> str:
    """Say what stands here and is not of this site."""
    read = grouped(stranger.instrument_id)
    if stranger.line is None:
        return app.t("{read} is here and in no registry on this tablet.", read=read)
    name = instrument_title(stranger.line, app)
    return app.t(
        "{name} ({read}) is here, but is registered at {site}.",
        name=name, read=read, site=stranger.site_name,
    )  # fmt: skip
