"""A language from right to left, made up: every screen is drawn in it, every word is catalogued."""

import json
import re
from decimal import Decimal

import flet as ft
import pytest

from inspector_app import __version__
from inspector_app.devices.camera import CameraAbsent
from inspector_app.screens.parts import finder
from inspector_app.screens.parts.tolerance_bar import BarWords, place_on_bar, tolerance_bar
from inspector_app.screens.theme import TONES, Tone
from inspector_app.services.handing_in import list_sealed
from inspector_app.services.opening import Tablet
from inspector_app.services.settling import list_choices
from inspector_app.store.tablet import store_setting
from inspector_app.texts.catalogue import LANGUAGES, PSEUDO, load_texts
from inspector_app.texts.pseudo import CLOSE, OPEN
from tests.screens.conftest import Opener
from tests.support.in_process import ScreenInProcess, below
from tests.support.registry import CITY, DEVICE_ID
from tests.support.tour import STOPS

_RECORD_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_RECORD = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_UNITS = {"mL", "mm", "kg", "mg", "kWh", "min", "CNY", "GB", "OIML"}
_NAMES = {"中文", "English", "https", "http", "NONE"}
_SIGNS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


@pytest.fixture(autouse=True)
def no_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    async def absent(_camera: object) -> None:
        raise CameraAbsent("no camera")

    monkeypatch.setattr(finder, "open_camera", absent)


def everything(screen: ScreenInProcess) -> list[ft.BaseControl]:
    page = screen.session.page
    return [*below(page._dialogs), *below(page.views[0])]


def said(screen: ScreenInProcess) -> set[str]:
    """Return every text that is seen or heard."""
    texts: set[str] = set()
    for control in everything(screen):
        for name in ("label", "tooltip", "hint_text", "value"):
            words = getattr(control, name, None)
            if isinstance(words, str) and not (
                name == "value" and isinstance(control, ft.TextField)
            ):
                texts.add(words)
    return texts


def outside(text: str) -> str:
    """Return what of a text stands in no sentence of the catalogue."""
    depth, left = 0, []
    for character in text.translate(_SIGNS):
        depth += (character == OPEN) - (character == CLOSE)
        if depth == 0 and character != CLOSE:
            left.append(character)
    return _RECORD_ID.sub("", "".join(left))


def words_outside(text: str) -> set[str]:
    """Return the words that stand in no sentence, but for the letters in a record's number."""
    return set(_WORD.findall(_RECORD.sub("", outside(text))))


def data_words(tablet: Tablet) -> set[str]:
    """Return the words that come from data: the registry, who this tablet is, units, names."""
    names = [rule.edition for rule in tablet.rulebook.rules.values()]
    ids = [line.record_id for line in list_sealed(tablet)]
    told = json.dumps([CITY, names, ids, __version__, DEVICE_ID, "127.0.0.1"], ensure_ascii=False)
    return (
        set(_WORD.findall(told)) | {word.upper() for word in _WORD.findall(told)} | _UNITS | _NAMES
    )


@pytest.mark.anyio
@pytest.mark.parametrize("name", STOPS)
async def test_every_word_of_a_screen_is_catalogued_or_data(
    name: str, open_app: Opener, tablet: Tablet
) -> None:
    with tablet.database.writing() as db:
        store_setting(db, "language", PSEUDO)
    screen = await STOPS[name](open_app, tablet)
    assert screen.session.page.rtl
    assert not screen.client.crashes
    texts = said(screen)
    assert any(OPEN in text for text in texts)
    known = data_words(tablet)
    loose = {text: words for text in texts if (words := words_outside(text) - known)}
    assert not loose


def test_the_made_up_language_is_offered_to_nobody(tablet: Tablet) -> None:
    assert PSEUDO not in LANGUAGES
    assert PSEUDO not in list_choices(tablet.rulebook)["language"]


def test_figures_read_from_left_to_right_inside_it() -> None:
    t = load_texts(PSEUDO)
    assert t.number("-0.42", signed=True) == "\u2066−0.42\u2069"
    assert "\u20662 of 3\u2069" in t("Seal {n} of {total}", n="2 of 3", total=3)
    assert load_texts("en").number("-0.42") == "−0.42"


def weights(bar: ft.Control) -> list[list[int]]:
    rows = [one for one in below(bar) if isinstance(one, ft.Row)]
    return [[int(part.expand or 0) for part in row.controls] for row in rows]


def test_the_tolerance_bar_is_not_mirrored() -> None:
    """Where a row begins at the right, its parts stand the other way round, so nothing moves."""
    drawn = {}
    for language in ("en", PSEUDO):
        geometry = place_on_bar(Decimal("0.2"), Decimal("-0.3"), Decimal("0.3"))
        assert geometry is not None
        words = BarWords("low", "high", "spoken")
        drawn[language] = weights(
            tolerance_bar(geometry, words, TONES[Tone.PASS], load_texts(language))
        )
    assert drawn[PSEUDO] == [row[::-1] for row in drawn["en"]]
    assert drawn[PSEUDO] != drawn["en"]


@pytest.mark.anyio
async def test_the_keypad_is_not_mirrored(open_app: Opener, tablet: Tablet) -> None:
    with tablet.database.writing() as db:
        store_setting(db, "language", PSEUDO)
    screen = await STOPS["readings begun"](open_app, tablet)
    keys = [one.identifier for one in screen.named() if str(one.identifier).startswith("key-")]
    assert keys[:4] == ["key-back", "key-9", "key-8", "key-7"]
