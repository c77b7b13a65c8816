"""Pictures as cameras and phones write them: sizes, turned sensors, places, comments."""

import io
from typing import Any

from PIL import Image, ImageDraw

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="36,6N"/></x:xmpmeta>'
PLACE_WORDS = (b"GPS", b"36,6N", b"Acme Phone", b"secret comment")


def draw(width: int = 320, height: int = 240, mode: str = "RGB") -> Image.Image:
    """Draw a picture whose upper left corner is dark and the rest light."""
    picture = Image.new("RGB", (width, height), "#D8E0E8")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 4, height // 4), fill="#102030")
    return picture.convert(mode)


def jpeg(width: int = 320, height: int = 240, **options: Any) -> bytes:
    """Return a JPEG that says nothing beside its picture, unless `options` say it."""
    return encode(draw(width, height), "JPEG", quality=92, **options)


def encode(picture: Image.Image, form: str, **options: Any) -> bytes:
    """Return a picture in a file format of Pillow."""
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def exif(*, orientation: int = 1, place: bool = True) -> Image.Exif:
    """Return what a phone writes: how it was held, what it is, and where it was."""
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x010F] = "Acme Phone"
    if place:
        told.get_ifd(0x8825).update({1: "N", 2: (36.0, 36.0, 0.0), 3: "E", 4: (109.0, 24.0, 0.0)})
    return told


def telling_jpeg(width: int = 320, height: int = 240, *, orientation: int = 1) -> bytes:
    """Return a JPEG that tells its place in Exif and XMP, and carries a comment."""
    told = exif(orientation=orientation)
    return jpeg(width, height, exif=told, xmp=XMP, comment=b"secret comment")


def opened(data: bytes) -> Image.Image:
    """Return the picture in some bytes, unpacked."""
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        return picture


def markers(data: bytes) -> list[int]:
    """Return the kinds of a JPEG's segments up to its packed picture, read on their own here."""
    found, at = [], 2
    while data[at + 1] != 0xDA:
        found.append(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return found
