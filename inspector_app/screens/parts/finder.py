"""The camera's picture on the screen, and the loop that looks for a code in it."""

import asyncio
from collections.abc import Awaitable, Callable

import flet as ft
import flet_camera as fc

from inspector_app.devices.camera import (
    CameraAbsent,
    CameraLost,
    has_camera_view,
    open_camera,
    take_picture,
)
from inspector_app.screens import theme
from inspector_app.screens.parts.controls import empty_state, named, text
from inspector_app.screens.state import App, use_app
from inspector_app.screens.wording import trouble_sentence
from inspector_app.services.scanning import read_picture
from inspector_app.services.views import ScanKind, ScanResult

OPENING, LOOKING, ABSENT, REFUSED = "opening", "looking", "absent", "refused"
SAME_AGAIN_S = 2.5
PAUSE_S = 0.05
LOST_S = 1.0
THOROUGH_EVERY = 4
AIM = 380
SHADE = "#B0000000"

Seen = Callable[[ScanResult], Awaitable[bool]]
"""Told what was read; answers whether that was what we looked for."""


@ft.component
def CodeFinder(seen: Seen, aim: int = AIM) -> ft.Control:
    """Film until `seen` is content; a sentence where no camera can be used."""
    app = use_app()
    usable = has_camera_view(app.page)
    camera = ft.use_memo(lambda: fc.Camera(expand=True) if usable else None, [])
    state, set_state = ft.use_state(OPENING if usable else ABSENT)
    latest: ft.MutableRef[Seen] = ft.use_ref()
    latest.current = seen

    async def tell(result: ScanResult) -> bool:
        return await latest.current(result) if latest.current else False

    async def watch() -> None:
        if camera is None:
            return
        while True:
            try:
                await open_camera(camera)
                set_state(LOOKING)
                await look(app, camera, tell)
            except CameraLost:
                await asyncio.sleep(LOST_S)  # the page is being loaded again; leaving ends this
                continue
            except CameraAbsent as fault:
                set_state(REFUSED if fault.refused else ABSENT)
            return

    async def begin() -> None:
        await app.doing(watch)(None)

    ft.use_effect(begin, [], cleanup=lambda: None)  # with a cleanup, leaving ends what began
    return view_finder(app, camera, state, aim)


async def look(app: App, camera: fc.Camera, seen: Seen) -> None:
    """Take picture after picture while the screen is visible, each read beside the event loop.

    Most are read quickly; every few one is read thoroughly, for a dirty or dark tag.
    """
    tries = 0
    while True:
        await app.page.wait_until_visible()
        picture = await take_picture(camera)
        tries += 1
        thorough = tries % THOROUGH_EVERY == 0
        result = await app.call(read_picture, picture, thorough=thorough)
        if result.kind is ScanKind.NOTHING:
            await asyncio.sleep(PAUSE_S)
        elif await seen(result):
            return
        else:
            await asyncio.sleep(SAME_AGAIN_S)  # the same tag is still before the lens


def view_finder(app: App, camera: fc.Camera | None, state: str, aim: int = AIM) -> ft.Control:
    """Return the camera's picture with a place to aim at, or a sentence where there is none."""
    if state in (ABSENT, REFUSED) or camera is None:
        words = trouble_sentence(f"camera_{state}", app.t)
        return named("no-camera", empty_state(words, ft.Icons.NO_PHOTOGRAPHY))
    t = app.t
    words = t("Opening the camera") if state == OPENING else t("Hold the tag before the lens")
    light = ft.Container(border=ft.Border.all(4, ft.Colors.WHITE), border_radius=26)
    place = ft.Container(
        light, width=aim, height=aim, border=ft.Border.all(4, SHADE), border_radius=30
    )
    told = ft.Container(
        named("scan-state", text(words, theme.SUBTITLE, ft.Colors.WHITE, bold=True)),
        bgcolor=SHADE,
        border_radius=24,
        padding=ft.Padding.symmetric(horizontal=22, vertical=12),
    )
    return ft.Container(
        ft.Stack(
            [
                camera,
                ft.Container(place, alignment=ft.Alignment.CENTER),
                ft.Container(told, alignment=ft.Alignment.BOTTOM_CENTER, padding=22),
            ],
            fit=ft.StackFit.EXPAND,
        ),
        bgcolor="#000000",
        expand=True,
    )
