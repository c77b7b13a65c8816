"""PURE: what a spreadsheet shows of a number, and whether that is what was typed.

A column of text takes a number only when its digits are shown as they are stored: what a format
makes of them (a percentage, a time, `SN-0007`) is not in the cell and would be lost.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

CHINESE_DAYS = frozenset((*range(27, 37), *range(50, 59)))
"""Built-in formats of Chinese Excel, written without their code: 1-2 typed, 2026年1月2日."""
MOST_DIGITS = 15
_TEXT = "format the column as text"
_PLAIN = re.compile(r"0(?:\.(0+))?")
_PADDING = re.compile(r"_.|\\ |\[[^\]]*\]|\*.")
_QUOTED = re.compile(r'"[^"]*"|\\.')


class Spelled(NamedTuple):
    """The digits of a number, and why they are no text or no number; '' when they are."""

    text: str
    not_text: str = ""
    not_number: str = ""


def spell_number(number: float, number_format: str) -> Spelled:
    """Return what a number cell holds, as far as its format shows just that."""
    whole = isinstance(number, int) or number.is_integer()
    exact = Decimal(int(number) if whole else repr(number))
    text = f"{exact:f}"
    if len(exact.normalize().as_tuple().digits) > MOST_DIGITS or abs(exact) >= 10**MOST_DIGITS:
        why = f"has more than {MOST_DIGITS} digits, of which the last are lost; {_TEXT}"
        return Spelled(text, why)
    return _as_shown(text, exact, number_format)


def _as_shown(text: str, exact: Decimal, number_format: str) -> Spelled:
    first = number_format.split(";", maxsplit=1)[0]
    if first.lower() in ("general", "@", ""):
        return Spelled(text)
    plain = _PADDING.sub("", first).strip()
    found = _PLAIN.fullmatch(plain)
    if found is None:
        return _named(text, plain)
    shown = f"{exact:.{len(found[1] or '')}f}"
    if Decimal(shown) != exact or exact < 0:
        return Spelled(text, f"is shown rounded as {shown}; {_TEXT}")
    return Spelled(shown)


def _named(text: str, plain: str) -> Spelled:
    bare = _QUOTED.sub("", plain)
    if "%" in bare:
        why = f"is a percentage in the spreadsheet; {_TEXT}"
        return Spelled(text, why, why)
    if "/" in bare:
        why = f"is a fraction in the spreadsheet; {_TEXT}"
        return Spelled(text, why, why)
    if "E" in bare.upper():
        return Spelled(text, f"is shown as a power of ten; {_TEXT}")
    what = "a number with words around it" if bare != plain else "shown with other digits"
    return Spelled(text, f"is {what} in the spreadsheet; {_TEXT}")


def name_of_time(value: date | time | timedelta) -> str:
    """Say what a spreadsheet made of a cell that it takes for a day, a time or a duration."""
    if isinstance(value, timedelta):
        what = "a duration"
    elif isinstance(value, time):
        what = "a time"
    elif isinstance(value, datetime) and value.time() != time():
        what = "a day with a time"
    else:
        what = "a date"
    return f"was made {what} by the spreadsheet; {_TEXT}"
