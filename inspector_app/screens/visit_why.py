"""Why a visit is made: one choice and its reference, kept for every inspection of the visit."""

from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import choice, named, tappable, text
from inspector_app.screens.parts.fields import LineLook, TextLine
from inspector_app.screens.state import App, use_app
from inspector_app.services.noting import note_of_visit
from inspector_app.services.views import EntryLine
from inspector_app.texts.particulars import why_words

A_ROW = 3


@ft.component
def VisitWhy(site_id: str, why: tuple[EntryLine, ...], refresh: Callable[[], Awaitable[None]]
             ) -> ft.Control:  # fmt: skip
    """Show why in a line; a tap opens the choice."""
    app = use_app()
    is_open, set_open = ft.use_state(initial=False)
    t = app.t
    said = t("Why: {why}", why=why_words(why, t))
    icon = ft.Icons.EXPAND_LESS if is_open else ft.Icons.EXPAND_MORE
    line = ft.Row([
        ft.Container(text(said, theme.BODY + 1, bold=True), expand=True),
        ft.Icon(icon, color=theme.PRIMARY, size=28),
    ])  # fmt: skip
    parts: list[ft.Control] = [
        tappable("visit-why", "", line, lambda _: set_open(not is_open), border=theme.CARD,
                 padding=0, height=theme.TARGET, expanded=is_open)
    ]  # fmt: skip
    if is_open:
        for entry in why:
            parts += _choices(app, site_id, entry, refresh) if entry.answers else [
                _line(app, site_id, entry)
            ]  # fmt: skip
    return named("visit-why-card", ft.Column(parts, spacing=8))


def _choices(
    app: App, site_id: str, entry: EntryLine, refresh: Callable[[], Awaitable[None]]
) -> list[ft.Control]:
    def taker(value: str) -> Callable[[object], Awaitable[None]]:
        async def take() -> None:
            await app.call(note_of_visit, site_id, entry.id, value)
            await refresh()

        return app.doing(take)

    keys = [
        choice(f"visit-{value}", app.t.label(label), taker(value), chosen=entry.text == value)
        for value, label in entry.answers.items()
    ]
    return [
        ft.Row([*keys[at : at + A_ROW]], spacing=theme.GAP) for at in range(0, len(keys), A_ROW)
    ]


def _line(app: App, site_id: str, entry: EntryLine) -> ft.Control:
    async def put(words: str) -> None:
        await app.call(note_of_visit, site_id, entry.id, words)

    field = TextLine(
        f"visit-{entry.id}", app.t.label(entry.label), entry.text, 0, app.taking(put), None,
        LineLook(theme.BODY + 1),
    )  # fmt: skip
    return ft.Row([field])
