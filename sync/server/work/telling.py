"""PURE: a row of reference data as every tablet can read it, whatever an earlier version stored.

One row that cannot be read would keep every tablet from all that come after it. So what no reader
can spell is replaced, a row of history that means nothing is told as one that is gone, and any
other that nobody can read is not told: tablets go on with the row of before, and the office looks.
"""

import json
from typing import Any

import msgspec

from inspector_app.metrology.decimals import is_number
from sync.protocol.changes import DELETE, PUT, ReferenceRow, spell_put, spell_row
from sync.server.work.storable import is_within_years, make_spellable

HISTORY = "history"
_NUL = "\\u0000"
_NUMBERS = ("value", "limit_min", "limit_max")
_decode = msgspec.json.Decoder().decode


def tell_row(kind: str, id: str, text: str | None) -> bytes | None:
    """Return the line of a row as it is now, None of one that is not to be told.

    A row without `text` is gone.
    """
    line = None if text is None else tell_put(kind, id, text)
    if line is None and (text is None or kind == HISTORY):
        return spell_row(ReferenceRow(kind, id, DELETE, None))
    return line


def tell_put(kind: str, id: str, text: str) -> bytes | None:
    """Return the line of a row whose body is JSON text; None when nobody could read it."""
    plain = _read_plainly(text)
    body = _read_oddly(text) if plain is None else plain
    if body is None or (kind == HISTORY and not _is_sound_history(body)):
        return None
    return spell_put(kind, id, text) if plain else spell_row(ReferenceRow(kind, id, PUT, body))


def is_plain_row(kind: str, text: str) -> bool:
    """True if a row is told as it is stored."""
    body = _read_plainly(text)
    return body is not None and (kind != HISTORY or _is_sound_history(body))


def _is_sound_history(body: dict[str, Any]) -> bool:
    """True if a row of history has an instant and numbers that a tablet can reckon with."""
    numbers = (body.get(name) for name in _NUMBERS)
    return is_within_years(body.get("finished_at")) and all(
        number is None or is_number(number) for number in numbers
    )


def _read_plainly(text: str) -> dict[str, Any] | None:
    """Read a row that needs no care, as nearly all; None for any other."""
    if _NUL in text:
        return None
    try:
        body = _decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _read_oddly(text: str) -> dict[str, Any] | None:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return make_spellable(body) if isinstance(body, dict) else None
