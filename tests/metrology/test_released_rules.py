"""What version 0.1.0 judged is judged the same for ever by the rule data that it used.

`tests/released/0.1.0` holds the rule data of that version and what it gave for every worked case.
"""

from typing import Any

import pytest

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.results import outcome_as_json
from tests.support.released import CASES, RULES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_case_of_the_released_version_keeps_its_whole_outcome(case: dict[str, Any]) -> None:
    assert outcome_as_json(evaluate(case["input"], RULES)) == case["outcome"]
