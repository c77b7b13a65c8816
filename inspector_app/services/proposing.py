"""Measures proposed after an inspection: which fit what was found, and which were chosen."""

from typing import Any

from inspector_app.errors import NotFound
from inspector_app.metrology.model import Effect, Finding, Verdict
from inspector_app.rulebook.book import GOODS
from inspector_app.rulebook.measures import Measure, measures_for
from inspector_app.services.assembling import Case
from inspector_app.services.drafting import load_case
from inspector_app.services.inspecting import load_inspection
from inspector_app.services.instants import find_day, spell_instant, today
from inspector_app.services.lines import text_of
from inspector_app.services.opening import Tablet
from inspector_app.services.views import Inspection, MeasureChoice
from inspector_app.store import drafts


def list_measures(tablet: Tablet, draft_id: str) -> tuple[MeasureChoice, ...]:
    """Return what can be proposed here: first what fits the findings. Raises NotFound."""
    with tablet.database.reading() as db:
        case = load_case(tablet, db, draft_id)
    day = today(tablet.clock).today
    occasions = occasions_of(case, day)
    choices = [
        MeasureChoice(
            id=measure.id,
            text=dict(measure.text),
            basis=measure.basis,
            tag=measure.tag,
            fits=bool(measure.when & occasions),
            chosen=measure.id in case.row.measures,
        )
        for measure in _measures_of(case)
    ]
    return tuple(sorted(choices, key=lambda choice: not choice.fits))


def propose(tablet: Tablet, draft_id: str, measure_id: str, *, chosen: bool) -> Inspection:
    """Propose a measure, or take it back. Raises NotFound for one that is not for this case."""
    with tablet.database.writing() as db:
        case = load_case(tablet, db, draft_id)
        if all(measure.id != measure_id for measure in _measures_of(case)):
            raise NotFound(f"There is no measure {measure_id} for this inspection.")
        at = spell_instant(tablet.clock.now()) if chosen else None
        drafts.store_measure(db, draft_id, measure_id, at)
    return load_inspection(tablet, draft_id)


def proposals_of(case: Case) -> list[dict[str, Any]]:
    """Return what a draft proposes as it is sealed, in the order of the list."""
    return [
        {
            "id": measure.id,
            "text": dict(measure.text),
            "basis": measure.basis["zh"],
            "tag": measure.tag,
        }
        for measure in _measures_of(case)
        if measure.id in case.row.measures
    ]


def occasions_of(case: Case, day: str) -> frozenset[str]:
    """Return what the findings of a case, its register and its seals are an occasion for."""
    failed = [one for one in case.outcome.findings if one.verdict is Verdict.FAIL]
    found = {_occasion(one) for one in failed}
    if any(one.effect is Effect.LESS and one.value is not None for one in failed):
        found.add("customer_loses")
    instrument = case.row.start.instrument
    valid_until = find_day(instrument.get("valid_until"))
    if valid_until is not None and valid_until.isoformat() < day:
        found.add("expired")
    if not text_of(instrument, "certificate_no") and text_of(instrument, "kind") != GOODS:
        found.add("unverified")
    if any(told["reason"] == "repair" for told in case.row.seal_changes.values()):
        found.add("repaired")
    return frozenset(found)


def _occasion(finding: Finding) -> str:
    return finding.test if finding.test in ("seal", "check") else "failed"


def _measures_of(case: Case) -> tuple[Measure, ...]:
    kind = text_of(case.row.start.instrument, "kind") or case.rule.instrument_kind
    return measures_for(case.rule.jurisdiction, kind)
