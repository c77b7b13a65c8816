"""Findings from values and limits, and an outcome as JSON."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from inspector_app.metrology.decimals import spell, to_decimal
from inspector_app.metrology.limits import SourcedLimit
from inspector_app.metrology.model import Effect, Finding, Limit, Outcome, Step, Verdict
from inspector_app.metrology.rule import TAGS, Rule, RuleTest
from inspector_app.metrology.uncertainty import StandardError

STANDARD_UNSUITABLE = "standard_unsuitable"
UNCERTAINTY_INCOMPARABLE = "uncertainty_incomparable"
ASKS_FOR = "asks_for"
"""The detail that names the readings by which a finding would be decided, with spaces between."""
MORE_RUNS_DECIDE = "more_runs_decide"
WITHIN_UNCERTAINTY = "within_uncertainty"
ROUNDING_LEAVES_OPEN = "rounding_leaves_open"
_OPPOSITE = {Effect.LESS: Effect.MORE, Effect.MORE: Effect.LESS, Effect.NONE: Effect.NONE}


def judge_value(
    rule: Rule,
    test: RuleTest,
    value: Fraction,
    allowed: SourcedLimit | None,
    *,
    unit: str,
    at: Mapping[str, str],
    signed: Fraction | None = None,
    standard_error: StandardError | None = None,
    rounding: Fraction = Fraction(0),
    codes: tuple[str, ...] = (),
    details: Mapping[str, str] | None = None,
    steps: tuple[Step, ...] = (),
) -> Finding:
    """Return the finding of `value` under `allowed`; without a limit it decides nothing.

    `signed` is the deviation whose sign says who gains, where `value` itself has lost it.
    `standard_error` is by how much the reference standard may be wrong, `rounding` how far a
    rounded indication may be from the value that it stands for, without reaching it; both in the
    value's unit.
    """
    standard_error = standard_error or StandardError()
    if is_unsuitable(standard_error, allowed):
        codes = (*codes, STANDARD_UNSUITABLE)
    if standard_error.incomparable and allowed is not None:
        codes = (*codes, UNCERTAINTY_INCOMPARABLE)
    guard, guard_steps = _guard(standard_error, allowed, unit)
    verdict = _verdict(value, allowed, guard + rounding)
    if allowed is not None and verdict is Verdict.INCOMPLETE:
        decided = _verdict(value, allowed, rounding) is not Verdict.INCOMPLETE
        codes = (*codes, WITHIN_UNCERTAINTY if decided else ROUNDING_LEAVES_OPEN)
    if allowed is not None:
        steps = (*steps, *(replace(step, unit=step.unit or unit) for step in allowed.steps))
        steps = (*steps, *guard_steps)
    return Finding(
        test=test.name,
        at=at,
        value=to_decimal(value),
        unit=unit,
        limit=allowed.limit if allowed else None,
        verdict=verdict,
        effect=effect_of(value if signed is None else signed, test.positive_means),
        citation=cite(rule, test.clause),
        codes=codes,
        details={
            **(details or {}),
            **({"rounding": spell(rounding)} if rounding else {}),
            **_uncertainty_details(standard_error, guard),
            "tag": _weakest(test, allowed),
        },
        steps=steps,
    )


def is_unsuitable(standard_error: StandardError, allowed: SourcedLimit | None) -> bool:
    """True if a standard with this largest error cannot judge the limit.

    Its error must not exceed a third of the MPE (OIML D 23; OIML R 76-1, 3.7.1 for weights). A
    certificate that states its uncertainty is judged by that instead.
    """
    strictest = allowed.strictest() if allowed else None
    if standard_error.largest is None or standard_error.U95 is not None or strictest is None:
        return False
    return standard_error.largest * 3 > strictest


def _guard(
    standard_error: StandardError, allowed: SourcedLimit | None, unit: str
) -> tuple[Fraction, tuple[Step, ...]]:
    """Return by how much the limit is narrowed to pass and widened to fail, and how that came.

    Nothing where U95 is at most a third of the limit (JJF 1094-2002, 5.3.1.6).
    """
    U95, strictest = standard_error.U95, allowed.strictest() if allowed else None
    if U95 is None or strictest is None:
        return Fraction(0), ()
    numbers = {"MPE": strictest, "U_95": U95}
    third = Step("third_of_limit", "MPE/3", "{MPE} / 3", {"MPE": strictest}, strictest / 3, unit)
    if strictest >= U95 * 3:
        return Fraction(0), (*standard_error.steps, third)
    passes = Step("pass_within", "A", "{MPE} - {U_95}", numbers, strictest - U95, unit)
    fails = Step("fail_beyond", "R", "{MPE} + {U_95}", numbers, strictest + U95, unit)
    return U95, (*standard_error.steps, third, passes, fails)


def _uncertainty_details(standard_error: StandardError, guard: Fraction) -> dict[str, str]:
    if standard_error.U95 is None:
        return {}
    return {"U95": spell(standard_error.U95), "conformity": "guarded" if guard else "plain"}


def _verdict(value: Fraction, allowed: SourcedLimit | None, margin: Fraction) -> Verdict:
    """Judge a value that may be off by less than `margin` either way, or is exact without one."""
    if allowed is None:
        return Verdict.INCOMPLETE
    if allowed.contains(value - margin) and allowed.contains(value + margin):
        return Verdict.PASS
    return Verdict.FAIL if allowed.excludes(value, margin) else Verdict.INCOMPLETE


def _weakest(test: RuleTest, allowed: SourcedLimit | None) -> str:
    tags = [test.source.tag] + ([allowed.source.tag] if allowed else [])
    return max(tags, key=TAGS.index)


def effect_of(deviation: Fraction, positive_means: Effect) -> Effect:
    """Say what a deviation does to the customer, given what a positive one does."""
    if deviation == 0:
        return Effect.NONE
    return positive_means if deviation > 0 else _OPPOSITE[positive_means]


def cite(rule: Rule, clause: str) -> str:
    """Name the place in the regulation."""
    return f"{rule.document}, {clause}" if clause else rule.document


def bound_on_side(limit: Limit, value: Fraction | Decimal) -> Decimal | None:
    """Return the bound that `value` would cross by growing away from zero."""
    return limit.min if value < 0 else limit.max


def share_used(finding: Finding) -> Decimal | None:
    """Return how much of its limit a finding uses: |value| / |bound on that side|, 1 at the limit.

    None when there is no value, no bound on that side, or a bound of zero.
    """
    if finding.value is None or finding.limit is None:
        return None
    bound = bound_on_side(finding.limit, finding.value)
    if not bound:
        return None
    return to_decimal(abs(Fraction(finding.value) / Fraction(bound)))


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """Return the outcome as the JSON document that the command prints and a record keeps."""
    return {
        "rule": outcome.rule,
        "phase": outcome.phase,
        "edition": outcome.edition,
        "verdict": outcome.verdict.value,
        "status": outcome.status,
        "findings": [_finding_as_json(finding) for finding in outcome.findings],
        "missing": list(outcome.missing),
    }


def _finding_as_json(finding: Finding) -> dict[str, Any]:
    limit = finding.limit
    return {
        "test": finding.test,
        "at": dict(finding.at),
        "value": _text(finding.value),
        "unit": finding.unit,
        "limit": {"min": _text(limit.min), "max": _text(limit.max)} if limit else None,
        "verdict": finding.verdict.value,
        "effect": finding.effect.value,
        "citation": finding.citation,
        "codes": list(finding.codes),
        "details": dict(finding.details),
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else spell(number)
