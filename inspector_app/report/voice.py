"""Wording in one language or in two beside each other; what reads alike in both is said once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from inspector_app.texts.catalogue import Texts, load_texts

Word = Callable[[Texts], str]

CHOICES = ("zh", "en", "both")
_LANGUAGES = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}
_TAGS = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True, slots=True)
class Voice:
    """The languages of a report, the leading one first."""

    texts: tuple[Texts, ...]

    @property
    def tag(self) -> str:
        """The leading language's tag (BCP 47)."""
        return _TAGS[self.texts[0].language]

    def label(self, word: Word) -> str:
        """Say a name: `地点 Site`."""
        return " ".join(self.lines(word))

    def short(self, word: Word) -> str:
        """Say a value of few words: `合格 / Pass`."""
        return " / ".join(self.lines(word))

    def lines(self, word: Word) -> tuple[str, ...]:
        """Say sentences, a line for each language."""
        return tuple(dict.fromkeys(filter(None, map(word, self.texts))))

    def all_lines(self, words: Callable[[Texts], Sequence[str]]) -> tuple[str, ...]:
        """Say several sentences, those of one language together."""
        return tuple(dict.fromkeys(line for t in self.texts for line in words(t) if line))


def voice_of(choice: str) -> Voice:
    """Return the voice of one of `CHOICES`."""
    return Voice(tuple(load_texts(language) for language in _LANGUAGES[choice]))
