"""Other versions of the product: the same program with other data files of one regulation."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.results import outcome_as_json
from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.book import load_rule_data
from inspector_app.rulebook.loading import read_rule
from tests.support.device import inspection
from tests.support.inspections import FUEL

SHIPPED = load_rule_data(FUEL)
"""The data that come with the version under test."""

Data = Mapping[str, bytes]
"""Data files by the id of their rule."""


def edition(*, rule_id: str = FUEL, limit: str = "0.30", **parts: Any) -> dict[str, bytes]:
    """Return the data of the rule for dispensers with another limit, id, edition or dates."""
    data = json.loads(SHIPPED)
    for table in data["tests"]["indication_error"]["limits"]:
        table["bands"] = [{"min": f"-{limit}", "max": limit}]
    return {rule_id: json.dumps({**data, "id": rule_id, **parts}).encode()}


@contextmanager
def version_with(folder: Path, data: Data) -> Iterator[None]:
    """Run the version of the product whose data files are these; those in `folder` are its own."""
    folder.mkdir()
    for rule_id, content in data.items():
        (folder / f"{rule_id}.json").write_bytes(content)
    with patch("inspector_app.rulebook.book._data", lambda: folder):
        load_rulebook.cache_clear()
        try:
            yield
        finally:
            load_rulebook.cache_clear()


def inspection_by(data: bytes, **asked: Any) -> dict[str, Any]:
    """Return an inspection's content as a tablet with these rule data makes it."""
    rule, content = read_rule("a version's", data), inspection(**asked)
    given = content["evaluation"]["input"] | {"rule": rule.id}
    outcome = outcome_as_json(evaluate(given, {rule.id: rule}))
    evaluation = {"input": given, "outcome": outcome, "rule_sha256": rule.sha256}
    return content | {"evaluation": evaluation}
