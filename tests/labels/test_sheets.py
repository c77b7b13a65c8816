"""Labels become sheets as they come; what cannot be printed is refused."""

import io
from collections.abc import Iterator
from itertools import pairwise

import pytest
from PIL import ImageOps

from inspector_app.labels.printing import Printing, Sheets
from inspector_app.labels.sheets import write_sheets
from inspector_app.labels.stocks import STOCKS, find_stock
from inspector_app.labels.wording import LabelText, instrument_label, seal_label
from tests.support.printed import (
    HOST,
    cut_label,
    pixels,
    printed,
    read,
    rendered,
    some_labels,
)

ONE_LABEL = find_stock("A4:1x1:100x40:5,5")  # no hint: its top margin is too low


@pytest.mark.parametrize("skip", [-1, 16])
def test_more_places_than_a_sheet_has_cannot_be_skipped(skip: int) -> None:
    with pytest.raises(ValueError, match="0 to 15"):
        write_sheets(io.BytesIO(), some_labels(1), Printing(STOCKS["L7162"], skip=skip))


def test_a_shift_moves_every_label_right_and_down() -> None:
    (plain,) = printed(some_labels(1), ONE_LABEL)
    (moved,) = printed(some_labels(1), ONE_LABEL, shift_mm=(1.5, -2.0))
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
    written: list[int] = []

    def watched_labels() -> Iterator[LabelText]:
        for label in some_labels(40):
            written.append(len(file.getvalue()))
            yield label

    sheets = write_sheets(file, watched_labels(), Printing(find_stock("50x25")))
    assert (sheets.labels, sheets.pages) == (40, 40)
    grown = [later - earlier for earlier, later in pairwise(written)]
    assert min(grown[1:]) > 500
    assert len(rendered(file.getvalue())) == 40


def test_a_seals_number_in_chinese_is_read_back_from_its_label() -> None:
    label = seal_label("川铅-00042", host=HOST, position="计量器", instrument_id="0000000150")
    assert label.shown == "川铅-00042"
    assert "0000-0001-50" in label.subtitle
    (page,) = printed([label], STOCKS["L7163"])
    assert read(page) == [label.link]


def test_a_label_without_room_for_its_code_is_refused() -> None:
    label = seal_label("铅" * 60, host=HOST)
    with pytest.raises(ValueError, match="too small"):
        write_sheets(io.BytesIO(), [label], Printing(STOCKS["5267"]))


def sheets_of(site: str, stock: str) -> Sheets:
    label = instrument_label("0000000150", host=HOST, site=site, kind="scale", serial="7")
    return write_sheets(io.BytesIO(), [label], Printing(find_stock(stock)))


def test_words_without_room_are_counted() -> None:
    assert sheets_of("城东站", "L7162").shortened == 0
    assert sheets_of("示范城东加油站北区" * 12, "5267").shortened == 1
    assert sheets_of("城东站", "22x26").shortened == 1  # no room for any word
    long_number = seal_label("ABCD-" * 10, host=HOST)
    written = write_sheets(io.BytesIO(), [long_number], Printing(STOCKS["L4736"]))
    assert written.shortened == 1  # a number is never cut, but this one is too small to read


def test_characters_that_have_no_ink_or_no_picture_are_printed_over() -> None:
    site = "\u3164\u200b\ud800\x00城东\u3000站 e\u0301"
    label = instrument_label("0000000150", host=HOST, site=site)
    (page,) = printed([label], ONE_LABEL)
    assert read(cut_label(page, ONE_LABEL, 0)) == [label.link]
