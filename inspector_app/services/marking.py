"""Arrows and circles on a photo: burned into a new one; the photo that was taken stays as well."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from inspector_app.errors import NotFound, PictureTrouble, WrongUse
from inspector_app.services.inspecting import load_inspection
from inspector_app.services.opening import Tablet
from inspector_app.services.photographing import add_photo, load_photo
from inspector_app.services.shrinking import FORMATS, encode_jpeg
from inspector_app.services.views import Inspection

if TYPE_CHECKING:
    from PIL import ImageDraw

MOST_MARKS = 20
QUALITY = 90
INK, EDGE = "#B3261E", "#FFFFFF"
_LINE_SHARE, _HEAD_SHARE, _HEAD_ANGLE = 1 / 130, 1 / 22, math.radians(26)
Point = tuple[float, float]


class Shape(Enum):
    """What can be drawn."""

    ARROW = "arrow"
    CIRCLE = "circle"


@dataclass(frozen=True, slots=True)
class Mark:
    """An arrow from `start` to its head at `end`, or the circle around `start` through `end`.

    Both are shares of width and height, from 0 to 1, from the upper left corner.
    """

    shape: Shape
    start: Point
    end: Point


def mark_photo(tablet: Tablet, draft_id: str, sha256: str, marks: Sequence[Mark]) -> Inspection:
    """Keep a photo of a draft with marks on it as another photo, beside the one it is made of.

    Raises NotFound, WrongUse without a mark or with too many, PictureTrouble, StorageTrouble.
    """
    if not 0 < len(marks) <= MOST_MARKS:
        raise WrongUse(f"A photo takes from one to {MOST_MARKS} marks.", code="marks")
    photos = {photo.sha256: photo for photo in load_inspection(tablet, draft_id).photos}
    if sha256 not in photos:
        raise NotFound("There is no such photo in this inspection.")
    marked = draw_marks(load_photo(tablet, sha256), marks)
    taken = photos[sha256]
    original = taken.of if taken.of in photos else sha256
    return add_photo(tablet, draft_id, marked, caption=taken.caption, original=original)


def draw_marks(data: bytes, marks: Sequence[Mark]) -> bytes:
    """Return a photo with marks as a JPEG; every line has a light edge, to be seen on any ground.

    Raises PictureTrouble.
    """
    from PIL import Image, ImageDraw, ImageOps

    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            drawn = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise PictureTrouble("This photo cannot be read.", code="picture_damaged") from fault
    pen = ImageDraw.Draw(drawn)
    width = max(2, round(max(drawn.size) * _LINE_SHARE))
    for mark in marks:
        for ink, thick in ((EDGE, width * 2), (INK, width)):
            for line in lines_of(mark, drawn.width, drawn.height):
                _draw(pen, line, ink, thick)
    return encode_jpeg(drawn, QUALITY)


def lines_of(mark: Mark, width: float, height: float) -> list[list[Point]]:
    """Return a mark as lines of points on a picture of this size."""
    start = (mark.start[0] * width, mark.start[1] * height)
    end = (mark.end[0] * width, mark.end[1] * height)
    if mark.shape is Shape.CIRCLE:
        radius = math.dist(start, end)
        turns = (math.tau * step / 60 for step in range(61))
        return [[(start[0] + radius * math.cos(turn), start[1] + radius * math.sin(turn))
                 for turn in turns]]  # fmt: skip
    along = math.atan2(end[1] - start[1], end[0] - start[0])
    head = max(width, height) * _HEAD_SHARE
    wings: list[Point] = [
        (end[0] - head * math.cos(along + side), end[1] - head * math.sin(along + side))
        for side in (-_HEAD_ANGLE, _HEAD_ANGLE)
    ]
    return [[start, end], [wings[0], end, wings[1]]]


def _draw(pen: "ImageDraw.ImageDraw", line: list[Point], ink: str, thick: int) -> None:
    pen.line(line, fill=ink, width=thick, joint="curve")
    radius = thick / 2
    for x, y in (line[0], line[-1]):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)
