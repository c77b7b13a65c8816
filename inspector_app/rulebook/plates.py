"""What stands on an instrument's plate, worded by the rules for its kind: its size in a line."""

from collections.abc import Iterator, Mapping
from typing import Any

from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.procedures import Label

Rules = Mapping[str, Rule]


def describe_plate(
    rules: Rules, kind: str, characteristics: Mapping[str, Any]
) -> tuple[tuple[Label, Mapping[str, Label | str]], ...]:
    """Return the characteristics that an instrument is known by, each as wording and its values.

    The wording has places for the values (`{value}`, `{unit}`); a value is a number or a text as
    the register has it, or a label where the rule has words for it. Of the rules for a kind, the
    one that has most to say about these characteristics speaks.
    """
    told = (tuple(_describe(rule, characteristics)) for rule in rules.values()
            if rule.instrument_kind == kind)  # fmt: skip
    return max(told, key=len, default=())


def _describe(
    rule: Rule, characteristics: Mapping[str, Any]
) -> Iterator[tuple[Label, Mapping[str, Label | str]]]:
    for item in rule.data.get("plate", ()):
        value = str(characteristics.get(item["key"]) or "")
        if value:
            unit = str(characteristics.get(item.get("unit_of", "")) or "")
            yield item["label"], {"value": item.get("words", {}).get(value, value), "unit": unit}
