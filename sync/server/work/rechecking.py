"""Evaluating a received record again, with exactly the rule data that it was evaluated with."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import InvalidInput, Outcome
from inspector_app.metrology.results import outcome_as_json
from inspector_app.metrology.rule import Rule
from sync.server.errors import DatabaseTrouble
from sync.server.work.known_rules import KnownRules, Unreadable

SAME, DIFFERS, INVALID = "same", "differs", "invalid"
NO_RULE, UNREADABLE, FAILED = "no-rule", "unreadable-rule", "failed"
WAITING = "waiting"
"""The record was taken in and receipted a moment ago; its turn comes."""
UNDECIDED = (NO_RULE, UNREADABLE, FAILED)
"""Nothing could be said yet: a later version, which knows more data, may be able to."""

_OF_OUTCOME = ("rule", "phase", "edition", "verdict", "status", "missing")
_OF_FINDING = (
    "test", "at", "value", "unit", "limit", "verdict", "effect", "citation", "codes",
)  # fmt: skip
log = logging.getLogger("uvicorn.error")


@dataclass(frozen=True, slots=True)
class Recheck:
    """What our own evaluation of a record says, in a word; with what it came to if it came to it.

    SAME: to the outcome that the record tells. DIFFERS: to another, or the record names the data
    of another rule than its own. INVALID: the input is refused. NO_RULE: nobody here ever had the
    data that it names. UNREADABLE: this version cannot read them. FAILED: the evaluation broke.
    """

    word: str
    outcome: Outcome | None = None
    rule: Rule | None = None


def recheck_record(content: Mapping[str, Any], rules: KnownRules) -> Recheck:
    """Evaluate the input of a record, whose body is valid, again. Raises DatabaseTrouble."""
    try:
        rule = rules.find(content["evaluation"]["rule_sha256"])
        if rule is None:
            return Recheck(NO_RULE)
        if isinstance(rule, Unreadable):
            return Recheck(UNREADABLE)
        return _evaluate_again(content["evaluation"], rule)
    except DatabaseTrouble:
        raise
    except Exception:
        # Our own mistake about one record must not keep the others of its batch waiting.
        log.exception("the record %s cannot be evaluated again", content["id"])
        return Recheck(FAILED)


def _evaluate_again(evaluation: Mapping[str, Any], rule: Rule) -> Recheck:
    recorded = evaluation["outcome"]
    if recorded["rule"] != rule.id:
        return Recheck(DIFFERS)
    try:
        outcome = evaluate(evaluation["input"], {rule.id: rule})
    except InvalidInput:
        return Recheck(INVALID)
    is_same = _said(outcome_as_json(outcome)) == _said(recorded)
    return Recheck(SAME if is_same else DIFFERS, outcome, rule)


def _said(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an outcome consists of; what else stands beside it is for the eye alone.

    Details of a finding word it for people: versions may tell more there or less.
    """
    findings = outcome.get("findings")
    if isinstance(findings, list):
        findings = [_part(finding, _OF_FINDING) for finding in findings]
    return {"findings": findings, **_part(outcome, _OF_OUTCOME)}


def _part(told: Any, names: Sequence[str]) -> Any:
    if not isinstance(told, Mapping):
        return told
    return {name: told[name] for name in names if name in told}
