"""A hand scanner is told from a person by its speed alone, and no key of a person is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.tags.wedge import GAP_S, LATE_S, SHORTEST, Burst, Heard, character_of

LINK = "HTTPS://M.EXAMPLE.GOV/I/8K3QZ9XW4T"
KEYS = st.sampled_from([*"0123456789ABC.-/:", "Enter", "Backspace", "Arrow Up", "Tab"])
FAST = st.floats(0.001, GAP_S - 0.001)
SLOW = st.floats(GAP_S + 0.001, 3)


def play(keys: list[str], gaps: list[float]) -> tuple[list[str], list[str]]:
    """Press the keys with these pauses before them; returns what was typed and what was read."""
    burst, at_s = Burst[str](), 0.0
    heard: list[Heard[str]] = []
    for key, gap in zip(keys, gaps, strict=True):
        at_s += gap
        heard.append(burst.press(key, key, at_s))
    heard.append(burst.pause(at_s + LATE_S + 1))
    return [key for one in heard for key in one.typed], [o.scanned for o in heard if o.scanned]


@pytest.mark.parametrize("end", [["Enter"], ["Tab"], ["Numpad Enter"], []])
def test_a_burst_is_read_as_one_text_however_it_ends(end: list[str]) -> None:
    keys = [*LINK, *end]
    assert play(keys, [0.01] * len(keys)) == ([], [LINK])


def test_two_bursts_without_an_end_are_two_texts() -> None:
    gaps = [LATE_S + 0.1, *[0.01] * 9] * 2
    assert play([*"8K3QZ9XW4T"] * 2, gaps) == ([], ["8K3QZ9XW4T"] * 2)


@given(st.lists(st.tuples(KEYS, SLOW), max_size=40))
def test_what_is_typed_slowly_is_never_taken_and_keeps_its_order(
    strokes: list[tuple[str, float]],
) -> None:
    keys = [key for key, _ in strokes]
    assert play(keys, [gap for _, gap in strokes]) == (keys, [])


@given(st.lists(st.tuples(KEYS, st.one_of(FAST, SLOW)), max_size=40))
def test_every_key_is_typed_or_read_and_none_twice(strokes: list[tuple[str, float]]) -> None:
    keys = [key for key, _ in strokes]
    typed, scanned = play(keys, [gap for _, gap in strokes])
    characters = sorted("".join(key for key in keys if len(key) == 1))
    assert sorted("".join(key for key in typed if len(key) == 1) + "".join(scanned)) == characters
    left = iter(keys)
    assert all(key in left for key in typed)
    assert all(len(text) >= SHORTEST for text in scanned)


@given(st.integers(1, SHORTEST - 1), FAST)
def test_few_characters_are_typing_however_fast_they_come(many: int, gap: float) -> None:
    keys = [*"12.3450"[:many], "Enter"]
    assert play(keys, [gap] * len(keys)) == (keys, [])


@pytest.mark.parametrize("readings", ["20.0069.0", "19,98-0,5", "20.0066.122.0"])
def test_readings_that_a_stalled_browser_hands_on_at_once_are_typing(readings: str) -> None:
    keys = [*readings, "Enter"]
    assert play(keys, [0.005] * len(keys)) == (keys, [])


@pytest.mark.parametrize("number", ["8800128123", "SL88.00128", "12-34-56-78"])
def test_a_number_that_may_be_a_seal_is_read(number: str) -> None:
    assert play([*number, "Enter"], [0.005] * (len(number) + 1)) == ([], [number])


def test_a_key_that_is_held_down_is_typing() -> None:
    keys = ["0"] * 30 + ["Enter"]
    assert play(keys, [0.03] * 31) == (keys, [])


def test_a_tablet_that_hears_late_once_still_reads_the_whole_text() -> None:
    gaps = [0.01] * len(LINK)
    gaps[12] = LATE_S - 0.01
    assert play([*LINK], gaps) == ([], [LINK])


def test_a_browser_that_hands_the_first_characters_on_late_lets_nothing_slip_into_a_field() -> None:
    gaps = [0.01] * 14
    gaps[1] = 0.11
    gaps[5] = 0.5
    assert play([*"6901234567892", "Enter"], gaps) == ([], ["6901234567892"])


def test_a_burst_after_a_typed_digit_leaves_the_digit_to_the_field() -> None:
    keys = ["2", *LINK, "Enter"]
    assert play(keys, [1.0, 0.4, *[0.01] * len(LINK)]) == (["2"], [LINK])


@pytest.mark.parametrize("late", [1, 2, 3, 6])
def test_what_was_handed_on_late_at_the_start_of_a_burst_is_told_with_it(late: int) -> None:
    burst, at_s = Burst[str](), 0.0
    heard: list[Heard[str]] = []
    for nth, key in enumerate([*LINK, "Enter"]):
        at_s += 0.7 if 0 < nth <= late else 0.01
        heard.append(burst.press(key, key, at_s))
    (read,) = [one for one in heard if one.scanned]
    assert (read.before, read.scanned) == (LINK[:late], LINK[late:])


def test_what_was_typed_well_before_a_burst_or_ended_by_enter_is_not_told_with_it() -> None:
    for keys, gap in (["2"], 1.1), (["2", "Enter"], 0.3):
        burst, at_s = Burst[str](), 0.0
        for key in keys:
            at_s += 0.2
            burst.press(key, key, at_s)
        for nth, key in enumerate(LINK):
            at_s += gap if nth == 0 else 0.01
            burst.press(key, key, at_s)
        assert burst.pause(at_s + 2) == Heard(scanned=LINK)


def test_a_shift_key_of_its_own_does_not_end_a_burst() -> None:
    keys = [each for character in LINK for each in ("Shift Left", character)]
    assert play(keys, [0.01] * len(keys))[1] == [LINK]


@pytest.mark.parametrize(
    ("name", "shift", "character"),
    [
        ("A", True, "A"), ("A", False, "A"), ("a", True, "A"), (";", True, ":"), (":", True, ":"),
        (":", False, ":"), ("/", False, "/"), ("?", True, "?"), ("Slash", False, "/"),
        ("Numpad 7", False, "7"), ("Numpad Decimal", False, "."), ("Period", False, "."),
        ("-", False, "-"), ("5", True, "%"), ("%", True, "%"), ("Backspace", False, ""),
        ("F5", False, ""), ("Space", False, " "), ("", False, ""),
    ],
)  # fmt: skip
def test_a_key_is_understood_by_whichever_name_the_system_gives_it(
    name: str, shift: bool, character: str
) -> None:
    assert character_of(name, shift=shift) == character
