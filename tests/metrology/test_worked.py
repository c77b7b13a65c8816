"""Every case is explained as it was when a person last looked at the explanations.

After a change that is meant, `make worked` writes them anew; read the difference before a commit.
"""

import json
from pathlib import Path

import pytest

from tests.support.worked import Document, explain, worked_cases

WORKED: dict[str, Document] = json.loads(
    (Path(__file__).parent / "worked.json").read_text(encoding="utf-8")
)
CASES = dict(worked_cases())


def test_no_case_is_left_without_its_explanation() -> None:
    assert list(CASES) == list(WORKED)


@pytest.mark.parametrize("name", WORKED)
def test_a_case_is_explained_as_it_was_looked_at(name: str) -> None:
    assert explain(CASES[name]) == WORKED[name]
