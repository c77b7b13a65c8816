"""Any text is read as what it is; nothing is guessed into an identifier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.tags.enrolment import Enrolment
from inspector_app.tags.identifier import NUMBERS, display, is_identifier, spell_identifier
from inspector_app.tags.link import instrument_link, seal_link
from inspector_app.tags.scan import (
    EnrolmentTag,
    InstrumentTag,
    MistypedTag,
    Reason,
    SealTag,
    UnknownTag,
    explain,
    read_tag,
)

IDENTIFIER = st.integers(0, NUMBERS - 1).map(spell_identifier).filter(bool)
ID = "0000000150"
HOST = "M.EXAMPLE.GOV"


@given(IDENTIFIER)
def test_what_is_printed_is_read(identifier: str) -> None:
    for text in (instrument_link(HOST, identifier), display(identifier), identifier.lower()):
        assert read_tag(text, [HOST]) == InstrumentTag(text, identifier)


@pytest.mark.parametrize(
    "text",
    [
        "]Q1HTTPS://M.EXAMPLE.GOV/I/0000000150",
        "\x02https://m.example.gov/i/0000000150\r\n",
        "URL:HTTPS://M.EXAMPLE.GOV/I/0000000150",
        "\ufeffooo0-oool-5o\t",
        "ＨＴＴＰＳ：／／Ｍ．ＥＸＡＭＰＬＥ．ＧＯＶ／Ｉ／００００００００１５０".replace(
            "００００００００", "０００００００"
        ),
        "https：、、m。example。gov、i、0000000150",
        "００００－０００１－５０",
        "https://id.gs1.org/8004/95212340000000150",
        "(8004)95212340000000150",
        "]C1800495212340000000150",
    ],
)
def test_wedges_chinese_keyboards_and_gs1_codes_are_read(text: str) -> None:
    tag = read_tag(text)
    assert isinstance(tag, InstrumentTag)
    assert tag.id == ID


def test_a_seal_and_an_invitation_are_told_apart() -> None:
    link = seal_link(HOST, "z-2026/0412")
    assert read_tag(link) == SealTag(link, "Z-2026/0412")
    text = '{"v":1,"url":"https://office.example","code":"4TQ79KXM"}'
    assert read_tag(text) == EnrolmentTag(text, Enrolment("https://office.example", "4TQ79KXM"))


@given(IDENTIFIER, st.integers(0, 8))
def test_a_mistyped_identifier_is_never_an_instrument_but_its_near_miss_is_offered(
    identifier: str, at: int
) -> None:
    wrong = identifier[:at] + identifier[at + 1] + identifier[at] + identifier[at + 2 :]
    if wrong == identifier:
        return
    for text in (wrong, f"HTTPS://{HOST}/I/{wrong}"):
        tag = read_tag(text)
        assert isinstance(tag, MistypedTag)
        assert identifier in tag.suggestions


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.EMPTY),
        (" \r\n\x00", Reason.EMPTY),
        ("https://elsewhere.example/I/0000000150", Reason.OTHER_HOST),
        ("https://elsewhere.example/S/77", Reason.OTHER_HOST),
        ("https://m.example.gov/", Reason.OTHER_LINK),
        ("https://m.example.gov/I/about-us-and-more", Reason.OTHER_LINK),
        ("https://m.example.gov/S/%20", Reason.OTHER_LINK),
        ("https://m.example.gov/8004/4006381333931", Reason.OTHER_ASSET),
        ('{"v":7,"code":"x"}', Reason.NEWER),
        ("4006381333931", Reason.NOT_A_TAG),
        ("WIFI:T:WPA;S:mynet;P:secret;;", Reason.NOT_A_TAG),
        ("加油机三号", Reason.NOT_A_TAG),
        ("0" * 100_000, Reason.NOT_A_TAG),
    ],
)
def test_anything_else_is_unknown_with_its_reason(text: str, reason: Reason) -> None:
    tag = read_tag(text, [HOST])
    assert isinstance(tag, UnknownTag)
    assert tag.reason is reason


@pytest.mark.parametrize(
    "text",
    [
        "https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv",
        "HTTPS://MP.WEIXIN.QQ.COM/S/4711",
        "https://v.example.cn/s/%E9%93%85?from=scan",
        "http://m.example.gov.cn/S/Z-7",
    ],
)
def test_a_seal_link_of_a_foreign_host_is_no_seal_though_no_hosts_are_known(text: str) -> None:
    assert read_tag(text) == UnknownTag(text, Reason.OTHER_LINK)
    assert read_tag(text, [HOST]) == UnknownTag(text, Reason.OTHER_HOST)


@given(
    st.one_of(st.text(), st.from_regex(r"https?://[a-z.]+/[IiSs]/[0-9A-Za-z%-]*", fullmatch=True))
)
def test_no_text_breaks_the_reading_and_no_false_identifier_comes_out(text: str) -> None:
    tag = read_tag(text)
    if isinstance(tag, InstrumentTag):
        assert is_identifier(tag.id)
    elif isinstance(tag, MistypedTag | UnknownTag):
        sentence = explain(tag)
        assert sentence.endswith(".")
        assert sentence.isprintable()
        assert len(sentence) < 300


def test_the_explanation_says_what_was_read_and_what_it_may_be() -> None:
    sentence = explain(read_tag("0000000105"))  # type: ignore[arg-type]
    assert "0000000105" in sentence
    assert "0000-0001-50" in sentence
    long = explain(UnknownTag("x" * 500 + "\n", Reason.NOT_A_TAG))
    assert "…" in long
    assert "not a tag of ours" in long
