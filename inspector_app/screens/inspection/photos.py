"""Photos of what is wrong: taken inside the app or from a file, small on the screen, captioned."""

from typing import TYPE_CHECKING

import flet as ft
import flet_camera as fc

from inspector_app.devices.camera import (
    CameraAbsent,
    has_camera_view,
    open_camera,
    take_picture,
)
from inspector_app.devices.files import pick_picture
from inspector_app.screens import theme
from inspector_app.screens.inspection.entry import entry_field
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.parts.controls import (
    card,
    primary_button,
    secondary_button,
    tappable,
    text,
)
from inspector_app.screens.parts.frame import foot, top_bar
from inspector_app.screens.parts.view_finder import (
    ABSENT,
    LOOKING,
    OPENING,
    REFUSED,
    view_finder,
)
from inspector_app.screens.state import use_app, use_loaded
from inspector_app.services.photographing import capture_photo, load_shown
from inspector_app.services.views import Photo

if TYPE_CHECKING:
    from inspector_app.services.opening import Tablet

SIDE, LARGE_SIDE = 160, 620


@ft.component
def Photos(draft: OpenDraft) -> ft.Control:
    """Show the photos so far and the two ways to add one."""
    t, photos = draft.app.t, draft.inspection.photos

    async def from_file() -> None:
        data = await pick_picture(draft.app.page)
        if data is not None:
            await draft.change(capture_photo, data)

    def open_view(_event: object) -> None:
        draft.filming = True
        draft.redraw()

    counted = t.plural("{n} photo", "{n} photos", len(photos)) if photos else t("Photos")
    ways = ft.Row(
        [
            secondary_button("photo-take", t("Take photo"), open_view,
                             icon=ft.Icons.PHOTO_CAMERA_OUTLINED, expand=True),
            secondary_button("photo-file", t("From a file"), draft.app.doing(from_file),
                             icon=ft.Icons.IMAGE_OUTLINED, expand=True),
        ],
        spacing=theme.GAP,
    )  # fmt: skip
    small: list[ft.Control] = [
        ft.Container(Thumbnail(draft, photo), key=photo.sha256) for photo in photos
    ]
    parts: list[ft.Control] = [text(counted, theme.SUBTITLE, bold=True)]
    if small:
        parts.append(ft.Row(small, wrap=True, spacing=theme.GAP, run_spacing=theme.GAP))
    return card(*parts, ways)


@ft.component
def Thumbnail(draft: OpenDraft, photo: Photo) -> ft.Control:
    """Show one photo, small, with its caption; a tap shows it large."""
    app = use_app()
    loaded, _ = use_loaded(lambda: app.call(load_small, photo.sha256, SIDE), [photo.sha256])
    shown: ft.Control = ft.Container(width=SIDE, height=SIDE, bgcolor=theme.KEY_SIDE)
    if loaded.value is not None:
        shown = ft.Image(loaded.value, width=SIDE, height=SIDE, fit=ft.BoxFit.COVER)
    caption = photo.caption or (app.t("With marks") if photo.of else app.t("Add a caption"))
    words = text(caption, theme.LABEL, theme.INK if photo.caption else theme.INK2, lines=1)
    return tappable(
        f"photo-{photo.sha256[:8]}", app.t("Photo: {caption}", caption=photo.caption),
        ft.Column([shown, words], spacing=4, tight=True), lambda _: _open_large(draft, photo),
        padding=6, width=SIDE + 14,
    )  # fmt: skip


def load_small(tablet: "Tablet", sha256: str, side: int) -> bytes:
    """Return a photo as a JPEG of at most `side` to a side, on high-density screens twice that."""
    return load_shown(tablet, sha256, 2 * side).data


def _open_large(draft: OpenDraft, photo: Photo) -> None:
    def build() -> ft.DialogControl:
        return ft.BottomSheet(
            content=ft.Container(LargePhoto(draft, photo), padding=24),
            bgcolor=theme.CARD,
            scrollable=True,
            on_dismiss=lambda _: draft.open_sheet(None),
        )

    draft.open_sheet(build)


@ft.component
def LargePhoto(draft: OpenDraft, photo: Photo) -> ft.Control:
    """Show a photo large and let its caption be typed."""
    app = draft.app
    loaded, _ = use_loaded(lambda: app.call(load_small, photo.sha256, LARGE_SIDE), [photo.sha256])

    async def write(caption: str) -> None:
        await app.doing(lambda: draft.write_caption(photo.sha256, caption))(None)

    async def close(_event: object) -> None:
        draft.open_sheet(None)

    def draw_on_it(_event: object) -> None:
        draft.open_sheet(None)
        draft.mark(photo.sha256)

    async def submit(caption: str) -> None:
        await write(caption)
        draft.open_sheet(None)

    field = ft.use_memo(lambda: entry_field(app.t("Caption"), photo.caption, write, submit), [])
    entry = ft.Semantics(identifier="photo-caption", container=True, content=field, expand=True)
    button = primary_button("photo-keep", app.t("Keep"), close, expand=False)
    draw = secondary_button(
        "photo-mark", app.t("Draw on it"), draw_on_it, icon=ft.Icons.DRAW_OUTLINED
    )
    shown: list[ft.Control] = [ft.Row([draw, entry, button], spacing=theme.GAP)]
    if loaded.value is not None:
        picture = ft.Image(loaded.value, height=LARGE_SIDE * 0.7, fit=ft.BoxFit.CONTAIN)
        shown.insert(0, ft.Row([picture], alignment=ft.MainAxisAlignment.CENTER))
    return ft.Column(shown, spacing=theme.GAP, tight=True)


@ft.component
def PhotoCamera(draft: OpenDraft) -> ft.Control:
    """Film until a photo is taken; everything said before is on the disk, should this crash."""
    app = use_app()
    usable = has_camera_view(app.page)
    camera = ft.use_memo(lambda: fc.Camera(expand=True) if usable else None, [])
    state, set_state = ft.use_state(OPENING if usable else ABSENT)

    async def begin() -> None:
        if camera is None:
            return
        try:
            await open_camera(camera)
            set_state(LOOKING)
        except CameraAbsent as fault:
            set_state(REFUSED if fault.refused else ABSENT)

    ft.use_effect(begin, [])

    def close(_event: object = None) -> None:
        draft.filming = False
        draft.redraw()

    async def shoot() -> None:
        if camera is None:
            return
        try:
            data = await take_picture(camera)
        except CameraAbsent:
            set_state(ABSENT)
            return
        await draft.change(capture_photo, data)
        close()

    bottom = foot(
        secondary_button("photo-cancel", app.t("Back"), close),
        primary_button("photo-shoot", app.t("Take photo"),
                       app.doing(shoot) if state == LOOKING else None,
                       icon=ft.Icons.PHOTO_CAMERA),
    )  # fmt: skip
    if camera is None or state in (ABSENT, REFUSED):
        inside = view_finder(app, None, state)
    else:  # in a list, for only there a control that is drawn again finds its new parent
        inside = ft.Stack([camera], fit=ft.StackFit.EXPAND, alignment=ft.Alignment.CENTER)
    ground = theme.GROUND if state in (ABSENT, REFUSED) else ft.Colors.BLACK
    finder = ft.Container(inside, bgcolor=ground, expand=True)
    bar = top_bar(app, app.t("Photo"), back=False)
    return ft.Column([bar, finder, bottom], spacing=0, expand=True)
