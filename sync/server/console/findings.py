"""The findings of an inspection: in full sentences when we come to the same ones, else as told."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from inspector_app.metrology.decimals import NotANumber, read_number
from inspector_app.metrology.model import Finding, Limit, Verdict
from inspector_app.metrology.rule import Rule
from inspector_app.texts.calculation import calculation_lines
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.findings import (
    finding_notes,
    finding_sentence,
    finding_title,
    limit_text,
    source_text,
    value_text,
)
from sync.protocol.content import Content, find_items, find_part, find_text
from sync.protocol.digest import sha256_hex
from sync.server.console.wording import verdict_word
from sync.server.tables.arrivals import Arrival
from sync.server.work.known_rules import KnownRules
from sync.server.work.rechecking import DIFFERS, SAME, WAITING, Recheck, recheck_record


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding in words; texts are '' where nothing is known."""

    title: str
    value: str
    limit: str
    verdict: str
    verdict_word: str
    sentence: str
    citation: str
    notes: tuple[str, ...] = ()
    calculation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnJudgement:
    """What our own evaluation comes to, where the record tells something else."""

    verdict: str
    verdict_word: str
    findings: tuple[FindingLine, ...]


def judge_findings(
    arrival: Arrival, content: Content, t: Texts, rules: KnownRules
) -> tuple[tuple[FindingLine, ...], OwnJudgement | None]:
    """Return the findings of a body, which may hold anything, and ours if they are others.

    Only what our own evaluation, with the record's own rule data, comes to is put into sentences,
    and calculated line by line.
    Raises DatabaseTrouble.
    """
    own = Recheck("")
    if arrival.recheck in (SAME, DIFFERS, WAITING) and sha256_hex(arrival.body) == arrival.sha256:
        own = recheck_record(content, rules)
    ours = tuple(_all_in_words(own, t))
    if own.word == SAME:
        return ours, None
    is_verified = find_text(content, "evaluation", "outcome", "status") == "verified"
    found = find_items(content, "evaluation", "outcome", "findings")
    told = tuple(_as_told(finding, t, is_verified=is_verified) for finding in found)
    if own.outcome is None:
        return told, None
    verdict = own.outcome.verdict.value
    return told, OwnJudgement(verdict, verdict_word(verdict, t), ours)


def leading_value(arrival: Arrival, content: Content, t: Texts) -> str:
    """Return the value that an inspection is summed up by, '' when there is none."""
    for finding in find_items(content, "evaluation", "outcome", "findings"):
        if arrival.value and arrival.value == find_text(finding, "value"):
            return _value(finding, t)
    return ""


def _all_in_words(own: Recheck, t: Texts) -> Iterator[FindingLine]:
    if own.outcome is not None and own.rule is not None:
        is_verified = own.outcome.status == "verified"
        for finding in own.outcome.findings:
            yield _in_words(finding, own.rule, t, is_verified=is_verified)


def _in_words(finding: Finding, rule: Rule, t: Texts, *, is_verified: bool) -> FindingLine:
    return FindingLine(
        title=finding_title(finding, t, rule),
        value=value_text(finding, t),
        limit=limit_text(finding, t),
        verdict=finding.verdict.value,
        verdict_word=verdict_word(finding.verdict.value, t),
        sentence=finding_sentence(finding, t, rule),
        citation=source_text(finding, t, rule, rule_verified=is_verified),
        notes=finding_notes(finding, t),
        calculation=calculation_lines(finding, t, rule),
    )


def _as_told(finding: Content, t: Texts, *, is_verified: bool) -> FindingLine:
    read = _read_numbers(finding)
    at = " ".join(name for name in find_part(finding, "at").values() if isinstance(name, str))
    verdict = find_text(finding, "verdict")
    return FindingLine(
        title=f"{find_text(finding, 'test')} {at}".strip(),
        value=_value(finding, t),
        limit=limit_text(read, t) if read else "",
        verdict=verdict,
        verdict_word=verdict_word(verdict, t),
        sentence="",
        citation=_cite(find_text(finding, "citation"), t, is_verified=is_verified),
    )


def _cite(citation: str, t: Texts, *, is_verified: bool) -> str:
    """Name the place in the regulation, and say when nobody has checked the rule against it."""
    if is_verified or not citation:
        return citation
    return t("{citation} · source not verified", citation=citation)


def _value(finding: Content, t: Texts) -> str:
    """Spell a value as finely as its limit; what is no number stays as it is."""
    read = _read_numbers(finding)
    return value_text(read, t) if read else find_text(finding, "value")


def _read_numbers(finding: Content) -> Finding | None:
    """Return a finding with its value and limit as numbers, None when they are none."""
    limit = find_part(finding, "limit")
    try:
        value, least, most = map(
            _number, (finding.get("value"), limit.get("min"), limit.get("max"))
        )
    except NotANumber:
        return None
    unit = find_text(finding, "unit")
    return Finding("", {}, value, unit, Limit(least, most), Verdict.INCOMPLETE)


def _number(text: object) -> Decimal | None:
    if text is None:
        return None
    read_number(text)  # within the bounds of what a measurement has
    return Decimal(str(text))
