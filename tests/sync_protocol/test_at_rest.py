"""What lies at rest opens with its key, under its name, whole, and in no other way."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.at_rest import (
    HEADER_BYTES,
    PIECE_BYTES,
    NotOpened,
    is_at_rest,
    key_id,
    open_at_rest,
    photo_name,
    put_at_rest,
    record_name,
    stored_size,
    unwrap_key,
    wrap_key,
)

KEY, SALT = bytes(range(32)), bytes(range(16))
NAME = record_name("a")
SERVER = Ed25519PrivateKey.from_private_bytes(bytes(32))
SIZES = [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES]


def put(plain: bytes, name: str = NAME, key: bytes = KEY) -> bytes:
    return b"".join(put_at_rest(key, name, [plain], SALT))


def opened(stored: bytes, name: str = NAME, key: bytes = KEY) -> bytes:
    return b"".join(open_at_rest(key, name, [stored]))


@pytest.mark.parametrize("size", SIZES)
def test_bytes_of_any_size_come_back_and_their_stored_size_is_known(size: int) -> None:
    stored = put(b"x" * size)
    assert is_at_rest(stored) and not is_at_rest(b"x" * size)
    assert len(stored) == stored_size(size)
    assert opened(stored) == b"x" * size


@given(place=st.integers(0, 10**6), by=st.integers(1, 255))
def test_no_byte_can_be_changed(place: int, by: int) -> None:
    stored = bytearray(put(b"what was sealed"))
    stored[place % len(stored)] ^= by
    with pytest.raises(NotOpened):
        opened(bytes(stored))


@pytest.mark.parametrize("end", [0, 7, HEADER_BYTES, HEADER_BYTES + 16, -1, HEADER_BYTES + 65552])
def test_no_end_can_be_cut_off(end: int) -> None:
    with pytest.raises(NotOpened):
        opened(put(b"x" * (PIECE_BYTES + 5))[:end])


def test_pieces_cannot_change_places() -> None:
    stored = put(b"a" * PIECE_BYTES + b"b" * PIECE_BYTES + b"c")
    piece = PIECE_BYTES + 16
    head, one, two = stored[:HEADER_BYTES], HEADER_BYTES, HEADER_BYTES + piece
    with pytest.raises(NotOpened):
        opened(head + stored[two : two + piece] + stored[one:two] + stored[two + piece :])


def test_another_name_or_another_key_opens_nothing() -> None:
    stored = put(b"x")
    for name in (record_name("b"), photo_name("a")):
        with pytest.raises(NotOpened):
            opened(stored, name)
    with pytest.raises(NotOpened, match="this key"):
        opened(stored, key=bytes(32))


def test_the_same_bytes_never_lie_twice_in_the_same_way() -> None:
    other = b"".join(put_at_rest(KEY, NAME, [b"x"], bytes(16)))
    assert other[HEADER_BYTES:] != put(b"x")[HEADER_BYTES:]
    assert key_id(KEY) != key_id(bytes(32))


def test_a_wrapped_key_is_read_by_its_server_alone() -> None:
    wrapped = wrap_key(KEY, SERVER.public_key().public_bytes_raw(), X25519PrivateKey.generate())
    assert KEY not in wrapped
    assert unwrap_key(wrapped, SERVER) == KEY
    with pytest.raises(NotOpened):
        unwrap_key(wrapped, Ed25519PrivateKey.generate())
    with pytest.raises(NotOpened):
        unwrap_key(wrapped[:-1], SERVER)
