"""A draft as the input of `evaluate`, and as the inspection that the screens show."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspector_app.metrology.evaluation import evaluate, evaluate_run
from inspector_app.metrology.model import Finding, Outcome
from inspector_app.metrology.results import ASKS_FOR, MORE_RUNS_DECIDE, share_used
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.particulars import Group
from inspector_app.rulebook.procedures import (
    Check,
    Field,
    Point,
    Procedure,
    derived_tests,
    instrument_input,
    needs_certificate,
    plan_points,
    plan_procedure,
    standard_input,
)
from inspector_app.rulebook.readings import build_observations, observation_places
from inspector_app.rulebook.suitability import fault_of_standard
from inspector_app.services.entries import groups_for
from inspector_app.services.planning import registered_seals
from inspector_app.services.views import (
    CheckStep,
    ReadingField,
    RegisteredSeal,
    ReplacedSeal,
    Run,
    RunResult,
    SealState,
    SealStep,
    TestPoint,
)
from inspector_app.store.drafts import DraftRow

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """A draft with its rule, its procedure, the input of `evaluate` and what that gives."""

    row: DraftRow
    rule: Rule
    procedure: Procedure
    seals: tuple[RegisteredSeal, ...]
    document: Document
    outcome: Outcome
    groups: tuple[Group, ...] = ()  # of the rule, then those of every check on site


def assemble(row: DraftRow, rule: Rule, on: date) -> Case:
    """Return the case of a draft on a day. Raises InvalidInput when the registry's data are bad."""
    characteristics = row.start.instrument.get("characteristics") or {}
    standard = (row.standard or {}).get("characteristics") or {}
    procedure = plan_procedure(rule, characteristics, row.phase, standard)
    seals = registered_seals(row.start.instrument, rule)
    document: Document = {
        "rule": rule.id,
        "phase": row.phase,
        "date": on.isoformat(),
        "instrument": instrument_input(rule, characteristics),
        "observations": build_observations(procedure.points, row.readings),
        "seals": [_seal_input(seal, row.seals.get(seal.position)) for seal in seals],
        "checks": [
            _check_input(check.id, row.checks) for check in procedure.checks if is_asked(check, row)
        ],
    }
    if row.standard:
        document["standard"] = standard_of(rule, row.standard)
    elif procedure.standard.required and not needs_certificate(rule):
        document["standard"] = {}  # `evaluate` alone would not ask for one
    outcome = evaluate(document, {rule.id: rule})
    groups = groups_for(rule.procedure, row.start.instrument)
    return Case(row, rule, procedure, seals, document, outcome, groups)


def is_asked(check: Check, row: DraftRow) -> bool:
    """True if a verdict rests on a check: not where it does not apply, nor on an optional one
    of which nothing was said."""
    applies = check.id not in row.not_applicable
    return applies and (not check.optional or check.id in row.checks)


def standard_of(rule: Rule, body: Mapping[str, Any]) -> Document:
    """Return the part of a standard's row in the registry that the rule evaluates."""
    return standard_input(
        rule, body.get("characteristics") or {}, str(body.get("valid_until") or "")
    )


def fault_of(case: Case, body: Mapping[str, Any]) -> str:
    """Return why a standard cannot serve here, '' when it can, as far as its values tell."""
    characteristics = case.row.start.instrument.get("characteristics") or {}
    certificate = body.get("characteristics") or {}
    points = plan_points(case.rule, characteristics, case.row.phase, certificate)
    return fault_of_standard(case.rule, case.document, points, standard_of(case.rule, body))


def seal_steps(case: Case) -> tuple[SealStep, ...]:
    """Return the registered seals with what was found."""
    return tuple(
        SealStep(
            seal.position,
            seal.label,
            seal.number,
            *_found(case.row, seal.position),
            change=_change(case.row, seal.position),
        )
        for seal in case.seals
    )


def check_steps(case: Case) -> tuple[CheckStep, ...]:
    """Return the checks with their answers."""
    return tuple(
        CheckStep(
            check.id,
            dict(check.label),
            case.row.checks.get(check.id),
            applies=check.id not in case.row.not_applicable,
            optional=check.optional,
        )
        for check in case.procedure.checks
    )


def test_points(case: Case) -> tuple[TestPoint, ...]:
    """Return the points with every run, each judged alone, and what the runs give together."""
    alone = dict(_run_results(case))
    return tuple(_test_point(case, point, alone) for point in case.procedure.points)


def shown_runs(case: Case, point: Point) -> int:
    """Return how many runs of a point are shown: those needed, asked for, or begun."""
    begun = [run + 1 for key, run, _ in case.row.readings if key == point.key]
    return max(_runs_wanted(case, point), case.row.runs.get(point.key, 0), *begun, 1)


def _runs_wanted(case: Case, point: Point) -> int:
    """Return how many runs decide: more than a pass needs where the mean lies beyond the limit."""
    decides = any(
        MORE_RUNS_DECIDE in one.codes and one.test == point.test and dict(one.at) == dict(point.at)
        for one in case.outcome.findings
    )
    return max(point.runs, case.rule.tests[point.test].runs_to_fail) if decides else point.runs


def _test_point(case: Case, point: Point, alone: Mapping[tuple[str, int], RunResult]) -> TestPoint:
    runs = tuple(
        _run(case.row, point, index, alone.get((point.key, index)))
        for index in range(shown_runs(case, point))
    )
    several = sum(run.result is not None for run in runs) > 1
    return TestPoint(
        key=point.key,
        test=point.test,
        at=dict(point.at),
        label=dict(point.label),
        runs=runs,
        runs_wanted=_runs_wanted(case, point),
        optional=point.optional,
        summary=_over_all(case, point, (point.test,)) if several else None,
        repeatability=_over_all(case, point, derived_tests(case.rule)) if several else None,
    )


def _run(row: DraftRow, point: Point, index: int, result: RunResult | None) -> Run:
    asked = frozenset(result.details.get(ASKS_FOR, "").split()) if result else frozenset()
    return Run(index, tuple(_fields(row, point, index, asked)), result)


def _fields(
    row: DraftRow, point: Point, run: int, asked: Collection[str]
) -> Iterator[ReadingField]:
    """Give the fields of a run: those always shown, those that are asked for, those that are read.

    A reading that would decide the run is as good as required.
    """
    yield from (
        ReadingField(
            key=field.key,
            label=dict(field.label),
            unit=field.unit,
            text=row.readings.get((point.key, run, field.key), ""),
            decimals=field.decimals,
            hint=field.hint,
            required=field.required or field.key in asked,
            kind=field.kind,
            choices=tuple(dict(choice.label) for choice in field.choices),
            step=field.step,
        )
        for field in point.fields
        if field.shown or field.key in asked or (point.key, run, field.key) in row.readings
    )


def _run_results(case: Case) -> Iterator[tuple[tuple[str, int], RunResult]]:
    """Give what each complete run comes to alone."""
    points = {point.key: point for point in case.procedure.points}
    places = observation_places(case.procedure.points, case.row.readings)
    for (key, run), observation in zip(places, case.document["observations"], strict=True):
        if all(_is_read(case.row, key, run, field) for field in points[key].fields):
            finding = evaluate_run(case.document, observation, {case.rule.id: case.rule})
            if finding is not None:
                yield (key, run), run_result(finding)


def _is_read(row: DraftRow, point: str, run: int, field: Field) -> bool:
    return not field.required or bool(row.readings.get((point, run, field.key)))


def _over_all(case: Case, point: Point, tests: Sequence[str]) -> RunResult | None:
    """Return the one finding over the runs of a point; where runs stand alone there is none."""
    found = [
        one
        for one in case.outcome.findings
        if point.at and one.test in tests and dict(one.at) == dict(point.at)
    ]
    return run_result(found[0]) if len(found) == 1 else None


def run_result(finding: Finding) -> RunResult:
    """Return a finding for the tolerance bar, and for those who word it."""
    return RunResult(
        value=finding.value,
        unit=finding.unit,
        limit_min=finding.limit.min if finding.limit else None,
        limit_max=finding.limit.max if finding.limit else None,
        share=share_used(finding),
        verdict=finding.verdict,
        effect=finding.effect.value,
        details=finding.details,
        codes=finding.codes,
    )


def _found(row: DraftRow, position: str) -> tuple[SealState | None, str | None]:
    state, found = row.seals.get(position, ("", ""))
    return (SealState(state) if state else None), found or None


def _change(row: DraftRow, position: str) -> ReplacedSeal | None:
    told = row.seal_changes.get(position)
    return ReplacedSeal(**{**told, "done": bool(told["done"])}) if told else None


def _seal_input(seal: RegisteredSeal, said: tuple[str, str] | None) -> Document:
    """Return a seal for `evaluate`: another number is an intact seal that is not the right one."""
    state, found = said or ("", "")
    if state == SealState.OTHER_NUMBER.value:
        state = SealState.INTACT.value
    return {"position": seal.position, "expected": seal.number, "found": found, "state": state}


def _check_input(check_id: str, answers: Mapping[str, bool]) -> Document:
    return {"id": check_id, "ok": answers.get(check_id)}
