"""What the camera's lens can do here: light, zoom, focus. What it cannot do is not offered.

Flet's camera has no list of abilities. A question that changes nothing tells: the light switched
off, the bounds of the zoom, the focus given back to the camera. In a browser without such a
constraint the question is refused, and so is the answer.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

import flet as ft
import flet_camera as fc

R = TypeVar("R")

ANSWER_S = 4.0
ZOOMS = (1.0, 2.0, 4.0)
_REFUSED = (
    RuntimeError, TimeoutError, ft.FletUnsupportedPlatformException,
    ft.FletPageDisconnectedException,  # the next picture finds out and says so
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lens:
    """What can be offered: `zooms` are the levels that there are, '1 times' first."""

    torch: bool = False
    focus: bool = False
    zooms: tuple[float, ...] = ()


PLAIN_LENS = Lens()


async def find_lens(camera: fc.Camera) -> Lens:
    """Ask an open camera what it can do."""
    torch = await _works(camera.set_flash_mode(fc.FlashMode.OFF))
    focus = await _works(camera.set_focus_point(None))
    return Lens(torch, focus, await _find_zooms(camera))


async def switch_torch(camera: fc.Camera, *, on: bool) -> bool:
    """Switch the light; False when the camera has none after all."""
    return await _works(camera.set_flash_mode(fc.FlashMode.TORCH if on else fc.FlashMode.OFF))


async def zoom_to(camera: fc.Camera, level: float) -> bool:
    """Zoom; False when the camera refuses."""
    return await _works(camera.set_zoom_level(level))


async def focus_at(camera: fc.Camera, across: float, down: float) -> bool:
    """Focus and measure the light at a point, both from 0 to 1; False when the camera refuses."""
    point = ft.Offset(min(max(across, 0.0), 1.0), min(max(down, 0.0), 1.0))
    await _works(camera.set_exposure_point(point))
    return await _works(camera.set_focus_point(point))


async def _find_zooms(camera: fc.Camera) -> tuple[float, ...]:
    try:
        least = await asyncio.wait_for(camera.get_min_zoom_level(), ANSWER_S)
        most = await asyncio.wait_for(camera.get_max_zoom_level(), ANSWER_S)
    except _REFUSED:
        return ()
    levels = tuple(level for level in ZOOMS if (least or 1) <= level <= (most or 1))
    return levels if len(levels) > 1 else ()


async def _works(question: Awaitable[R]) -> bool:
    try:
        await asyncio.wait_for(question, ANSWER_S)
    except _REFUSED:
        return False
    return True
