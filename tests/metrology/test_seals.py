"""Every seal gives a finding, every check that is not ok a failed one."""

import json

import pytest

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Finding, Outcome, Verdict
from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.book import load_rule_data
from inspector_app.rulebook.loading import read_rule
from tests.support.inspections import FUEL, fuel


def sealed(**seal: object) -> Outcome:
    given = {"position": "encoder", "expected": "LZ-0417", "found": "LZ-0417", "state": "intact"}
    return evaluate(fuel(seals=[{**given, **seal}]), load_rulebook())


def seal_finding(outcome: Outcome) -> Finding:
    return next(finding for finding in outcome.findings if finding.test == "seal")


@pytest.mark.parametrize(
    ("seal", "verdict", "codes"),
    [
        ({}, Verdict.PASS, ()),
        ({"found": " lz-0417 "}, Verdict.PASS, ()),
        ({"found": "ＬＺ-０４１７"}, Verdict.PASS, ()),
        ({"found": "LZ-0471"}, Verdict.FAIL, ("other_number",)),
        ({"found": "LZ-04170"}, Verdict.FAIL, ("other_number",)),
        ({"state": "broken"}, Verdict.FAIL, ("broken",)),
        ({"state": "missing", "found": ""}, Verdict.FAIL, ("missing",)),
        ({"state": "", "found": "LZ-0471"}, Verdict.FAIL, ("other_number",)),
    ],
)
def test_a_seal_passes_only_intact_and_with_its_registered_number(
    seal: dict[str, str], verdict: Verdict, codes: tuple[str, ...]
) -> None:
    outcome = sealed(**seal)
    assert (seal_finding(outcome).verdict, seal_finding(outcome).codes) == (verdict, codes)
    assert outcome.verdict is verdict
    assert seal_finding(outcome).at == {"position": "encoder"}


@pytest.mark.parametrize(
    ("seal", "missing"),
    [
        ({"found": ""}, ("seals[0].found",)),
        ({"found": None}, ("seals[0].found",)),
        ({"expected": ""}, ("seals[0].expected",)),
        ({"state": ""}, ("seals[0].state",)),
        ({"state": "", "found": ""}, ("seals[0].state",)),
        ({"position": ""}, ("seals[0].position",)),
    ],
)
def test_a_seal_that_is_not_fully_looked_at_leaves_the_verdict_open(
    seal: dict[str, object], missing: tuple[str, ...]
) -> None:
    outcome = sealed(**seal)
    assert (outcome.verdict, outcome.missing) == (Verdict.INCOMPLETE, missing)
    seen = Verdict.PASS if "seals[0].position" in missing else Verdict.INCOMPLETE
    assert seal_finding(outcome).verdict is seen


DASHES = (
    "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2e3a\u301c\u30fc\u2500\u00ad"
)


@pytest.mark.parametrize("dash", [*DASHES, "——", " – "])
def test_dashes_of_all_kinds_are_one_whichever_side_has_them(dash: str) -> None:
    for seal in ({"expected": f"LZ{dash}0417"}, {"found": f"lz{dash}0417"}):
        assert sealed(**seal).verdict is Verdict.PASS


@pytest.mark.parametrize("found", ["LZ0417", "LZ_0417", "LZ~0417", "LZ-0-417", "LZ一0417"])
def test_what_is_no_dash_is_another_number(found: str) -> None:
    assert sealed(found=found).verdict is Verdict.FAIL


def test_a_record_under_earlier_rule_data_keeps_its_verdict_on_another_dash() -> None:
    data = json.loads(load_rule_data(FUEL))
    del data["seal_numbers"]
    earlier = {FUEL: read_rule(FUEL, json.dumps(data).encode())}
    seal = {"position": "encoder", "expected": "LZ–0417", "found": "LZ-0417", "state": "intact"}
    assert evaluate(fuel(seals=[seal]), earlier).verdict is Verdict.FAIL
    assert evaluate(fuel(seals=[seal]), load_rulebook()).verdict is Verdict.PASS


def test_only_a_check_that_is_not_ok_gives_a_finding() -> None:
    checks = [{"id": "zero_reset", "ok": True}, {"id": "self_lock", "ok": False}]
    outcome = evaluate(fuel(checks=checks), load_rulebook())
    failed = [finding for finding in outcome.findings if finding.test == "check"]
    assert [(finding.at, finding.verdict) for finding in failed] == [
        ({"id": "self_lock"}, Verdict.FAIL)
    ]
    assert outcome.verdict is Verdict.FAIL


def test_a_check_without_an_answer_leaves_the_verdict_open() -> None:
    outcome = evaluate(fuel(checks=[{"id": "zero_reset", "ok": None}]), load_rulebook())
    assert (outcome.verdict, outcome.missing) == (Verdict.INCOMPLETE, ("checks[0].ok",))
