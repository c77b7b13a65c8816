"""Pictures without what they say beside the picture: bit by bit the same, and silent."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.services.metadata import (
    NotWhole,
    find_orientation,
    has_place,
    is_bare,
    without_metadata,
    without_place,
)
from tests.support.pictures import PLACE_WORDS, draw, encode, exif, jpeg, markers, opened
from tests.support.pictures import telling_jpeg as telling


def chunk(kind: bytes, holds: bytes) -> bytes:
    return (
        struct.pack(">I", len(holds)) + kind + holds + struct.pack(">I", zlib.crc32(kind + holds))
    )


def with_chunk(png: bytes, kind: bytes, holds: bytes) -> bytes:
    return png[:33] + chunk(kind, holds) + png[33:]


PNG = encode(draw(), "PNG")


def test_place_phone_and_comment_are_gone_from_every_byte() -> None:
    before, after = telling(), without_metadata(telling())
    assert all(word in before for word in (b"GPS", b"Acme Phone", b"secret comment"))
    assert not any(word in after for word in PLACE_WORDS)
    assert not {*range(0xE1, 0xEE), 0xEF, 0xFE} & set(markers(after))
    assert dict(opened(after).getexif()) == {}


def test_the_packed_picture_stays_bit_by_bit() -> None:
    before, after = telling(), without_metadata(telling())
    assert after[after.index(b"\xff\xda") :] == before[before.index(b"\xff\xda") :]
    assert opened(after).tobytes() == opened(before).tobytes()


def test_what_says_nothing_keeps_every_byte() -> None:
    assert is_bare(jpeg())
    assert is_bare(jpeg(progressive=True))
    assert is_bare(PNG)
    assert without_place(jpeg()) == jpeg()


def test_colours_stay_with_their_picture() -> None:
    profile = b"a profile of colours" * 9
    kept = without_metadata(jpeg(icc_profile=profile, exif=exif()))
    assert opened(kept).info["icc_profile"] == profile


def test_further_pictures_behind_the_end_go_as_well() -> None:
    assert has_place(jpeg() + telling())
    assert without_metadata(jpeg() + telling()) == jpeg()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_without_its_place_a_picture_is_still_told_how_it_is_turned(orientation: int) -> None:
    data = telling(orientation=orientation)
    kept = without_place(data)
    assert find_orientation(kept) == orientation
    assert opened(kept).getexif().get(0x0112, 1) == orientation
    assert not has_place(kept)
    assert not any(word in kept for word in PLACE_WORDS)


@pytest.mark.parametrize(
    ("data", "tells"),
    [
        (telling(), True),
        (jpeg(exif=exif(place=False)), False),
        (jpeg(comment=b"the seal at the encoder"), False),
        (jpeg(exif=b"Exif\x00\x00MM\x00*\x00\x00\xff\xff"), True),  # cannot be read
        (with_chunk(PNG, b"eXIf", exif().tobytes()[6:]), True),
        (with_chunk(PNG, b"eXIf", exif(place=False).tobytes()[6:]), False),
        (with_chunk(PNG, b"tEXt", b"Comment\x00the seal"), False),
        (with_chunk(PNG, b"zTXt", b"Raw profile type exif\x00\x00packed"), True),
        (PNG, False),
    ],
    ids=["place", "no-place", "comment", "unreadable", "png-place", "png-no-place", "png-words",
         "png-packed", "png"],
)  # fmt: skip
def test_whether_a_picture_tells_its_place(data: bytes, *, tells: bool) -> None:
    assert has_place(data) is tells


def test_a_png_loses_its_chunks_and_keeps_its_picture_and_turn() -> None:
    data = with_chunk(PNG, b"eXIf", exif(orientation=6).tobytes()[6:])
    assert without_metadata(data) == PNG
    kept = without_place(data)
    assert find_orientation(kept) == opened(kept).getexif()[0x0112] == 6
    assert not has_place(kept)


@given(st.integers(0, len(telling()) - 1))
def test_a_picture_that_is_cut_off_anywhere_is_told_so(end: int) -> None:
    with pytest.raises(NotWhole):
        without_metadata(telling()[:end])


@given(st.binary(max_size=400))
def test_any_bytes_are_followed_or_refused(noise: bytes) -> None:
    for data in (b"\xff\xd8" + noise, PNG[:33] + noise):
        try:
            assert len(without_metadata(data)) <= len(data)
        except NotWhole:
            continue
