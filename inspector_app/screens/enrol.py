"""Enrolment: the office's one-time code, scanned or typed, makes this tablet one of theirs."""

from collections.abc import Awaitable, Callable

import flet as ft
import flet_camera as fc

from inspector_app.devices.camera import CameraAbsent, film, open_camera
from inspector_app.screens import theme
from inspector_app.screens.parts.controls import card, icon_button, primary_button, text
from inspector_app.screens.parts.frame import foot, frame, top_bar
from inspector_app.screens.routes import Place
from inspector_app.screens.scan import view_finder
from inspector_app.screens.state import App, use_app
from inspector_app.services.enrolling import enrol
from inspector_app.services.scanning import read_picture
from inspector_app.services.views import ScanKind


@ft.component
def EnrolScreen() -> ft.Control:
    """Take the code and enrol; then sync for the first time."""
    app = use_app()
    code, set_code = ft.use_state("")
    server, set_server = ft.use_state(app.info.server_url)
    name, set_name = ft.use_state(app.info.name)
    filming, set_filming = ft.use_state(False)
    busy, set_busy = ft.use_state(False)

    async def join() -> None:
        set_busy(True)
        try:
            await app.call(enrol, code.strip(), server=server.strip(), name=name.strip())
        finally:
            set_busy(False)
        await app.refresh_info()
        app.go(Place.SYNC)

    async def seen(words: str) -> None:
        set_filming(False)
        set_code(words)

    fields = card(
        text(app.t("This tablet belongs to no office yet."), theme.SUBTITLE, bold=True),
        text(app.t("Scan the office's code, or type the code and the server's address."),
             theme.BODY, theme.INK2),
        entry("enrol-code", app.t("Code"), code, set_code),
        entry("enrol-server", app.t("Server's address"), server, set_server),
        entry("enrol-name", app.t("Name of this tablet"), name, set_name),
    )  # fmt: skip
    body: list[ft.Control] = [fields]
    if filming:
        body.insert(0, CodeFinder(seen))
    settings = icon_button(
        "settings", app.t("Settings"), ft.Icons.SETTINGS, lambda _: app.go(Place.SETTINGS)
    )
    words = app.t("Enrolling") if busy else app.t("Enrol")
    ready = bool(code.strip()) and not busy
    bottom = foot(
        primary_button(
            "scan-code", app.t("Scan code"), lambda _: set_filming(not filming),
            icon=ft.Icons.QR_CODE_SCANNER,
        ),
        primary_button("enrol", words, app.doing(join) if ready else None),
    )  # fmt: skip
    return frame(
        top_bar(app, app.t("Enrolment"), back=False, actions=(settings,)), body, bottom=bottom
    )


def entry(identifier: str, label: str, value: str, put: Callable[[str], None]) -> ft.Control:
    """Return a field for a line of text."""
    field = ft.TextField(
        label=label,
        value=value,
        on_change=lambda event: put(event.control.value or ""),
        text_size=theme.SUBTITLE,
        border_radius=theme.RADIUS_SMALL,
        autocorrect=False,
    )
    return ft.Semantics(identifier=identifier, content=field)


@ft.component
def CodeFinder(found: Callable[[str], Awaitable[None]]) -> ft.Control:
    """Film until an enrolment code is seen."""
    app: App = use_app()
    camera = ft.use_ref(lambda: fc.Camera(expand=True))
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
                if result.kind is ScanKind.ENROLMENT:
                    await found(result.text)
                    return
        except CameraAbsent:
            set_state("absent")

    ft.use_effect(watch, [])
    return view_finder(app, camera.current, state)
