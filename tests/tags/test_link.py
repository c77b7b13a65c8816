"""Links of tags: what is printed reads back, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.tags.identifier import NUMBERS, spell_identifier
from inspector_app.tags.link import (
    DEFAULT_HOST,
    Link,
    LinkKind,
    check_host,
    find_asset_identifier,
    find_link,
    find_seal_number,
    instrument_link,
    is_allowed,
    seal_link,
)

IDENTIFIER = st.integers(0, NUMBERS - 1).map(spell_identifier).filter(bool)
QR_ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@given(IDENTIFIER)
def test_an_instruments_link_is_short_and_reads_back(identifier: str) -> None:
    link = instrument_link("m.example.gov", identifier)
    assert link == f"HTTPS://M.EXAMPLE.GOV/I/{identifier}"
    assert find_link(link) == Link(LinkKind.INSTRUMENT, DEFAULT_HOST, identifier)
    assert find_link(link.lower()) == Link(LinkKind.INSTRUMENT, DEFAULT_HOST, identifier.lower())


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20))
def test_any_seal_number_fits_the_alphanumeric_mode_and_reads_back(number: str) -> None:
    link = seal_link(DEFAULT_HOST, number)
    assert set(link) <= QR_ALPHANUMERIC
    found = find_link(link)
    assert found is not None
    assert found.kind is LinkKind.SEAL
    assert find_seal_number(found.key) == number.upper()


@pytest.mark.parametrize(
    "text",
    [
        "https://m.example.gov/i/7k3qz9xw4t",
        "HTTP://M.EXAMPLE.GOV/I/7K3QZ9XW4T/",
        "https://m.example.gov:8443/I/7K3QZ9XW4T?from=poster#top",
        "https://m.example.gov/%49/7K3QZ9XW4T",
    ],
)
def test_case_port_query_and_a_slash_at_the_end_do_not_matter(text: str) -> None:
    found = find_link(text)
    assert found is not None
    assert (found.kind, found.host) == (LinkKind.INSTRUMENT, DEFAULT_HOST)
    assert found.key.upper() == "7K3QZ9XW4T"


@pytest.mark.parametrize(
    "text",
    [
        "https://",
        "https:///I/7K3QZ9XW4T",
        "https://m.example.gov",
        "https://m.example.gov/I",
        "https://m.example.gov/I/",
        "https://m.example.gov/I/7K3Q/Z9XW4T",
        "https://m.example.gov/X/7K3QZ9XW4T",
        "https://m.example.gov/en/I/7K3QZ9XW4T",
        "https://m.example.gov@elsewhere.example/I/7K3QZ9XW4T",
        "https://[::1/I/7K3QZ9XW4T",
        "https://m.example.gov/S/%FF",
    ],
)
def test_another_form_is_no_link_of_ours(text: str) -> None:
    assert find_link(text) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    find_link("https://" + text)
    find_link(text)


def test_a_gs1_digital_link_names_its_asset_after_any_path() -> None:
    found = find_link("https://id.gs1.org/some/path/8004/9521234ABC?17=261231")
    assert found == Link(LinkKind.ASSET, "ID.GS1.ORG", "9521234ABC")


@pytest.mark.parametrize(
    ("giai", "identifier"),
    [
        ("0000000150", "0000000150"),
        ("95212340000000150", "0000000150"),
        ("95212340000000151", None),
        ("9520000000150", None),  # three digits are no company prefix
        ("9521234ABC0000000150", None),  # letters are no company prefix
        ("000-0000-150", None),
        ("", None),
    ],
)
def test_an_asset_identifier_holds_ours_after_a_company_prefix_only(
    giai: str, identifier: str | None
) -> None:
    assert find_asset_identifier(giai) == identifier


@pytest.mark.parametrize(
    "host", ["", "a b", "-a.example", "https://m.example", "m.example/x", "中"]
)
def test_a_host_that_could_not_be_printed_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="not a host name"):
        check_host(host)


def link(kind: LinkKind, host: str) -> Link:
    return Link(kind, host, "1")


@pytest.mark.parametrize("kind", LinkKind)
def test_with_hosts_set_only_those_are_ours(kind: LinkKind) -> None:
    assert is_allowed(link(kind, "M.OFFICE.EXAMPLE"), ["m.office.example:8000"])
    assert not is_allowed(link(kind, "M.OFFICE.EXAMPLE.EVIL"), ["m.office.example"])
    assert not is_allowed(link(kind, DEFAULT_HOST), ["m.office.example"])


def test_with_no_hosts_set_what_has_no_check_character_is_ours_on_our_own_host_alone() -> None:
    assert is_allowed(link(LinkKind.INSTRUMENT, "ANY.EXAMPLE"), ())
    assert is_allowed(link(LinkKind.ASSET, "ID.GS1.ORG"), ())
    assert is_allowed(link(LinkKind.SEAL, DEFAULT_HOST), ())
    assert not is_allowed(link(LinkKind.SEAL, "MP.WEIXIN.QQ.COM"), ())


@pytest.mark.parametrize("key", ["", "  ", "A\nB", "9" * 65])
def test_a_text_that_cannot_be_a_seals_number_is_none(key: str) -> None:
    assert find_seal_number(key) is None
