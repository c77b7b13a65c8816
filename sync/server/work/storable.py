"""PURE: what every database can store and every reader can spell, and text made so that it can.

JSON may say what is no text (half of a surrogate pair), what PostgreSQL cannot hold (NUL), and
numbers that no reader takes. Such a body is kept as it came, byte for byte, but stands alone.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from math import isfinite
from typing import Any

MOST_DEPTH = 64
YEARS = range(1900, 2200)
INTEGERS = range(-(2**63), 2**63)
LONGEST_TEXT = 2000
_BOM = b"\xef\xbb\xbf"
_SUSPICIOUS = re.compile(rb"\\u|\x00|[0-9]{19}|[0-9][eE]|NaN|Infinity")
_UNSPELLABLE = re.compile("[\x00\ud800-\udfff]")
_REPLACEMENT = "�"


def find_unstorable(body: bytes, content: Any) -> str:
    """Tell why what a body says cannot be stored or spelled everywhere; '' when it can."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return "the body is not UTF-8"
    if body.startswith(_BOM):
        return "the body begins with a byte order mark"
    looks_closely = _SUSPICIOUS.search(body) is not None
    for value, depth in _walk(content):
        if depth > MOST_DEPTH:
            return f"it is nested deeper than {MOST_DEPTH}"
        fault = _fault_of(value) if looks_closely else ""
        if fault:
            return fault
    return ""


def is_within_years(text: object) -> bool:
    """True if a text names an instant whose year every zone and calendar can move."""
    try:
        return isinstance(text, str) and datetime.fromisoformat(text).year in YEARS
    except ValueError:
        return False


def make_spellable(value: Any, depth: int = 1) -> Any:
    """Return a JSON value with what no reader can spell replaced: by U+FFFD, or its own digits."""
    if isinstance(value, str):
        return _UNSPELLABLE.sub(_REPLACEMENT, value)
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and value not in INTEGERS:
        return hex(value)
    if depth > MOST_DEPTH and isinstance(value, dict | list):
        return None
    if isinstance(value, dict):
        return {
            make_spellable(name): make_spellable(inside, depth + 1)
            for name, inside in value.items()
        }
    if isinstance(value, list):
        return [make_spellable(inside, depth + 1) for inside in value]
    return value


def storable_text(text: str) -> str:
    """Return text of ours about something that came, which may quote it, as it can be stored."""
    return _UNSPELLABLE.sub(_REPLACEMENT, text[:LONGEST_TEXT])


def _walk(content: Any) -> Iterator[tuple[Any, int]]:
    """Give every value and name inside, however deeply, without recursion."""
    waiting = [(content, 1)]
    while waiting:
        value, depth = waiting.pop()
        yield value, depth
        if depth > MOST_DEPTH:
            continue
        if isinstance(value, dict):
            waiting += ((name, 1) for name in value)
            waiting += ((inside, depth + 1) for inside in value.values())
        elif isinstance(value, list):
            waiting += ((inside, depth + 1) for inside in value)


def _fault_of(value: Any) -> str:
    if isinstance(value, str):
        return "it holds what is no text, or a NUL" if _UNSPELLABLE.search(value) else ""
    if isinstance(value, float):
        return "" if isfinite(value) else "it holds a number without end"
    if isinstance(value, int) and value not in INTEGERS:
        return "it holds a number of more than 64 bits"
    return ""
