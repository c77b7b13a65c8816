"""Photos of an inspection: taken inside the app, or chosen from a file."""

from collections.abc import Callable

import flet as ft
import flet_camera as fc
from inspector_app.services.photographing import add_photo, load_photo

from inspector_app.devices.camera import CameraAbsent, open_camera, take_picture
from inspector_app.devices.files import pick_picture
from inspector_app.screens import theme
from inspector_app.screens.inspection.work import Work
from inspector_app.screens.parts.controls import card, primary_button, secondary_button, text
from inspector_app.screens.parts.frame import foot, frame
from inspector_app.screens.scan import view_finder
from inspector_app.screens.state import use_app, use_loaded

SIDE = 150


def photos_card(work: Work, open_camera_view: Callable[[], None]) -> ft.Control:
    """Return the photos so far and the two ways to add one."""
    t = work.app.t

    async def from_file() -> None:
        data = await pick_picture(work.app.page)
        if data is not None:
            work.put(await work.app.call(add_photo, work.inspection.draft_id, data))

    pictures = [Thumbnail(photo.sha256, key=photo.sha256) for photo in work.inspection.photos]
    return card(
        ft.Row(
            [
                ft.Container(
                    text(t.plural("{n} photo", "{n} photos", len(pictures)), theme.SUBTITLE, bold=True),
                    expand=True,
                ),
                secondary_button("photo-take", t("Take photo"), lambda _: open_camera_view(),
                                 icon=ft.Icons.PHOTO_CAMERA),
                secondary_button("photo-file", t("From a file"), work.app.doing(from_file)),
            ],
            spacing=theme.GAP,
        ),
        ft.Row(list(pictures), wrap=True, spacing=theme.GAP, run_spacing=theme.GAP),
    )  # fmt: skip


@ft.component
def Thumbnail(sha256: str) -> ft.Control:
    """Show one photo, small."""
    app = use_app()
    loaded, _ = use_loaded(lambda: app.call(load_photo, sha256), [sha256])
    shown: ft.Control = ft.Container(width=SIDE, height=SIDE, bgcolor=theme.KEY_SIDE)
    if loaded.value is not None:
        shown = ft.Image(loaded.value, width=SIDE, height=SIDE, fit=ft.BoxFit.COVER)
    return ft.Semantics(identifier=f"photo-{sha256[:8]}", image=True, label=app.t("Photo"),
                        content=shown)  # fmt: skip


@ft.component
def PhotoCamera(work: Work, close: Callable[[], None]) -> ft.Control:
    """Show the camera and take one photo; everything typed is on disk before it opens."""
    app = use_app()
    camera = ft.use_ref(lambda: fc.Camera(expand=True))
    state, set_state = ft.use_state("opening")

    async def begin() -> None:
        if camera.current is None:
            return
        try:
            await open_camera(camera.current)
            set_state("looking")
        except CameraAbsent:
            set_state("absent")

    ft.use_effect(begin, [])

    async def shoot() -> None:
        if camera.current is None:
            return
        try:
            data = await take_picture(camera.current)
        except CameraAbsent:
            set_state("absent")
            return
        work.put(await app.call(add_photo, work.inspection.draft_id, data))
        close()

    bottom = foot(
        secondary_button("photo-cancel", app.t("Back"), lambda _: close()),
        primary_button("photo-shoot", app.t("Take photo"),
                       app.doing(shoot) if state == "looking" else None,
                       icon=ft.Icons.PHOTO_CAMERA),
    )  # fmt: skip
    return frame(ft.Container(height=0), [view_finder(app, camera.current, state)], bottom=bottom)
