"""Typing an id: its check character is verified as it is typed, near misses are offered."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.kept import use_kept
from inspector_app.screens.parts.controls import banner, heading, tappable, text
from inspector_app.screens.parts.fields import LineLook, TextLine
from inspector_app.screens.parts.frame import frame, screen, top_bar
from inspector_app.screens.parts.lines import instrument_row
from inspector_app.screens.routes import Place, route_to
from inspector_app.screens.scan_words import scan_sentence
from inspector_app.screens.state import App, use_app
from inspector_app.screens.theme import Tone
from inspector_app.services.scanning import resolve_text
from inspector_app.services.searching import search_instruments
from inspector_app.services.views import InstrumentLine, ScanKind, ScanResult

WHOLE_ID = 10
MOST_NEAR = 4
KEY_ROWS = ("0123456789", "ABCDEFGHJK", "MNPQRSTVWX", "YZ")
LEAST_KEY_HEIGHT = 64
SPACING = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """What the typed text means, and the instruments that are meant or near."""

    result: ScanResult
    lines: tuple[InstrumentLine, ...]


NO_ANSWER: Answer | None = None


@screen
def TypeIdScreen() -> ft.Control:
    """Take an id from the keys, a keyboard or a hand scanner, and open its instrument."""
    app = use_app()
    typed, set_typed = use_kept(app, f"{route_to(Place.TYPE_ID)}#id")
    turn, set_turn = ft.use_state(0)
    answer, set_answer = ft.use_state(NO_ANSWER)

    async def put(words: str) -> None:
        set_typed(words)
        set_answer(await ask(words, app) if is_whole(words) else None)

    async def look_again() -> None:
        if is_whole(typed):
            await app.taking(put)(typed)

    ft.use_effect(look_again, [])

    async def press(words: str) -> None:
        set_turn(turn + 1)
        await put(words)

    async def open_it(words: str) -> None:
        found = await ask(words, app)
        set_answer(found)
        if found.result.kind is ScanKind.INSTRUMENT and found.result.id:
            app.go(Place.INSTRUMENT, found.result.id)

    field = TextLine(
        "id-field", app.t("Id on the label"), typed, turn, app.taking(put), app.taking(open_it),
        LineLook(size=theme.HERO, spaced=True, autofocus=True, own_keys=True),
    )  # fmt: skip
    hint = app.t("Ten characters, hyphens may be left out. A hand scanner may be used too.")
    told = answer_controls(answer, app) if answer else [text(hint, theme.BODY, theme.INK2)]
    ready = app.doing(lambda: open_it(typed)) if typed.strip() else None
    keys = id_keys(app, typed, press, ready)
    return frame(top_bar(app, app.t("Type id")), [ft.Row([field]), *told], bottom=keys)


def is_whole(words: str) -> bool:
    """True if an id may have been typed to its end."""
    return sum(character.isalnum() for character in words) >= WHOLE_ID


async def ask(words: str, app: App) -> Answer:
    """Ask what the typed text means, and what stands in the registry near it."""
    result = await app.call(resolve_text, words)
    near = (result.id,) if result.kind is ScanKind.INSTRUMENT else result.suggestions[:MOST_NEAR]
    lines: list[InstrumentLine] = []
    for one in filter(None, near):
        found = await app.call(search_instruments, one, limit=1)
        lines += [line for line in found if line.instrument_id == one]
    return Answer(result, tuple(lines))


def answer_controls(answer: Answer, app: App) -> list[ft.Control]:
    """Return what is known of the typed text so far."""
    rows = [instrument_row(line, app) for line in answer.lines]
    if answer.result.kind is ScanKind.INSTRUMENT:
        told = banner(app.t("This id is in the registry."), Tone.PASS, identifier="scan-answer")
        return [told, *rows]
    told = banner(scan_sentence(answer.result, app.t), Tone.UNSURE, identifier="scan-answer")
    return [told, heading(app.t("Near it in the registry")), *rows] if rows else [told]


def id_keys(
    app: App,
    typed: str,
    put: Callable[[str], Awaitable[None]],
    open_it: Callable[[object], Awaitable[None]] | None,
) -> ft.Control:
    """Return the keys of the characters that ids are made of, and the way on."""

    def key(
        identifier: str, label: str, face: ft.Control, words: str, fill: str, share: int = 1
    ) -> ft.Control:
        surface = tappable(
            f"key-{identifier}", label, ft.Row([face], alignment=ft.MainAxisAlignment.CENTER),
            app.doing(lambda: put(words)), fill=fill, radius=theme.RADIUS_SMALL, padding=0,
            height=max(LEAST_KEY_HEIGHT, theme.TARGET), expand=True,
        )  # fmt: skip
        surface.expand = share
        return surface

    rows = [
        [key(c.lower(), "", text(c, theme.BIG + 2), typed + c, theme.CARD) for c in characters]
        for characters in KEY_ROWS
    ]
    erase = ft.Icon(ft.Icons.BACKSPACE_OUTLINED, color=theme.INK, size=28)
    clear = text(app.t("Clear"), theme.SUBTITLE)
    rows[-1].append(key("back", app.t("Delete"), erase, typed[:-1], theme.KEY_SIDE, 2))
    rows[-1].append(key("clear", "", clear, "", theme.KEY_SIDE, 2))
    rows[-1].append(open_key(app, open_it))
    return ft.Container(
        ft.Column(
            [ft.Row(app.t.in_order(row), spacing=SPACING) for row in rows],
            spacing=SPACING,
            tight=True,
        ),
        bgcolor=theme.KEY_GROUND,
        padding=theme.MARGIN,
    )


def open_key(app: App, open_it: Callable[[object], Awaitable[None]] | None) -> ft.Control:
    """Return the key that leads on: filled once there is something to open."""
    ink = theme.ON_PRIMARY if open_it else theme.INK2
    fill = theme.PRIMARY if open_it else theme.KEY_SIDE
    face = ft.Row(
        [
            text(app.t("Open instrument"), theme.TITLE, ink, bold=True),
            ft.Icon(ft.Icons.ARROW_FORWARD, color=ink, size=26),
        ],
        alignment=ft.MainAxisAlignment.CENTER,
    )
    surface = tappable(
        "open", "", face, open_it, fill=fill, border=fill, radius=theme.RADIUS_SMALL, padding=0,
        height=max(LEAST_KEY_HEIGHT, theme.TARGET), expand=True,
    )  # fmt: skip
    surface.expand = 4
    return surface
