"""A film for the fake camera: a printed tag held before the lens."""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

from inspector_app.devices.decoder import decode_picture
from inspector_app.tags.link import DEFAULT_HOST, instrument_link
from tests.support import damage, photographs

WIDTH, HEIGHT = 1280, 720
WALL = (150, 152, 155)


def render_page(pdf: Path, page: int = 0, *, dpi: int = 300) -> Image.Image:
    """Render one page of a PDF as the printer would print it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()


def film_tag(tag: Image.Image, path: Path, *, frames: int = 30) -> Path:
    """Write a motion-JPEG film in which `tag` comes closer on a grey pump; returns `path`."""
    with path.open("wb") as film:
        for index in range(frames):
            frame = Image.new("RGB", (WIDTH, HEIGHT), (150, 152, 155))
            ImageDraw.Draw(frame).rectangle((0, HEIGHT - 90, WIDTH, HEIGHT), fill=(90, 92, 95))
            side = 300 + 6 * index
            seen = tag.resize((side, round(side * tag.height / tag.width)))
            seen = seen.rotate(4, expand=True, fillcolor=(150, 152, 155))
            frame.paste(seen, ((WIDTH - seen.width) // 2, (HEIGHT - seen.height) // 2))
            jpeg = io.BytesIO()
            frame.save(jpeg, "JPEG", quality=85)
            film.write(jpeg.getvalue())
    return path


def film_walk(tags: Sequence[Image.Image], path: Path, *, frames: int = 36) -> Path:
    """Write a film that goes past several tags, one after the other, with bare wall between them.

    Each comes in from the side, blurred by the movement, stands for a moment and goes out again.
    """
    with path.open("wb") as film:
        for tag in tags:
            for index in range(frames):
                film.write(_frame_of_walk(tag, index / (frames - 1)))
            for _ in range(6):
                film.write(_packed(_wall()))
    return path


def dirty_label(instrument_id: str) -> Image.Image:
    """Print a tag with dirt and scratches that a quick look cannot read and a thorough one can."""
    for seed in range(100):
        rng = np.random.default_rng(seed)
        label = damage.scratches(damage.dirt(clean_label(instrument_id), rng), rng)
        frame = _frame_of_walk(label, 0.5)
        if not decode_picture(frame, thorough=False) and decode_picture(frame):
            return label
    raise AssertionError("no such damage was found")


def clean_label(instrument_id: str) -> Image.Image:
    """Print a tag."""
    return photographs._print(instrument_link(DEFAULT_HOST, instrument_id), instrument_id, 7)


def side_by_side(tags: Sequence[Image.Image]) -> Image.Image:
    """Put tags on one plate, with room between them."""
    gap = 60
    wide = sum(tag.width + gap for tag in tags) + gap
    plate = Image.new("RGB", (wide, max(tag.height for tag in tags) + 2 * gap), "white")
    at = gap
    for tag in tags:
        plate.paste(tag, (at, gap))
        at += tag.width + gap
    return plate


def _frame_of_walk(tag: Image.Image, time: float) -> bytes:
    """Draw one moment, from 0 (comes in) to 1 (has gone): it moves, turns and comes nearer."""
    frame, pace = _wall(), 2 * time - 1
    side = round(tag.width * (0.9 + 0.25 * time))
    seen = tag.convert("RGB").resize((side, round(side * tag.height / tag.width)))
    seen = seen.rotate(12 * pace, expand=True, fillcolor=WALL, resample=Image.Resampling.BICUBIC)
    middle = WIDTH / 2 + pace**5 * (WIDTH / 2 + seen.width)
    frame.paste(seen, (round(middle - seen.width / 2), (HEIGHT - seen.height) // 2))
    return _packed(frame.filter(ImageFilter.BoxBlur(4 * abs(pace) ** 4)))


def _wall() -> Image.Image:
    frame = Image.new("RGB", (WIDTH, HEIGHT), WALL)
    ImageDraw.Draw(frame).rectangle((0, HEIGHT - 90, WIDTH, HEIGHT), fill=(90, 92, 95))
    return frame


def _packed(frame: Image.Image) -> bytes:
    jpeg = io.BytesIO()
    frame.save(jpeg, "JPEG", quality=80)
    return jpeg.getvalue()
