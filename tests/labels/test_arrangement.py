"""The code has the size that a plate asks for wherever the stock has room for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.labels.arrangement import SMALLEST_MODULE, Box, arrange, dots
from inspector_app.labels.codes import encode
from inspector_app.labels.stocks import STOCKS, find_stock
from inspector_app.tags.link import DEFAULT_HOST, instrument_link

MODULES = encode(instrument_link(DEFAULT_HOST, "0" * 10)).width


def test_the_default_link_is_a_code_of_version_3() -> None:
    assert MODULES == 29  # alphanumeric, error correction H: 35 characters at most


@pytest.mark.parametrize("name", sorted(STOCKS.keys() - {"5267"}))
def test_modules_are_half_a_millimetre_and_the_code_18_5_millimetres_at_least(name: str) -> None:
    plan = arrange(STOCKS[name], MODULES)
    assert plan.module_mm >= 0.5
    assert plan.code_mm >= 18.5
    assert plan.words is not None


def test_the_one_stock_that_is_too_low_gets_the_largest_code_that_fits() -> None:
    plan = arrange(STOCKS["5267"], MODULES)
    assert plan.module_mm == pytest.approx(0.339, abs=0.001)
    assert plan.code_mm + MODULES / plan.module < STOCKS["5267"].label_height_mm + 5


def test_the_identifier_stands_under_the_code_unless_that_would_shrink_it_below_its_size() -> None:
    under = arrange(STOCKS["5520"], MODULES)
    assert under.identifier.top == under.code.top + under.code.height
    beside = arrange(STOCKS["L4736"], MODULES)
    assert beside.identifier.left >= beside.code.left + beside.code.width


def test_a_stock_too_small_for_any_code_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        arrange(find_stock("9x9"), MODULES)


@given(st.floats(8, 120), st.floats(8, 120), st.sampled_from([21, 25, 29, 33, 37, 41, 61]))
def test_nothing_leaves_the_label_and_nothing_covers_the_code(
    width_mm: float, height_mm: float, modules: int
) -> None:
    stock = find_stock(f"{width_mm:.2f}x{height_mm:.2f}")
    try:
        plan = arrange(stock, modules)
    except ValueError:
        return
    assert plan.module >= SMALLEST_MODULE
    assert plan.code.width == plan.code.height == (modules + 8) * plan.module
    boxes = [plan.code, plan.identifier, *([plan.words] if plan.words else [])]
    for box in boxes:
        assert 0 <= box.left <= box.left + box.width <= dots(stock.label_width_mm)
        assert 0 <= box.top <= box.top + box.height <= dots(stock.label_height_mm)
    assert not any(
        overlap(first, second) for at, first in enumerate(boxes) for second in boxes[at + 1 :]
    )


def test_a_printers_white_edges_are_kept_free() -> None:
    stock = STOCKS["brother-62"]
    plan = arrange(stock, MODULES)
    for box in (plan.code, plan.identifier, plan.words):
        assert box is not None
        assert dots(1.5) <= box.left <= box.left + box.width <= dots(62) - dots(1.5)
        assert dots(3) <= box.top <= box.top + box.height <= dots(36) - dots(3)


def overlap(first: Box, second: Box) -> bool:
    return (
        first.left < second.left + second.width
        and second.left < first.left + first.width
        and first.top < second.top + second.height
        and second.top < first.top + first.height
    )
