"""What the server signs of an answer fits that answer alone; what is a key, and whose an id is."""

import uuid

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.answers import Asked, is_challenge, sign_answer, verify_answer
from sync.protocol.digest import sha256_hex
from sync.protocol.keys import device_id_of, is_sound_key

KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw()
GIVEN = (Asked.CHANGES, "c" * 32, b"e:12", sha256_hex(b"page"))
SMALL = (
    "00" * 32, "01" + "00" * 31, "ec" + "ff" * 30 + "7f", "00" * 31 + "80",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
)  # fmt: skip
OTHERWISE_SPELLED = ("ed" + "ff" * 30 + "7f", "ee" + "ff" * 30 + "7f", "ff" * 32)


def test_a_signature_fits_its_answer() -> None:
    assert verify_answer(PUBLIC, sign_answer(KEY.sign, *GIVEN), *GIVEN)


@pytest.mark.parametrize(
    "other",
    [
        (Asked.DIFFERENCE, *GIVEN[1:]),
        (GIVEN[0], "d" * 32, *GIVEN[2:]),
        (*GIVEN[:2], b"e:13", GIVEN[3]),
        (*GIVEN[:3], sha256_hex(b"another page")),
    ],
)
def test_a_signature_fits_no_other_question_challenge_cursor_or_answer(
    other: tuple[Asked, str, bytes, str],
) -> None:
    assert not verify_answer(PUBLIC, sign_answer(KEY.sign, *GIVEN), *other)


@pytest.mark.parametrize("sig", ["", "x", "AAAA", "\ud800", "A" * 88])
def test_what_is_no_signature_fits_nothing(sig: str) -> None:
    assert not verify_answer(PUBLIC, sig, *GIVEN)


@pytest.mark.parametrize("text", ["", "short", "a" * 15, "a" * 101, "a" * 16 + "\n", "ä" * 20])
def test_a_challenge_is_a_plain_text_of_some_length(text: str) -> None:
    assert not is_challenge(text)
    assert is_challenge("a" * 16)


def test_every_key_that_is_generated_is_one() -> None:
    assert all(
        is_sound_key(Ed25519PrivateKey.generate().public_key().public_bytes_raw())
        for _ in range(50)
    )


@pytest.mark.parametrize("spelled", [*SMALL, *OTHERWISE_SPELLED, "", "00", "02" + "00" * 31])
def test_points_of_small_order_and_what_is_no_point_are_no_keys(spelled: str) -> None:
    assert not is_sound_key(bytes.fromhex(spelled))


def test_a_key_makes_one_id_which_is_a_uuid_of_version_8() -> None:
    made = uuid.UUID(device_id_of(PUBLIC))
    assert (made.version, made.variant) == (8, uuid.RFC_4122)
    assert device_id_of(PUBLIC) != device_id_of(bytes(32))
