"""JSON as it comes and goes by the thousand: msgspec's quick word, and the standard library's last.

What msgspec reads the standard library reads, too, and to the same value; what it refuses (a lone
surrogate, NaN, another encoding) is read by that alone. So nobody can tell which of them it was.
"""

import json
import re
from math import inf
from typing import Any

import msgspec

MOST_DIGITS = 1000
DEEPEST = 128
_MARKS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{\]}]', re.DOTALL)
"""Texts, whole or cut off, and what begins and ends a list or an object."""
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder()


def read_json(data: bytes) -> Any:
    """Return what JSON text says. Raises ValueError, or RecursionError when it is nested deeply."""
    try:
        return _DECODER.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return json.loads(data)


def read_request(data: bytes) -> Any:
    """Return what the JSON text of a request says. Raises ValueError.

    One member must not keep out all that came with it: what is nested too deeply is null, and a
    whole number of thousands of digits, which Python refuses, is without end.
    """
    try:
        return read_json(data)
    except (ValueError, RecursionError):
        value = json.loads(_cut_deep(data), parse_int=_read_integer)
        if not isinstance(value, dict):
            raise
        return value


def _cut_deep(data: bytes) -> bytes:
    """Return JSON text with null in place of what is nested deeper than DEEPEST, in linear time.

    Of what is cut nothing is read but its texts and brackets; where these do not end, the rest is
    no JSON either.
    """
    kept, begin, depth = bytearray(), 0, 0
    for mark in _MARKS.finditer(data):
        if mark[0] in (b"[", b"{"):
            depth += 1
            if depth == DEEPEST + 1:
                kept += data[begin : mark.start()] + b"null"
        elif mark[0] in (b"]", b"}"):
            if depth == DEEPEST + 1:
                begin = mark.end()
            depth -= 1
    return bytes(kept) if depth > DEEPEST else bytes(kept + data[begin:])


def _read_integer(digits: str) -> int | float:
    """Return a whole number, or that it is one without end."""
    return int(digits) if len(digits) <= MOST_DIGITS else inf


def spell_json(value: object) -> bytes:
    """Return plain values as JSON in UTF-8, without spaces; what is no character is escaped."""
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()
