"""Whatever comes in, out comes a verdict or errors that name paths; 10,000 documents say so."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.metrology.document import read_document
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import InvalidInput, Outcome
from inspector_app.metrology.results import outcome_as_json
from tests.support.drawn import RULES, inspections, places, replaced
from tests.support.inspections import FUEL, fuel, fuel_run

pytestmark = pytest.mark.thorough

KEYS = st.sampled_from(
    ["rule", "phase", "date", "instrument", "standard", "observations", "seals", "checks", "test",
     "load", "indication", "indications", "flow_point", "state", "position", "ok", "e", ""]
) | st.text(max_size=5)  # fmt: skip
WORDS = st.sampled_from(
    [*RULES, *RULES[FUEL].phases, "weighing", "indication_error", "eccentricity", "III", "petrol",
     "intact", "2026-11-23", "NaN", "1e400", "-0", "\ud800"]
)  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text(max_size=8)
    | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=12,
)  # fmt: skip


def assert_verdict_or_faults(document: Any) -> None:
    result: Outcome | InvalidInput
    try:
        result = evaluate(document, RULES)
    except InvalidInput as fault:
        result = fault
    if isinstance(result, Outcome):
        verdict = json.loads(json.dumps(outcome_as_json(result)))["verdict"]
        assert verdict in {"pass", "fail", "incomplete"}
    else:
        assert result.faults
        assert all(fault.message for fault in result.faults)
        assert all(fault.path for fault in result.faults) is isinstance(document, dict)


@settings(max_examples=2_000)
@given(ANYTHING)
def test_anything_at_all_gives_a_verdict_or_faults(document: Any) -> None:
    assert_verdict_or_faults(document)


@settings(max_examples=7_500)
@given(inspections(), st.data())
def test_a_sound_inspection_with_anything_in_one_place_gives_a_verdict_or_faults(
    document: dict[str, Any], data: Any
) -> None:
    path = data.draw(st.sampled_from(list(places(document))))
    assert_verdict_or_faults(replaced(document, path, data.draw(ANYTHING)))


@settings(max_examples=500)
@given(inspections(), st.data())
def test_a_document_with_damaged_bytes_gives_a_verdict_or_faults(
    document: dict[str, Any], data: Any
) -> None:
    spelled = bytearray(json.dumps(document).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        spelled[data.draw(st.integers(0, len(spelled) - 1))] = data.draw(st.integers(0, 255))
    try:
        read = read_document(bytes(spelled))
    except InvalidInput as fault:
        read = fault
    if not isinstance(read, InvalidInput):
        assert_verdict_or_faults(read)


@given(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.sampled_from(["indicated_L", "neck_reading_mm"]),
)
def test_a_number_of_any_size_gives_a_verdict_or_faults(number: Decimal, key: str) -> None:
    assert_verdict_or_faults(fuel(fuel_run(**{key: str(number)})))
