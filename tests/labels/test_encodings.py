"""A CSV's encoding is read where it is certain, and asked about where it is not."""

import pytest

from inspector_app.labels.encodings import Unclear, decode

REGISTER = "site_id,name,kind\nS-1,北环加油站,market\nS-2,幸福路菜市场（二期）,market\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gb2312", "utf-16", "utf-32"]
)
def test_a_chinese_register_is_read_in_every_encoding_of_an_office(encoding: str) -> None:
    assert decode(REGISTER.encode(encoding)) == REGISTER


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_by_its_zeros_where_it_has_no_mark(encoding: str) -> None:
    assert decode(REGISTER.encode(encoding)) == REGISTER


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("name\n中文加油站\n", "big5"),
        ("name\nMüller\n", "cp1252"),
        ("name\nガソリン スタンド\n", "shift_jis"),
        ("name\nСтанция один\n", "cp1251"),
        ("name\nCafé\n", "latin-1"),
    ],
)
def test_what_may_be_several_encodings_is_asked_about_and_taken_when_it_is_named(
    text: str, encoding: str
) -> None:
    data = text.encode(encoding)
    with pytest.raises(Unclear, match="--encoding"):
        decode(data)
    assert decode(data, encoding) == text


@pytest.mark.parametrize("name", ["小站", "站", "小学", "友谊", "美牛"])
def test_chinese_words_whose_bytes_are_utf_8_by_chance_are_doubted(name: str) -> None:
    data = f"site_id,name\nS-1,{name}\n".encode("gb18030")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        assert decode(data).endswith(f"{name}\n")
        return
    with pytest.raises(Unclear, match=name) as told:
        decode(data)
    assert told.value.line == 2
    assert decode(data, "gb18030").endswith(f"{name}\n")


@pytest.mark.parametrize(
    "text", ["Müller, Café", "±0.1 °C", "Åland", "25·3 µm", "Станция один", "Αθήνα", "北环 Café"]
)
def test_natural_utf_8_is_not_doubted(text: str) -> None:
    assert decode(text.encode()) == text


def test_an_encoding_that_does_not_fit_or_is_none_is_told_with_its_line() -> None:
    with pytest.raises(Unclear, match="is not UTF-8 text") as told:
        decode("a\nb\n站".encode("gb18030") + b"\xff", "utf-8")
    assert told.value.line == 3
    with pytest.raises(Unclear, match="no encoding that is known"):
        decode(b"a", "klingon")
