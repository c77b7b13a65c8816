"""The server's fast signatures say the same as those of the tablets."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import chain
from sync.protocol.digest import sha256_hex, to_base64
from sync.server.work.signatures import FastSigner, verify_signature, verify_signatures

KEYS = st.binary(min_size=32, max_size=32).map(Ed25519PrivateKey.from_private_bytes)


@given(KEYS, st.binary())
def test_both_libraries_make_the_same_signature(key: Ed25519PrivateKey, data: bytes) -> None:
    assert FastSigner(key).sign(data) == key.sign(data)


@given(KEYS, st.binary(), st.integers(0, 511), st.sampled_from(["none", "sig", "entry", "key"]))
def test_both_libraries_say_the_same_of_a_signature_and_of_a_harmed_one(
    key: Ed25519PrivateKey, data: bytes, bit: int, harmed: str
) -> None:
    parts = {
        "key": bytearray(key.public_key().public_bytes_raw()),
        "entry": bytearray.fromhex(sha256_hex(data)),
        "sig": bytearray(key.sign(bytes.fromhex(sha256_hex(data)))),
    }
    if harmed != "none":
        part = parts[harmed]
        part[bit // 8 % len(part)] ^= 1 << bit % 8
    said = bytes(parts["key"]), parts["entry"].hex(), to_base64(bytes(parts["sig"]))
    assert verify_signature(*said) is chain.verify_signature(*said) is (harmed == "none")


def test_what_is_no_signature_at_all_is_none() -> None:
    key = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    for public_key, entry, sig in (key, "00", "AA=="), (b"short", "00", "AA=="), (key, "zz", "??"):
        assert not verify_signature(public_key, entry, sig)


@pytest.mark.parametrize("many", [0, 1, 15, 16, 17, 500])
def test_what_is_shared_out_to_every_core_comes_back_in_its_order(many: int) -> None:
    key = Ed25519PrivateKey.generate()
    entries = [sha256_hex(str(number).encode()) for number in range(many)]
    messages = [bytes.fromhex(entry) for entry in entries]
    signatures = FastSigner(key).sign_all(messages)
    assert signatures == [key.sign(message) for message in messages]
    harmed = {number for number in range(many) if number % 7 == 3}
    pairs = [
        (entries[number - (number in harmed)], to_base64(signatures[number]))
        for number in range(many)
    ]
    words = verify_signatures(key.public_key().public_bytes_raw(), pairs)
    assert words == [number not in harmed for number in range(many)]
