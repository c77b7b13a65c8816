"""The camera through Flet: opened, filmed frame by frame, and given back."""

import asyncio
from collections.abc import AsyncIterator

import flet_camera as fc

PATIENCE_S = 15.0


class CameraAbsent(Exception):
    """There is no camera, or it was refused; the other ways in remain."""


async def open_camera(camera: fc.Camera) -> None:
    """Bind the camera at the back, else the first there is. Raises CameraAbsent."""
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
    except CameraAbsent:
        raise
    except Exception as fault:  # the client reports a refusal as it likes
        raise CameraAbsent(str(fault)) from fault


async def take_picture(camera: fc.Camera) -> bytes:
    """Take one picture, JPEG. Raises CameraAbsent when the camera has gone."""
    try:
        return await asyncio.wait_for(camera.take_picture(), PATIENCE_S)
    except Exception as fault:
        raise CameraAbsent(str(fault)) from fault


async def film(camera: fc.Camera) -> AsyncIterator[bytes]:
    """Give picture after picture, each taken when the one before was dealt with."""
    while True:
        yield await take_picture(camera)
