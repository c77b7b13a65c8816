"""Scan: the camera looks for a tag over the full frame; a file or typing are the other ways."""

import flet as ft

from inspector_app.devices.files import pick_picture
from inspector_app.screens import theme
from inspector_app.screens.parts.controls import banner, secondary_button
from inspector_app.screens.parts.finder import CodeFinder
from inspector_app.screens.parts.frame import foot, screen, top_bar
from inspector_app.screens.routes import Place
from inspector_app.screens.state import App, use_app
from inspector_app.screens.theme import Tone
from inspector_app.services.scanning import read_picture
from inspector_app.services.views import ScanKind, ScanResult
from inspector_app.texts.catalogue import Texts

LONGEST_SHOWN = 60


@screen
def ScanScreen() -> ft.Control:
    """Film until a tag of ours is seen, then open its instrument."""
    app = use_app()
    told, tell = ft.use_state("")

    async def seen(result: ScanResult) -> bool:
        sentence = answer(result, app)
        tell(sentence)
        return not sentence

    async def from_file() -> None:
        data = await pick_picture(app.page)
        if data is not None:
            tell(answer(await app.call(read_picture, data), app))

    layers: list[ft.Control] = [CodeFinder(seen)]
    if told:
        sentence = banner(told, Tone.UNSURE, identifier="scan-answer")
        layers.append(
            ft.Container(sentence, left=theme.MARGIN, right=theme.MARGIN, top=theme.MARGIN)
        )
    bottom = foot(
        secondary_button(
            "from-file", app.t("From a file"), app.doing(from_file), icon=ft.Icons.IMAGE,
            expand=True,
        ),
        secondary_button(
            "type-id", app.t("Type id"), lambda _: app.go(Place.TYPE_ID),
            icon=ft.Icons.KEYBOARD, expand=True,
        ),
    )  # fmt: skip
    picture = ft.Stack(layers, fit=ft.StackFit.EXPAND, expand=True)
    return ft.Column([top_bar(app, app.t("Scan")), picture, bottom], spacing=0, expand=True)


def answer(result: ScanResult, app: App) -> str:
    """Open what was scanned; return a sentence where it cannot be opened."""
    if result.kind is ScanKind.INSTRUMENT and result.id:
        app.go(Place.INSTRUMENT, result.id)
        return ""
    return scan_sentence(result, app.t)


def scan_sentence(result: ScanResult, t: Texts) -> str:
    """Say what was read, why it opens nothing, and what to do."""
    read = result.text
    if len(read) > LONGEST_SHOWN:
        read = read[: LONGEST_SHOWN - 1] + "…"
    if result.kind is ScanKind.NOT_REGISTERED:
        return t(
            "{read} is a tag of ours, but this instrument is not on this tablet. "
            "Sync, or search for it.",
            read=read,
        )
    if result.kind is ScanKind.MISTYPED:
        return t("{read} has a wrong character. Compare it with the label.", read=read)
    if result.kind is ScanKind.SEAL:
        return t(
            "This is the seal {number}. Scan the tag of the instrument.", number=result.id or read
        )
    if result.kind is ScanKind.ENROLMENT:
        return t("This code enrols a tablet. This tablet is enrolled already.")
    if result.kind is ScanKind.NOTHING:
        return t("No tag was found in this picture. Come closer, avoid glare, or type the id.")
    return t("Read: {read}. This is not a tag of ours. Look for the office's label.", read=read)
