"""Stocks fit their pages, and a geometry of one's own is taken or refused with a sentence."""

import pytest

from inspector_app.labels.stocks import STOCKS, Stock, find_stock


@pytest.mark.parametrize(
    ("name", "per_page", "width_mm", "height_mm"),
    [
        ("L7162", 16, 99.1, 33.9),
        ("L7163", 14, 99.1, 38.1),
        ("L4736", 48, 45.7, 21.2),
        ("5520", 30, 66.7, 25.4),
        ("5267", 80, 44.5, 12.7),
        ("brother-62", 1, 62, 36),
        ("zebra-50x25", 1, 50, 25),
    ],
)
def test_a_known_stock_has_the_labels_that_its_maker_gives(
    name: str, per_page: int, width_mm: float, height_mm: float
) -> None:
    stock = STOCKS[name]
    assert stock.per_page == per_page
    assert stock.label_width_mm == pytest.approx(width_mm, abs=0.1)
    assert stock.label_height_mm == pytest.approx(height_mm, abs=0.1)


@pytest.mark.parametrize("stock", STOCKS.values(), ids=lambda stock: stock.name)
def test_the_labels_of_a_known_stock_stand_in_the_middle_of_their_page(stock: Stock) -> None:
    left, top = stock.corner_mm(0)
    last_left, last_top = stock.corner_mm(stock.per_page - 1)
    right = stock.page_width_mm - last_left - stock.label_width_mm
    bottom = stock.page_height_mm - last_top - stock.label_height_mm
    assert left == pytest.approx(right, abs=0.2)
    assert top == pytest.approx(bottom, abs=0.2)
    assert left >= 0
    assert top >= 0


@pytest.mark.parametrize("stock", STOCKS.values(), ids=lambda stock: stock.name)
def test_the_labels_of_a_known_stock_do_not_overlap(stock: Stock) -> None:
    assert stock.columns == 1 or stock.pitch_x_mm >= stock.label_width_mm
    assert stock.rows == 1 or stock.pitch_y_mm >= stock.label_height_mm


@pytest.mark.parametrize("text", ["l7162", " Avery L7162 ", "avery-l7162"])
def test_a_stock_is_found_however_it_is_written(text: str) -> None:
    assert find_stock(text) is STOCKS["L7162"]


def test_a_roll_is_given_by_the_size_of_its_label() -> None:
    roll = find_stock("50x30.5")
    assert (roll.page_width_mm, roll.page_height_mm, roll.per_page) == (50, 30.5, 1)
    assert roll.corner_mm(0) == (0, 0)


def test_a_sheet_is_given_by_its_geometry() -> None:
    sheet = find_stock("A4:3x8:70x36:0,4.5:70,36.5")
    assert (sheet.page_width_mm, sheet.page_height_mm) == (210, 297)
    assert sheet.corner_mm(4) == (70, 41)
    touching = find_stock("100x100:2x2:40x45.5:5,4")
    assert touching.corner_mm(3) == (45, 49.5)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "neither a known stock"),
        ("L9999", "neither a known stock"),
        ("50x", "neither a known stock"),
        ("A4:3x8:70x37:0,1.5:70,37", "mm beyond the page"),
        ("A4:3x8:60x30:0,0:50,30", "overlap their neighbours"),
        ("A4:3x8:60x30:0,0:60,20", "overlap the row below"),
        ("A4:0x8:70x30:0,0", "no stock that could be printed"),
        ("0x30", "no stock that could be printed"),
        ("9999x30", "no stock that could be printed"),
    ],
)
def test_any_other_geometry_is_refused_with_a_sentence(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        find_stock(text)
