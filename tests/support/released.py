"""Version 0.1.0 of the product as released: its rule data, and what it gave for each case."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from inspector_app.metrology.rule import Rule
from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.loading import read_rule
from inspector_app.services.inspecting import begin
from inspector_app.services.opening import Tablet
from tests.support.editions import version_with

_RELEASED = Path(__file__).parents[1] / "released" / "0.1.0"

DATA: Mapping[str, bytes] = {
    path.stem: path.read_bytes() for path in sorted((_RELEASED / "rules").glob("*.json"))
}
"""Its data files by the id of their rule, with their exact bytes."""

RULES: Mapping[str, Rule] = {rule_id: read_rule(rule_id, data) for rule_id, data in DATA.items()}

CASES: list[dict[str, Any]] = json.loads((_RELEASED / "outcomes.json").read_text(encoding="utf-8"))
"""Inputs by name, with the whole outcome that it gave."""


def begin_as_released(tablet: Tablet, instrument_id: str, folder: Path) -> str:
    """Begin a draft in version 0.1.0, whose rule data it keeps; returns its id."""
    with version_with(folder, DATA):
        return begin(replace(tablet, rulebook=load_rulebook()), instrument_id)
