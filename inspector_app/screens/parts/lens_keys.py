"""Light and zoom over the camera's picture, and focus where it is tapped; only what there is."""

from collections.abc import Callable
from dataclasses import replace

import flet as ft
import flet_camera as fc

from inspector_app.devices.lens import Lens, focus_at, switch_torch, zoom_to
from inspector_app.screens import theme
from inspector_app.screens.parts.controls import OnTap, tappable, text
from inspector_app.screens.state import use_app

KEY = 72
SHADE = "#B0000000"


def lens_keys(camera: fc.Camera, lens: Lens, set_lens: Callable[[Lens], None]) -> ft.Control | None:
    """Return the keys of what this lens can do; None where that is nothing."""
    keys: list[ft.Control] = []
    if lens.torch:
        keys.append(_TorchKey(camera, lens, set_lens))
    if lens.zooms:
        keys.append(_ZoomKey(camera, lens))
    if not keys:
        return None
    column = ft.Column(keys, spacing=theme.GAP, tight=True)
    return ft.Container(column, alignment=ft.Alignment.TOP_RIGHT, padding=theme.MARGIN)


@ft.component
def _TorchKey(camera: fc.Camera, lens: Lens, set_lens: Callable[[Lens], None]) -> ft.Control:
    app = use_app()
    t = app.t
    on, set_on = ft.use_state(app.scanner.torch)

    async def switch() -> None:
        app.scanner.torch = await switch_torch(camera, on=not on) and not on
        if app.scanner.torch is on:  # it promised a light and has none
            set_lens(replace(lens, torch=False))
            app.tell(t("The light cannot be switched on here."))
        set_on(app.scanner.torch)

    words = t("Switch the light off") if on else t("Switch the light on")
    icon = ft.Icons.FLASHLIGHT_OFF if on else ft.Icons.FLASHLIGHT_ON
    return _key("torch", words, ft.Icon(icon, color=ft.Colors.WHITE, size=34), app.doing(switch))


@ft.component
def _ZoomKey(camera: fc.Camera, lens: Lens) -> ft.Control:
    app = use_app()
    at, set_at = ft.use_state(0)

    async def zoom() -> None:
        following = (at + 1) % len(lens.zooms)
        if await zoom_to(camera, lens.zooms[following]):
            set_at(following)

    face = text(f"{lens.zooms[at]:g}×", theme.BIG, ft.Colors.WHITE, bold=True)
    return _key("zoom", app.t("Zoom"), face, app.doing(zoom))


def _key(identifier: str, words: str, face: ft.Control, on_tap: OnTap) -> ft.Control:
    middle = ft.Row([face], alignment=ft.MainAxisAlignment.CENTER)
    return tappable(
        identifier, words, middle, on_tap, fill=SHADE, border=ft.Colors.WHITE, padding=0,
        height=KEY, width=KEY, radius=KEY / 2,
    )  # fmt: skip


def over_picture(camera: fc.Camera, lens: Lens) -> ft.Control | None:
    """Return what takes a tap on the picture to focus there; None where the lens cannot."""
    return _FocusPlace(camera) if lens.focus else None


@ft.component
def _FocusPlace(camera: fc.Camera) -> ft.Control:
    size: ft.MutableRef[tuple[float, float]] = ft.use_ref()

    def measure(event: ft.LayoutSizeChangeEvent[ft.LayoutControl]) -> None:
        size.current = (event.width, event.height)

    async def focus(event: ft.TapEvent[ft.GestureDetector]) -> None:
        if event.local_position and size.current:
            width, height = size.current
            await focus_at(camera, event.local_position.x / width, event.local_position.y / height)

    place = ft.Container(expand=True, on_size_change=measure)
    return ft.GestureDetector(place, on_tap_down=focus, expand=True)
