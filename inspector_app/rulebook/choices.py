"""Readings that are one of a few answers: the answers, and how each is worded."""

from collections.abc import Mapping
from dataclasses import dataclass

from inspector_app.metrology.rule import Rule


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few answers: what `evaluate` takes, and how it is worded."""

    value: str
    label: Mapping[str, str]


def find_choice_label(rule: Rule, test: str, key: str, value: str) -> Mapping[str, str] | None:
    """Return the wording of an answer that was chosen, None when the procedure has no such one."""
    for field in rule.procedure["fields"].get(test, ()):
        if field["key"] == key:
            choices = (Choice(**choice) for choice in field.get("choices", ()))
            return next((choice.label for choice in choices if choice.value == value), None)
    return None
