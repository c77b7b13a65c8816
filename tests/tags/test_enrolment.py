"""An invitation is taken only when its address and its code are whole."""

import json

import pytest

from inspector_app.tags.enrolment import (
    Enrolment,
    NewerEnrolment,
    find_enrolment,
    find_enrolment_link,
)


def test_a_qr_codes_json_is_an_invitation() -> None:
    text = '{"v":1,"url":"https://office.example:8443/","code":"4TQ7-9KXM"}'
    assert find_enrolment(text) == Enrolment("https://office.example:8443", "4TQ7-9KXM")


@pytest.mark.parametrize(
    "given",
    [
        "{",
        "[]",
        "{}",
        '{"v":1}',
        "{" + '"a":{' * 150,
        '{"v":1,"url":"https://a.example","code":"x"}' + " " * 1000,
        {"v": True, "url": "https://a.example", "code": "x"},
        {"v": "1", "url": "https://a.example", "code": "x"},
        {"v": 1, "url": "ftp://a.example", "code": "x"},
        {"v": 1, "url": "https://", "code": "x"},
        {"v": 1, "url": "https://user@a.example", "code": "x"},
        {"v": 1, "url": "https://a.example/ b", "code": "x"},
        {"v": 1, "url": "https://[a", "code": "x"},
        {"v": 1, "url": None, "code": "x"},
        {"v": 1, "url": "https://a.example", "code": ""},
        {"v": 1, "url": "https://a.example", "code": 5},
        {"v": 1, "url": "https://a.example", "code": "a b"},
        {"v": 1, "code": "x"},
    ],
)
def test_anything_less_is_none(given: object) -> None:
    assert find_enrolment(given if isinstance(given, str) else json.dumps(given)) is None


def test_an_invitation_of_a_newer_version_is_named_as_such() -> None:
    with pytest.raises(NewerEnrolment):
        find_enrolment('{"v":2,"code":"x","where":"https://a.example"}')


def test_an_address_with_a_code_is_an_invitation_when_it_was_given_as_one() -> None:
    found = find_enrolment_link(" https://office.example/?code=4TQ79KXM ")
    assert found == Enrolment("https://office.example", "4TQ79KXM")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4TQ79KXM",
        "https://office.example/",
        "https://office.example/?code=a&code=b",
        "https://office.example/?" + "&".join("abcdefghijklmnopqrstuvwxyz"),
        "https://[a/?code=x",
    ],
)
def test_an_address_without_one_code_is_none(text: str) -> None:
    assert find_enrolment_link(text) is None
