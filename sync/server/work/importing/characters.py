"""PURE: characters in a cell that nobody can see, or that stand for lost ones."""

import re
import unicodedata

_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Printable to Unicode, yet without ink and no space."""
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_ODD = re.compile(f"[{''.join(_BLANKS)}]|{_SELECTORS.pattern}")
_LOST = "\ufffd"
_QUESTIONS = re.compile(r"[\W\d_]*[?？][\W\d_]*")
_BESIDE_HAN = re.compile(r"[\u3400-\u9fff]\?|\?[\u3400-\u9fff]")
_MOST_NAMED = 3


def find_unseen(cell: str, *, in_id: bool = False) -> str:
    """Name the characters of a cell that cannot be seen, with their places; '' without any.

    Which of several shapes a character shall have is no matter in a text, but it is in an id.
    """
    if cell.isprintable() and (cell.isascii() or not _ODD.search(cell)):
        return ""  # nearly every cell
    found = [
        f"{_name(each)}, character {place}"
        for place, each in enumerate(cell, 1)
        if not each.isspace() and _is_unseen(each, in_id)
    ]
    if not found:
        return ""
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return f"holds what cannot be seen: {'; '.join(found[:_MOST_NAMED])}{more}"


def find_lost(text: str) -> str:
    """Say whether a text was saved in an encoding that lacks its characters; '' when not."""
    if _LOST in text:
        return f"holds U+FFFD in place of a lost character, character {text.index(_LOST) + 1}"
    if ("?" in text or "？" in text) and _QUESTIONS.fullmatch(text):
        return "is nothing but “?”: it was saved in an encoding that lacks its characters"
    return ""


def find_lost_in_name(name: str) -> str:
    """Say where a `?` stands for a Chinese character of a name; '' when none does."""
    found = _BESIDE_HAN.search(name)
    if found is None:
        return ""
    place = name.index("?", found.start()) + 1
    return f"holds “?” where a rare character was lost in saving, character {place}"


def _is_unseen(character: str, in_id: bool) -> bool:
    if _SELECTORS.match(character):
        return in_id
    return not character.isprintable() or character in _BLANKS


def _name(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" {name}" if name else "")
