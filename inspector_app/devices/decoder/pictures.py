"""Opening a picture of unknown origin as greyscale, within bounds of memory.

The size is looked at before anything is unpacked. A large JPEG is unpacked at a fraction of its
size, which costs no memory for the rest; every other format has to be unpacked whole.
"""

import math
import struct
import warnings
import zlib
from io import BytesIO

from PIL import Image, ImageOps

from inspector_app.errors import PictureTrouble

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
MAX_BYTES = 64 << 20
MAX_PIXELS = 40_000_000
"""Of a picture that has to be unpacked whole: 160 MB at most."""
WORKING_PIXELS = 12_000_000
_WORKING_SIDE = 3000
_ONE_SHADE = 48
_VISIBLE = [255 if alpha > 16 else 0 for alpha in range(256)]

# What Pillow's readers of these formats raise on damaged files.
_DAMAGE = (
    OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, AttributeError,
    OverflowError, struct.error, zlib.error,
)  # fmt: skip


def open_grey(data: bytes) -> Image.Image:
    """Return the first frame of a picture in 8-bit greyscale, of at most WORKING_PIXELS.

    Transparency becomes white unless the form is in it alone, 16 bits are stretched over 8.
    Raises PictureTrouble.
    """
    if data.startswith(b"%PDF"):
        raise PictureTrouble("This is a PDF and not a picture.", code="not_a_picture")
    if len(data) > MAX_BYTES:
        raise _too_large(f"{len(data) >> 20} MB; at most {MAX_BYTES >> 20} MB are read")
    with warnings.catch_warnings():
        # Pillow warns of large sizes, judged here, and of odd metadata, which do not matter here.
        warnings.simplefilter("ignore")
        with _open(data) as picture:
            grey = _load_grey(picture)
    factor = math.ceil(math.sqrt(grey.width * grey.height / WORKING_PIXELS))
    return grey.reduce(factor) if factor > 1 else grey


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        limit = 2 * (Image.MAX_IMAGE_PIXELS or MAX_PIXELS)
        raise _too_large(f"more than {limit // 1_000_000} megapixels") from None
    except _DAMAGE as unknown:
        raise PictureTrouble(
            "This is not a picture that can be read (JPEG, PNG, WebP, GIF, BMP or TIFF).",
            code="not_a_picture",
        ) from unknown


def _load_grey(picture: Image.Image) -> Image.Image:
    _ask_for_a_fraction(picture)
    pixels = picture.width * picture.height
    if pixels > MAX_PIXELS:
        most = MAX_PIXELS // 1_000_000
        raise _too_large(f"{pixels / 1e6:.0f} megapixels; at most {most} are read")
    try:
        picture.load()
        return _grey(picture)
    except _DAMAGE as damage:
        raise PictureTrouble(
            "The picture is damaged or cut off.", code="picture_damaged"
        ) from damage


def _ask_for_a_fraction(picture: Image.Image) -> None:
    # A progressive JPEG keeps all its coefficients in memory however little is asked for.
    if picture.format in ("JPEG", "MPO") and not picture.info.get("progressive"):
        picture.draft("L", (_WORKING_SIDE, _WORKING_SIDE))


def _grey(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith(("I", "F")):
        return _stretched(picture)
    if "transparency" in picture.info or picture.mode in ("La", "RGBa"):
        picture = picture.convert("RGBA")
    grey = picture.convert("L")
    return _seen_through(grey, picture.getchannel("A")) if "A" in picture.getbands() else grey


def _seen_through(grey: Image.Image, alpha: Image.Image) -> Image.Image:
    """Return a picture on white; where all that is visible has one shade, its form alone.

    A code in white on nothing, or in holes, is to be seen in its transparency only.
    """
    low, high = _range_seen(grey, alpha)
    clear, solid = (int(bound) for bound in alpha.getextrema())  # type: ignore[arg-type]
    if clear < solid and high - low < _ONE_SHADE:
        return ImageOps.autocontrast(ImageOps.invert(alpha))
    return Image.composite(grey, Image.new("L", grey.size, 255), alpha)


def _range_seen(grey: Image.Image, alpha: Image.Image) -> tuple[int, int]:
    """Return the darkest and the lightest shade of what can be seen."""
    counts = grey.histogram(alpha.point(_VISIBLE))
    shades = [shade for shade, count in enumerate(counts) if count]
    return (shades[0], shades[-1]) if shades else (0, 0)


def _stretched(picture: Image.Image) -> Image.Image:
    numbers = picture.convert("F")
    low, high = (float(bound) for bound in numbers.getextrema())  # type: ignore[arg-type]
    scale = 255 / (high - low) if math.isfinite(high - low) and high > low else 0.0
    return numbers.point(lambda value: value * scale - low * scale).convert("L")


def _too_large(size: str) -> PictureTrouble:
    return PictureTrouble(f"The picture is too large: {size}.", code="picture_too_large")
