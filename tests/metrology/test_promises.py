"""What holds for every inspection: worse readings never help, order and units do not matter."""

import ast
import copy
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import inspector_app.metrology
import inspector_app.rulebook
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.document import read_document
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Finding, Verdict
from inspector_app.metrology.results import outcome_as_json, share_used
from tests.support.cases import Setting
from tests.support.drawn import (
    PHASES,
    QUANTITIES,
    RULES,
    SETTINGS,
    SMALL,
    inspections,
    is_taken,
    places,
    replaced,
)
from tests.support.inspections import fuel, fuel_run

pytestmark = pytest.mark.thorough

BADNESS = {Verdict.PASS: 0, Verdict.INCOMPLETE: 1, Verdict.FAIL: 2}
MORE = st.decimals("0", "1", places=4)
BLANK = st.sampled_from(["", None])
OPTIONAL = {"added_weight", "zero_error", "max_error_percent"}


def told(finding: Finding) -> str:
    """Spell a finding without the worked lines, whose order is that of the readings."""
    return repr(replace(finding, steps=()))


@given(st.lists(SMALL, min_size=1, max_size=4), MORE, PHASES)
def test_a_larger_mean_error_never_improves_the_verdict(
    offs: list[Decimal], more: Decimal, phase: str
) -> None:
    side = 1 if sum(offs) >= 0 else -1
    before = evaluate(fuel(*(fuel_run(str(20 + off)) for off in offs), phase=phase), RULES)
    worse = [fuel_run(str(20 + off + side * more)) for off in offs]
    assert BADNESS[evaluate(fuel(*worse, phase=phase), RULES).verdict] >= BADNESS[before.verdict]


@settings(max_examples=500)
@given(
    st.sampled_from(SETTINGS),
    QUANTITIES,
    st.decimals("-20", "20", places=2),
    st.decimals("0", "20", places=2),
)
def test_a_larger_error_in_any_test_of_any_rule_never_improves_the_verdict(
    setting: Setting, quantity: str, error: Decimal, more: Decimal
) -> None:
    def verdict(error: Decimal) -> Verdict:
        document = setting.document(Fraction(quantity), Fraction(error))
        assume(is_taken(document))
        return evaluate(document, RULES).verdict

    if setting.test == "repeatability":
        error = abs(error)  # a range
    # What the customer gains has no limit there.
    assume(setting.test not in {"retail_weighing", "net_content"} or error >= 0)
    assert BADNESS[verdict(error + more.copy_sign(error))] >= BADNESS[verdict(error)]


def scaled(document: Any, factor: Fraction) -> Any:
    """Return the inspection as it reads in a unit that is `factor` times smaller."""
    if isinstance(document, dict):
        names = {"date", "accuracy_class", "rule", "phase"}
        return {
            key: value if key in names else scaled(value, factor) for key, value in document.items()
        }
    if isinstance(document, list):
        return [scaled(value, factor) for value in document]
    try:
        return spell(Fraction(document) * factor)
    except ValueError:
        return "other" if document == "kg" else document


@settings(max_examples=200)
@given(
    st.sampled_from(
        [one for one in SETTINGS if one.rule.method.startswith("weighing") and not one.rule.scope]
    ),
    st.sampled_from(["0.5", "20", "500", "501", "3000"]),
    st.decimals("-6", "6", places=2),
    st.sampled_from([Fraction(1000), Fraction(1, 1000), Fraction("0.45359237")]),
)
def test_the_unit_in_which_a_scale_is_read_decides_nothing(
    setting: Setting, quantity: str, error: Decimal, factor: Fraction
) -> None:
    document = setting.document(Fraction(quantity), Fraction(error))
    assume(is_taken(document))
    one, other = evaluate(document, RULES), evaluate(scaled(document, factor), RULES)
    assert (one.verdict, one.missing) == (other.verdict, other.missing)
    for mine, theirs in zip(one.findings, other.findings, strict=True):
        assert Fraction(mine.value or 0) * factor == Fraction(theirs.value or 0)
        assert (mine.verdict, mine.effect) == (theirs.verdict, theirs.effect)


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
        if path[-1] not in {"test", *OPTIONAL}
    ]
    blanked = replaced(document, data.draw(st.sampled_from(readings)), data.draw(BLANK))
    assert evaluate(blanked, RULES).verdict is not Verdict.PASS


@given(inspections())
def test_a_finding_passes_within_its_limit_and_fails_beyond_it_unless_it_says_what_decides(
    document: dict[str, Any],
) -> None:
    for finding in evaluate(document, RULES).findings:
        share = share_used(finding)
        if share is None:
            continue
        assert finding.verdict is not (Verdict.FAIL if share <= 1 else Verdict.PASS)
        if finding.verdict is Verdict.INCOMPLETE:
            assert {"rounding_leaves_open", "more_runs_decide"} & set(finding.codes)


PURE_FILES = tuple(
    str(Path(str(package.__file__)).parent)
    for package in (inspector_app.metrology, inspector_app.rulebook)
)


class FloatWatch:
    """Looks at every value that a function of the core is given, makes or returns."""

    def __init__(self) -> None:
        self.seen = 0
        self.floats: list[str] = []

    def __call__(self, frame: FrameType, event: str, result: Any) -> None:
        """Be called by the interpreter at every call and return."""
        if event not in ("call", "return") or not frame.f_code.co_filename.startswith(PURE_FILES):
            return
        for name, value in [*frame.f_locals.items(), ("return", result)]:
            self.seen += 1
            parts: Any = value.values() if isinstance(value, dict) else ()
            parts = value if isinstance(value, list | tuple) else parts
            if any(isinstance(one, float) for one in (value, *parts)):
                self.floats.append(f"{frame.f_code.co_name}.{name}")


@settings(max_examples=200)
@given(inspections())
def test_no_float_is_made_on_the_way_from_the_json_to_the_verdict(document: dict[str, Any]) -> None:
    spelled = json.dumps(document).encode()
    watch, before = FloatWatch(), sys.getprofile()
    sys.setprofile(watch)
    try:
        result = outcome_as_json(evaluate(read_document(spelled), RULES))
    finally:
        sys.setprofile(before)
    assert watch.floats == []
    assert watch.seen > 100
    assert not any(isinstance(one, float) for one in leaves(result))


def leaves(value: Any) -> Iterator[Any]:
    """Give every value in a document that holds no others."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from leaves(one)
    else:
        yield value


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
