"""Printed sheets: every code is read, every label has its size and place within 0.2 mm."""

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from PIL import Image, ImageOps

from inspector_app.labels.arrangement import MM_PER_INCH, arrange
from inspector_app.labels.drawing import encode
from inspector_app.labels.sheets import Sheets, write_calibration, write_sheets
from inspector_app.labels.stocks import STOCKS, Stock, find_stock
from inspector_app.labels.wording import LabelText, instrument_label, seal_label
from inspector_app.tags.identifier import spell_identifier

DPI = 300
HOST = "M.EXAMPLE.GOV"
EVERY_STOCK = [*STOCKS.values(), find_stock("40x40"), find_stock("30x50"), find_stock("22x26")]
SITES = ("示范城东加油站", "Eastgate Demonstration Fuel Station, northern forecourt", "")


def some_labels(count: int) -> Iterator[LabelText]:
    for number in range(1, count + 1):
        identifier = spell_identifier(37 * 7919 * number)
        assert identifier is not None
        yield instrument_label(
            identifier, host=HOST, site=SITES[number % 3], kind="fuel_dispenser",
            nozzle=str(number % 8), make="示例", model="EX-40", serial=f"2019-{number:05}",
        )  # fmt: skip


def printed(labels: Iterator[LabelText], stock: Stock, **options: Any) -> list[Image.Image]:
    file = io.BytesIO()
    write_sheets(file, labels, stock, **options)
    return rendered(file.getvalue())


def rendered(pdf: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=DPI / 72).to_pil().convert("L") for page in document]


def pixels(length_mm: float) -> float:
    return length_mm * DPI / MM_PER_INCH


def cut(
    page: Image.Image, left_mm: float, top_mm: float, width_mm: float, height_mm: float
) -> Image.Image:
    right_mm, bottom_mm = left_mm + width_mm, top_mm + height_mm
    left, top, right, bottom = map(round, map(pixels, (left_mm, top_mm, right_mm, bottom_mm)))
    return page.crop((left, top, right, bottom))


def cut_label(page: Image.Image, stock: Stock, place: int) -> Image.Image:
    return cut(page, *stock.corner_mm(place), stock.label_width_mm, stock.label_height_mm)


def darkest(picture: Image.Image) -> int:
    return next(value for value, count in enumerate(picture.histogram()) if count)


def read(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("stock", EVERY_STOCK, ids=lambda stock: stock.name)
def test_every_code_of_a_sheet_is_read_from_its_own_label(stock: Stock) -> None:
    labels = list(some_labels(stock.per_page))
    page, *others = printed(iter(labels), stock)
    assert not others
    for place, label in enumerate(labels):
        assert read(cut_label(page, stock, place)) == [label.link]


@pytest.mark.parametrize("stock", EVERY_STOCK, ids=lambda stock: stock.name)
def test_pages_and_codes_have_their_true_size_and_place(stock: Stock) -> None:
    (page,) = printed(some_labels(stock.per_page), stock)
    assert page.width == pytest.approx(pixels(stock.page_width_mm), abs=1.5)
    assert page.height == pytest.approx(pixels(stock.page_height_mm), abs=1.5)
    plan = arrange(stock, 29)
    quiet_mm = 4 * plan.module_mm
    for place in (0, stock.per_page - 1):
        left_mm, top_mm = stock.corner_mm(place)
        left_mm += plan.code.left * MM_PER_INCH / 600
        top_mm += plan.code.top * MM_PER_INCH / 600
        code = cut(page, left_mm, top_mm, plan.code_mm, plan.code_mm)
        box = ImageOps.invert(code).point(lambda value: 255 * (value > 127)).getbbox()
        assert box is not None
        found_mm = [edge * MM_PER_INCH / DPI for edge in box]
        expected_mm = [quiet_mm, quiet_mm, plan.code_mm - quiet_mm, plan.code_mm - quiet_mm]
        assert found_mm == pytest.approx(expected_mm, abs=0.2)


def test_labels_that_were_used_already_stay_free() -> None:
    stock = STOCKS["L7162"]
    labels = list(some_labels(16))
    first, second = printed(iter(labels), stock, skip=3)
    assert [read(cut_label(first, stock, place)) for place in range(3)] == [[], [], []]
    assert read(cut_label(first, stock, 3)) == [labels[0].link]
    assert read(cut_label(second, stock, 2)) == [labels[15].link]
    assert len(read(second)) == 3


@pytest.mark.parametrize("skip", [-1, 16])
def test_more_places_than_a_sheet_has_cannot_be_skipped(skip: int) -> None:
    with pytest.raises(ValueError, match="0 to 15"):
        write_sheets(io.BytesIO(), some_labels(1), STOCKS["L7162"], skip=skip)


def test_a_shift_moves_every_label_right_and_down() -> None:
    stock = STOCKS["L7162"]
    (plain,) = printed(some_labels(1), stock)
    (moved,) = printed(some_labels(1), stock, shift_mm=(1.5, -2.0))
    box, other = ImageOps.invert(plain).getbbox(), ImageOps.invert(moved).getbbox()
    assert box is not None
    assert other is not None
    assert other[0] - box[0] == pytest.approx(pixels(1.5), abs=1)
    assert other[1] - box[1] == pytest.approx(pixels(-2.0), abs=1)


class Watched(io.BytesIO):
    """A file that cannot be sought, as a pipe or an answer of a server."""

    def seek(self, *_: object) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation


def test_labels_are_drawn_as_they_come_and_none_is_kept() -> None:
    file = Watched()
    stock = find_stock("50x25")
    written: list[int] = []

    def watched_labels() -> Iterator[LabelText]:
        for label in some_labels(40):
            written.append(len(file.getvalue()))
            yield label

    assert write_sheets(file, watched_labels(), stock) == Sheets(labels=40, pages=40)
    grown = [later - earlier for earlier, later in pairwise(written)]
    assert min(grown[1:]) > 1000
    assert len(rendered(file.getvalue())) == 40


def test_a_seals_number_in_chinese_is_read_back_from_its_label() -> None:
    label = seal_label("川铅-00042", host=HOST, position="计量器", instrument_id="0000000150")
    assert label.shown == "川铅-00042"
    assert "0000-0001-50" in label.subtitle
    (page,) = printed(iter([label]), STOCKS["L7163"])
    assert read(page) == [label.link]


def test_a_label_without_room_for_its_code_is_refused() -> None:
    label = seal_label("铅" * 60, host=HOST)
    with pytest.raises(ValueError, match="too small"):
        write_sheets(io.BytesIO(), [label], STOCKS["5267"])


@pytest.mark.parametrize("link", ["", "https://m.example.gov/i/0000000150", "HTTPS://中"])
def test_a_link_outside_the_alphanumeric_mode_is_not_encoded(link: str) -> None:
    with pytest.raises(ValueError, match="alphanumeric"):
        encode(link)


def test_a_code_still_reads_with_a_quarter_of_it_scratched() -> None:
    code = encode("HTTPS://M.EXAMPLE.GOV/I/0000000150").convert("L")
    scratched = ImageOps.expand(code, border=4, fill=255).resize((370, 370))
    scratched.paste(255, (180, 180, 270, 270))
    assert read(scratched) == ["HTTPS://M.EXAMPLE.GOV/I/0000000150"]


@pytest.mark.parametrize("stock", STOCKS.values(), ids=lambda stock: stock.name)
def test_the_calibration_page_outlines_every_label_at_its_place(stock: Stock) -> None:
    file = io.BytesIO()
    write_calibration(file, stock)
    (page,) = rendered(file.getvalue())
    for place in {0, stock.per_page // 2, stock.per_page - 1}:
        left_mm, top_mm = stock.corner_mm(place)
        middle_mm = top_mm + stock.label_height_mm * 0.35
        for edge_mm in (left_mm + 0.06, left_mm + stock.label_width_mm - 0.06):
            line = cut(page, edge_mm - 0.2, middle_mm, 0.4, 0.4)
            assert darkest(line) < 128


def test_the_rulers_of_the_calibration_page_are_as_long_as_they_say() -> None:
    file = io.BytesIO()
    write_calibration(file, find_stock("A4:1x1:205x290:2.5,3.5"))
    (page,) = rendered(file.getvalue())
    row = cut(page, 4, 297 * 0.4 - 0.1, 202, 0.6)
    columns = [x for x in range(row.width) if darkest(row.crop((x, 0, x + 1, row.height))) < 128]
    assert columns[-1] - columns[0] == pytest.approx(pixels(100), abs=pixels(0.2))
