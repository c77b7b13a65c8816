"""Codes are read from pictures of every sort; what is no picture ends in a plain sentence."""

import contextlib
import io
import random
import subprocess
import sys
from pathlib import Path

import pytest
import qrcode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps
from qrcode.constants import ERROR_CORRECT_H

from inspector_app.devices.decoder import decode_picture
from inspector_app.devices.decoder.pictures import MAX_BYTES, WORKING_PIXELS, open_grey
from inspector_app.errors import PictureTrouble

ROOT = Path(__file__).parents[2]
LINK = "HTTPS://M.EXAMPLE.GOV/I/0000000150"


def tag(module: int = 6) -> Image.Image:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_H, box_size=module, border=4)
    code.add_data(LINK)
    return code.make_image().get_image().convert("L")


def scene(module: int = 6, ground: int = 170) -> Image.Image:
    """A tag on a grey plate."""
    picture = Image.new("L", (640, 480), ground)
    picture.paste(tag(module), (180, 90))
    return picture


def saved(picture: Image.Image, format: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_a_tag_is_read_from_every_format(format: str) -> None:
    assert decode_picture(saved(scene().convert("RGB"), format)) == (LINK,)


def see_through(colour: tuple[int, int, int], strength: int = 255) -> Image.Image:
    """Return a tag of one colour on nothing."""
    alpha = ImageOps.invert(tag()).point(lambda value: value * strength // 255)
    picture = Image.new("RGBA", tag().size, (*colour, 0))
    picture.putalpha(alpha)
    return picture


def colour_key(dark: int, light: int, clear: int) -> Image.Image:
    """Return a tag in two shades of which one is declared to be transparent."""
    picture = tag().point(lambda value: light if value else dark).convert("RGB")
    picture.info["transparency"] = (clear,) * 3
    return picture


PICTURES = {
    "white on transparent": saved(see_through((255, 255, 255))),
    "white on transparent WebP": saved(see_through((255, 255, 255)), "WEBP", lossless=True),
    "white on transparent TIFF": saved(see_through((255, 255, 255)), "TIFF"),
    "yellow on transparent": saved(see_through((255, 240, 90))),
    "faint black on transparent": saved(see_through((0, 0, 0), strength=90)),
    "white with holes": saved(
        Image.merge("LA", (Image.new("L", tag().size, 255), tag()))
    ),
    "white by a transparent colour": saved(
        colour_key(255, 0, 0), transparency=(0, 0, 0)
    ),
    "white on a transparent palette": saved(
        tag().point(lambda value: 255 - value).convert("1").convert("P"), transparency=0
    ),
    "see-through margin": saved(
        ImageOps.expand(tag().convert("LA"), border=60, fill=(0, 0))
    ),
    "CMYK": saved(scene().convert("CMYK"), "JPEG"),
    "progressive": saved(scene(), "JPEG", progressive=True),
    "16 bits": saved(scene().convert("I;16").point(lambda value: value * 200 + 0.0)),
    "16 bits, all dark": saved(scene().convert("I;16")),
    "floating point": saved(scene().convert("F"), "TIFF"),
    "black on transparent": saved(
        Image.merge("LA", (Image.new("L", tag().size, 0), ImageOps.invert(tag())))
    ),
    "palette with transparency": saved(
        tag().convert("1").convert("P"), transparency=255
    ),
    "bilevel": saved(tag().convert("1")),
    "animated GIF": saved(scene(), "GIF", save_all=True, append_images=[scene(4)]),
    "animated WebP": saved(scene(), "WEBP", save_all=True, append_images=[scene(4)]),
    "animated PNG": saved(scene(), "PNG", save_all=True, append_images=[scene(4)]),
    "MPO": saved(scene(), "MPO", save_all=True, append_images=[scene()]),
}  # fmt: skip


@pytest.mark.parametrize("name", PICTURES)
def test_a_tag_is_read_from_every_kind_of_pixel(name: str) -> None:
    assert decode_picture(PICTURES[name]) == (LINK,)


@pytest.mark.parametrize("orientation", range(9))
def test_a_tag_is_read_however_the_camera_was_held(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = scene()
    if orientation >= 2:
        turned = turned.transpose(Image.Transpose(orientation - 2))
    assert decode_picture(saved(turned, "JPEG", exif=exif)) == (LINK,)


DEGRADED = {
    "turned by 33 degrees": scene().rotate(33, fillcolor=170),
    "light on dark": ImageOps.invert(scene()),
    "dark": scene().point(lambda value: 8 + value // 14),
    "faded": scene().point(lambda value: 200 + value // 10),
    "small": scene().reduce(4),
    "unsharp": scene().filter(ImageFilter.GaussianBlur(3.2)),
    "in a shadow": ImageChops.multiply(
        scene(), Image.linear_gradient("L").resize((640, 480)).point(lambda value: 10 + value)
    ),
    "noisy": Image.blend(scene(), Image.effect_noise((640, 480), 120), 0.5),
    "strongly packed": Image.open(io.BytesIO(saved(scene(), "JPEG", quality=5))),
    "low in contrast": ImageEnhance.Contrast(scene()).enhance(0.08),
}


@pytest.mark.parametrize("name", DEGRADED)
def test_a_tag_is_read_from_a_poor_picture(name: str) -> None:
    assert decode_picture(saved(DEGRADED[name]), clock=lambda: 0.0) == (LINK,)


def test_two_tags_in_one_picture_are_both_read() -> None:
    both = Image.new("L", (800, 400), 255)
    both.paste(tag(), (20, 50))
    other = qrcode.make("HTTPS://M.EXAMPLE.GOV/S/Z-77").get_image().convert("L")
    both.paste(other.resize((280, 280)), (450, 50))
    assert set(decode_picture(saved(both))) == {LINK, "HTTPS://M.EXAMPLE.GOV/S/Z-77"}


def test_a_picture_without_a_code_gives_nothing() -> None:
    assert decode_picture(saved(Image.effect_noise((300, 200), 90))) == ()
    assert decode_picture(saved(Image.new("L", (1, 1)))) == ()
    assert decode_picture(saved(Image.new("L", (20_000, 3), 255))) == ()


WHOLE = saved(scene(), "JPEG")
NO_PICTURES = {
    "nothing at all": (b"", "not_a_picture"),
    "a text": (b"HTTPS://M.EXAMPLE.GOV/I/0000000150", "not_a_picture"),
    "a PDF": (saved(scene(), "PDF"), "not_a_picture"),
    "an icon": (saved(tag(), "ICO"), "not_a_picture"),
    "the first bytes of a JPEG": (WHOLE[:20], "not_a_picture"),
    "half a JPEG": (WHOLE[: len(WHOLE) // 2], "picture_damaged"),
    "half a PNG": (saved(scene())[:900], "picture_damaged"),
    "half a WebP": (saved(scene(), "WEBP")[:300], "not_a_picture"),
    "too many bytes": (WHOLE + bytes(MAX_BYTES), "picture_too_large"),
    "too many pixels": (saved(Image.new("1", (8000, 8000))), "picture_too_large"),
    "a decompression bomb": (saved(Image.new("1", (20_000, 20_000))), "picture_too_large"),
}


@pytest.mark.parametrize("name", NO_PICTURES)
def test_what_is_no_whole_picture_ends_in_a_sentence(name: str) -> None:
    data, code = NO_PICTURES[name]
    with pytest.raises(PictureTrouble) as trouble:
        decode_picture(data)
    assert trouble.value.code == code
    assert str(trouble.value).endswith(".")
    assert trouble.value.hint


SEEDS = (*PICTURES.values(), WHOLE, saved(scene(), "GIF"), saved(tag(), "BMP"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), st.randoms(use_true_random=False))
def test_a_damaged_file_never_ends_in_another_error(data: bytes, chance: random.Random) -> None:
    damaged = bytearray(data)
    for _ in range(chance.randrange(1, 30)):
        damaged[chance.randrange(min(len(damaged), chance.choice([60, 400, 10**6])))] = (
            chance.randrange(256)
        )
    with contextlib.suppress(PictureTrouble):
        decode_picture(bytes(damaged[: chance.randrange(len(damaged) + 1)]), thorough=False)


def test_a_picture_of_a_hundred_megapixels_is_read_in_little_memory(tmp_path: Path) -> None:
    large = Image.new("RGB", (11_600, 8_700), (190, 190, 190))
    large.paste(tag(40).convert("RGB"), (5000, 4000))
    file = tmp_path / "large.jpg"
    large.save(file)
    program = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from inspector_app.devices.decoder import decode_picture\n"
        "print(decode_picture(Path(sys.argv[1]).read_bytes())[0])\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, file], cwd=ROOT, capture_output=True, text=True, check=True
    )
    text, most_kib = ran.stdout.split()
    assert text == LINK
    assert int(most_kib) < 200 * 1024


def test_what_is_opened_is_grey_and_of_a_bounded_size() -> None:
    grey = open_grey(saved(Image.new("RGB", (6000, 6000), "white")))
    assert grey.mode == "L"
    assert grey.width * grey.height <= WORKING_PIXELS
