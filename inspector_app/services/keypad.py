"""From what an inspector typed to the decimal text that is stored, or to none: nothing is guessed.

A comma is a decimal sign as a point is, so `1,234` is a little more than one, and stands so on the
screen before it is taken; where it means a thousand, it is far from plausible and asked about.
Digits may be full-width or Arabic-Indic. Two separators, a sign for thousands or a space inside
could mean several things: refused, never dropped.
"""

import re
import unicodedata

_SIGNS = dict.fromkeys(map(ord, "−﹣－–‐‑‒"), "-") | dict.fromkeys(map(ord, ",，،٫．。、"), ".")
_SIGNS |= dict.fromkeys(map(ord, "＋﹢"), "+")
_UNSEEN = "\u200e\u200f\u061c\u2066\u2067\u2068\u2069"  # direction marks of Arabic text
_SIGNS |= dict.fromkeys(map(ord, _UNSEEN), "")
_NUMBER = re.compile(r"([+-]?)([0-9]*)(\.[0-9]*)?", re.ASCII)


def find_decimal(typed: str) -> str | None:
    """Return the number as plain ASCII decimal text with the digits as typed, None when it is none.

    `２０，００` gives `20.00`: zeros at the end are kept, they tell how finely was read.
    """
    plain = "".join(map(_digit, typed.translate(_SIGNS).strip()))
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return None
    sign, whole, fraction = match.group(1), match.group(2), (match.group(3) or "")[1:]
    if not whole and not fraction:
        return None
    number = (whole.lstrip("0") or "0") + (f".{fraction}" if fraction else "")
    return f"-{number}" if sign == "-" and number.strip("0.") else number


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
