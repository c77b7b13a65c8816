"""Photos as they are kept: upright, small, silent; and those given as files."""

import pytest
from PIL import Image

from inspector_app.errors import PictureTrouble
from inspector_app.services.shrinking import LONGEST_SIDE, prepare_photo, without_location
from tests.support.pictures import (
    PLACE_WORDS,
    draw,
    encode,
    exif,
    jpeg,
    markers,
    opened,
    telling_jpeg,
)

FLIP = Image.Transpose
SEEN = {
    2: FLIP.FLIP_LEFT_RIGHT, 3: FLIP.ROTATE_180, 4: FLIP.FLIP_TOP_BOTTOM, 5: FLIP.TRANSPOSE,
    6: FLIP.ROTATE_90, 7: FLIP.TRANSVERSE, 8: FLIP.ROTATE_270,
}  # fmt: skip
"""How the sensor of a turned phone sees what is upright."""
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"


@pytest.mark.parametrize(
    ("given", "kept"),
    [((4000, 3000), (1600, 1200)), ((3000, 4000), (1200, 1600)), ((1601, 10), (1600, 10))],
)
def test_a_large_photo_is_scaled_to_1600_on_its_long_side(
    given: tuple[int, int], kept: tuple[int, int]
) -> None:
    data = prepare_photo(jpeg(*given))
    assert opened(data).size == kept
    assert opened(data).format == "JPEG"


@pytest.mark.parametrize("size", [(1600, 1200), (1200, 1600), (1, 1)])
def test_a_photo_that_fits_and_says_nothing_keeps_every_byte(size: tuple[int, int]) -> None:
    assert prepare_photo(jpeg(*size)) == jpeg(*size)


def test_a_photo_that_fits_loses_what_it_says_and_no_pixel() -> None:
    data = prepare_photo(telling_jpeg())
    assert opened(data).tobytes() == opened(telling_jpeg()).tobytes()
    assert not any(word in data for word in PLACE_WORDS)


@pytest.mark.parametrize("width", [320, 3200])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright_and_says_nothing_any_more(width: int, orientation: int) -> None:
    upright = draw(width, width * 3 // 4)
    seen = upright.transpose(SEEN[orientation]) if orientation in SEEN else upright
    data = prepare_photo(encode(seen, "JPEG", quality=92, exif=exif(orientation=orientation)))
    kept = opened(data)
    assert (kept.width > kept.height) is True
    corner, middle = kept.convert("L").getpixel((8, 8)), kept.convert("L").getpixel(
        (kept.width // 2, kept.height // 2))  # fmt: skip
    assert isinstance(corner, int | float)
    assert isinstance(middle, int | float)
    assert corner < 80 < middle
    assert dict(kept.getexif()) == {}
    assert not any(word in data for word in PLACE_WORDS)


def test_a_photo_drawn_anew_has_no_segment_but_what_the_picture_needs() -> None:
    data = prepare_photo(telling_jpeg(3000, 2000))
    assert not {*range(0xE1, 0xF0), 0xFE} & set(markers(data))


def test_colours_of_a_photo_drawn_anew_keep_their_profile() -> None:
    profile = b"a profile of colours" * 9
    assert (
        opened(prepare_photo(jpeg(2000, 1000, icc_profile=profile))).info["icc_profile"] == profile
    )


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "I;16"), ("PNG", "1"), ("WEBP", "RGB"), ("GIF", "P"),
     ("BMP", "RGB"), ("TIFF", "CMYK"), ("JPEG", "L"), ("JPEG", "CMYK")],
)  # fmt: skip
def test_every_form_that_can_be_read_becomes_a_jpeg_of_at_most_1600(form: str, mode: str) -> None:
    data = prepare_photo(encode(draw(2000, 1500, mode), form))
    assert opened(data).format == "JPEG"
    assert opened(data).size == (LONGEST_SIDE, 1200)


def test_a_clear_ground_becomes_white() -> None:
    clear = Image.new("RGBA", (2000, 1000), (0, 0, 0, 0))
    assert opened(prepare_photo(encode(clear, "PNG"))).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_picture"),
        (b"%PDF-1.7 and more", "not_a_picture"),
        (HEIC, "picture_heic"),
        (jpeg()[:-200], "picture_damaged"),
        (encode(Image.new("1", (9000, 9000)), "PNG"), "picture_too_large"),
        (encode(Image.new("1", (20000, 20000)), "PNG"), "picture_too_large"),
    ],
    ids=["empty", "pdf", "heic", "cut", "81-megapixels", "400-megapixels"],
)
def test_what_cannot_be_kept_is_told_by_its_code(data: bytes, code: str) -> None:
    with pytest.raises(PictureTrouble) as told:
        prepare_photo(data)
    assert told.value.code == code


def test_a_file_that_says_no_place_keeps_every_byte_also_a_large_one() -> None:
    for data in (
        jpeg(3000, 2000),
        jpeg(exif=exif(place=False)),
        encode(draw(2000, 1500), "PNG"),
        encode(draw(), "WEBP"),
        encode(draw(), "TIFF"),
        b"\xff\xd8\xff\xe0one",
        b"anything at all",
        HEIC,
    ):
        assert without_location(data) == data


def test_a_file_loses_its_place_and_keeps_size_picture_and_turn() -> None:
    given = telling_jpeg(3000, 2000, orientation=6)
    kept = without_location(given)
    assert not any(word in kept for word in PLACE_WORDS)
    assert opened(kept).size == (3000, 2000)
    assert opened(kept).tobytes() == opened(given).tobytes()
    assert opened(kept).getexif()[0x0112] == 6
    assert without_location(kept) == kept


@pytest.mark.parametrize(
    "data",
    [
        telling_jpeg()[:-300],
        HEIC + b"Exif\x00\x00MM",
        encode(draw(), "WEBP", exif=exif()),
        exif().tobytes()[6:],
    ],
    ids=["cut", "heic", "webp", "tiff"],
)
def test_a_place_that_cannot_be_taken_out_is_refused(data: bytes) -> None:
    with pytest.raises(PictureTrouble) as told:
        without_location(data)
    assert told.value.code == "picture_location"
