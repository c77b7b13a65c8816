"""PURE: the text of a CSV file's bytes: read where its encoding is certain, asked about where not.

UTF-8 and UTF-16 show themselves. GB18030, what Excel saves on Chinese Windows, takes nearly any
bytes for characters: it is certain only where almost all of these are in daily use.
"""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENOUGH = 0.9
"""This share of Chinese characters must be among the 3,755 of daily use."""
_DAILY = range(0xB0, 0xD8)
_SIGNS = range(0xA1, 0xAA)
_WORD = re.compile(r"[^\W\d_]+")
_ASK = "say which it is with --encoding"


class Unclear(ValueError):
    """The encoding is not certain; `line` is where that shows, the message asks for it."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def decode(data: bytes, encoding: str = "") -> str:
    """Return the text of a file, whose encoding is given or certain. Raises Unclear."""
    if encoding:
        return _decode_as(data, encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode_as(data, name)
    if b"\0" in data[:4]:
        little = data[1:2] == b"\0"
        return _decode_as(data, "utf-16-le" if little else "utf-16-be")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        return _decode_chinese(data, _line_at(data, fault.start))
    _doubt_utf_8(data, text)
    return text


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise Unclear(_line_at(data, fault.start), f"is not {encoding.upper()} text") from fault
    except LookupError:
        raise Unclear(1, f"{encoding!r} is no encoding that is known here") from None
    return text.removeprefix("\ufeff")


def _decode_chinese(data: bytes, line: int) -> str:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise Unclear(line, f"is neither UTF-8 nor GB18030 text; {_ASK}") from None
    foreign = [each for each in text if not each.isascii()]
    daily = sum(map(_is_daily, foreign))
    if daily < _ENOUGH * len(foreign):
        words = _some_word(text)
        raise Unclear(
            line,
            f"is not UTF-8 text, and as GB18030 it has rare characters (“{words}”); {_ASK}"
            " (gb18030, big5, cp1252 …)",
        )
    return text


def _doubt_utf_8(data: bytes, text: str) -> None:
    """Raise Unclear when the bytes are common Chinese words in GB18030 as well.

    Few and short texts are: the two characters 小站 are the bytes of two letters of UTF-8.
    """
    if text.isascii():
        return
    try:
        chinese = data.decode("gb2312")
    except UnicodeDecodeError:
        return
    foreign = [each for each in chinese if not each.isascii()]
    if not all(map(_is_daily, foreign)) or _is_natural(text):
        return
    for word, other in zip(_words(text), _words(chinese), strict=False):
        line = text[: text.index(word)].count("\n") + 1
        raise Unclear(
            line,
            f"may be “{other}” in GB18030 or “{word}” in UTF-8;"
            f" {_ASK}: --encoding gb18030 or --encoding utf-8",
        )


def _is_natural(text: str) -> bool:
    """True if everything beyond ASCII are accents in Latin words, or signs like °."""
    strange = "".join(each for each in text if each.isalpha() and not each.isascii())
    if any(each > "\u017f" for each in strange):
        return False
    return all(any(map(str.isascii, word)) for word in _words(text))


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if not word.isascii()]


def _some_word(text: str) -> str:
    return next(iter(_words(text)), "")[:12]


def _is_daily(character: str) -> bool:
    spelled = character.encode("gb2312", "ignore")
    return bool(spelled) and (spelled[0] in _DAILY or spelled[0] in _SIGNS)


def _line_at(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1
