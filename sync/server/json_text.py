"""JSON as it comes and goes by the thousand: msgspec's quick word, and the standard library's last.

What msgspec reads the standard library reads, too, and to the same value; what it refuses (a lone
surrogate, NaN, another encoding) is read by that alone. So nobody can tell which of them it was.
"""

import json
from math import inf
from typing import Any

import msgspec

MOST_DIGITS = 1000
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder()


def read_json(data: bytes) -> Any:
    """Return what JSON text says. Raises ValueError, or RecursionError when it is nested deeply."""
    try:
        return _DECODER.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return json.loads(data, parse_int=_read_integer)


def _read_integer(digits: str) -> int | float:
    """Return a whole number; of one with thousands of digits, which Python refuses, that it is."""
    return int(digits) if len(digits) <= MOST_DIGITS else inf


def spell_json(value: object) -> bytes:
    """Return plain values as JSON in UTF-8, without spaces; what is no character is escaped."""
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()
