"""Whether a reference standard can serve, told before any reading is taken.

A faultless instrument is imagined: at every point it shows what is offered there, or else the
middle of what is plausible. `evaluate` then says whether the standard is good enough for the limits
that hold at these points; nothing about limits is decided here.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from inspector_app.metrology.decimals import spell
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Finding, InvalidInput
from inspector_app.metrology.results import STANDARD_UNSUITABLE
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.procedures import Field, Point
from inspector_app.rulebook.quantities import context_of
from inspector_app.rulebook.readings import build_observations

UNFIT, UNSUITABLE = "unfit", "unsuitable"


def fault_of_standard(
    rule: Rule, document: Mapping[str, Any], points: Sequence[Point], standard: Mapping[str, Any]
) -> str:
    """Return why a standard cannot serve for the points of an inspection, '' when it can.

    "unfit": `evaluate` cannot read its certificate values. "unsuitable": its largest error is too
    large for the limit at a point that must be tested, or, where none must be, at every point.
    `document` gives the rest of what is evaluated.
    """
    needed = [point for point in points if not point.optional]
    readings = imagine_readings(needed or points, document.get("instrument", {}), standard)
    try:
        findings = _findings(rule, document, needed or points, readings, standard)
    except InvalidInput:
        return UNFIT
    told = [STANDARD_UNSUITABLE in finding.codes for finding in findings]
    return UNSUITABLE if told and (any(told) if needed else all(told)) else ""


def imagine_readings(
    points: Sequence[Point], instrument: Mapping[str, Any], standard: Mapping[str, Any]
) -> dict[tuple[str, int, str], str]:
    """Return the required readings of every wanted run of a faultless instrument."""
    return {
        (point.key, run, key): text
        for point in points
        for run in range(point.runs)
        for key, text in _run(point, instrument, standard)
    }


def _findings(
    rule: Rule,
    document: Mapping[str, Any],
    points: Sequence[Point],
    readings: Mapping[tuple[str, int, str], str],
    standard: Mapping[str, Any],
) -> tuple[Finding, ...]:
    observations = build_observations(points, readings)
    imagined = {**document, "observations": observations, "standard": standard}
    return evaluate({**imagined, "seals": [], "checks": []}, {rule.id: rule}).findings


def _run(
    point: Point, instrument: Mapping[str, Any], standard: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    taken: dict[str, str] = {}
    for field in point.fields:
        text = _imagine(field, taken, instrument, standard) if field.required else ""
        if text:
            taken[field.key] = text
            yield field.key, text


def _imagine(
    field: Field,
    taken: Mapping[str, str],
    instrument: Mapping[str, Any],
    standard: Mapping[str, Any],
) -> str:
    """Return what is offered, else the middle of what is plausible, '' while that is unknown."""
    if field.kind in ("flag", "choice"):
        return "1"
    if field.hint:
        return field.hint
    context = context_of(instrument=instrument, standard=standard, run=taken)
    ends = [end.resolve(context) for end in (field.low, field.high) if end is not None]
    known = [end for end in ends if end is not None]
    if not known:
        return ""
    return spell(sum(known, Fraction(0)) / len(known))
