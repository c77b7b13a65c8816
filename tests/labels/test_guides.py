"""What guides the hand is itself true: cut marks, the box of known size, the hint on a sheet."""

import pytest
from PIL import Image

from inspector_app.labels.guides import cut_marks
from inspector_app.labels.stocks import STOCKS, Stock, find_stock
from tests.support.printed import (
    cut,
    ink_box_mm,
    pixels,
    printed,
    printed_calibration,
    some_labels,
)

CLOSE_MM = 0.2
PLAIN_PAPER = find_stock("A4:2x4:80x60:20,25:85,62")


def darkest(picture: Image.Image) -> int:
    return next(value for value, count in enumerate(picture.histogram()) if count)


def test_cut_marks_prolong_every_edge_of_the_labels() -> None:
    (page,) = printed(some_labels(1), PLAIN_PAPER, cut=True)
    above = cut(page, 0, 22, 210, 2)
    columns = [
        x for x in range(above.width) if darkest(above.crop((x, 0, x + 1, above.height))) < 128
    ]
    found_mm = sorted({round(x / pixels(1), 0) for x in columns})
    assert found_mm == [20, 100, 105, 185]
    for x_mm in (20, 100, 105, 185):
        box = ink_box_mm(cut(page, x_mm - 1, 22, 2, 2))
        assert box is not None
        assert (box[0] + box[2]) / 2 == pytest.approx(1, abs=CLOSE_MM)
    for y_mm in (25, 85, 87, 147, 149, 209, 211, 271):
        box = ink_box_mm(cut(page, 17, y_mm - 1, 2, 2))
        assert box is not None
        assert (box[1] + box[3]) / 2 == pytest.approx(1, abs=CLOSE_MM)


@pytest.mark.parametrize("stock", [PLAIN_PAPER, *STOCKS.values()], ids=lambda stock: stock.name)
def test_no_cut_mark_touches_a_label(stock: Stock) -> None:
    if stock.per_page == 1:
        with pytest.raises(ValueError, match="no place"):
            cut_marks(stock)
        return
    places = [stock.corner_mm(place) for place in range(stock.per_page)]
    for left, top, width, height in cut_marks(stock).bars:
        mark = [length * 25.4 / 600 for length in (left, top, left + width, top + height)]
        for left_mm, top_mm in places:
            assert (
                mark[2] <= left_mm + 0.1
                or mark[0] >= left_mm + stock.label_width_mm - 0.1
                or mark[3] <= top_mm + 0.1
                or mark[1] >= top_mm + stock.label_height_mm - 0.1
            )


@pytest.mark.parametrize("stock", ["50x25", "A4:3x8:70x37:0,0.5:70,37"])
def test_a_stock_without_free_space_has_no_place_for_cut_marks(stock: str) -> None:
    with pytest.raises(ValueError, match="no place for cut marks"):
        printed(some_labels(1), find_stock(stock), cut=True)


@pytest.mark.parametrize("stock", STOCKS.values(), ids=lambda stock: stock.name)
def test_the_calibration_page_outlines_every_label_at_its_place(stock: Stock) -> None:
    page = printed_calibration(stock)
    for place in {0, stock.columns - 1, stock.per_page - stock.columns, stock.per_page - 1}:
        left_mm, top_mm = stock.corner_mm(place)
        for edge_mm in (left_mm + 0.06, left_mm + stock.label_width_mm - 0.06):
            line = cut(page, edge_mm - CLOSE_MM, top_mm + 1.5, 2 * CLOSE_MM, 0.4)
            assert darkest(line) < 128


@pytest.mark.parametrize(
    ("stock", "width_mm", "height_mm"),
    [
        ("A4:1x1:205x290:2.5,3.5", 100, 100),
        ("L7162", 100, 100),
        ("5520", 100, 100),
        ("brother-62", 50, 30),
        ("zebra-50x25", 40, 20),
    ],
)
def test_the_box_of_the_calibration_page_has_the_size_that_it_says(
    stock: str, width_mm: float, height_mm: float
) -> None:
    known = find_stock(stock)
    page = printed_calibration(known)
    left_mm = (known.page_width_mm - width_mm) / 2
    top_mm = (known.page_height_mm - height_mm) / 2
    # inside the label's own outline, but around the box
    around = cut(page, left_mm - 0.5, top_mm + height_mm - 0.6, width_mm + 1, 0.4)
    box = ink_box_mm(around)
    assert box is not None
    assert box[2] - box[0] == pytest.approx(width_mm, abs=CLOSE_MM)
    around = cut(page, left_mm + width_mm - 0.6, top_mm - 0.5, 0.4, height_mm + 1)
    box = ink_box_mm(around)
    assert box is not None
    assert box[3] - box[1] == pytest.approx(height_mm, abs=CLOSE_MM)


def test_the_rulers_of_the_calibration_page_have_a_mark_every_millimetre() -> None:
    known = find_stock("L7162")
    page = printed_calibration(known)
    row = cut(page, 55 - 0.5, 98.5 + 0.5, 101, 0.2)
    dark = [darkest(row.crop((x, 0, x + 1, row.height))) < 128 for x in range(row.width)]
    begins = [x for x in range(1, row.width) if dark[x] and not dark[x - 1]]
    assert len(begins) == 101
    for mark, x in enumerate(begins):
        assert x / pixels(1) - 0.5 == pytest.approx(mark, abs=CLOSE_MM)


@pytest.mark.parametrize("stock", ["L7162", "zebra-50x25", "22x26"])
def test_a_shift_moves_the_calibration_page_as_it_moves_the_labels(stock: str) -> None:
    known = find_stock(stock)
    plain, moved = printed_calibration(known), printed_calibration(known, shift_mm=(3.0, 0.0))
    middle = round(known.page_height_mm * pixels(1) / 2)
    rows = [page.crop((0, middle, page.width, middle + 1)) for page in (plain, moved)]
    first, second = (ink_box_mm(row) for row in rows)
    assert first is not None
    assert second is not None
    assert second[0] - first[0] == pytest.approx(3, abs=CLOSE_MM)


def test_a_sheet_says_in_its_top_margin_how_to_print_it() -> None:
    (page,) = printed(some_labels(1), STOCKS["L7162"])
    box = ink_box_mm(cut(page, 0, 0, 210, 12))
    assert box is not None
    assert 4 < box[1] < box[3] < 8
    (bare,) = printed(some_labels(1), find_stock("A4:2x7:99.1x38.1:4,5"))
    assert ink_box_mm(cut(bare, 0, 0, 210, 4.9)) is None
