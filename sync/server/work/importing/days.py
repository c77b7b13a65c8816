"""PURE: days as spreadsheets and people write them, as far as they have one meaning."""

import re
from datetime import date

from inspector_app.tags.writing import one_form

_FORMS = (
    re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})", re.ASCII),
    re.compile(r"([0-9]{4}) ?(年) ?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?[日号]", re.ASCII),
    re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})", re.ASCII),
)
_MIDNIGHT = re.compile(r"[T ]0?0:00(?::00(?:\.0+)?)?Z?", re.ASCII)
"""What programs add to a day that they take for an instant."""
_FIRST_YEAR = 1900
_MADE_OF_CODES = re.compile(
    r"[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}年[0-9]{1,2}月([0-9]{1,2}日)?"
    r"|[0-9]{1,2}-(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(-[0-9]{2,4})?"
    r"|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-[0-9]{2,4}",
    re.IGNORECASE | re.ASCII,
)


def find_day(text: str) -> str | None:
    """Return the day that a text names, ISO 8601; None for anything that may be another one.

    The year comes first. What begins with day or month has two readings, and is never taken.
    """
    plain = one_form(text)
    whole = _MIDNIGHT.search(plain)
    if whole and whole.end() == len(plain):
        plain = plain[: whole.start()]
    for form in _FORMS:
        found = form.fullmatch(plain)
        if found:
            return _spell(int(found[1]), int(found[3]), int(found[4]))
    return None


def was_made_a_day(text: str) -> bool:
    """True if a code like 1-2 was made a day by a spreadsheet and saved as that."""
    return _MADE_OF_CODES.fullmatch(text) is not None


def _spell(year: int, month: int, day: int) -> str | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found.isoformat() if year >= _FIRST_YEAR else None
