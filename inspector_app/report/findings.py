"""The findings of a record in words: what its own rule data come to, else what the body tells.

The worked calculation is no part of a body. It is computed again with exactly the rule data that
the record names, and printed only where that comes to what the record says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from inspector_app.errors import InspectorError
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Finding, Outcome, Verdict
from inspector_app.metrology.results import outcome_as_json
from inspector_app.metrology.rule import Rule
from inspector_app.report.voice import Voice
from inspector_app.texts.calculation import calculation
from inspector_app.texts.findings import (
    finding_notes,
    finding_sentence,
    finding_title,
    limit_text,
    source_text,
    value_text,
)
from inspector_app.texts.missing import missing_sentence
from inspector_app.texts.verdicts import verdict_word
from sync.protocol.content import Content, find_items, find_part, find_text, find_texts

_GRAVEST = (Verdict.FAIL, Verdict.INCOMPLETE, Verdict.PASS)


@dataclass(frozen=True, slots=True)
class FindingPart:
    """One finding in words."""

    title: str
    figures: str
    verdict: str
    is_fail: bool
    sentences: tuple[str, ...]
    source: tuple[str, ...]
    calculation: tuple[str, ...] = ()


def finding_parts(content: Content, rule: Rule | None, voice: Voice) -> tuple[FindingPart, ...]:
    """Return the findings, the gravest first; what was seen to be in order is told elsewhere."""
    outcome = judge_again(content, rule) if rule else None
    if outcome is None or rule is None:
        return tuple(_as_told(content, voice))
    ordered = sorted(outcome.findings, key=lambda one: _GRAVEST.index(one.verdict))
    verified = outcome.status == "verified"
    return tuple(
        _part(finding, rule, voice, verified=verified)
        for finding in ordered
        if finding.value is not None or finding.verdict is not Verdict.PASS
    )


def missing_lines(content: Content, rule: Rule | None, voice: Voice) -> tuple[str, ...]:
    """Return what kept the verdict open."""
    reasons = tuple(find_texts(content, "evaluation", "outcome", "missing"))
    return voice.all_lines(lambda t: [missing_sentence(reason, t, rule) for reason in reasons])


def judge_again(content: Content, rule: Rule) -> Outcome | None:
    """Return what a record's input comes to by its rule; None where that is not what it says."""
    evaluation = find_part(content, "evaluation")
    if evaluation.get("rule_sha256") != rule.sha256:
        return None
    try:
        outcome = evaluate(evaluation.get("input"), {rule.id: rule})
    except InspectorError:
        return None
    told = find_part(evaluation, "outcome")
    ours = outcome_as_json(outcome)
    same = all(told.get(name) == ours[name] for name in ("rule", "verdict", "missing"))
    return outcome if same and _values(told) == _values(ours) else None


def _values(outcome: Content) -> list[tuple[object, ...]]:
    names = ("test", "at", "value", "unit", "limit", "verdict")
    return [
        tuple(finding.get(name) for name in names) for finding in find_items(outcome, "findings")
    ]


def _part(finding: Finding, rule: Rule, voice: Voice, *, verified: bool) -> FindingPart:
    limit = voice.short(lambda t: limit_text(finding, t))
    allowed = _allowed(limit, voice) if limit else ""
    value = voice.short(lambda t: value_text(finding, t))
    return FindingPart(
        title=voice.short(lambda t: finding_title(finding, t, rule)),
        figures=" · ".join(filter(None, (value, allowed))),
        verdict=voice.short(lambda t: verdict_word(finding.verdict.value, t)),
        is_fail=finding.verdict is Verdict.FAIL,
        sentences=voice.all_lines(
            lambda t: (finding_sentence(finding, t, rule), *finding_notes(finding, t))
        ),
        source=voice.lines(lambda t: source_text(finding, t, rule, rule_verified=verified)),
        calculation=tuple(_calculation(finding, rule, voice)),
    )


def _allowed(limit: str, voice: Voice) -> str:
    return voice.short(lambda t: t("limit {limit}", limit=limit))


def _calculation(finding: Finding, rule: Rule, voice: Voice) -> Iterator[str]:
    """Give the calculation line by line; a formula is said once, its name in every language."""
    by_language = [calculation(finding, t, rule) for t in voice.texts]
    for lines in zip(*by_language, strict=True):
        name = " / ".join(dict.fromkeys(line.name for line in lines if line.name))
        formulas = tuple(dict.fromkeys(line.formula for line in lines))
        if name:
            yield f"{name}: {formulas[0]}"
        else:
            yield " / ".join(formulas)


def _as_told(content: Content, voice: Voice) -> Iterator[FindingPart]:
    for finding in find_items(content, "evaluation", "outcome", "findings"):
        value, verdict = find_text(finding, "value"), find_text(finding, "verdict")
        if not value and verdict == Verdict.PASS.value:
            continue
        place = ", ".join(map(str, find_part(finding, "at").values()))
        ends = (find_text(finding, "limit", end) for end in ("min", "max"))
        span = " … ".join(end or "—" for end in ends) if find_part(finding, "limit") else ""
        unit = find_text(finding, "unit")
        value = f"{value[:12]} {unit}".strip() if value else ""
        allowed = f"{span} {unit}".strip() if span else ""
        limit = _allowed(allowed, voice) if span else ""
        yield FindingPart(
            title=" · ".join(filter(None, (find_text(finding, "test").replace("_", " "), place))),
            figures=" · ".join(filter(None, (value, limit))),
            verdict=voice.short(partial(verdict_word, verdict)),
            is_fail=verdict == Verdict.FAIL.value,
            sentences=(),
            source=tuple(filter(None, (find_text(finding, "citation"),))),
        )
