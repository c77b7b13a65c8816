"""Every back end keeps the promises of the port, whoever made it."""

import importlib.util
from collections.abc import Callable
from ctypes.util import find_library

import pytest
import qrcode
from PIL import Image, ImageOps

from inspector_app.devices.decoder.looks import Decoder, Look
from inspector_app.devices.decoder.readers import installed_readers, only
from inspector_app.devices.decoder.zbar import ZbarDecoder
from inspector_app.devices.decoder.zxing import OLD_NUMBERS, QR, ZxingDecoder
from inspector_app.errors import PictureTrouble
from tests.support.photographs import picture_of

LINK = "HTTPS://M.EXAMPLE.GOV/I/0000000150"
HAS_ZBAR = bool(importlib.util.find_spec("pyzbar") and find_library("zbar"))

BACK_ENDS: dict[str, Callable[[], Decoder]] = {
    "zxing": ZxingDecoder,
    "zxing, one level": lambda: ZxingDecoder(QR, "FixedThreshold"),
    "zbar": ZbarDecoder,
}


@pytest.fixture(
    params=[
        pytest.param(
            name,
            marks=pytest.mark.skipif(
                name == "zbar" and not HAS_ZBAR, reason="the ZBar library is not installed"
            ),
        )
        for name in BACK_ENDS
    ]
)
def decoder(request: pytest.FixtureRequest) -> Decoder:
    """Each back end of this machine in turn."""
    return BACK_ENDS[request.param]()


def scene(text: str | bytes = LINK, module: int = 6) -> Image.Image:
    code = qrcode.QRCode(box_size=module, border=4)
    code.add_data(text)
    picture = Image.new("L", (640, 480), 190)
    picture.paste(code.make_image().get_image().convert("L"), (120, 60))
    return picture


def test_a_code_is_read(decoder: Decoder) -> None:
    assert decoder.decode(scene()) == Look((LINK,))


@pytest.mark.parametrize("degrees", [33, 90, 135, 180, 270])
def test_a_code_is_read_however_it_is_turned(decoder: Decoder, degrees: int) -> None:
    assert decoder.decode(scene().rotate(degrees, fillcolor=190)).texts == (LINK,)


def test_a_code_is_read_light_on_dark(decoder: Decoder) -> None:
    assert decoder.decode(ImageOps.invert(scene())).texts == (LINK,)


def test_every_code_is_read_and_none_twice(decoder: Decoder) -> None:
    both = Image.new("L", (1280, 960), 190)
    both.paste(scene(), (0, 0))
    both.paste(scene(), (0, 480))
    both.paste(scene("HTTPS://M.EXAMPLE.GOV/S/Z-7"), (640, 0))
    texts = decoder.decode(both).texts
    assert sorted(texts) == [LINK, "HTTPS://M.EXAMPLE.GOV/S/Z-7"]


def test_bytes_that_name_no_encoding_are_utf_8_or_else_gb18030(decoder: Decoder) -> None:
    for words in ("设备编号：2291477", "加油机三号", "出厂编号 A-12"):
        for encoding in ("utf-8", "gb18030"):
            assert decoder.decode(scene(words.encode(encoding))).texts == (words,)


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (300, 200)])
def test_where_there_is_no_code_nothing_is_read(decoder: Decoder, size: tuple[int, int]) -> None:
    assert decoder.decode(Image.new("L", size, 190)) == Look()
    assert decoder.decode(Image.effect_noise(size, 90)).texts == ()


def test_a_code_beyond_repair_gives_no_text(decoder: Decoder) -> None:
    code = ImageOps.expand(picture_of(LINK), 4, 255)
    code.paste(Image.effect_noise((14, 14), 200), (12, 12))
    assert decoder.decode(code.resize((370, 370), Image.Resampling.NEAREST)).texts == ()


def test_zxing_tells_where_a_code_is_that_it_cannot_read() -> None:
    code = ImageOps.expand(picture_of(LINK), 4, 255)
    code.paste(Image.effect_noise((14, 14), 200), (12, 12))
    (quad,) = ZxingDecoder().decode(code.resize((370, 370), Image.Resampling.NEAREST)).suspects
    for (x, y), (right, below) in zip(quad, [(4, 4), (33, 4), (33, 33), (4, 33)], strict=True):
        assert abs(x - right * 10) < 12
        assert abs(y - below * 10) < 12


def test_old_agency_numbers_are_read_from_their_kinds_of_code() -> None:
    import zxingcpp

    for kind in (zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.Code128):
        made = zxingcpp.create_barcode("JL-2019-0047", kind).to_image(scale=5, add_quiet_zones=True)
        picture = Image.fromarray(made).convert("L")
        assert ZxingDecoder(OLD_NUMBERS).decode(picture).texts == ("JL-2019-0047",)


def test_a_machine_without_the_second_back_end_reads_with_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyzbar", None)
    readers = installed_readers.__wrapped__()
    assert readers.second is None
    assert readers.first.decode(scene()).texts == (LINK,)


@pytest.mark.skipif(not HAS_ZBAR, reason="the ZBar library is not installed")
def test_a_machine_without_the_first_back_end_reads_with_the_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "zxingcpp", None)
    readers = installed_readers.__wrapped__()
    assert readers == only(readers.first)
    assert readers.first.decode(ImageOps.invert(scene())).texts == (LINK,)


def test_a_machine_without_any_back_end_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("zxingcpp", "pyzbar"):
        monkeypatch.setitem(__import__("sys").modules, name, None)
    with pytest.raises(PictureTrouble) as trouble:
        installed_readers.__wrapped__()
    assert trouble.value.code == "no_decoder"
