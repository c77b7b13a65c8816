"""Photos as they are kept: upright, at most 1600 pixels to a side, nothing said beside the picture.

A picture that already fits keeps its bytes, at most without its metadata; every other one is drawn
anew as a JPEG. The size is looked at before anything is unpacked.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from inspector_app.errors import PictureTrouble
from inspector_app.services.metadata import (
    NotWhole,
    exif_has_place,
    find_orientation,
    has_place,
    without_metadata,
    without_place,
)
from inspector_app.services.pictures import media_type_of
from sync.protocol.limits import MIB

if TYPE_CHECKING:
    from PIL import Image

LONGEST_SIDE = 1600
QUALITY = 85
MAX_BYTES = 64 * MIB
MAX_PIXELS = 40_000_000
"""Of a picture that has to be unpacked whole: 160 MB at most."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_GLANCE = 256
_LOSSLESS = ("image/jpeg", "image/png")


def prepare_photo(data: bytes) -> bytes:
    """Return a photo as it is kept. Raises PictureTrouble with a code that says why it cannot be.

    `picture_heic` for the form that iPhones take photos in: nothing here reads it.
    """
    with _opened(data) as picture:
        return _kept(picture, data)


def find_damage(data: bytes) -> str:
    """Return why a picture cannot be shown, '' when it can; for what is kept as it was given."""
    try:
        with _opened(data) as picture:
            if picture.format in ("JPEG", "MPO"):
                picture.draft("L", (_GLANCE, _GLANCE))
            if picture.width * picture.height <= MAX_PIXELS:
                picture.load()
    except PictureTrouble as trouble:
        return str(trouble)
    return ""


@contextmanager
def _opened(data: bytes) -> "Iterator[Image.Image]":
    """Open a picture within bounds; what Pillow raises on it becomes PictureTrouble."""
    from PIL import Image

    if not data:
        raise PictureTrouble("The file is empty.", code="not_a_picture")
    if media_type_of(data) == "image/heic":
        raise PictureTrouble("HEIC pictures cannot be read here.", code="picture_heic")
    if len(data) > MAX_BYTES:
        raise _too_large(f"{len(data) // MIB} MiB; at most {MAX_BYTES // MIB} are read")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of sizes, judged here, and of odd metadata, dropped here
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                yield picture
        except PictureTrouble:
            raise
        except Image.DecompressionBombError as fault:
            raise _too_large("more pixels than can be read") from fault
        except _unidentified() as fault:
            raise PictureTrouble("This is no picture.", code="not_a_picture") from fault
        except _DAMAGE as fault:
            raise PictureTrouble("The picture is damaged.", code="picture_damaged") from fault


def without_location(data: bytes) -> bytes:
    """Return a picture that is given as a file, without where it was taken; its size stays.

    One that does not say it keeps every byte. Raises PictureTrouble where it cannot be taken out.
    """
    media_type = media_type_of(data)
    if media_type in _LOSSLESS:
        try:
            return without_place(data) if has_place(data) else data
        except NotWhole:
            pass
    if _may_tell_place(data):
        raise PictureTrouble(
            "It may say where it was taken, and that cannot be taken out. Save it as JPEG.",
            code="picture_location",
        )
    return data


def _may_tell_place(data: bytes) -> bool:
    """True if a file of another form, or a damaged one, carries what may name a place."""
    if data[:4] in (b"II*\x00", b"MM\x00*"):
        return exif_has_place(data)  # a TIFF is built as Exif is
    marks = [b"Exif\x00\x00", b"http://ns.adobe.com/xap", b"XMP DataXMP"]
    if media_type_of(data) == "image/webp":
        marks += [b"EXIF", b"XMP "]
    return any(mark in data for mark in marks)


def _kept(picture: "Image.Image", data: bytes) -> bytes:
    """Return the bytes to keep of an opened picture."""
    fits = max(picture.size) <= LONGEST_SIDE
    if fits and media_type_of(data) in _LOSSLESS and picture.format in ("JPEG", "PNG"):
        bare = without_metadata(data)
        picture.load()  # a picture that is cut off would be noticed at the office only
        if find_orientation(data) == 1:
            return bare
    return _drawn_anew(picture)


def _drawn_anew(picture: "Image.Image") -> bytes:
    """Return a picture as a JPEG, upright and small enough, with its colours and nothing else."""
    from PIL import Image, ImageOps

    # A progressive JPEG keeps all its coefficients in memory however little is asked for.
    if picture.format in ("JPEG", "MPO") and not picture.info.get("progressive"):
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_large(f"{picture.width} x {picture.height} pixels")
    profile = picture.info.get("icc_profile") if picture.mode == "RGB" else None
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=3)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        clear = upright.convert("RGBA")
        upright = Image.new("RGB", clear.size, "white")
        upright.paste(clear, mask=clear)  # by its transparency
    return encode_jpeg(upright.convert("RGB"), QUALITY, profile)


def encode_jpeg(picture: "Image.Image", quality: int, profile: bytes | None = None) -> bytes:
    """Return a picture as a JPEG that says nothing beside it; `profile` are its colours."""
    bare = picture.copy()
    bare.info = {}  # Pillow would write a comment anew
    kept = io.BytesIO()
    bare.save(kept, "JPEG", quality=quality, icc_profile=profile)
    return kept.getvalue()


def _unidentified() -> type[Exception]:
    from PIL import UnidentifiedImageError

    return UnidentifiedImageError


def _too_large(size: str) -> PictureTrouble:
    return PictureTrouble(f"The picture is too large: {size}.", code="picture_too_large")


_DAMAGE = (
    OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, AttributeError,
    OverflowError, MemoryError,
)  # fmt: skip
"""What Pillow's readers of these formats raise on damaged files; NotWhole is a ValueError."""
