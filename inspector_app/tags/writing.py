"""PURE: one way of writing for ids of the office's own, so that equal looks are equal texts."""

from unicodedata import decomposition, normalize

_WIDTHS = ("<wide>", "<narrow>")


def one_form(text: str) -> str:
    """Return an id in the one form that is stored: composed, in usual width, no outer blanks.

    A full-width letter of a Chinese keyboard is the letter, and `Ü` is one character, not two.
    """
    if text.isascii():
        return " ".join(text.split())
    return " ".join(normalize("NFC", "".join(map(_usual_width, text))).split())


def _usual_width(character: str) -> str:
    if character.isascii():
        return character
    tag, _, code = decomposition(character).partition(" ")
    return chr(int(code, 16)) if tag in _WIDTHS else character
