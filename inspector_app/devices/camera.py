"""The camera through Flet: opened, asked for one picture after another, and given back."""

import asyncio

import flet as ft
import flet_camera as fc

PATIENCE_S = 15.0
_REFUSALS = ("denied", "notallowed", "permission", "refused")


class CameraAbsent(Exception):
    """No picture can be had; `refused` says that there is a camera which we may not use."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.refused = any(word in reason.lower().replace(" ", "") for word in _REFUSALS)


class CameraLost(Exception):
    """The browser went away or is being loaded again; the camera may be opened anew."""


def has_camera_view(page: ft.Page) -> bool:
    """True if Flet can show a camera here: in a browser, on Android and on iOS."""
    return bool(page.web) or page.platform in (ft.PagePlatform.ANDROID, ft.PagePlatform.IOS)


async def open_camera(camera: fc.Camera) -> None:
    """Bind the camera at the back, else the first there is. Raises CameraAbsent or CameraLost."""
    try:
        found = await asyncio.wait_for(camera.get_available_cameras(), PATIENCE_S)
        if not found:
            raise CameraAbsent("no camera")
        back = [one for one in found if one.lens_direction is fc.CameraLensDirection.BACK]
        opening = camera.initialize(
            description=(back or found)[0],
            resolution_preset=fc.ResolutionPreset.HIGH,
            enable_audio=False,
            image_format_group=fc.ImageFormatGroup.JPEG,
        )
        await asyncio.wait_for(opening, PATIENCE_S)
    except ft.FletPageDisconnectedException as fault:
        raise CameraLost(str(fault)) from fault
    except (RuntimeError, TimeoutError, ft.FletUnsupportedPlatformException) as fault:
        raise CameraAbsent(str(fault)) from fault


async def take_picture(camera: fc.Camera) -> bytes:
    """Take one picture, JPEG. Raises CameraAbsent when the camera has gone, or CameraLost."""
    try:
        return await asyncio.wait_for(camera.take_picture(), PATIENCE_S)
    except (ft.FletPageDisconnectedException, TimeoutError) as fault:
        raise CameraLost(str(fault)) from fault  # asked of a page that was going: no answer comes
    except RuntimeError as fault:
        raise CameraAbsent(str(fault)) from fault
