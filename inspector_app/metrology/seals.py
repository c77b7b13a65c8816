"""Seals and checks: what an inspector saw, judged without a number."""

import re
import unicodedata
from functools import partial

from inspector_app.metrology.case import Case, Given
from inspector_app.metrology.model import Finding, Verdict
from inspector_app.metrology.results import cite

DASHES_ALIKE = "dashes_alike"
"""What rule data say under `seal_numbers` since every kind of dash is the same to us."""

_LONG_DASHES = re.compile("[\u2014\u2015]+")
_OTHER_DASHES = frozenset("\u00ad\u02d7\u2043\u2212\u2500\u2501\u2796\u30fc")
"""Signs that look like a dash without being one to Unicode: soft hyphen, minus, lines, ー."""


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
    alike = case.rule.data.get("seal_numbers") == DASHES_ALIKE
    if not _unread(seal) and not same_number(seal["expected"], seal["found"], dashes_alike=alike):
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


def same_number(registered: str, found: str, *, dashes_alike: bool = True) -> bool:
    """Compare two seal numbers; width, case, spaces and dashes are ways of writing.

    Records sealed under rule data without `seal_numbers` told dashes apart, and keep their verdict.
    """
    plain = partial(plain_number, dashes_alike=dashes_alike)
    return plain(registered) == plain(found)


def plain_number(number: str, *, dashes_alike: bool = True) -> str:
    """Return a seal's number in the one form in which numbers are compared and looked up."""
    plain = "".join(unicodedata.normalize("NFKC", number).casefold().split())
    return _with_plain_dashes(plain) if dashes_alike else plain


def _with_plain_dashes(number: str) -> str:
    """Write every dash as a hyphen, the double one of Chinese and German typing, too."""
    single = _LONG_DASHES.sub("-", number)
    return "".join(
        "-" if each in _OTHER_DASHES or unicodedata.category(each) == "Pd" else each
        for each in single
    )


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
