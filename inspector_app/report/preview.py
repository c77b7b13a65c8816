"""The pages of a report as pictures, for the screen: the same marks at the same places."""

import io
from collections.abc import Callable

from PIL import Image, ImageDraw

from inspector_app.labels.lettering import font_of
from inspector_app.labels.typesetting import advance
from inspector_app.report.marks import (
    HEIGHT,
    WIDTH,
    Box,
    Drawn,
    Mark,
    Modules,
    Page,
    Picture,
    Words,
)
from inspector_app.report.pdf import INK_WIDTH
from inspector_app.report.setting import EM
from sync.protocol.strokes import FIELD

DPI = 144
_SCALE = DPI / 72
_GREY, _LINE, _TINT = 92, 153, 237

Pen = ImageDraw.ImageDraw


def draw_page(page: Page) -> Image.Image:
    """Return a page as a picture."""
    picture = Image.new("RGB", (round(WIDTH * _SCALE), round(HEIGHT * _SCALE)), "white")
    pen = ImageDraw.Draw(picture)
    for mark in page:
        if isinstance(mark, Picture):
            _paste(picture, mark)
        else:
            _DRAWING[type(mark)](pen, mark)
    return picture


def as_png(picture: Image.Image) -> bytes:
    """Return a picture as a file."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _words(pen: Pen, mark: Words) -> None:
    size = max(1, round(mark.size * _SCALE))
    left, baseline = mark.left * _SCALE, mark.baseline * _SCALE
    fill = (_GREY,) * 3 if mark.grey else (0, 0, 0)
    for character in mark.text:
        font = font_of(character, size, bold=mark.bold)
        pen.text((left, baseline), character, fill=fill, font=font, anchor="ls")
        left += advance(character, EM, bold=mark.bold) * mark.size * _SCALE / EM


def _box(pen: Pen, mark: Box) -> None:
    ends = (mark.left, mark.top, mark.left + mark.width, mark.top + mark.height)
    places = [length * _SCALE for length in ends]
    if mark.thickness:
        pen.rectangle(places, outline=(_LINE,) * 3, width=max(1, round(mark.thickness * _SCALE)))
    else:
        pen.rectangle(places, fill=(_TINT,) * 3)


def _drawn(pen: Pen, mark: Drawn) -> None:
    scale = mark.width / FIELD[0] * _SCALE
    left, top, width = mark.left * _SCALE, mark.top * _SCALE, max(1, round(INK_WIDTH * _SCALE))
    for stroke in mark.strokes:
        places = [(left + x * scale, top + y * scale) for x, y in stroke]
        if len(places) > 1:
            pen.line(places, fill=(0, 0, 0), width=width, joint="curve")
        x, y = places[0]
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=(0, 0, 0))


def _modules(pen: Pen, mark: Modules) -> None:
    for left, top, width, height in mark.bars:
        ends = (left, top, left + width, top + height)
        x0, y0, x1, y1 = (
            round((start + length * mark.module) * _SCALE)
            for start, length in zip((mark.left, mark.top) * 2, ends, strict=True)
        )
        pen.rectangle((x0, y0, x1 - 1, y1 - 1), fill=(0, 0, 0))


def _paste(picture: Image.Image, mark: Picture) -> None:
    with Image.open(io.BytesIO(mark.jpeg.data)) as photo:
        size = (max(1, round(mark.width * _SCALE)), max(1, round(mark.height * _SCALE)))
        fitted = photo.convert("RGB").resize(size)
    picture.paste(fitted, (round(mark.left * _SCALE), round(mark.top * _SCALE)))


_DRAWING: dict[type[Mark], Callable[..., None]] = {
    Words: _words,
    Box: _box,
    Drawn: _drawn,
    Modules: _modules,
}
