"""Which characters the bytes of a code mean, where the code itself does not say so.

A QR code of bytes without a note on their encoding (ECI) is UTF-8 here, else GB18030: readers
elsewhere guess Shift-JIS or Big5 and make other words of a Chinese code.
"""

_LEVEL_1 = range(0xB0, 0xD8)
"""First bytes of GB 2312's characters of daily use."""
_SIGNS = range(0xA1, 0xAA)
_BIG5_PRIVATE = range(0xF6B1, 0xF849)
"""Where readers put what Big5 leaves free: C6A1 to C8FE, among GB 2312's most common characters."""


def spell_bytes(data: bytes, guessed: str) -> str:
    """Return the text of a code's bytes; `guessed` is the reader's own idea of it."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return guessed
    foreign = [each for each in text if not each.isascii()]
    chinese = sum(map(_is_gb_2312, foreign))
    return text if 2 * chinese >= len(foreign) else guessed


def spell_again(text: str) -> str:
    """Return a text as it was meant that a reader made of bytes taken for Big5 or Shift-JIS.

    Only where it is no simplified Chinese, and its bytes are UTF-8 or common words of GB 2312.
    """
    if all(each.isascii() or _is_gb_2312(each) for each in text):
        return text
    for encode in (_as_big5, _as_shift_jis):
        try:
            data = encode(text)
        except UnicodeError:
            continue
        meant = _decode(data, "utf-8") or _decode(data, "gb2312")
        if meant and all(each.isascii() or _is_common(each) for each in meant):
            return meant
    return text


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _as_shift_jis(text: str) -> bytes:
    return text.encode("shift_jis")


def _as_big5(text: str) -> bytes:
    return b"".join(
        _private_big5(ord(each)) if ord(each) in _BIG5_PRIVATE else each.encode("big5")
        for each in text
    )


def _private_big5(code: int) -> bytes:
    """Return the two bytes of a private character; a row has 63 places from 40 and 94 from A1."""
    row, place = divmod(code - _BIG5_PRIVATE.start + 63, 157)
    return bytes((0xC6 + row, 0x40 + place if place < 63 else 0xA1 + place - 63))


def _is_gb_2312(character: str) -> bool:
    return bool(character.encode("gb2312", "ignore"))


def _is_common(character: str) -> bool:
    first = (character.encode("gb2312", "ignore") or b"\0")[0]
    return first in _LEVEL_1 or first in _SIGNS
