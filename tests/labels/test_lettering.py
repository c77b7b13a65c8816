"""Every Chinese character of GB 18030 is drawn; what no font has is named, not left to be found."""

import io

import pytest

from inspector_app.labels.lettering import drawable, lacking, name_characters
from inspector_app.labels.printing import Printing
from inspector_app.labels.sheets import write_sheets
from inspector_app.labels.stocks import find_stock
from inspector_app.labels.typesetting import Glyph
from inspector_app.labels.wording import instrument_label

LEVEL_1 = (range(0x4E00, 0x9FA6), range(0x3400, 0x4DB6))


@pytest.mark.parametrize("codes", LEVEL_1, ids=["unified", "extension A"])
def test_every_character_of_level_1_is_in_a_font(codes: range) -> None:
    assert lacking("".join(map(chr, codes[::37]))) == ""


@pytest.mark.parametrize("name", ["王喆", "李㛃", "龘靐齉", "語國", "𠮷野", "𬭎𫖯", "㊣①№", "朱镕"])
def test_names_with_rare_characters_are_drawn_each_in_its_own_shape(name: str) -> None:
    assert lacking(name) == ""
    shapes = {Glyph(each, 64, bold=True).draw()[0].tobytes() for each in name}
    assert len(shapes) == len(name)


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("城东 EX-40 Müller ±0.5 °C", ""),
        ("⛽ 加油", "⛽"),
        ("محطة", "محطة"),
        ("甲 ไทย 甲 ไ", "ไทย"),
        ("한국어", "한국어"),
        ("Mu\u0308ller", ""),
        ("葛\U000e0100城", ""),
        ("a\u200bb", ""),
    ],
)
def test_what_no_font_has_is_named_once(text: str, lacks: str) -> None:
    assert lacking(text) == lacks


def test_blanks_stand_for_what_has_no_ink_and_accents_sit_on_their_letters() -> None:
    assert drawable("Mu\u0308ller\u200b\x07 ") == "Müller"
    assert drawable("葛\U000e0100城\ufe0f") == "葛城"


def test_many_characters_are_named_in_part() -> None:
    assert name_characters("⛽") == "⛽ (U+26FD)"
    assert name_characters("".join(map(chr, range(0xAC00, 0xAC0D)))).endswith("and 3 more")


def test_a_sheet_counts_labels_with_boxes_and_has_each_character_once() -> None:
    labels = [
        instrument_label("0000000150", host="M.EXAMPLE.GOV", make=make)
        for make in ("⛽ ⛽", "甲⛽م", "龘")
    ]
    sheets = write_sheets(io.BytesIO(), labels, Printing(find_stock("L7163")))
    assert (sheets.boxed, sheets.lacking) == (2, "⛽م")
