"""Scan: the camera looks for a tag over the full frame; a file or typing are the other ways."""

import asyncio

import flet as ft
import flet_camera as fc

from inspector_app.devices.camera import CameraAbsent, film, open_camera
from inspector_app.devices.files import pick_picture
from inspector_app.screens import theme
from inspector_app.screens.parts.controls import banner, named, secondary_button, text
from inspector_app.screens.parts.frame import foot, frame, top_bar
from inspector_app.screens.routes import Place
from inspector_app.screens.state import App, use_app
from inspector_app.screens.theme import Tone
from inspector_app.services.scanning import read_picture
from inspector_app.services.views import ScanKind, ScanResult
from inspector_app.texts.catalogue import Texts

SAME_AGAIN_S = 3.0


@ft.component
def ScanScreen() -> ft.Control:
    """Film until a tag of ours is seen, then open its instrument."""
    app = use_app()
    camera = ft.use_ref(lambda: fc.Camera(expand=True))
    told, tell = ft.use_state("")
    state, set_state = ft.use_state("opening")

    async def watch() -> None:
        device = camera.current
        if device is None:
            return
        try:
            await open_camera(device)
            set_state("looking")
            async for picture in film(device):
                result = await app.call(read_picture, picture)
                if result.kind is ScanKind.NOTHING:
                    continue
                tell(answer(result, app) or "")
                await asyncio.sleep(SAME_AGAIN_S)  # the same tag is still before the lens
        except CameraAbsent:
            set_state("absent")

    ft.use_effect(watch, [])

    async def from_file() -> None:
        data = await pick_picture(app.page)
        if data is not None:
            tell(answer(await app.call(read_picture, data), app) or "")

    body: list[ft.Control] = [view_finder(app, camera.current, state)]
    if told:
        body.insert(0, banner(told, Tone.UNSURE, identifier="scan-answer"))
    bottom = foot(
        secondary_button(
            "from-file", app.t("From a file"), app.doing(from_file),
            icon=ft.Icons.IMAGE, expand=True,
        ),
        secondary_button(
            "type-id", app.t("Type id"), lambda _: app.go(Place.TYPE_ID),
            icon=ft.Icons.KEYBOARD, expand=True,
        ),
    )  # fmt: skip
    return frame(top_bar(app, app.t("Scan")), body, bottom=bottom)


def view_finder(app: App, camera: fc.Camera | None, state: str) -> ft.Control:
    """Return the camera's picture, or a sentence where there is none."""
    if state == "absent" or camera is None:
        return banner(
            app.t("No camera can be used here. Choose a picture from a file, or type the id."),
            Tone.UNSURE, identifier="no-camera", icon=ft.Icons.NO_PHOTOGRAPHY,
        )  # fmt: skip
    words = (
        app.t("Opening the camera") if state == "opening" else app.t("Hold the tag before the lens")
    )
    return ft.Column(
        [
            ft.Container(
                camera,
                height=460 if app.wide else 800,
                border_radius=theme.RADIUS,
                clip_behavior=ft.ClipBehavior.HARD_EDGE,
                bgcolor=theme.KEY_GROUND,
            ),
            named("scan-state", text(words, theme.SUBTITLE, theme.INK2)),
        ],
        spacing=theme.GAP,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


def answer(result: ScanResult, app: App) -> str | None:
    """Open what was scanned; return a sentence where it cannot be opened."""
    if result.kind is ScanKind.INSTRUMENT and result.id:
        app.go(Place.INSTRUMENT, result.id)
        return None
    if result.kind is ScanKind.ENROLMENT and not app.info.enrolled:
        return None
    return scan_sentence(result, app.t)


def scan_sentence(result: ScanResult, t: Texts) -> str:
    """Say what was read, why it opens nothing, and what to do."""
    read = result.text if len(result.text) <= 60 else result.text[:57] + "..."
    if result.kind is ScanKind.NOT_REGISTERED:
        return t(
            "{read} is a tag of ours, but not in the registry here. Sync, or search.", read=read
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
    return t("Read: {read}. This is not a tag of ours.", read=read)
