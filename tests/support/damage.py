"""What happens to a tag and to its photograph. Each takes a picture and a source of chance.

A harm to the label takes `(label, rng)`, one to the photograph `(picture, rng, module)`, where
`module` is the size of the code's modules in pixels, so that the harm is as bad at any size.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageOps

Chance = np.random.Generator


def tilted_corners(size: tuple[int, int], turn: float, tilt: float, rng: Chance) -> np.ndarray:
    """Return where the corners of a label are seen that is turned and tilted away."""
    width, height = size
    plane = np.array([(0, 0), (width, 0), (width, height), (0, height)], float)
    plane -= plane.mean(axis=0)
    away = rng.uniform(0, 2 * np.pi)
    axis = np.array([np.cos(away), np.sin(away)])
    depth = plane @ axis
    squeezed = plane - np.outer(depth, axis) * tilt * 0.8
    seen = squeezed / (1 + tilt * depth / max(size))[:, None]
    angle = np.radians(turn)
    turned: NDArray[Any] = seen @ np.array(
        [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    )
    return turned


def projection(corners: np.ndarray, size: tuple[int, int]) -> list[float]:
    """Return Pillow's eight numbers of the projection of the corners back onto the label."""
    width, height = size
    flat = [(0, 0), (width, 0), (width, height), (0, height)]
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return list(np.linalg.solve(np.array(rows), np.array(values)))


def grain(picture: Image.Image, rng: Chance, strength: float) -> Image.Image:
    """Add the sensor's noise."""
    numbers = np.asarray(picture, np.float32)
    return _picture(numbers + rng.normal(0, strength, numbers.shape))


def sensor_noise(picture: Image.Image, rng: Chance, module: float) -> Image.Image:
    """Add the noise that a dark picture has."""
    return grain(picture, rng, rng.uniform(2, 5))


def noise(picture: Image.Image, rng: Chance, module: float) -> Image.Image:
    """Add the noise of a high sensitivity, with stray white and black dots."""
    numbers = np.array(grain(picture, rng, rng.uniform(15, 60)))
    stray = rng.random(numbers.shape)
    share = rng.uniform(0, 0.05)
    numbers[stray < share] = 0
    numbers[stray > 1 - share] = 255
    return Image.fromarray(numbers)


def defocus(picture: Image.Image, rng: Chance, module: float) -> Image.Image:
    """Blur it as a lens out of focus does."""
    return picture.filter(ImageFilter.GaussianBlur(module * rng.uniform(0.3, 0.68)))


def slight_defocus(picture: Image.Image, rng: Chance, module: float) -> Image.Image:
    """Blur it a little."""
    return picture.filter(ImageFilter.GaussianBlur(module * rng.uniform(0.15, 0.45)))


def motion(picture: Image.Image, rng: Chance, module: float) -> Image.Image:
    """Smear it along a line of some modules' length."""
    length = module * rng.uniform(0.6, 1.9)
    angle = rng.uniform(0, np.pi)
    steps = np.linspace(-0.5, 0.5, max(3, round(length * 2)))
    numbers = np.zeros((picture.height, picture.width), np.float32)
    for step in steps:
        dx, dy = step * length * np.cos(angle), step * length * np.sin(angle)
        moved = picture.transform(
            picture.size, Image.Transform.AFFINE, (1, 0, dx, 0, 1, dy), Image.Resampling.BILINEAR
        )
        numbers += np.asarray(moved, np.float32)
    return _picture(numbers / len(steps))


def darkness(picture: Image.Image, rng: Chance, module: float) -> Image.Image:
    """Leave a small share of the light; the noise of the sensor stays as it was."""
    numbers = np.asarray(picture, np.float32) * rng.uniform(0.03, 0.14) + rng.uniform(0, 6)
    return _picture(numbers + rng.normal(0, rng.uniform(1, 3), numbers.shape))


def glare(picture: Image.Image, rng: Chance, module: float) -> Image.Image:
    """Mirror a lamp in the tag: one bright patch somewhere in the middle, and a veil around it."""
    width, height = picture.size
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    numbers: NDArray[np.floating[Any]] = np.asarray(picture, np.float32)
    for _ in range(rng.integers(1, 4)):
        x, y, spread = rng.uniform(-0.5, 0.5), rng.uniform(-0.5, 0.5), rng.uniform(0.08, 0.3)
        distance = ((across - x) ** 2 + (down - y) ** 2) / spread**2
        numbers = numbers + rng.uniform(150, 420) * np.exp(-distance)
    return _picture(numbers)


def half_light(picture: Image.Image, rng: Chance, module: float) -> Image.Image:
    """Lay a shadow over one side of the picture that leaves half of the light."""
    dark = np.asarray(shadow(picture, rng, module), np.float32)
    return _picture(0.5 * dark + 0.5 * np.asarray(picture, np.float32))


def shadow(picture: Image.Image, rng: Chance, module: float) -> Image.Image:
    """Lay a hard shadow over one side of the picture."""
    width, height = picture.size
    angle = rng.uniform(0, 2 * np.pi)
    across = np.linspace(-1, 1, width)[None, :] * np.cos(angle)
    down = np.linspace(-1, 1, height)[:, None] * np.sin(angle)
    edge = np.clip((across + down - rng.uniform(-0.35, 0.35)) * rng.uniform(20, 120), 0, 1)
    depth = rng.uniform(0.1, 0.4)
    return _picture(np.asarray(picture, np.float32) * (depth + (1 - depth) * edge))


def dirt(label: Image.Image, rng: Chance) -> Image.Image:
    """Splash mud and paint on it."""
    harmed = label.copy()
    pen = ImageDraw.Draw(harmed)
    side = min(label.size)
    for _ in range(rng.integers(2, 13)):
        x, y = rng.uniform(0, label.width), rng.uniform(0, label.height)
        radius = side * rng.uniform(0.01, 0.065)
        flat = radius * rng.uniform(0.6, 1.4)
        shade = int(rng.choice([30, 60, 110, 160, 220]))
        pen.ellipse((x - radius, y - flat, x + radius, y + flat), fill=shade)
    return harmed


def scratches(label: Image.Image, rng: Chance) -> Image.Image:
    """Scratch it through and through."""
    harmed = label.copy()
    pen = ImageDraw.Draw(harmed)
    for _ in range(rng.integers(2, 12)):
        ends = [(rng.uniform(0, label.width), rng.uniform(0, label.height)) for _ in range(2)]
        width = max(1, round(min(label.size) * rng.uniform(0.004, 0.02)))
        pen.line(ends, fill=int(rng.choice([40, 150, 235])), width=width)
    return harmed


def fading(label: Image.Image, rng: Chance) -> Image.Image:
    """Leave little between its black and its white."""
    contrast, base = rng.uniform(0.06, 0.2), rng.uniform(60, 180)
    return label.point(lambda value: base + value * contrast)


def inverting(label: Image.Image, rng: Chance) -> Image.Image:
    """Print it light on dark."""
    return ImageOps.invert(label)


def curving(label: Image.Image, rng: Chance) -> Image.Image:
    """Bend it round a pipe: its sides are seen narrower than its middle."""
    width, height = label.size
    half = rng.uniform(0.45, 1.15)
    steep = rng.uniform(-0.12, 0.12)
    seen = round(width * np.sin(half) / half)
    pieces = []
    for left in range(0, seen, 2):
        right = min(left + 2, seen)
        u = [width / 2 * (1 + np.arcsin((2 * x / seen - 1) * np.sin(half)) / half)
             for x in (left, right)]  # fmt: skip
        sag = [height * steep * (1 - np.cos(half * (2 * each / width - 1))) for each in u]
        corners = (u[0], sag[0], u[0], height + sag[0], u[1], height + sag[1], u[1], sag[1])
        pieces.append(((left, 0, right, height), corners))
    both = Image.merge("LA", (label, Image.new("L", label.size, 255)))
    bands = [
        band.transform((seen, height), Image.Transform.MESH, pieces, Image.Resampling.BICUBIC)
        for band in both.split()
    ]
    return Image.merge("LA", bands)


def tearing(label: Image.Image, rng: Chance) -> Image.Image:
    """Tear one corner off."""
    width, height = label.size
    shape = Image.new("L", label.size, 255)
    reach = [rng.uniform(0.12, 0.42) for _ in range(2)]
    x, y = width * reach[0], height * reach[1]
    rough = (x * rng.uniform(0.4, 0.7), y * rng.uniform(0.4, 0.7))
    ImageDraw.Draw(shape).polygon([(0, 0), (x, 0), rough, (0, y)], fill=0)
    if rng.random() < 0.5:
        shape = ImageOps.mirror(shape)
    if rng.random() < 0.5:
        shape = ImageOps.flip(shape)
    return Image.merge("LA", (label, shape))


def _picture(numbers: np.ndarray) -> Image.Image:
    return Image.fromarray(np.clip(numbers, 0, 255).astype(np.uint8))
