"""What an inspector types becomes ASCII decimal text or nothing; never another number."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.services.keypad import find_decimal


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("20.00", "20.00"),
        ("20,00", "20.00"),
        ("２０．００", "20.00"),
        ("２０，００", "20.00"),
        ("20。5", "20.5"),
        ("٢٠٫٥", "20.5"),
        ("۲۰٫۵", "20.5"),
        (" 20.0 ", "20.0"),
        ("-3.5", "-3.5"),
        ("−3,5", "-3.5"),
        ("+3", "3"),
        (".5", "0.5"),
        ("5.", "5"),
        ("007", "7"),
        ("-0.0", "0.0"),
        ("1,234", "1.234"),
        ("۵٫۲۵", "5.25"),
        ("－５．２５", "-5.25"),
        ("‑0,25", "-0.25"),
        ("\u061c-\u200e٥٫٢٥", "-5.25"),
        ("＋１２", "12"),
    ],
)
def test_every_way_of_typing_a_number_gives_its_ascii_text(typed: str, read: str) -> None:
    assert find_decimal(typed) == read


@pytest.mark.parametrize(
    "typed",
    ["", " ", "-", ".", "1,234.5", "1.234,5", "1,234,567", "١٬٢٣٤", "1'234", "1’234", "1\u202f234",
     "1.2.3", "1 234", "1e3", "2O", "½", "²", "nan", "0x10", "--1",
     "1-", "twenty", "₂₀%"],
)  # fmt: skip
def test_what_could_mean_several_things_or_nothing_is_no_number(typed: str) -> None:
    assert find_decimal(typed) is None


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1000, max_value=1000)
)
def test_a_decimal_typed_with_a_comma_keeps_its_value_and_digits(number: Decimal) -> None:
    read = find_decimal(f"{number:f}".replace(".", ","))
    assert read is not None
    assert Decimal(read) == number
    assert len(read.partition(".")[2]) == 3


@given(st.text(max_size=12))
def test_whatever_is_typed_gives_plain_ascii_or_nothing(typed: str) -> None:
    read = find_decimal(typed)
    assert read is None or (
        read.isascii() and Decimal(read).is_finite() and "e" not in read.lower()
    )
