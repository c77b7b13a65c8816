"""Where in a picture a tag may lie: looked for by its texture, without reading anything.

A small cut-out costs a tenth of the whole picture, so ten forms of it can be tried instead of one.
"""

import math
from collections.abc import Iterator

from PIL import Image, ImageChops, ImageFilter, ImageStat
from PIL.Image import Resampling

from inspector_app.devices.decoder.geometry import Box, Quad

_CELL = 8
_FINE_PIXELS = 900_000
_CAPS = (255, 16)
_FELT = [round(255 * math.log1p(value) / math.log(256)) for value in range(256)]
"""Light as the eye feels it: the same print shows the same steps in sun and in shadow."""


def busy_places(grey: Image.Image) -> Iterator[Box]:
    """Yield the boxes of the picture that are full of small steps: strong ones, then weak ones.

    Of what is full enough the most solid is taken: a code fills a square, lettering only a line.
    """
    pixels, coarse = grey.width * grey.height, 1
    while coarse < _CELL and pixels > _FINE_PIXELS * coarse**2:
        coarse *= 2
    felt = grey.reduce(coarse).point(_FELT)
    steps = ImageChops.difference(felt, felt.filter(ImageFilter.BoxBlur(5)))
    for most in _CAPS:
        capped = steps.point([min(value, most) * 255 // most for value in range(256)])
        cells = capped.reduce(_CELL // coarse).filter(ImageFilter.MedianFilter(3))
        cells = cells.filter(ImageFilter.BoxBlur(1))
        quiet = ImageStat.Stat(cells).median[0]
        peak = int(cells.getextrema()[1])  # type: ignore[arg-type]
        box = _most_solid(cells.point(_above((quiet + peak) / 2)))
        if box:
            yield _with_margin(tuple(each * _CELL for each in box), grey.size, 0.35)  # type: ignore[arg-type]


def _above(level: float) -> list[int]:
    return [255 if value > level else 0 for value in range(256)]


def _most_solid(full: Image.Image) -> Box | None:
    """Return the box of the patch into which the largest square fits."""
    core, rest = full, full
    shrunk = 0
    while rest.getbbox():
        core, rest = rest, rest.filter(ImageFilter.MinFilter(3))
        shrunk += 1
    at = core.tobytes().find(255)
    if at < 0:
        return None
    patch = Image.new("L", full.size, 0)
    patch.putpixel((at % full.width, at // full.width), 255)
    for _ in range(3 * shrunk):
        patch = ImageChops.darker(patch.filter(ImageFilter.MaxFilter(3)), full)
    return patch.getbbox()


def around(quad: Quad, size: tuple[int, int], margin: float = 0.35) -> Box:
    """Return the upright box around a quadrilateral, within a picture of that size."""
    across, down = [x for x, _ in quad], [y for _, y in quad]
    left, top = math.floor(min(across)), math.floor(min(down))
    right, bottom = math.ceil(max(across)), math.ceil(max(down))
    return _with_margin((left, top, right, bottom), size, margin)


def cut_out(grey: Image.Image, box: Box, side: int) -> Image.Image:
    """Return the box of the picture with its longer side `side` pixels long; at most threefold."""
    piece = grey.crop(box)
    factor = min(3.0, side / max(piece.size))
    size = (max(1, round(piece.width * factor)), max(1, round(piece.height * factor)))
    return piece.resize(size, Resampling.BICUBIC)


def _with_margin(box: Box, size: tuple[int, int], margin: float) -> Box:
    left, top, right, bottom = box
    more = round(max(right - left, bottom - top) * margin)
    return (
        max(0, left - more),
        max(0, top - more),
        min(size[0], right + more),
        min(size[1], bottom + more),
    )
