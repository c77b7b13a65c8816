"""Sealed bytes open for one server, under one name, whole and in order, or not at all."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.protocol.envelope import (
    HEADER_BYTES,
    PIECE_BYTES,
    Broken,
    Opener,
    Sealer,
    _as_x25519,
    sealed_size,
)

SERVER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SERVER_KEY = SERVER.public_key().public_bytes_raw()
EDGES = [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES]


def sealed(data: bytes, name: str = "a", *, key: bytes = SERVER_KEY) -> bytes:
    ephemeral = X25519PrivateKey.from_private_bytes(b"\x07" * 32)
    return b"".join(Sealer(key, ephemeral).seal(name, [data]))


def opened(data: bytes, name: str = "a", server: Ed25519PrivateKey = SERVER) -> bytes:
    return b"".join(Opener(server).open(name, [data]))


@pytest.mark.parametrize("size", EDGES)
def test_what_was_sealed_opens_and_has_the_size_that_was_told(size: int) -> None:
    data = hashlib.shake_128(b"x").digest(size)
    assert len(sealed(data)) == sealed_size(size)
    assert opened(sealed(data)) == data


@settings(max_examples=25)
@given(cuts=st.lists(st.integers(1, 70_000), max_size=8), size=st.integers(0, 200_000))
def test_it_makes_no_difference_in_which_pieces_bytes_come(cuts: list[int], size: int) -> None:
    data = hashlib.shake_128(b"y").digest(size)
    assert b"".join(Opener(SERVER).open("a", pieces(sealed(data), cuts))) == data
    ephemeral = X25519PrivateKey.from_private_bytes(b"\x07" * 32)
    again = Sealer(SERVER_KEY, ephemeral).seal("a", pieces(data, cuts))
    assert b"".join(again) == sealed(data)


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    found = []
    for cut in cuts:
        found.append(data[:cut])
        data = data[cut:]
    return [*found, data]


def test_a_changed_byte_anywhere_does_not_open() -> None:
    data = sealed(b"the exact bytes")
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1
        with pytest.raises(Broken):
            opened(bytes(changed))


def test_bytes_that_are_cut_anywhere_do_not_open() -> None:
    data = sealed(b"x" * (PIECE_BYTES + 20))
    ends = [*range(HEADER_BYTES + 1), HEADER_BYTES + PIECE_BYTES + 16, len(data) - 1]
    for end in ends:
        with pytest.raises(Broken):
            opened(data[:end])


def test_pieces_that_are_exchanged_or_left_out_do_not_open() -> None:
    data = sealed(bytes(3 * PIECE_BYTES))
    head, step = data[:HEADER_BYTES], PIECE_BYTES + 16
    first, second, third = (data[HEADER_BYTES + n * step :][:step] for n in range(3))
    for order in (second + first + third, first + third, second + third, first + second):
        with pytest.raises(Broken):
            opened(head + order)


def test_a_member_opens_under_its_own_name_and_for_its_own_server_only() -> None:
    with pytest.raises(Broken):
        opened(sealed(b"x", "records/000001"), "records/000002")
    with pytest.raises(Broken):
        opened(sealed(b"x"), server=Ed25519PrivateKey.generate())


def test_two_bundles_of_the_same_bytes_have_nothing_in_common() -> None:
    first, second = (
        b"".join(Sealer(SERVER_KEY, X25519PrivateKey.generate()).seal("a", [b"x" * 64]))
        for _ in range(2)
    )
    assert first[HEADER_BYTES:] != second[HEADER_BYTES:]


def test_the_point_of_the_signing_key_is_the_point_of_the_key_that_opens() -> None:
    for _ in range(50):
        key = Ed25519PrivateKey.generate()
        scalar = hashlib.sha512(key.private_bytes_raw()).digest()[:32]
        expected = X25519PrivateKey.from_private_bytes(scalar).public_key().public_bytes_raw()
        assert _as_x25519(key.public_key().public_bytes_raw()) == expected


@pytest.mark.parametrize("key", [b"", b"short", (1).to_bytes(32, "little"), bytes(32)])
def test_a_key_that_hides_nothing_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError):
        Sealer(key, X25519PrivateKey.generate())
