"""Seals and checks: what an inspector saw, judged without a number."""

import unicodedata

from inspector_app.metrology.case import Case, Given
from inspector_app.metrology.model import Finding, Verdict
from inspector_app.metrology.results import cite


def judge_seals(case: Case) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Return a finding for every seal, and the paths of numbers that keep one open.

    A seal passes when it is intact and its number is the registered one. An intact seal whose
    number was not read, or has none to be compared with, is neither passed nor failed.
    """
    findings = tuple(_judge_seal(case, seal) for seal in case.seals)
    missing = tuple(
        f"{seal.path}.{key}"
        for seal in case.seals
        if seal.get("state") == "intact"
        for key in _unread(seal)
    )
    return findings, missing


def _unread(seal: Given) -> tuple[str, ...]:
    return tuple(key for key in ("expected", "found") if key not in seal.values)


def _judge_seal(case: Case, seal: Given) -> Finding:
    state = seal.get("state")
    if state in ("broken", "missing"):
        return _finding(case, seal, Verdict.FAIL, state)
    if not _unread(seal) and not same_number(seal["expected"], seal["found"]):
        return _finding(case, seal, Verdict.FAIL, "other_number")
    if _unread(seal) or state is None:
        return _finding(case, seal, Verdict.INCOMPLETE)
    return _finding(case, seal, Verdict.PASS)


def _finding(case: Case, seal: Given, verdict: Verdict, *codes: str) -> Finding:
    return Finding(
        test="seal",
        at={"position": seal.get("position", "")},
        value=None,
        unit="",
        limit=None,
        verdict=verdict,
        citation=cite(case.rule, "seals"),
        codes=codes,
        details={key: seal.get(key, "") for key in ("expected", "found")},
    )


def same_number(registered: str, found: str) -> bool:
    """Compare two seal numbers; width, case and spaces are ways of writing, not of numbering."""
    return plain_number(registered) == plain_number(found)


def plain_number(number: str) -> str:
    """Return a seal's number in the one form in which numbers are compared and looked up."""
    return "".join(unicodedata.normalize("NFKC", number).casefold().split())


def judge_checks(case: Case) -> tuple[Finding, ...]:
    """Return a failed finding for every check that is not ok."""
    return tuple(
        Finding(
            test="check",
            at={"id": check.get("id", "")},
            value=None,
            unit="",
            limit=None,
            verdict=Verdict.FAIL,
            citation=cite(case.rule, "visual and functional checks"),
        )
        for check in case.checks
        if check.get("ok") is False
    )
