"""Where span, zero and value lie on the tolerance bar."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.screens.parts.tolerance_bar import BarGeometry, label_segments, place_on_bar

NUMBERS = st.decimals(
    min_value=Decimal(-1000), max_value=Decimal(1000), allow_nan=False, allow_infinity=False
)


def place(value: str, low: str | None, high: str | None) -> BarGeometry:
    bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
    geometry = place_on_bar(Decimal(value), *bounds)
    assert geometry is not None
    return geometry


def test_zero_lies_in_the_middle_between_equal_bounds() -> None:
    geometry = place("0", "-0.30", "0.30")
    assert geometry.zero == pytest.approx(0.5)
    assert geometry.value == pytest.approx(0.5)
    assert (geometry.low, geometry.high) == (pytest.approx(0.14), pytest.approx(0.86))


def test_a_value_exactly_at_the_limit_lies_at_its_mark() -> None:
    geometry = place("0.30", "-0.30", "0.30")
    assert geometry.value == pytest.approx(0.86)
    assert geometry.beyond == 0


def test_bounds_stand_at_the_same_places_whatever_their_figures() -> None:
    narrow, wide = place("0", "-0.1", "0.1"), place("0", "-60", "60")
    assert (narrow.low, narrow.high) == (wide.low, wide.high)


def test_zero_moves_where_one_bound_is_further_away() -> None:
    assert place("0", "-0.5", "1").zero == pytest.approx(0.14 + 0.72 / 3)


@pytest.mark.parametrize(("value", "beyond"), [("5", 1), ("-5", -1)])
def test_a_value_far_outside_is_held_at_the_end_and_marked(value: str, beyond: int) -> None:
    geometry = place(value, "-0.30", "0.30")
    assert geometry.beyond == beyond
    assert geometry.value == pytest.approx(0.99 if beyond > 0 else 0.01)


def test_an_open_side_has_no_mark_and_zero_stands_where_it_begins() -> None:
    geometry = place("0.04", None, "0.10")
    assert geometry.low is None
    assert geometry.zero == pytest.approx(0.14)
    assert geometry.high == pytest.approx(0.86)


def test_without_a_limit_there_is_no_bar() -> None:
    assert place_on_bar(Decimal(1), None, None) is None


def test_a_limit_of_zero_still_has_a_bar() -> None:
    geometry = place("0.5", None, "0")
    assert geometry.high is not None
    assert geometry.value > geometry.high


@given(NUMBERS, st.none() | NUMBERS, st.none() | NUMBERS)
def test_every_place_lies_on_the_bar(
    value: Decimal, low: Decimal | None, high: Decimal | None
) -> None:
    if low is not None and high is not None and low > high:
        low, high = high, low
    geometry = place_on_bar(value, low, high)
    if geometry is None:
        return
    for at in (geometry.low, geometry.high, geometry.zero, geometry.value):
        assert at is None or 0 <= at <= 1
    segments = label_segments(geometry)
    assert sum(share for _, share in segments) == pytest.approx(1)
    assert all(share > 0 for _, share in segments)


@pytest.mark.parametrize(("low", "high"), [("-0.3", "0.3"), ("-0.5", "1"), (None, "0.10")])
def test_each_label_is_centred_under_its_mark(low: str | None, high: str | None) -> None:
    geometry = place("0", low, high)
    marks = {"low": geometry.low, "zero": geometry.zero, "high": geometry.high}
    start = 0.0
    for name, share in label_segments(geometry):
        if name:
            assert start + share / 2 == pytest.approx(marks[name])
        start += share


def test_zero_has_no_label_where_a_bound_stands_close_to_it() -> None:
    names = [name for name, _ in label_segments(place("0", "-0.01", "1"))]
    assert "zero" not in names
    assert {"low", "high"} <= set(names)
