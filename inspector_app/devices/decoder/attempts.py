"""One picture in the forms in which a decoder may read it: the cheap and likely ones first."""

from collections.abc import Callable, Iterator

from PIL import ImageChops, ImageFilter, ImageOps
from PIL.Image import Image, Resampling

SMALL_PIXELS = 3_000_000
_SMALLEST_SIDE = 160


def _as_is(grey: Image) -> Image:
    return grey


def _stretched(grey: Image) -> Image:
    """Full contrast: a tag in the dark, or faded."""
    return ImageOps.autocontrast(grey, cutoff=2)


def _halved(grey: Image) -> Image | None:
    """Half the size: noise, dirt and the dots of a screen average out."""
    return grey.reduce(2) if min(grey.size) >= 2 * _SMALLEST_SIDE else None


def _doubled(grey: Image) -> Image | None:
    """Twice the size: a small tag far away."""
    if grey.width * grey.height > SMALL_PIXELS:
        return None
    return grey.resize((grey.width * 2, grey.height * 2), Resampling.BICUBIC)


def _evened(grey: Image) -> Image:
    """Without the slow changes of light: a shadow or glare across the tag."""
    light = grey.filter(ImageFilter.BoxBlur(max(8, min(grey.size) // 16)))
    return ImageOps.autocontrast(ImageChops.subtract(grey, light, scale=1, offset=128), cutoff=1)


def _sharpened(grey: Image) -> Image:
    """With its edges raised: out of focus or moved."""
    return grey.filter(ImageFilter.UnsharpMask(radius=4, percent=250, threshold=2))


def _smoothed(grey: Image) -> Image:
    """Without single stray dots: sensor noise in the dark, scratches."""
    return ImageOps.autocontrast(grey.filter(ImageFilter.MedianFilter(5)), cutoff=2)


FORMS: tuple[Callable[[Image], Image | None], ...] = (
    _as_is, _stretched, _halved, _doubled, _evened, _sharpened, _smoothed,
)  # fmt: skip


def attempts(grey: Image) -> Iterator[Image]:
    """Yield `grey` in each form that makes sense for its size, made only when asked for."""
    for form in FORMS:
        made = form(grey)
        if made is not None:
            yield made
