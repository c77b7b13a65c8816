"""PURE: what a JPEG or PNG says beside its picture, and the same picture without it, bit by bit.

Nothing is unpacked here: whole segments are dropped and every other byte stays as it was.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP2, _APP13, _APP14, _COM = 0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xFE
_RESTARTS = range(0xD0, 0xD8)
_EXIF = b"Exif\x00\x00"
_PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
     b"bKGD", b"pHYs")
)  # fmt: skip
_ORIENTATION, _GPS = 0x0112, 0x8825
_PLACE_DATASETS = tuple(bytes((0x1C, 2, number)) for number in (90, 92, 95, 100, 101))
"""IPTC: city, sublocation, province, code and name of the country."""
_PLACE_WORDS = (b"GPS", b"Location", b"City", b"Country", b"State")


class NotWhole(ValueError):
    """The segments of a picture cannot be followed to their end."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment of a JPEG or a chunk of a PNG: its kind, what it holds, and all of its bytes."""

    kind: int | bytes
    holds: bytes
    whole: bytes


def is_bare(data: bytes) -> bool:
    """True if a JPEG or PNG says nothing beside its picture. Raises NotWhole."""
    return without_metadata(data) == data


def without_metadata(data: bytes) -> bytes:
    """Return a JPEG or PNG with nothing beside what the picture needs. Raises NotWhole.

    Of a JPEG everything behind its end goes as well: phones hang further pictures there.
    """
    if data.startswith(_PNG_BEGINS):
        kept = (piece.whole for piece in _chunks(data) if piece.kind in _PNG_KEPT)
        return _PNG_BEGINS + b"".join(kept)
    return b"".join(piece.whole for piece in _segments(data) if _is_needed(piece))


def find_orientation(data: bytes) -> int:
    """Return how a picture must be turned, by its Exif (1 is upright, and what is not told)."""
    found = _exif_tags(_find_exif(data)).get(_ORIENTATION, 1)
    return found if 1 <= found <= 8 else 1


def has_place(data: bytes) -> bool:
    """True if a JPEG or PNG says where it was taken, or says something that we cannot read.

    Raises NotWhole.
    """
    if data.startswith(_PNG_BEGINS):
        return any(map(_chunk_has_place, _chunks(data)))
    pieces = list(_segments(data))
    behind = data[sum(len(piece.whole) for piece in pieces) :]
    return _EXIF in behind or any(map(_segment_has_place, pieces))


def without_place(data: bytes) -> bytes:
    """Return a JPEG or PNG without its metadata, still told how it is to be turned.

    Raises NotWhole.
    """
    bare, orientation = without_metadata(data), find_orientation(data)
    if orientation == 1:
        return bare
    exif = _plain_exif(orientation)
    if data.startswith(_PNG_BEGINS):
        at = len(_PNG_BEGINS) + 25  # behind IHDR, whose length never changes
        chunk = struct.pack(">I", len(exif)) + b"eXIf" + exif
        return bare[:at] + chunk + struct.pack(">I", zlib.crc32(chunk[4:])) + bare[at:]
    segment = _EXIF + exif
    return bare[:2] + struct.pack(">BBH", 0xFF, _APP1, len(segment) + 2) + segment + bare[2:]


def _is_needed(piece: Piece) -> bool:
    """True if a segment makes the picture: its tables and data, its colours."""
    if piece.kind == _APP0:
        return piece.holds.startswith(b"JFIF\x00") and len(piece.holds) == 14
    if piece.kind == _APP2:
        return piece.holds.startswith(b"ICC_PROFILE\x00")
    if piece.kind == _APP14:
        return piece.holds.startswith(b"Adobe")
    return not (piece.kind == _COM or _APP0 <= int(piece.kind) <= _APP0 + 15)


def _segments(data: bytes) -> Iterator[Piece]:
    """Give the segments of a JPEG from its beginning to its end."""
    if data[:2] != bytes((0xFF, _SOI)):
        raise NotWhole("no JPEG begins so")
    yield Piece(_SOI, b"", data[:2])
    at = 2
    while True:
        start = at
        if data[at : at + 1] != b"\xff":
            raise NotWhole("a segment does not begin where it should")
        while data[at : at + 1] == b"\xff":
            at += 1  # as many fill bytes as a writer liked
        if at >= len(data):
            raise NotWhole("the picture has no end")
        kind = data[at]
        at += 1
        if kind == _EOI:
            yield Piece(kind, b"", data[start:at])
            return
        end = at + int.from_bytes(data[at : at + 2], "big")
        if end > len(data) or end < at + 2:
            raise NotWhole("a segment is cut off")
        holds = data[at + 2 : end]
        at = _end_of_scan(data, end) if kind == _SOS else end
        yield Piece(kind, holds, data[start:at])


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the packed picture behind a scan's header ends: at the next true marker."""
    while (at := data.find(b"\xff", at)) >= 0:
        following = data[at + 1 : at + 2]
        if following and following not in (b"\x00", b"\xff") and following[0] not in _RESTARTS:
            return at
        at += 1 if following == b"\xff" else 2
    raise NotWhole("the picture has no end")


def _chunks(data: bytes) -> Iterator[Piece]:
    """Give the chunks of a PNG from its beginning to its end."""
    at = len(_PNG_BEGINS)
    while True:
        length = int.from_bytes(data[at : at + 4], "big")
        end = at + 12 + length
        if end > len(data):
            raise NotWhole("the picture has no end")
        kind = data[at + 4 : at + 8]
        yield Piece(kind, data[at + 8 : end - 4], data[at:end])
        if kind == b"IEND":
            return
        at = end


def _segment_has_place(piece: Piece) -> bool:
    if piece.kind == _APP1:
        if piece.holds.startswith(_EXIF):
            return exif_has_place(piece.holds[len(_EXIF) :])
        return any(word in piece.holds for word in _PLACE_WORDS)
    if piece.kind == _APP13:
        return any(mark in piece.holds for mark in _PLACE_DATASETS)
    return piece.kind == _APP2 and piece.holds.startswith(b"MPF\x00")


def _chunk_has_place(piece: Piece) -> bool:
    if piece.kind == b"eXIf":
        return exif_has_place(piece.holds)
    packed = piece.kind == b"zTXt" or piece.holds.startswith(b"XML:com.adobe.xmp")
    words = piece.kind in (b"tEXt", b"iTXt", b"zTXt")
    return words and (packed or any(word in piece.holds for word in _PLACE_WORDS))


def exif_has_place(exif: bytes) -> bool:
    """True if an Exif block names a place, or cannot be read."""
    try:
        return _GPS in dict(_tags(exif))
    except (struct.error, NotWhole):
        return True  # what cannot be read may say it


def _find_exif(data: bytes) -> bytes:
    if data.startswith(_PNG_BEGINS):
        return next((piece.holds for piece in _chunks(data) if piece.kind == b"eXIf"), b"")
    found = (piece.holds for piece in _segments(data) if piece.kind == _APP1)
    return next((holds[len(_EXIF) :] for holds in found if holds.startswith(_EXIF)), b"")


def _exif_tags(exif: bytes) -> dict[int, int]:
    try:
        return dict(_tags(exif))
    except (struct.error, NotWhole):
        return {}


def _tags(exif: bytes) -> Iterator[tuple[int, int]]:
    """Give number and short value of the tags of the first directory."""
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(exif[:4])
    if order is None:
        raise NotWhole("no Exif begins so")
    (at,) = struct.unpack_from(f"{order}I", exif, 4)
    (count,) = struct.unpack_from(f"{order}H", exif, at)
    for entry in range(at + 2, at + 2 + 12 * count, 12):
        number, _kind, _count, value = struct.unpack_from(f"{order}HHIH", exif, entry)
        yield number, value


def _plain_exif(orientation: int) -> bytes:
    """Return an Exif block of one tag: how the picture is to be turned."""
    return b"MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
