"""All rules that this product knows, and which one holds for an instrument on a day."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from inspector_app.metrology.applying import is_meant_for
from inspector_app.metrology.input import fits
from inspector_app.metrology.model import Fault
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.loading import BadRuleData, read_rule

GOODS = "goods"
"""The kind of what is no instrument of the registry: goods that are weighed or packed."""


class Rulebook(Mapping[str, Rule]):
    """The rules by id."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self.rules = rules

    def __getitem__(self, rule_id: str) -> Rule:
        return self.rules[rule_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    def jurisdictions(self) -> tuple[str, ...]:
        """Return whose rules are known, in the order of the alphabet."""
        return tuple(sorted({rule.jurisdiction for rule in self.rules.values()}))

    def rule_for(
        self,
        instrument_kind: str,
        characteristics: Mapping[str, Any],
        jurisdiction: str,
        on: date,
    ) -> Rule | None:
        """Return the rule in force on a day for an instrument, None when there is none.

        A whole station and goods are no instruments of the registry; their kinds have these names.

        Of two editions in force on that day, the newer one.
        """
        fitting = [
            rule
            for rule in self.rules.values()
            if rule.instrument_kind == instrument_kind
            and rule.jurisdiction == jurisdiction
            and rule.is_in_force(on)
            and is_meant_for(rule, characteristics)
            and fits(rule, characteristics)
        ]
        return max(
            fitting, key=lambda rule: (rule.in_force_from or date.min, rule.id), default=None
        )

    def goods_rules(self, jurisdiction: str, on: date) -> tuple[Rule, ...]:
        """Return the rules in force about goods, in the order of their ids."""
        return tuple(
            rule
            for _, rule in sorted(self.rules.items())
            if rule.instrument_kind == GOODS
            and rule.jurisdiction == jurisdiction
            and rule.is_in_force(on)
        )

    def station_rule_for(self, jurisdiction: str, on: date) -> Rule | None:
        """Return the rule in force about all pumps of a station, None where there is none."""
        return self.rule_for("station", {}, jurisdiction, on)


@cache
def load_rulebook() -> Rulebook:
    """Return the rules of the data files that come with the product. Raises BadRuleData."""
    rules = {}
    for name in sorted(file.name for file in _data().iterdir() if file.name.endswith(".json")):
        rule = read_rule(name, (_data() / name).read_bytes())
        if name != f"{rule.id}.json":
            raise BadRuleData(name, (Fault("id", "is not the name of the file"),))
        rules[rule.id] = rule
    return Rulebook(rules)


def load_rule_data(rule_id: str) -> bytes:
    """Return the exact bytes of a rule's data file, for who must keep the edition it began with."""
    return (_data() / f"{rule_id}.json").read_bytes()


def _data() -> Traversable:
    return files(__package__) / "data"
