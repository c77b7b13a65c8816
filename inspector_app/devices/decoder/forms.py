"""A picture in the forms in which a decoder may read it."""

from PIL import ImageChops, ImageFilter, ImageOps
from PIL.Image import Image, Resampling

_SMALLEST_WINDOW = 6


def stretched(grey: Image) -> Image:
    """Return it in full contrast: a tag in the dark, or faded."""
    return ImageOps.autocontrast(grey, cutoff=2)


def scaled(grey: Image, factor: float) -> Image:
    """Return it larger, for a tag far away, or smaller, so that noise averages out."""
    size = (max(1, round(grey.width * factor)), max(1, round(grey.height * factor)))
    return grey.resize(size, Resampling.BICUBIC if factor > 1 else Resampling.BOX)


def evened(grey: Image, share: int = 16, smooth: int = 0) -> Image:
    """Return it without the slow changes of light: shadow and glare go, faded print comes out.

    `share` of the shorter side is what counts as slow; `smooth` pixels are averaged before.
    """
    calm = grey.filter(ImageFilter.BoxBlur(smooth)) if smooth else grey
    window = max(_SMALLEST_WINDOW, min(grey.size) // share)
    light = calm.filter(ImageFilter.BoxBlur(window))
    return ImageOps.autocontrast(ImageChops.subtract(calm, light, 1, 128), cutoff=1)


def sharpened(grey: Image, radius: float = 4, percent: int = 250) -> Image:
    """Return it with its edges raised: out of focus or moved."""
    return grey.filter(ImageFilter.UnsharpMask(radius, percent, 1))


def deblurred(grey: Image, radius: float, percent: int, rounds: int) -> Image:
    """Return it with the blur of that radius taken back, a little in each round (van Cittert)."""
    clear = smoothed(grey, 1)
    for _ in range(rounds):
        clear = clear.filter(ImageFilter.UnsharpMask(radius, percent, 0))
    return clear


def smoothed(grey: Image, radius: float = 1) -> Image:
    """Return it averaged over a few pixels: noise, scratches, the blocks of strong packing."""
    return grey.filter(ImageFilter.BoxBlur(radius))


def without_dots(grey: Image, size: int = 3) -> Image:
    """Return it without single stray dots."""
    return grey.filter(ImageFilter.MedianFilter(size))


def parted(grey: Image, share: int = 16, smooth: int = 0) -> Image:
    """Return it in black and white: darker or lighter than what is around."""
    calm = grey.filter(ImageFilter.BoxBlur(smooth)) if smooth else grey
    light = calm.filter(ImageFilter.BoxBlur(max(_SMALLEST_WINDOW, min(grey.size) // share)))
    return ImageChops.subtract(calm, light, 1, 128).point(_PARTED)


_PARTED = [0] * 128 + [255] * 128
