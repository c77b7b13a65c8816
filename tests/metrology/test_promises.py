"""What holds for every inspection: worse readings never help, order does not matter, no crash."""

import ast
import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import inspector_app.metrology
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Finding, InvalidInput, Outcome, Verdict
from inspector_app.metrology.results import outcome_as_json, share_used
from inspector_app.rulebook import load_rulebook
from tests.support.inspections import FUEL, SCALES, fuel, fuel_run, scale, weighing

RULES = load_rulebook()
BADNESS = {Verdict.PASS: 0, Verdict.INCOMPLETE: 1, Verdict.FAIL: 2}
PHASES = st.sampled_from(RULES[FUEL].phases)
SMALL = st.decimals("-0.2", "0.2", places=3)
MORE = st.decimals("0", "1", places=4)
BLANK = st.sampled_from(["", None])


def inspections() -> st.SearchStrategy[dict[str, Any]]:
    """Draw sound inspections of all three rules, near their limits."""
    runs = st.lists(
        st.builds(lambda off, point: fuel_run(str(20 + off), flow_point=point), SMALL,
                  st.sampled_from(["q1", "q2"])),
        min_size=1, max_size=5,
    )  # fmt: skip
    fuels = st.builds(lambda runs, phase: fuel(*runs, phase=phase), runs, PHASES)
    loads = st.sampled_from(["100", "2500", "2505", "7500", "10000", "15000"])
    off = st.decimals("-20", "20", places=1)
    weighings = st.builds(
        lambda load, off: weighing(load, str(Decimal(load) + off)), loads, off
    ) | st.builds(
        lambda load, offs: {
            "test": "eccentricity",
            "load": load,
            "indications": {str(n): str(Decimal(load) + off) for n, off in enumerate(offs)},
        },
        loads,
        st.lists(off, min_size=2, max_size=5),
    )
    scales = st.builds(
        lambda seen, phase, rule: scale(*seen, phase=phase, rule=rule),
        st.lists(weighings, min_size=1, max_size=4),
        PHASES,
        st.sampled_from(SCALES),
    )
    seals = st.lists(
        st.builds(
            lambda state, found: {
                "position": "p", "expected": "1", "found": found, "state": state,
            },
            st.sampled_from(["intact", "broken"]), st.sampled_from(["1", "2"]),
        ), max_size=2,
    )  # fmt: skip
    return st.builds(lambda document, seals: {**document, "seals": seals}, fuels | scales, seals)


def told(finding: Finding) -> str:
    """Spell a finding without the worked lines, whose order is that of the readings."""
    return repr(replace(finding, steps=()))


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path of every value in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        yield (*path, key)
        if isinstance(one, dict | list):
            yield from places(one, (*path, key))


def replaced(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Return the document with another value at `path`."""
    changed = copy.deepcopy(document)
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


@given(st.lists(SMALL, min_size=1, max_size=4), MORE, PHASES)
def test_a_larger_mean_error_never_improves_the_verdict(
    offs: list[Decimal], more: Decimal, phase: str
) -> None:
    side = 1 if sum(offs) >= 0 else -1
    before = evaluate(fuel(*(fuel_run(str(20 + off)) for off in offs), phase=phase), RULES)
    worse = [fuel_run(str(20 + off + side * more)) for off in offs]
    assert BADNESS[evaluate(fuel(*worse, phase=phase), RULES).verdict] >= BADNESS[before.verdict]


@given(st.decimals("-40", "40", places=2), MORE, PHASES, st.sampled_from(["III", "IIII", "II"]))
def test_a_larger_error_of_a_scale_never_improves_the_verdict(
    off: Decimal, more: Decimal, phase: str, accuracy_class: str
) -> None:
    def verdict(error: Decimal) -> Verdict:
        document = scale(weighing("2500", str(2500 + error)), phase=phase)
        document["instrument"]["accuracy_class"] = accuracy_class
        return evaluate(document, RULES).verdict

    assert BADNESS[verdict(off + more.copy_sign(off))] >= BADNESS[verdict(off)]


@given(inspections(), st.randoms(use_true_random=False))
def test_the_order_of_the_observations_decides_nothing(
    document: dict[str, Any], chance: Any
) -> None:
    shuffled = copy.deepcopy(document)
    chance.shuffle(shuffled["observations"])
    one, other = evaluate(document, RULES), evaluate(shuffled, RULES)
    assert (one.verdict, set(one.missing)) == (other.verdict, set(other.missing))
    assert sorted(map(told, one.findings)) == sorted(map(told, other.findings))


@given(inspections(), st.data())
def test_a_reading_taken_away_never_makes_a_pass(document: dict[str, Any], data: Any) -> None:
    readings = [
        path
        for path in places(document)
        if (path[0] == "observations" and len(path) > 2) or (path[0] == "standard" and path[1:])
        if path[-1] != "test"
    ]
    blanked = replaced(document, data.draw(st.sampled_from(readings)), data.draw(BLANK))
    assert evaluate(blanked, RULES).verdict is not Verdict.PASS


@given(inspections())
def test_a_finding_passes_exactly_when_it_uses_at_most_its_whole_limit(
    document: dict[str, Any],
) -> None:
    for finding in evaluate(document, RULES).findings:
        share = share_used(finding)
        if share is not None:
            assert (finding.verdict is Verdict.PASS) == (share <= 1)


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


@given(ANYTHING)
def test_anything_at_all_gives_a_verdict_or_faults(document: Any) -> None:
    assert_verdict_or_faults(document)


@settings(max_examples=300)
@given(inspections(), st.data())
def test_a_sound_inspection_with_anything_in_one_place_gives_a_verdict_or_faults(
    document: dict[str, Any], data: Any
) -> None:
    path = data.draw(st.sampled_from(list(places(document))))
    assert_verdict_or_faults(replaced(document, path, data.draw(ANYTHING)))


@given(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.sampled_from(["indicated_L", "neck_reading_mm"]),
)
def test_a_number_of_any_size_gives_a_verdict_or_faults(number: Decimal, key: str) -> None:
    assert_verdict_or_faults(fuel(fuel_run(**{key: str(number)})))


@given(inspections())
def test_no_float_is_made_on_the_way(document: dict[str, Any]) -> None:
    outcome = evaluate(document, RULES)
    for finding in outcome.findings:
        assert finding.value is None or type(finding.value) is Decimal
        for bound in (finding.limit.min, finding.limit.max) if finding.limit else ():
            assert bound is None or type(bound) is Decimal
        assert all(type(detail) is str for detail in finding.details.values())


CORE = sorted(Path(str(inspector_app.metrology.__file__)).parent.rglob("*.py"))


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.name)
def test_the_core_writes_no_float_and_calls_none(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"float", "pow"}
            assert node.func.id != "round" or path.name == "decimals.py"


@given(st.integers(-(10**20), 10**20), st.integers(0, 12))
def test_a_decimal_is_spelled_as_it_is(digits: int, places_after: int) -> None:
    number = Fraction(digits, 10**places_after)
    assert Fraction(spell(number)) == number
    assert "e" not in spell(number).lower()
