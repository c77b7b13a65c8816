"""An identifier shows every single slip, and only sound ones are ever issued."""

import random
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.tags.identifier import (
    ALPHABET,
    CHECK_SYMBOLS,
    NUMBERS,
    display,
    find_identifier,
    is_identifier,
    issue_identifier,
    near_identifiers,
    normalise,
    spell_identifier,
)

NUMBER = st.integers(0, NUMBERS - 1)
IDENTIFIER = NUMBER.map(spell_identifier).filter(lambda spelled: spelled is not None)


@pytest.mark.parametrize(
    ("number", "identifier"),
    [
        (0, "0000000000"),
        (1, "0000000011"),
        (31, "00000000ZZ"),
        (32, None),  # its symbol would be *
        (36, None),  # U
        (37, "0000000150"),
        (NUMBERS - 1, "ZZZZZZZZZY"),
    ],
)
def test_a_number_is_spelled_in_base_32_with_its_remainder(
    number: int, identifier: str | None
) -> None:
    assert spell_identifier(number) == identifier


@pytest.mark.parametrize("number", [-1, NUMBERS])
def test_a_number_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        spell_identifier(number)


@given(NUMBER)
def test_an_identifier_spells_its_number(number: int) -> None:
    identifier = spell_identifier(number)
    if identifier is None:
        assert number % 37 >= 32
        return
    assert is_identifier(identifier)
    spelled = sum(ALPHABET.index(each) * 32**power for power, each in enumerate(identifier[8::-1]))
    assert spelled == number
    assert CHECK_SYMBOLS.index(identifier[9]) == number % 37


@given(IDENTIFIER, st.integers(0, 9), st.sampled_from(CHECK_SYMBOLS))
def test_every_single_wrong_character_is_detected(identifier: str, at: int, character: str) -> None:
    wrong = identifier[:at] + character + identifier[at + 1 :]
    assert is_identifier(wrong) == (wrong == identifier)


@given(IDENTIFIER, st.integers(0, 8))
def test_every_swap_of_neighbours_is_detected(identifier: str, at: int) -> None:
    wrong = identifier[:at] + identifier[at + 1] + identifier[at] + identifier[at + 2 :]
    assert is_identifier(wrong) == (wrong == identifier)


def test_issued_identifiers_are_sound_and_fit_the_qr_codes_alphanumeric_mode() -> None:
    for _ in range(2000):
        identifier = issue_identifier(secrets.randbelow)
        assert is_identifier(identifier)
        assert not set("*~$=UILO") & set(identifier)


def test_a_number_whose_symbol_is_not_printed_is_drawn_again() -> None:
    drawn = iter([32, 36, 37])
    assert issue_identifier(lambda _: next(drawn)) == "0000000150"


@given(IDENTIFIER, st.randoms(use_true_random=False))
def test_an_identifier_is_found_however_a_person_writes_it(
    identifier: str, chance: random.Random
) -> None:
    lookalikes = {"0": "0Oo", "1": "1IiLl"}
    typed = "".join(
        chance.choice(lookalikes.get(each, each + each.lower()))
        + chance.choice(["", "", "-", " ", "–", "\u00a0"])
        for each in identifier
    )
    assert find_identifier(typed) == identifier


@given(st.text(max_size=14))
def test_what_is_found_is_always_sound(text: str) -> None:
    found = find_identifier(text)
    assert found is None or (is_identifier(found) and found == normalise(text))


@pytest.mark.parametrize("text", ["", "ı000000011", "0000000011١", "²000000011", "00000000110"])
def test_nothing_is_found_in_other_characters_or_lengths(text: str) -> None:
    assert find_identifier(text) is None


@given(IDENTIFIER)
def test_the_grouped_form_reads_back(identifier: str) -> None:
    shown = display(identifier)
    assert [len(group) for group in shown.split("-")] == [4, 4, 2]
    assert find_identifier(shown) == identifier


@given(IDENTIFIER, st.integers(0, 9), st.sampled_from(ALPHABET), st.integers(0, 3))
def test_the_near_misses_of_a_slip_hold_the_right_identifier(
    identifier: str, at: int, character: str, slip: int
) -> None:
    wrong = (
        identifier[:at] + character + identifier[at + 1 :],
        identifier[:at] + identifier[at + 1 : at + 2] + identifier[at] + identifier[at + 2 :],
        identifier[:at] + identifier[at + 1 :],
        identifier[:at] + character + identifier[at:],
    )[slip]
    near = near_identifiers(wrong)
    assert len(near) == len(set(near))
    assert all(is_identifier(each) for each in near)
    if not is_identifier(wrong):
        assert identifier in near


def test_a_text_of_another_length_has_no_near_misses() -> None:
    assert near_identifiers("00000011") == ()
    assert near_identifiers("000000001100") == ()
