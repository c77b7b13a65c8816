"""What counts as a number, told quickly and told while reading it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.metrology.decimals import NotANumber, is_number, read_number

DIGITS = st.text("0123456789", min_size=0, max_size=45)
TEXTS = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["", "-", "+", " "]),
    DIGITS,
    st.sampled_from(["", ".", ",", "١"]),
    DIGITS,
    st.sampled_from(["", "e5", "E-30", "e+21", "\n"]),
)


def can_be_read(value: object) -> bool:
    try:
        read_number(value)
    except NotANumber:
        return False
    return True


@given(TEXTS | st.text() | st.integers() | st.decimals(allow_nan=True) | st.booleans() | st.none())
def test_a_value_is_called_a_number_exactly_when_it_can_be_read_as_one(value: object) -> None:
    assert is_number(value) is can_be_read(value)


@pytest.mark.parametrize("whole", [1, 18, 19, 20, 21, 22, 40, 41])
@pytest.mark.parametrize("places", [0, 1, 18, 19, 20, 21, 22, 41])
@pytest.mark.parametrize("digit", ["0", "1"])
def test_the_quick_word_and_the_reading_agree_around_every_bound(
    whole: int, places: int, digit: str
) -> None:
    text = digit * whole + ("." + digit * places if places else "")
    for value in (text, "-" + text, "0." + "0" * places + digit):
        assert is_number(value) is can_be_read(value)
