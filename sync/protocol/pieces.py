"""Sealing in pieces: bytes of any length, cut so that none has to be held whole."""

from collections.abc import Iterable, Iterator
from itertools import chain

TAG_BYTES = 16
"""So many more bytes has a sealed piece."""


def cut(pieces: Iterable[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """Give pieces of exactly `size` bytes and whether each is the last, which may be shorter."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > size:
            yield bytes(held[:size]), False
            del held[:size]
    yield bytes(held), True


def nonce_of(number: int, *, last: bool) -> bytes:
    """Return the nonce of a piece, so that none can be moved, repeated, left out or be the last."""
    return number.to_bytes(11, "big") + bytes([last])


def take_first(pieces: Iterator[bytes], size: int) -> tuple[bytes, Iterator[bytes]]:
    """Return the first `size` bytes (fewer when there are no more), and what comes behind them."""
    held = b""
    while len(held) < size:
        piece = next(pieces, None)
        if piece is None:
            break
        held += piece
    return held[:size], chain([held[size:]], pieces)
