"""The guide for inspectors: both languages tell the same, in the words of the screens."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
CATALOGUE = Path("inspector_app/texts/locale/zh_CN/LC_MESSAGES/inspector.po")
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
PICTURE = re.compile(r"!\[.*?\]\((.+?)\)")


def words_of_screens() -> dict[str, set[str]]:
    """Return every sentence of the screens, by language."""
    with (GUIDE.parents[1] / CATALOGUE).open("rb") as file:
        entries = [entry for entry in read_po(file) if entry.id]
    texts = [(entry.id, entry.string) for entry in entries if isinstance(entry.id, str)]
    return {"en": {english for english, _ in texts}, "zh": {str(string) for _, string in texts}}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_bold_stands_on_a_screen(language: str) -> None:
    told = (GUIDE / f"{language}.md").read_text(encoding="utf-8")
    bold = {" ".join(words.split()) for words in BOLD.findall(told)} - {"bold", "粗体"}
    assert len(bold) > 15
    assert bold - words_of_screens()[language] == set()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_picture_is_there(language: str) -> None:
    told = (GUIDE / f"{language}.md").read_text(encoding="utf-8")
    pictures = PICTURE.findall(told)
    assert len(pictures) > 10
    assert [one for one in pictures if not (GUIDE / one).is_file()] == []


def test_both_languages_show_the_same_in_the_same_order() -> None:
    shown = {}
    for language in ("en", "zh"):
        told = (GUIDE / f"{language}.md").read_text(encoding="utf-8")
        headings = [line.split()[0] for line in told.splitlines() if line.startswith("#")]
        shown[language] = (
            headings,
            [one.replace(f"-{language}.png", "") for one in PICTURE.findall(told)],
        )
    assert shown["en"] == shown["zh"]
