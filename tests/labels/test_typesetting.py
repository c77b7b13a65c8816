"""Words stay in their box, whatever they are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.labels.arrangement import dots
from inspector_app.labels.typesetting import fit_line, fit_words, load_font

WIDTH, HEIGHT = dots(30), dots(15)
WORDS = st.text(
    st.one_of(st.characters(codec="gb2312", exclude_categories=["C"]), st.sampled_from("  \n")),
    max_size=120,
)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS, st.integers(dots(4), dots(60)), st.integers(dots(1), dots(30)))
def test_no_line_leaves_its_box(title: str, subtitle: str, width: int, height: int) -> None:
    for line in fit_words(title, subtitle, width, height):
        _, top, right, bottom = line.font.getbbox(line.text, anchor="ls")
        assert right <= width + line.font.size * 0.1
        assert line.baseline + bottom <= height + line.font.size * 0.15
        assert line.baseline + top >= -line.font.size * 0.3


def test_few_words_are_large_and_many_are_small() -> None:
    few = fit_words("城东站", "3", WIDTH, HEIGHT)
    many = fit_words("城东站", "加油机 " * 20, WIDTH, HEIGHT)
    assert few[0].font.size > many[0].font.size
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
    assert line.font.getlength(text) <= dots(18)


def test_the_fonts_are_the_apps_own() -> None:
    assert load_font(40, bold=True).getname() == ("Inspector Sans", "Bold")
    assert load_font(40, bold=False).getname() == ("Inspector Sans", "Regular")
