"""JSON becomes a document without losing a digit or a key."""

from decimal import Decimal

import pytest

from inspector_app.metrology.document import read_document
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import InvalidInput
from inspector_app.rulebook import load_rulebook


def test_bare_numbers_become_decimals_with_all_their_digits() -> None:
    found = read_document(b"[0.1, 20.00, 7, 1e5, 0.12345678901234567890123456789]")
    assert [str(one) for one in found] == [
        "0.1", "20.00", "7", "1E+5", "0.12345678901234567890123456789",
    ]  # fmt: skip
    assert all(isinstance(one, Decimal) for one in found)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e99999999999999999999"])
def test_numbers_that_are_none_arrive_as_what_no_reading_accepts(number: str) -> None:
    (found,) = read_document(f"[{number}]".encode())
    assert not found.is_finite()


def test_a_million_digits_are_read_in_an_instant_and_refused() -> None:
    text = b'{"rule": "oiml.scale.r76", "phase": "initial", "observations": [{"test": "weighing",'
    document = read_document(text + b'"load": 1, "indication": ' + b"9" * 1_000_000 + b"}]}")
    with pytest.raises(InvalidInput) as raised:
        evaluate(document, load_rulebook())
    assert [fault.path for fault in raised.value.faults] == ["observations[0].indication"]


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read_document(b'\xef\xbb\xbf{"a": "b"}') == {"a": "b"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is not JSON"),
        (b"{", "line 1, column 2"),
        (b'{"a": 1}}', "is not JSON"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_no_json_is_refused_in_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        read_document(data)
    assert said in str(raised.value)


def test_a_key_given_twice_is_a_fault_at_its_path() -> None:
    text = (
        b'{"rule": "oiml.scale.r76", "phase": "initial", "phase": "in_service", "date": null,'
        b'"observations": [{"test": "weighing", "load": "1", "load": "2", "zero_error": 1,'
        b'"zero_error": 2, "indication": "1"}]}'
    )
    with pytest.raises(InvalidInput) as raised:
        evaluate(read_document(text), load_rulebook())
    assert {str(fault) for fault in raised.value.faults} == {"phase: is given more than once"}
    with pytest.raises(InvalidInput) as raised:
        evaluate(read_document(text.replace(b'"phase": "in_service", ', b"")), load_rulebook())
    assert {str(fault) for fault in raised.value.faults} == {
        "observations[0].load: is given more than once",
        "observations[0].zero_error: is given more than once",
    }
