"""Finding the members of a bundle, also where the ZIP is cut or damaged.

A ZIP lists its members at its end, which a cut file lacks, so the members are found by the header
that stands before each. What is found proves nothing: a member counts only when it opens.
"""

import hashlib
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sync.protocol.bundle import COMMENT_BYTES, is_member_name

_LOCAL = b"PK\x03\x04"
_CENTRAL = b"PK\x01\x02"
_HEADER = struct.Struct("<4s5H3L2H")  # PKWARE APPNOTE, section 4.3.7
_PIECE = 1024 * 1024
MOST_PLACES = 4
"""At so many places a member of one name is looked for: a header may also stand by chance."""


@dataclass(frozen=True, slots=True)
class Member:
    """Where the bytes of a member lie, as its header says."""

    name: str
    start: int
    size: int


def find_members(file: BinaryIO) -> Iterator[Member]:
    """Give the members of a bundle, in the order of the file; one may come a few times.

    Every byte is looked at once, whatever headers stand in it: what lies inside a member that ends
    where another begins is its own.
    """
    skip_to, found = 0, Counter[str]()
    for position in _find_headers(file):
        if position < skip_to:
            continue
        member = _read_header(file, position)
        if member is None or found[member.name] >= MOST_PLACES:
            continue
        found[member.name] += 1
        yield member
        end = member.start + member.size
        if _signature_at(file, end) in (_LOCAL, _CENTRAL):
            skip_to = end


def read_member(file: BinaryIO, member: Member) -> Iterator[bytes]:
    """Give the bytes of a member, as many as there are."""
    position, left = member.start, member.size
    while left:
        file.seek(position)
        piece = file.read(min(_PIECE, left))
        if not piece:
            return
        position, left = position + len(piece), left - len(piece)
        yield piece


def is_undamaged(file: BinaryIO) -> bool:
    """True if the file is, byte for byte, what the tablet wrote."""
    end = file.seek(0, 2) - COMMENT_BYTES
    if end < 0:
        return False
    whole = Member("", 0, end)
    digest = hashlib.sha256()
    for piece in read_member(file, whole):
        digest.update(piece)
    file.seek(end)
    return file.read() == digest.hexdigest().encode()


def _find_headers(file: BinaryIO) -> Iterator[int]:
    """Give where headers stand, each piece of the file read once."""
    position, rest = 0, b""
    while True:
        file.seek(position)
        piece = file.read(_PIECE)
        if not piece:
            return
        data, begin = rest + piece, position - len(rest)
        position += len(piece)
        at = data.find(_LOCAL)
        while at >= 0:
            yield begin + at
            at = data.find(_LOCAL, at + 1)
        rest = data[-len(_LOCAL) + 1 :]


def _read_header(file: BinaryIO, position: int) -> Member | None:
    file.seek(position)
    data = file.read(_HEADER.size)
    if len(data) < _HEADER.size:
        return None
    *_, size, _, name_bytes, extra_bytes = _HEADER.unpack(data)
    name = file.read(name_bytes).decode("ascii", "replace")
    if not is_member_name(name):
        return None
    return Member(name, position + _HEADER.size + name_bytes + extra_bytes, size)


def _signature_at(file: BinaryIO, position: int) -> bytes:
    file.seek(position)
    return file.read(len(_LOCAL))
