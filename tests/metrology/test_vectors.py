"""The worked cases of each regulation come out as published."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.results import outcome_as_json
from inspector_app.rulebook import load_rulebook

CASES = [
    pytest.param(case, id=f"{path.stem}:{case['id']}")
    for path in sorted((Path(__file__).parents[1] / "vectors").glob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES)
def test_a_published_case_comes_out_as_published(case: dict[str, Any]) -> None:
    outcome = outcome_as_json(evaluate(case["input"], load_rulebook()))
    expected = case["expected"]
    assert (outcome["verdict"], outcome["missing"]) == (expected["verdict"], expected["missing"])
    assert len(outcome["findings"]) == len(expected["findings"])
    for finding, wanted in zip(outcome["findings"], expected["findings"], strict=True):
        for key, value in wanted.items():
            if key == "value":
                assert abs(Decimal(finding[key]) - Decimal(value)) < Decimal("1e-30")
            elif key == "limit" and isinstance(value, str):
                assert (
                    Decimal(finding[key]["max"]) == -Decimal(finding[key]["min"]) == Decimal(value)
                )
            else:
                assert finding[key] == value
