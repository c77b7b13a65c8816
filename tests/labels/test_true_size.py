"""On every stock every code is read, and every label has its size and place within 0.2 mm.

Each stock is printed as it is in the field: a sheet begun before, a full one, the rest on a third;
with cut marks wherever there is room for them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PIL import Image

from inspector_app.labels.arrangement import Arrangement, arrange, millimetres
from inspector_app.labels.guides import cut_marks
from inspector_app.labels.stocks import STOCKS, Stock, find_stock
from inspector_app.labels.wording import LabelText
from tests.support.printed import DPI, cut, cut_label, ink_box_mm, printed, read, some_labels

CLOSE_MM = 0.2
MODULES = 29
QUIET = 4
CUSTOM = ("40x40", "30x50", "22x26", "A4:3x8:64x34:7,12:66,34.5", "LETTER:2x5:90.5x50:10,10.2")
EVERY_STOCK = [*STOCKS.values(), *map(find_stock, CUSTOM)]


@dataclass(frozen=True)
class Job:
    """What was asked for, and the pages that came out."""

    stock: Stock
    labels: list[LabelText]
    skip: int
    pages: list[Image.Image]

    @property
    def plan(self) -> Arrangement:
        return arrange(self.stock, MODULES)

    def places(self) -> Iterator[tuple[Image.Image, int, LabelText | None]]:
        """Give every place of every page with the label that belongs there."""
        wanted = [None] * self.skip + self.labels
        wanted += [None] * (len(self.pages) * self.stock.per_page - len(wanted))
        for at, label in enumerate(wanted):
            page, place = divmod(at, self.stock.per_page)
            yield self.pages[page], place, label

    def codes(self) -> Iterator[tuple[Image.Image, float, float]]:
        """Give the page and the corner of every code's box, quiet zone included."""
        for page, place, label in self.places():
            if label:
                left_mm, top_mm = self.stock.corner_mm(place)
                code = self.plan.code
                yield page, left_mm + millimetres(code.left), top_mm + millimetres(code.top)


def has_room_to_cut(stock: Stock) -> bool:
    try:
        cut_marks(stock)
    except ValueError:
        return False
    return True


@pytest.fixture(scope="module", params=EVERY_STOCK, ids=lambda stock: stock.name)
def job(request: pytest.FixtureRequest) -> Job:
    stock: Stock = request.param
    skip = min(3, stock.per_page - 1)
    labels = list(some_labels(2 * stock.per_page - skip + -(-stock.per_page // 3)))
    pages = printed(labels, stock, skip=skip, cut=has_room_to_cut(stock))
    assert len(pages) == 3
    return Job(stock, labels, skip, pages)


def test_every_code_is_read_from_its_own_label_and_is_the_one_asked_for(job: Job) -> None:
    for page, place, label in job.places():
        assert read(cut_label(page, job.stock, place)) == ([label.link] if label else [])


def test_places_without_a_label_stay_white(job: Job) -> None:
    for page, place, label in job.places():
        if label is None:
            left_mm, top_mm = job.stock.corner_mm(place)
            width_mm, height_mm = job.stock.label_width_mm, job.stock.label_height_mm
            inside = cut(page, left_mm + 0.2, top_mm + 0.2, width_mm - 0.4, height_mm - 0.4)
            assert ink_box_mm(inside) is None


def test_pages_have_the_size_of_the_stock(job: Job) -> None:
    for page in job.pages:
        assert page.width * 25.4 / DPI == pytest.approx(job.stock.page_width_mm, abs=CLOSE_MM)
        assert page.height * 25.4 / DPI == pytest.approx(job.stock.page_height_mm, abs=CLOSE_MM)


def test_every_code_stands_where_the_stocks_geometry_puts_it_at_its_size(job: Job) -> None:
    quiet_mm = QUIET * job.plan.module_mm
    side_mm = MODULES * job.plan.module_mm
    for page, left_mm, top_mm in job.codes():
        box = ink_box_mm(cut(page, left_mm, top_mm, job.plan.code_mm, job.plan.code_mm))
        assert box is not None
        left, top, right, bottom = box
        assert (left, top) == pytest.approx((quiet_mm, quiet_mm), abs=CLOSE_MM)
        assert (right - left, bottom - top) == pytest.approx((side_mm, side_mm), abs=CLOSE_MM)
        assert (right - left) / MODULES == pytest.approx(job.plan.module_mm, abs=0.01)


def test_nothing_is_printed_into_the_quiet_zone_of_four_modules(job: Job) -> None:
    edge_mm = 0.1  # half a pixel on either side
    symbol_mm = MODULES * job.plan.module_mm + 2 * edge_mm
    zone_mm = job.plan.code_mm - 2 * edge_mm
    for page, left_mm, top_mm in job.codes():
        zone = cut(page, left_mm + edge_mm, top_mm + edge_mm, zone_mm, zone_mm)
        start = round((QUIET * job.plan.module_mm - 2 * edge_mm) * DPI / 25.4)
        end = start + round(symbol_mm * DPI / 25.4) + 1
        zone.paste(255, (start, start, end, end))
        assert ink_box_mm(zone) is None


def test_no_ink_leaves_its_label_but_the_hint_in_the_top_margin(job: Job) -> None:
    stock = job.stock
    for page in printed(job.labels[: stock.per_page], stock):
        for place in range(stock.per_page):
            left_mm, top_mm = stock.corner_mm(place)
            box = (left_mm, top_mm, left_mm + stock.label_width_mm, top_mm + stock.label_height_mm)
            left, top, right, bottom = (round(edge * DPI / 25.4) for edge in box)
            page.paste(255, (left, top, right, bottom))
        hint = round(8 * DPI / 25.4) if stock.top_mm >= 8 else 0
        assert ink_box_mm(page.crop((0, hint, *page.size))) is None
