"""The one place where a verdict is decided, for the tablet, the server and the command line."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from inspector_app.metrology.applying import reasons_against
from inspector_app.metrology.case import Case
from inspector_app.metrology.input import parse_case
from inspector_app.metrology.methods import METHODS
from inspector_app.metrology.model import Finding, Outcome, Verdict
from inspector_app.metrology.results import (
    STANDARD_UNSUITABLE,
    UNCERTAINTY_INCOMPARABLE,
    WITHIN_UNCERTAINTY,
)
from inspector_app.metrology.rule import Rule
from inspector_app.metrology.seals import judge_checks, judge_seals

EXPIRED = "standard_expired"
OPEN_CODES = frozenset(
    {
        STANDARD_UNSUITABLE,
        UNCERTAINTY_INCOMPARABLE,
        WITHIN_UNCERTAINTY,
        "no_limit_for_load",
        "no_limit_for_quantity",
        "no_limit_for_flow",
        "no_limit_for_current",
        "no_limit_for_runs",
        "no_limit_for_temperature_difference",
        "no_limit_read",
        "no_sampling_correction",
        "no_sampling_plan",
    }
)
"""Codes of findings that keep the verdict open, as `missing` names them."""


def evaluate(document: object, rules: Mapping[str, Rule]) -> Outcome:
    """Return what the inspection in `document` comes to under the rule that it names.

    The verdict is fail when any finding fails, else incomplete when anything is missing, else
    pass. A measurement against a standard that is unknown, expired or unsuitable proves nothing, so
    it fails no instrument. Raises InvalidInput with every fault of the document at once.
    """
    case, unread = parse_case(document, rules)
    judged = METHODS[case.rule.method].judge(case)
    out_of_date = _out_of_date(case)
    useless = EXPIRED in out_of_date or _is_awaited(case, unread)
    measured = tuple(_counting(case, finding, useless) for finding in judged.findings)
    seals, open_seals = judge_seals(case)
    findings = (*measured, *seals, *judge_checks(case))
    open_codes = (code for finding in measured for code in finding.codes if code in OPEN_CODES)
    against = reasons_against(case.rule, case.phase, case.day, case.instrument.values)
    reasons = (*unread, *open_seals, *judged.missing, *open_codes, *out_of_date, *against)
    missing = tuple(dict.fromkeys(reasons))
    return Outcome(
        rule=case.rule.id,
        phase=case.phase,
        edition=case.rule.edition,
        verdict=_verdict(findings, missing),
        status=case.rule.status,
        findings=findings,
        missing=missing,
    )


def _is_awaited(case: Case, unread: tuple[str, ...]) -> bool:
    """True if a standard that the calculation does not need is still to be chosen."""
    return "standard" in unread and not METHODS[case.rule.method].shape(case.rule).needs_standard


def _counting(case: Case, finding: Finding, useless: bool) -> Finding:
    useless = useless or STANDARD_UNSUITABLE in finding.codes
    if finding.verdict is Verdict.FAIL and useless and case.rule.tests[finding.test].by_standard:
        return replace(finding, verdict=Verdict.INCOMPLETE)
    return finding


def evaluate_run(
    document: Mapping[str, Any], observation: Mapping[str, Any], rules: Mapping[str, Rule]
) -> Finding | None:
    """Return the finding of one observation alone, None while it cannot be computed.

    `document` gives rule, phase, date, instrument and standard; its other parts are left aside.
    Raises InvalidInput as `evaluate` does.
    """
    alone = {**document, "observations": [observation], "seals": [], "checks": []}
    findings = evaluate(alone, rules).findings
    return findings[0] if findings else None


def _verdict(findings: tuple[Finding, ...], missing: tuple[str, ...]) -> Verdict:
    verdicts = {finding.verdict for finding in findings}
    if Verdict.FAIL in verdicts:
        return Verdict.FAIL
    if missing or Verdict.INCOMPLETE in verdicts:
        return Verdict.INCOMPLETE
    return Verdict.PASS


def _out_of_date(case: Case) -> tuple[str, ...]:
    """Name what is out of date on the day of the inspection, its last day still being valid."""
    if case.day is None:
        return ()
    reasons = []
    valid_until = case.standard.get("valid_until")
    if valid_until is not None and valid_until < case.day:
        reasons.append(EXPIRED)
    return tuple(reasons)
