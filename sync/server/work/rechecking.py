"""Evaluating a received record again, with the rule data that the tablet used."""

import logging
from collections.abc import Mapping
from typing import Any

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import InvalidInput
from inspector_app.metrology.results import outcome_as_json
from inspector_app.rulebook import load_rulebook

SAME, DIFFERS, NO_RULE, INVALID, FAILED = "same", "differs", "no-rule", "invalid", "failed"
log = logging.getLogger("uvicorn.error")


def recheck_outcome(content: Mapping[str, Any]) -> str:
    """Tell whether our evaluation of a record's input gives the outcome that it records.

    `content` is a valid body. NO_RULE: the rule data with the recorded SHA-256 are not here, so
    nothing can be said; INVALID: our evaluation refuses the recorded input; FAILED: it broke.
    """
    evaluation = content["evaluation"]
    rulebook = load_rulebook()
    rule = rulebook.rules.get(evaluation["outcome"].get("rule"))
    if rule is None or rule.sha256 != evaluation["rule_sha256"]:
        return NO_RULE
    try:
        outcome = evaluate(evaluation["input"], rulebook.rules)
    except InvalidInput:
        return INVALID
    except Exception:
        # Our own mistake about one record must not keep the others of its batch waiting.
        log.exception("the record %s cannot be evaluated again", content["id"])
        return FAILED
    return SAME if outcome_as_json(outcome) == evaluation["outcome"] else DIFFERS
