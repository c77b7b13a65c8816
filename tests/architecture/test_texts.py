"""Every sentence stands in every language, with the same places for its values."""

import io
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from inspector_app.texts.catalogue import LANGUAGES, load_texts

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted((ROOT / "inspector_app" / "texts" / "locale").glob("*/LC_MESSAGES/*.po"))


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_sentence_is_translated_with_the_same_places(path: Path) -> None:
    with path.open("rb") as opened:
        catalogue = read_po(opened)
    assert len(catalogue) > 0
    for message in catalogue:
        if not message.id:
            continue
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        targets = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(targets), f"not translated: {message.id!r}"
        assert "fuzzy" not in message.flags, f"doubtful: {message.id!r}"
        for target in targets:
            assert places(target) == set().union(*map(places, sources)), message.id


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_compiled_catalogue_is_made_from_the_readable_one(path: Path) -> None:
    compiled = io.BytesIO()
    with path.open("rb") as opened:
        write_mo(compiled, read_po(opened))
    assert path.with_suffix(".mo").read_bytes() == compiled.getvalue()


def test_the_catalogues_hold_exactly_the_sentences_of_the_code() -> None:
    before = {path: path.read_bytes() for path in CATALOGUES}
    try:
        subprocess.run([sys.executable, ROOT / ".ci" / "texts.py"], check=True, capture_output=True)
        assert {path: path.read_bytes() for path in CATALOGUES} == before, "run make texts"
    finally:
        for path, content in before.items():
            path.write_bytes(content)


def test_chinese_sentences_use_full_width_punctuation_and_no_exclamation_mark() -> None:
    for path in CATALOGUES:
        with path.open("rb") as opened:
            for message in read_po(opened, locale="zh_CN"):
                for target in (
                    message.string if isinstance(message.string, tuple) else (message.string,)
                ):
                    assert not re.search(r"[一-鿿][,;:!?]", target), target
                    assert "!" not in target and "！" not in target, target


def test_an_unknown_language_reads_english() -> None:
    assert load_texts("xx").language == "en"
    assert {load_texts(language).language for language in LANGUAGES} == set(LANGUAGES)
