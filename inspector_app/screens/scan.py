"""Scan: the camera looks for a tag over the full frame; a file or typing are the other ways."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import flet as ft

from inspector_app.devices.files import pick_picture
from inspector_app.screens import theme
from inspector_app.screens.parts.controls import banner, secondary_button, tappable, text
from inspector_app.screens.parts.finder import CodeFinder
from inspector_app.screens.parts.frame import foot, screen, top_bar
from inspector_app.screens.parts.lines import full_title, grouped
from inspector_app.screens.parts.view_finder import Said
from inspector_app.screens.routes import Place
from inspector_app.screens.scanned import answer
from inspector_app.screens.state import App, use_app
from inspector_app.screens.theme import Tone
from inspector_app.services.scanning import read_tags
from inspector_app.services.views import InstrumentLine, ScanKind, ScanResult
from inspector_app.services.walking import find_lines

GREEN_S = 0.35
"""How long the frame is green before the instrument stands there: to be seen, not waited for."""
CHOICE_HEIGHT = 132
NO_SAID: Said | None = None
NO_CHOICE: tuple[InstrumentLine, ...] = ()
NOTHING = ScanResult(ScanKind.NOTHING, "")


@screen
def ScanScreen() -> ft.Control:
    """Film until a tag of ours is seen, then open its instrument."""
    app = use_app()
    told, tell = ft.use_state("")
    said, say = ft.use_state(NO_SAID)
    choice, offer = ft.use_state(NO_CHOICE)

    async def seen(result: ScanResult) -> bool:
        if result.kind is ScanKind.INSTRUMENT and result.id:
            say(Said(app.t("Found {id}", id=grouped(result.id)), Tone.PASS))
            await asyncio.sleep(GREEN_S)
        tell(sentence := answer(result, app))
        return not sentence

    async def several(results: tuple[ScanResult, ...]) -> bool:
        tell("")
        offer(await app.call(find_lines, [one.id for one in results if one.id]))
        return True

    async def from_file() -> None:
        data = await pick_picture(app.page)
        if data is None:
            return
        results = (await app.call(read_tags, data)).results or (NOTHING,)
        if sum(one.kind is ScanKind.INSTRUMENT for one in results) > 1:
            await several(results)
        else:
            tell(answer(results[0], app))

    bar = top_bar(app, app.t("Scan"))
    if choice:
        again = lambda _: offer(NO_CHOICE)  # noqa: E731 - one line, once
        return ft.Column([bar, *choice_controls(app, choice, again)], spacing=0, expand=True)
    picture = finder_with(CodeFinder(seen, said=said, several=several), told)
    return ft.Column([bar, picture, other_ways(app, from_file)], spacing=0, expand=True)


def finder_with(finder: ft.Control, told: str) -> ft.Control:
    """Return the finder with the sentence about what was read last."""
    layers: list[ft.Control] = [finder]
    if told:
        sentence = banner(told, Tone.UNSURE, identifier="scan-answer")
        margin = theme.MARGIN
        layers.append(ft.Container(sentence, left=margin, right=2 * margin + 72, top=margin))
    return ft.Stack(layers, fit=ft.StackFit.EXPAND, expand=True)


def other_ways(app: App, from_file: Callable[[], Awaitable[None]]) -> ft.Control:
    """Return the ways in for a tag that no camera reads."""
    return foot(
        secondary_button(
            "from-file", app.t("From a file"), app.doing(from_file), icon=ft.Icons.IMAGE,
            expand=True,
        ),
        secondary_button(
            "type-id", app.t("Type id"), lambda _: app.go(Place.TYPE_ID),
            icon=ft.Icons.KEYBOARD, expand=True,
        ),
    )  # fmt: skip


def choice_controls(
    app: App, lines: Sequence[InstrumentLine], again: Callable[[object], None]
) -> list[ft.Control]:
    """Ask which of the tags in one picture is meant, near the thumb; the camera rests meanwhile."""
    t = app.t
    question = text(t("Several tags are in sight. Which one?"), theme.TITLE, bold=True)
    rows = [choice_row(app, line) for line in lines]
    back = secondary_button(
        "scan-again", t("Scan again"), again, icon=ft.Icons.QR_CODE_SCANNER, expand=True
    )
    asked = ft.Column(
        [question, *rows],
        spacing=theme.GAP,
        alignment=ft.MainAxisAlignment.END,
        scroll=ft.ScrollMode.AUTO,
    )
    return [ft.Container(asked, padding=theme.MARGIN, expand=True), foot(back)]


def choice_row(app: App, line: InstrumentLine) -> ft.Control:
    """Return one tag as a large button: place, serial, id."""
    serial = app.t("Serial {serial}", serial=line.serial) if line.serial else ""
    words = ft.Column(
        [
            text(full_title(line, app), theme.BIG, bold=True, lines=1),
            text(serial or "—", theme.SUBTITLE, lines=1),
            text(grouped(line.instrument_id), theme.SUBTITLE, theme.INK2, lines=1),
        ],
        spacing=6,
        alignment=ft.MainAxisAlignment.CENTER,
    )
    return tappable(
        f"choose-{line.instrument_id}", "", words,
        lambda _: app.go(Place.INSTRUMENT, line.instrument_id),
        height=CHOICE_HEIGHT, border=theme.PRIMARY, border_width=2,
    )  # fmt: skip
