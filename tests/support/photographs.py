"""Photographs of tags as they are at a fuel station, damaged in a known way, the same every time.

`take(kind, seed)` prints a tag as our labels do, puts it on a plate before a wall, harms it, and
photographs it. The kind says how it is harmed, the seed everything else: the identifier, the size
of the picture and of the tag, the turn, the light, how bad the damage is.
"""

import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from inspector_app.labels.codes import encode
from inspector_app.tags.identifier import display, issue_identifier
from inspector_app.tags.link import instrument_link
from tests.support import damage

SIZES = ((640, 480), (800, 600), (1280, 720), (1280, 960), (1600, 1200), (1920, 1080))
HOSTS = ("M.EXAMPLE.GOV", "T.CN", "METROLOGY.CITY-OFFICE.GOV.CN")
_QUIET = 4


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture file's bytes and what its tag says."""

    kind: str
    seed: int
    data: bytes
    link: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Kind:
    """How a photograph is harmed: the label itself, how it lies, the picture, the file."""

    label: tuple[Callable[..., Image.Image], ...] = ()
    picture: tuple[Callable[..., Image.Image], ...] = ()
    tilt: tuple[float, float] = (0.0, 0.08)
    module: tuple[float, float] = (3.0, 8.0)
    quality: tuple[int, int] = (78, 93)


FAR = (1.35, 2.3)
TILTED = (0.25, 0.5)
PACKED = (3, 14)

KINDS: dict[str, Kind] = {
    "clean": Kind(),
    "perspective": Kind(tilt=TILTED),
    "distance": Kind(module=FAR),
    "defocus": Kind(picture=(damage.defocus,)),
    "motion": Kind(picture=(damage.motion,)),
    "darkness": Kind(picture=(damage.darkness,)),
    "noise": Kind(picture=(damage.noise,)),
    "glare": Kind(picture=(damage.glare,)),
    "dirt": Kind(label=(damage.dirt,)),
    "scratches": Kind(label=(damage.scratches,)),
    "low contrast": Kind(label=(damage.fading,)),
    "inverted": Kind(label=(damage.inverting, damage.fading)),
    "half shadow": Kind(picture=(damage.shadow,)),
    "strong packing": Kind(quality=PACKED, module=(2.0, 5.0)),
    "curved": Kind(label=(damage.curving,)),
    "torn corner": Kind(label=(damage.tearing,)),
    "dark, noise": Kind(picture=(damage.darkness, damage.sensor_noise)),
    "far, defocus": Kind(module=FAR, picture=(damage.slight_defocus,)),
    "tilted, dirt": Kind(tilt=TILTED, label=(damage.dirt,)),
    "curved, glare": Kind(label=(damage.curving,), picture=(damage.glare,)),
    "faded, shadow": Kind(label=(damage.fading,), picture=(damage.half_light,)),
    "motion, packing": Kind(picture=(damage.motion,), quality=(15, 40)),
}


def take(kind: str, seed: int) -> Photograph:
    """Return the photograph of that kind and seed."""
    rng = np.random.default_rng([zlib.crc32(kind.encode()), seed])
    how = KINDS[kind]
    identifier = issue_identifier(lambda most: int(rng.integers(most)))
    link = instrument_link(str(rng.choice(HOSTS)), identifier)
    size = SIZES[rng.integers(len(SIZES))]
    if rng.random() < 0.25:
        size = size[::-1]
    module = _module(rng, how.module, size, link)
    label = _print(link, identifier, module)
    for harm in how.label:
        label = harm(label, rng)
    wall, tilt, quality = _wall(rng, size), rng.uniform(*how.tilt), int(rng.integers(*how.quality))
    picture = _hang(rng, label, wall, tilt)
    picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.7)))
    for harm in how.picture:
        picture = harm(picture, rng, module)
    picture = damage.grain(picture, rng, rng.uniform(1, 3))
    return Photograph(kind, seed, _file(rng, picture, quality), link, identifier)


def take_without_tag(seed: int, size: tuple[int, int] = (1280, 720)) -> bytes:
    """Return a photograph of a forecourt's clutter in which there is nothing to read."""
    rng = np.random.default_rng([7, seed])
    return _file(rng, damage.grain(_wall(rng, size), rng, 6), 85)


def take_hopeless(seed: int, size: tuple[int, int] = (1280, 720)) -> bytes:
    """Return a photograph of a tag of which two thirds are painted over."""
    rng = np.random.default_rng([8, seed])
    link = instrument_link(HOSTS[0], issue_identifier(lambda most: int(rng.integers(most))))
    label = _print(link, "", rng.uniform(4, 9))
    paint = Image.fromarray(rng.integers(0, 255, (23, 23), np.uint8)).resize(
        (label.width * 2 // 3, label.height), Image.Resampling.NEAREST
    )
    label.paste(paint, (label.width // 5, 0))
    picture = _hang(rng, label, _wall(rng, size), 0.05)
    return _file(rng, damage.grain(picture, rng, 6), 85)


def _module(
    rng: np.random.Generator, span: tuple[float, float], size: tuple[int, int], link: str
) -> float:
    """Return the size of a module in pixels: as asked for, but the tag fits into the picture."""
    most = 0.62 * min(size) / (encode(link).width + 2 * _QUIET)
    return float(min(rng.uniform(*span), most))


def picture_of(link: str) -> Image.Image:
    """Return the code of a link, a pixel a module."""
    code = encode(link)
    picture = Image.new("L", (code.width, code.width), 255)
    for left, top, width, height in code.bars():
        picture.paste(0, (left, top, left + width, top + height))
    return picture


def _print(link: str, identifier: str, module: float) -> Image.Image:
    """Return the label: the code with its quiet zone, and the identifier below it."""
    code = ImageOps.expand(picture_of(link), _QUIET, 255)
    sharp = code.resize((code.width * 12, code.height * 12), Image.Resampling.NEAREST)
    label = Image.new("L", (sharp.width, sharp.height + 50), 255)
    label.paste(sharp)
    pen = ImageDraw.Draw(label)
    pen.text((label.width // 2, sharp.height), display(identifier), 0, anchor="mm", font_size=48)
    factor = module / 12
    return label.resize(
        (round(label.width * factor), round(label.height * factor)), Image.Resampling.LANCZOS
    ).point(lambda value: 28 + value * 200 // 255)


def _wall(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """Return what is behind a tag: light that changes, a coarse texture, edges, lettering."""
    width, height = size
    coarse = Image.fromarray(rng.integers(60, 190, (6, 8), np.uint8)).resize(
        size, Image.Resampling.BICUBIC
    )
    fine = Image.fromarray(rng.integers(90, 160, (height // 6, width // 6), np.uint8)).resize(
        size, Image.Resampling.BILINEAR
    )
    wall = Image.blend(coarse, fine, float(rng.uniform(0.05, 0.3)))
    pen = ImageDraw.Draw(wall)
    for _ in range(rng.integers(2, 9)):
        x, y = rng.integers(width), rng.integers(height)
        across, down = (
            rng.integers(width // 12, width // 2),
            rng.integers(height // 12, height // 2),
        )
        corners = (int(x), int(y), int(x + across), int(y + down))
        pen.rectangle(corners, fill=int(rng.integers(20, 230)))
    for _ in range(rng.integers(1, 6)):
        where = (int(rng.integers(width)), int(rng.integers(height)))
        words = "".join(map(chr, rng.integers(65, 91, 9)))
        pen.text(where, words, int(rng.integers(0, 255)), font_size=int(rng.integers(12, 90)))
    return wall


def _hang(
    rng: np.random.Generator, label: Image.Image, wall: Image.Image, tilt: float
) -> Image.Image:
    """Return the wall with the label on it, turned and seen from an angle."""
    turn = rng.normal(0, 10) if rng.random() < 0.7 else rng.uniform(-180, 180)
    corners = damage.tilted_corners(label.size, turn, tilt, rng)
    span = corners.max(axis=0) - corners.min(axis=0)
    room = np.maximum(np.array(wall.size) - span, 0)
    corners += rng.uniform(0.15, 0.85, 2) * room - corners.min(axis=0)
    numbers = damage.projection(corners, label.size)
    seen, shape = label, Image.new("L", label.size, 255)
    if label.mode == "LA":
        seen, shape = label.getchannel("L"), label.getchannel("A")
    how = (wall.size, Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BICUBIC)
    return Image.composite(seen.transform(*how), wall, shape.transform(*how))


def _file(rng: np.random.Generator, picture: Image.Image, quality: int) -> bytes:
    """Return the picture as a camera saves it, with the tint of its light."""
    tints = rng.uniform(0.86, 1.0, 3)
    bands = [picture.point(lambda value, tint=tint: value * tint) for tint in tints]
    file = io.BytesIO()
    Image.merge("RGB", bands).save(file, "JPEG", quality=quality)
    return file.getvalue()
