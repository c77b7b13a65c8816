"""Bytes of a code that name no encoding become the words that a Chinese office meant."""

import pytest

from inspector_app.devices.decoder.spelling import spell_again, spell_bytes

GUESS = "the reader's own"


@pytest.mark.parametrize(
    "words", ["设备编号：2291477", "东风加油站（总站）", "龙虎镕", "№3 —— 甲", "A-12 ①"]
)
def test_chinese_words_are_read_as_they_were_written(words: str) -> None:
    assert spell_bytes(words.encode("gb18030"), GUESS) == words
    assert spell_bytes(words.encode("utf-8"), GUESS) == words


@pytest.mark.parametrize(
    ("words", "encoding"),
    [("Müller", "latin-1"), ("Café", "latin-1"), ("テスト", "shift_jis"), ("日本語", "shift_jis")],
)
def test_what_is_no_chinese_is_left_to_the_reader(words: str, encoding: str) -> None:
    assert spell_bytes(words.encode(encoding), GUESS) == GUESS


@pytest.mark.parametrize("guess", ["big5", "shift_jis"])
def test_a_wrong_guess_of_the_reader_is_undone(guess: str) -> None:
    words = "设备编号"
    assert spell_again(words.encode("gb2312").decode(guess)) == words


@pytest.mark.parametrize(
    "words", ["设备编号", "設備編號", "繁體", "Müller", "A-12", "テスト", "①№3"]
)
def test_right_words_are_left_alone(words: str) -> None:
    assert spell_again(words) == words
