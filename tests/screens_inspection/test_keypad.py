"""What each key of the pad does to what stands in a field."""

import re
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.screens.parts.keypad import LONGEST, ROWS, edit_number, key_of
from inspector_app.services.keypad import find_decimal

TYPING_KEYS = [key for row in ROWS for key in row if key not in ("next", "previous")]
BEGINNING = re.compile(r"-?(\d+(\.\d*)?)?", re.ASCII)


def type_keys(*keys: str, standing: str = "") -> str:
    return reduce(edit_number, keys, standing)


def test_digits_are_put_one_after_the_other() -> None:
    assert type_keys("2", "0", "dot", "0", "0") == "20.00"


def test_the_double_zero_puts_two_zeros_but_one_where_nothing_stands_before_it() -> None:
    assert type_keys("2", "00") == "200"
    assert type_keys("00") == "0"
    assert type_keys("0", "dot", "00") == "0.00"


def test_a_leading_zero_gives_way_to_a_digit() -> None:
    assert type_keys("0", "7") == "7"
    assert type_keys("sign", "0", "7") == "-7"


def test_a_dot_without_a_digit_before_it_is_preceded_by_a_zero() -> None:
    assert type_keys("dot", "5") == "0.5"
    assert type_keys("sign", "dot", "5") == "-0.5"


def test_a_second_dot_changes_nothing() -> None:
    assert type_keys("1", "dot", "dot", "5", "dot") == "1.5"


def test_the_sign_turns_at_any_time_and_turns_back() -> None:
    assert type_keys("sign", "5") == "-5"
    assert type_keys("5", "sign") == "-5"
    assert type_keys("5", "sign", "sign") == "5"


def test_back_takes_the_last_character_away_and_stops_at_nothing() -> None:
    assert type_keys("1", "dot", "5", "back") == "1."
    assert type_keys("back") == ""


def test_a_number_grows_no_longer_than_a_field_shows() -> None:
    assert type_keys(*"9" * 20) == "9" * LONGEST


@given(st.lists(st.sampled_from(TYPING_KEYS), max_size=40))
def test_whatever_is_pressed_stands_as_the_beginning_of_a_number(keys: list[str]) -> None:
    typed = type_keys(*keys)
    assert BEGINNING.fullmatch(typed)
    assert len(typed) <= LONGEST + 2
    if any(sign.isdigit() for sign in typed):
        assert find_decimal(typed) is not None


@pytest.mark.parametrize(
    ("physical", "key"),
    [("7", "7"), ("Numpad 7", "7"), (",", "dot"), (".", "dot"), ("Numpad Decimal", "dot"),
     ("-", "sign"), ("Enter", "next"), ("Numpad Enter", "next"), ("Backspace", "back"),
     ("Arrow Up", "previous"), ("A", None), ("Shift Left", None)],
)  # fmt: skip
def test_a_physical_key_stands_for_a_key_of_the_pad(physical: str, key: str | None) -> None:
    assert key_of(physical) == key
