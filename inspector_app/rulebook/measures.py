"""What can be proposed after an inspection, as data: wording, legal basis, and what it is for.

The app proposes and never decides: every wording begins so, and no amount of a fine stands in it.
Only what a source supports is in the file; its tag says how far the source was read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from inspector_app.metrology.document import read_document
from inspector_app.metrology.model import Fault, InvalidInput
from inspector_app.metrology.parsing import Items, Notes, Record, Text, read_value
from inspector_app.metrology.rule import TAGS
from inspector_app.rulebook.book import GOODS
from inspector_app.rulebook.loading import BadRuleData

OCCASIONS = (
    "failed",  # the instrument failed by what was measured
    "customer_loses",  # by an error against the customer
    "seal",  # a seal was broken, missing or another one
    "check",  # something visible or functional was not in order
    "expired", "unverified",  # the certificate is out of date; there is none
    "repaired",  # a seal was replaced for a repair
    "refused",  # the inspection was refused; no draft tells that, a person does
)  # fmt: skip
_NAME = "measures.json"
_DIGITS = "〇一二三四五六七八九"
_LARGEST_ARTICLE = 99
_WORDS = Record({"zh": Text(), "en": Text()})
_BEGINNINGS = {"zh": "建议：", "en": "Proposed: "}
_SHAPE = Record(
    {
        "measures": Items(
            Record(
                {
                    "id": Text(),
                    "jurisdiction": Text(),
                    "kinds": Items(Text()),
                    "when": Items(Text(OCCASIONS), at_least=1),
                    "text": _WORDS,
                    "document": _WORDS,
                    "article": Text(),
                    "tag": Text(TAGS),
                },
                optional=frozenset({"jurisdiction", "article"}),
            ),
            at_least=1,
        )
    }
)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: `kinds` are the instruments it is for, empty for all; `when` what it answers."""

    id: str
    jurisdiction: str
    kinds: tuple[str, ...]
    when: frozenset[str]
    text: dict[str, str]
    document: dict[str, str]
    article: str
    tag: str

    def is_for(self, kind: str) -> bool:
        """True if it is for this kind; what is for every instrument is not for goods."""
        return kind in self.kinds or (not self.kinds and kind != GOODS)

    @property
    def basis(self) -> dict[str, str]:
        """Return document and article in both languages."""
        if not self.article:
            return dict(self.document)
        return {
            "zh": f"《{self.document['zh']}》第{_in_chinese(int(self.article))}条",
            "en": f"{self.document['en']}, Art. {self.article}",
        }


@cache
def load_measures() -> tuple[Measure, ...]:
    """Return every measure that comes with the product. Raises BadRuleData."""
    return read_measures((files(__package__) / _NAME).read_bytes())


def read_measures(data: bytes) -> tuple[Measure, ...]:
    """Return the measures of a data file. Raises BadRuleData with everything that is wrong."""
    try:
        document = read_document(data)
    except InvalidInput as fault:
        raise BadRuleData(_NAME, fault.faults) from fault
    notes = Notes()
    found = read_value(_SHAPE, document, "", notes)
    faults = [*notes.faults, *(Fault(path, "is missing") for path in notes.missing)]
    faults = faults or list(_slips(found["measures"]))
    if faults:
        raise BadRuleData(_NAME, tuple(faults))
    return tuple(map(_measure, found["measures"]))


def measures_for(jurisdiction: str, kind: str) -> tuple[Measure, ...]:
    """Return what can be proposed of a kind of instrument; general ones where no law is known."""
    known = {measure.jurisdiction for measure in load_measures()}
    law = jurisdiction if jurisdiction in known else ""
    return tuple(
        measure
        for measure in load_measures()
        if measure.jurisdiction == law and measure.is_for(kind)
    )


def _in_chinese(number: int) -> str:
    """Spell a number below a hundred as laws number their articles."""
    tens, ones = divmod(number, 10)
    first = "" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return first + (_DIGITS[ones] if ones else "")


def _slips(found: Iterable[dict[str, Any]]) -> Iterable[Fault]:
    seen: set[str] = set()
    for index, one in enumerate(found):
        path = f"measures[{index}]"
        if one["id"] in seen:
            yield Fault(f"{path}.id", "is there twice")
        seen.add(one["id"])
        article = one.get("article", "1")
        if not article.isdecimal() or not 0 < int(article) <= _LARGEST_ARTICLE:
            yield Fault(f"{path}.article", f"is no number from 1 to {_LARGEST_ARTICLE}")
        for language, beginning in _BEGINNINGS.items():
            if not one["text"][language].startswith(beginning):
                yield Fault(f"{path}.text.{language}", "is not worded as a proposal")


def _measure(found: dict[str, Any]) -> Measure:
    return Measure(
        id=found["id"],
        jurisdiction=found.get("jurisdiction", ""),
        kinds=tuple(found["kinds"]),
        when=frozenset(found["when"]),
        text=found["text"],
        document=found["document"],
        article=found.get("article", ""),
        tag=found["tag"],
    )
