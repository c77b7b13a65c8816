"""Readings that are an answer and no number: yes or no, or one of a few."""

from inspector_app.screens.parts.keypad import Answers
from inspector_app.services.views import ReadingField
from inspector_app.texts.catalogue import Texts


def answers_of(field: ReadingField, t: Texts) -> Answers:
    """Return the answers to choose from, each with what is stored for it; none for a number."""
    if field.kind == "flag":
        return (("1", t("Yes")), ("0", t("No")))
    return tuple((str(n), t.label(label)) for n, label in enumerate(field.choices, 1))


def answer_words(field: ReadingField, stored: str, t: Texts) -> str:
    """Return the answer in words, '' while nobody answered; a number as it is."""
    if field.kind == "number":
        return stored
    return dict(answers_of(field, t)).get(stored, "")
