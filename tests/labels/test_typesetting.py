"""Words stay in their box, whatever they are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.labels.arrangement import dots
from inspector_app.labels.lettering import font_of
from inspector_app.labels.typesetting import (
    Setting,
    fit_line,
    fit_words,
    fits_whole,
    measure,
)

WIDTH, HEIGHT = dots(30), dots(15)
WORDS = st.text(
    st.one_of(st.characters(codec="gb2312", exclude_categories=["C"]), st.sampled_from("  \n")),
    max_size=120,
)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS, st.integers(dots(4), dots(60)), st.integers(dots(1), dots(30)))
def test_no_line_leaves_its_box(title: str, subtitle: str, width: int, height: int) -> None:
    for line in fit_words(title, subtitle, width, height):
        size = line.setting.size
        assert line.setting.width <= width or len(line.text) <= 2
        for left, glyph in line.setting.glyphs():
            picture, right, down = glyph.draw()
            assert left + right + picture.width <= width + size * 0.1 or len(line.text) <= 2
            assert line.baseline + down + picture.height <= height + size * 0.15
            assert line.baseline + down >= -size * 0.3


def test_few_words_are_large_and_many_are_small() -> None:
    few = fit_words("城东站", "3", WIDTH, HEIGHT)
    many = fit_words("城东站", "加油机 " * 20, WIDTH, HEIGHT)
    assert few[0].setting.size > many[0].setting.size
    assert [line.text for line in few] == ["城东站", "3"]


def test_what_does_not_fit_is_cut_with_an_ellipsis() -> None:
    lines = fit_words("城东加油站" * 20, "Fuel dispenser " * 40, WIDTH, HEIGHT)
    assert lines[1].text.endswith("…")
    assert lines[-1].text.endswith("…")


def test_latin_words_are_kept_whole_and_chinese_punctuation_does_not_begin_a_line() -> None:
    lines = fit_words(
        "", "Demonstration station 城东，城西，城南，城北，城东，城西。", dots(20), dots(40)
    )
    assert any("Demonstration" in line.text for line in lines)
    assert not any(line.text[0] in "，。" for line in lines)


def test_a_word_longer_than_the_box_is_broken() -> None:
    lines = fit_words("", "X" * 60, WIDTH, HEIGHT)
    assert "".join(line.text for line in lines) == "X" * 60


@pytest.mark.parametrize("text", ["7K3Q-Z9XW-4T", "M" * 40, "铅-00042", ""])
def test_an_identifier_is_never_cut_but_made_smaller(text: str) -> None:
    line = fit_line(text, dots(18), dots(3.4))
    assert line.text == text
    assert line.setting.width <= dots(18)


def test_what_is_lost_altogether_leaves_its_ellipsis_in_the_title() -> None:
    (line,) = fit_words("城东站", "示例 EX-40", WIDTH, dots(2))
    assert line.text == "城东站…"
    assert not fits_whole("城东站", "示例 EX-40", (line,))


def test_nothing_is_lost_that_fits_whole() -> None:
    words = "Eastgate Demonstration Fuel Station", "油枪 Nozzle 3 · №7\n燃油加油机 Fuel dispenser"
    assert fits_whole(*words, fit_words(*words, WIDTH, dots(30)))
    assert not fits_whole(*words, fit_words(*words, dots(12), dots(6)))


def test_a_box_too_low_for_a_line_gets_none() -> None:
    assert fit_words("城东站", "", WIDTH, dots(1)) == ()


def test_a_long_title_takes_the_room_that_nothing_else_needs() -> None:
    lines = fit_words("示范城东加油站" * 12, "", dots(20), dots(12))
    assert len(lines) > 2


def test_an_accent_stands_on_its_letter() -> None:
    (line,) = fit_words("Cafe\u0301", "", WIDTH, HEIGHT)
    assert line.text == "Caf\u00e9"


@pytest.mark.parametrize("text", ["7K3Q-Z9XW-4T", "城东 加油站"])
def test_characters_stand_side_by_side(text: str) -> None:
    setting = Setting(text, 60, bold=True)
    places = [left for left, _ in setting.glyphs()]
    assert places == sorted(places)
    assert len(places) == len(text.replace(" ", ""))
    assert setting.width == measure(text, 60, bold=True) > places[-1]


def test_the_fonts_are_the_apps_own() -> None:
    assert font_of("站", 40, bold=True).getname() == ("Inspector Sans", "Bold")
    assert font_of("站", 40, bold=False).getname() == ("Inspector Sans", "Regular")
