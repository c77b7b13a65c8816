"""JSON is read and spelled as the standard library does, whichever library does it."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync.server.json_text import _cut_deep, read_json, read_request, spell_json

TEXTS = st.text(st.characters(codec="utf-8"))


def values(numbers: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        st.none() | st.booleans() | numbers | TEXTS,
        lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
        max_leaves=20,
    )


VALUES = values(st.integers() | st.floats(allow_nan=False))
OURS = values(st.integers(-(2**63), 2**63 - 1))
"""No binary float is ever spelled."""


def outcome(read: Any, data: bytes) -> object:
    """Return what was read, spelled so that 1, 1.0 and true differ; or that it was refused."""
    try:
        return repr(read(data))
    except (ValueError, RecursionError):
        return "refused"


@given(VALUES, st.booleans(), st.integers(0, 3))
def test_what_the_standard_library_spells_reads_the_same(
    value: object, ascii_only: bool, indent: int
) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only, indent=indent or None).encode()
    assert outcome(read_json, data) == outcome(json.loads, data)


@given(VALUES, st.integers(0, 10**6), st.integers(1, 255))
@example(value=0, place=0, by=1)
def test_damaged_text_is_refused_or_read_the_same(value: object, place: int, by: int) -> None:
    data = bytearray(json.dumps([value]).encode())
    data[place % len(data)] ^= by
    assert outcome(read_json, bytes(data)) == outcome(json.loads, bytes(data))


@pytest.mark.parametrize(
    "text",
    [
        b"-0", b"-0.0", b"1e999", b"NaN", b"-Infinity", b"123456789012345678901234567890",
        b"9" * 5000, b'"\\ud800"', b'"\\ud83d\\ude00"', b'"\xed\xa0\x80"', b'"\xff"', b'"\x01"',
        b'{"a":1,"a":2}', b"\xef\xbb\xbf{}", "[1]".encode("utf-16"), b"[1,]", b"01", b"1.", b"",
        b"{}x", b"[" * 100_000, b'"\\u0000"', b'{"a":1}\n',
    ],
)  # fmt: skip
def test_every_corner_of_json_is_read_as_ever(text: bytes) -> None:
    assert outcome(read_json, text) == outcome(json.loads, text)


@given(VALUES)
def test_what_is_not_nested_deeply_is_read_whole(value: object) -> None:
    data = json.dumps([value]).encode()
    assert outcome(read_request, data) == outcome(read_json, data)
    assert _cut_deep(data) == data


def test_what_is_nested_deeply_is_cut_and_all_beside_it_is_read() -> None:
    deep = b"[" * 50_000 + b'"]\\"]",{"[":1}' + b"]" * 50_000
    value = read_request(b'{"a":[1,' + deep + b',2],"b":"\\"[[","c":' + deep + b"}")
    assert (value["a"][0], value["a"][2], value["b"]) == (1, 2, '"[[')


@pytest.mark.parametrize(
    "text", [b"[" * 5_000, b"[" * 5_000 + b'"', b"[" * 5_000 + b"]" * 4_999, b'["' + b'\\"' * 10**6]
)
def test_what_does_not_end_is_refused_in_time(text: bytes) -> None:
    with pytest.raises((json.JSONDecodeError, RecursionError)):
        read_request(text)
    with pytest.raises(json.JSONDecodeError):
        json.loads(_cut_deep(text))


@given(OURS)
def test_what_is_spelled_reads_as_it_was(value: object) -> None:
    assert repr(json.loads(spell_json(value))) == repr(json.loads(json.dumps(value)))


def test_half_a_character_is_escaped() -> None:
    assert spell_json({"id": "\ud800"}) == b'{"id":"\\ud800"}'
