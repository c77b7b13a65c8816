"""The words of one language: `t("English sentence")` gives the sentence in that language.

The English sentence is the key, so English needs no catalogue and a missing translation still
reads. Values go in by name: `t("Read {count} of {total}", count=1, total=2)`. Other languages lie
under `locale/` as gettext catalogues; `make texts` compiles them.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import TypeVar

LANGUAGES = ("zh", "en")
_LOCALES = {"zh": "zh_CN"}
PSEUDO = "ar-XB"
RIGHT_TO_LEFT = frozenset({PSEUDO})
_LTR_OPEN, _LTR_CLOSE = "\u2066", "\u2069"  # left-to-right isolate, and its end
_MINUS = "−"
T = TypeVar("T")


class Texts:
    """Everything that is worded in one language."""

    def __init__(self, language: str, translations: NullTranslations) -> None:
        self.language = language
        self._translations = translations

    @property
    def is_rtl(self) -> bool:
        """True if the language is written from right to left."""
        return self.language in RIGHT_TO_LEFT

    def __call__(self, sentence: str, /, **values: object) -> str:
        """Return `sentence` in this language with `values` in its places."""
        found = self._translations.gettext(sentence)
        return found.format(**self._placed(values)) if values else found

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Return the form of a counted sentence that fits `n`; `n` is also a value of it."""
        return self._translations.ngettext(one, many, n).format(**self._placed({"n": n, **values}))

    def _placed(self, values: Mapping[str, object]) -> Mapping[str, object]:
        """Keep what is put into a sentence apart from its direction."""
        if not self.is_rtl:
            return values
        return {name: self.figure(str(value)) for name, value in values.items()}

    def label(self, label: Mapping[str, str]) -> str:
        """Return the wording that data bring along, in this language or else the first there is."""
        return label.get(self.language) or next(iter(label.values()), "")

    def number(
        self, value: Decimal | str | int, places: int | None = None, *, signed: bool = False
    ) -> str:
        """Spell a decimal for reading: rounded to `places` if given, with a true minus sign.

        Rounding here is for the eye only; verdicts are decided on the unrounded value.
        """
        number = Decimal(value)
        if places is not None:
            number = round(number, places)
        if number == 0:
            number = number.copy_abs()
        text = f"{number.copy_abs():f}"
        if number < 0:
            return self.figure(_MINUS + text)
        return self.figure(f"+{text}" if signed and number > 0 else text)

    def figure(self, text: str) -> str:
        """Return a number, an id or a quantity so that it reads from left to right everywhere."""
        return f"{_LTR_OPEN}{text}{_LTR_CLOSE}" if self.is_rtl and text else text

    def in_order(self, row: Sequence[T]) -> list[T]:
        """Return what stands from left to right in every language, as this language lays it out.

        Scales and keypads are not mirrored where the language is written from right to left.
        """
        return list(reversed(row)) if self.is_rtl else list(row)

    def date(self, day: date) -> str:
        """Spell a day; the same unambiguous form in both languages."""
        return self.figure(day.isoformat())

    def clock(self, instant: datetime) -> str:
        """Spell hours and minutes of an instant in its own zone."""
        return self.figure(instant.strftime("%H:%M"))


@cache
def load_texts(language: str) -> Texts:
    """Return the texts of `language` (one of `LANGUAGES`; anything else gives English)."""
    if language == PSEUDO:
        from inspector_app.texts.pseudo import PseudoTexts

        return PseudoTexts()
    locale = _LOCALES.get(language)
    if locale is None:
        return Texts("en", NullTranslations())
    catalogue = files("inspector_app.texts") / "locale" / locale / "LC_MESSAGES" / "inspector.mo"
    with catalogue.open("rb") as opened:
        return Texts(language, GNUTranslations(opened))
