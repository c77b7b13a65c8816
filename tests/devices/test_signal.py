"""The tone of a scan: a whole sound file, short, and neither silent nor clipped."""

import io
import struct
import wave

from inspector_app.devices.signal import tone


def test_the_tone_is_a_short_sound_that_begins_and_ends_in_silence() -> None:
    with wave.open(io.BytesIO(tone())) as sound:
        frames = sound.readframes(sound.getnframes())
        assert sound.getnframes() / sound.getframerate() < 0.2
    levels = struct.unpack(f"<{len(frames) // 2}h", frames)
    assert 15_000 < max(map(abs, levels)) < 32_767
    assert max(map(abs, levels[:4] + levels[-4:])) < 2_000
