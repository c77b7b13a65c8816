"""Picture after picture of an open camera: its stream where there is one, else one at a time.

Android and iOS stream JPEG frames, unturned, which the decoder does not mind; while one is being
read the newer ones take each other's place. Browsers have no stream: there a picture is taken
when the last one was read.
"""

import asyncio

import flet as ft
import flet_camera as fc

from inspector_app.devices.camera import PATIENCE_S, CameraLost, take_picture


class Film:
    """One camera and what it sees now."""

    def __init__(self) -> None:
        self.camera = fc.Camera(expand=True, on_stream_image=self._come)
        self._newest: bytes | None = None
        self._there = asyncio.Event()
        self._streams = False

    async def begin(self) -> None:
        """Begin the stream of an open camera where there is one."""
        try:
            asked = self.camera.supports_image_streaming()
            self._streams = bool(await asyncio.wait_for(asked, PATIENCE_S))
            if self._streams:
                await asyncio.wait_for(self.camera.start_image_stream(), PATIENCE_S)
        except ft.FletPageDisconnectedException as fault:
            raise CameraLost(str(fault)) from fault
        except (RuntimeError, TimeoutError):
            self._streams = False  # pictures can still be taken one at a time

    async def next_picture(self) -> bytes:
        """Return a picture that was not returned before. Raises CameraAbsent or CameraLost."""
        if not self._streams:
            return await take_picture(self.camera)
        try:
            await asyncio.wait_for(self._there.wait(), PATIENCE_S)
        except TimeoutError as silence:
            raise CameraLost("the stream has stopped") from silence
        self._there.clear()
        return self._newest or b""

    def _come(self, event: fc.CameraImageEvent) -> None:
        self._newest = event.bytes
        self._there.set()
