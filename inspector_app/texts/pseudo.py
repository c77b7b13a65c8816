"""A made-up language, written from right to left: what is not in a catalogue shows at once.

Every sentence stands in brackets, a third longer than in English. It is not offered to anybody; a
tablet speaks it when its setting was written by a test.
"""

from collections.abc import Mapping
from gettext import NullTranslations

from inspector_app.texts.catalogue import PSEUDO, Texts

OPEN, CLOSE, FILLER = "«", "»", "~"
_RTL_OPEN, _RTL_CLOSE = "\u2067", "\u2069"  # right-to-left isolate, and its end


class PseudoTexts(Texts):
    """Everything in the made-up language; wording that data bring along is marked as well."""

    def __init__(self) -> None:
        super().__init__(PSEUDO, _Pseudo())

    def label(self, label: Mapping[str, str]) -> str:
        """Return the English wording, marked."""
        return mark(label.get("en") or next(iter(label.values()), ""))


class _Pseudo(NullTranslations):
    def gettext(self, message: str) -> str:
        return mark(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return mark(msgid1 if n == 1 else msgid2)


def mark(sentence: str) -> str:
    """Return a sentence in brackets, longer and from right to left; its places stay."""
    if not sentence:
        return ""
    longer = FILLER * max(len(sentence) // 3, 1)
    return f"{_RTL_OPEN}{OPEN}{sentence}{longer}{CLOSE}{_RTL_CLOSE}"
