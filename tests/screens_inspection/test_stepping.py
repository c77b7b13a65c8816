"""When a number is complete, and what the key after it means."""

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.screens.inspection.stepping import Meaning, Trail, is_complete
from inspector_app.screens.parts.keypad import BACK, DOT, NEXT, PREVIOUS, SIGN, edit_number
from inspector_app.services.views import Place, Step

HERE, THERE = (Place(Step.READINGS, "q1", 0, field) for field in ("first", "second"))
KEYS = (*"0123456789", "00", DOT, SIGN, BACK)
WHOLE = st.integers(0, 99_999)
DECIMALS = st.integers(0, 4)


def keys_of(number: str) -> list[str]:
    return [{".": DOT, "-": SIGN}.get(sign, sign) for sign in number]


def steps(keys: list[str], decimals: int) -> list[str]:
    """Return the numbers at which the field would be left, were it gone back to each time."""
    trail, number, left = Trail(), "", []
    for key in keys:
        before, number = number, edit_number(number, key)
        trail = trail.typed(before, number, decimals)
        if trail.goes_on(before, number, decimals):
            left.append(number)
    return left


@given(WHOLE, st.integers(1, 4), st.data())
def test_a_number_goes_on_once_with_its_last_decimal_and_not_before(
    whole: int, decimals: int, data: st.DataObject
) -> None:
    digits = data.draw(st.text("0123456789", min_size=decimals, max_size=decimals))
    number = f"{whole}.{digits}"
    assert steps(keys_of(number), decimals) == [number]
    assert steps(keys_of(number[:-1]), decimals) == []


@given(st.lists(st.sampled_from(KEYS), max_size=30))
def test_a_number_without_decimals_never_goes_on_by_itself(keys: list[str]) -> None:
    assert steps(keys, 0) == []


@given(st.lists(st.sampled_from(KEYS), max_size=30), DECIMALS)
def test_what_goes_on_has_all_its_decimals(keys: list[str], decimals: int) -> None:
    assert all(is_complete(number, decimals) for number in steps(keys, decimals))


def test_the_double_zero_completes_a_number_too() -> None:
    assert steps(["2", "0", DOT, "00"], 2) == ["20.00"]


def test_a_complete_number_that_was_shortened_waits_until_nothing_of_it_stands() -> None:
    wrong = keys_of("20.05")
    assert steps([*wrong, BACK, "1", "2"], 2) == ["20.05"]
    assert steps([*wrong, *[BACK] * 5, *keys_of("19.98")], 2) == ["20.05", "19.98"]


def test_a_digit_corrected_before_the_last_one_holds_nothing_up() -> None:
    assert steps([*keys_of("20.5"), BACK, *"00"], 2) == ["20.00"]


def test_a_next_after_a_field_that_was_left_by_itself_does_nothing() -> None:
    assert Trail(HERE, THERE).meaning(NEXT, THERE) is Meaning.NOTHING
    assert Trail(HERE, HERE).meaning(NEXT, HERE) is Meaning.NOTHING


def test_back_after_a_field_that_was_left_by_itself_returns_to_it() -> None:
    assert Trail(HERE, THERE).meaning(BACK, THERE) is Meaning.GO_BACK
    assert Trail(HERE, HERE).meaning(BACK, HERE) is Meaning.GO_BACK


def test_a_digit_more_is_a_further_decimal_at_the_last_field_alone() -> None:
    assert Trail(HERE, HERE).meaning("5", HERE) is Meaning.GO_ON
    assert Trail(HERE, THERE).meaning("5", THERE) is Meaning.USUAL


def test_keys_are_as_usual_where_no_field_was_left_by_itself_or_another_was_tapped() -> None:
    for key in (*KEYS, NEXT, PREVIOUS):
        assert Trail().meaning(key, THERE) is Meaning.USUAL
        assert Trail(HERE, THERE).meaning(key, HERE) is Meaning.USUAL
