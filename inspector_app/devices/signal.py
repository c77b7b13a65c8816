"""What the tablet does when a tag was read, so that nobody must look: it shakes, and it sounds."""

import asyncio
import io
import math
import struct
import wave
from functools import cache

import flet as ft
import flet_audio as fa

RATE_HZ = 16_000
TONE_HZ = 1_760
LENGTH_S = 0.09
FADE_S = 0.01
PATIENCE_S = 1.0


class ScanSignal:
    """Shaking and a short tone; a tablet that can do only one does that, or neither."""

    def __init__(self) -> None:
        self._touch = ft.HapticFeedback()
        self._sound = fa.Audio(src=tone(), release_mode=fa.ReleaseMode.STOP)

    async def give(self) -> None:
        """Shake and sound, once."""
        await _if_it_can(self._touch.medium_impact())  # type: ignore[no-untyped-call]
        await _if_it_can(self._sound.play())


async def _if_it_can(doing: object) -> None:
    try:
        await asyncio.wait_for(doing, PATIENCE_S)  # type: ignore[arg-type]
    except (RuntimeError, TimeoutError, ft.FletPageDisconnectedException):
        return  # the green frame says it alone


@cache
def tone() -> bytes:
    """Return a WAV file: a short high tone, faded in and out so that it does not crack."""
    many, fade = int(RATE_HZ * LENGTH_S), int(RATE_HZ * FADE_S)
    levels = (
        int(
            20_000
            * min(1, at / fade, (many - at) / fade)
            * math.sin(math.tau * TONE_HZ * at / RATE_HZ)
        )
        for at in range(many)
    )
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        sound.writeframes(b"".join(struct.pack("<h", level) for level in levels))
    return file.getvalue()
