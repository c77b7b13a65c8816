"""Finishing an inspection: the draft becomes a sealed record, in one transaction, once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from inspector_app.errors import NotFound, NotReady
from inspector_app.services.assembling import Case
from inspector_app.services.drafting import load_case
from inspector_app.services.entries import (
    entries_to_seal,
    group_views,
    not_applicable,
    typed_values,
)
from inspector_app.services.instants import spell_instant
from inspector_app.services.lines import sealed_line, text_of
from inspector_app.services.noticing import notices_for, sealed_notices
from inspector_app.services.opening import Tablet
from inspector_app.services.proposing import proposals_of
from inspector_app.services.recording import Source, record_all
from inspector_app.services.replacing import changes_of
from inspector_app.services.safekeeping import keep_beside
from inspector_app.services.sealing import Finished, seal, statement_of
from inspector_app.services.views import Photo, SealedLine
from inspector_app.services.visiting import visit_to_seal
from inspector_app.store import drafts, records, signatures
from inspector_app.store.database import Connection
from sync.protocol.digest import sha256_hex

OFFICERS = 2
"""So many officers with different certificates sign an inspection."""


def seal_draft(tablet: Tablet, draft_id: str) -> SealedLine:
    """Seal a draft and return its record; a draft that was sealed before gives that record.

    Raises NotReady with the code "officers" unless two officers with certificates were chosen, with
    "seal_change" while the replacement of a seal is half told, with "entry_fault" while an entry
    holds what it cannot,
    NotEnrolled, NotFound, StorageTrouble; the draft then stays as it was. A signature that was
    given for something else than what is sealed is left out.
    """
    with tablet.database.writing() as db:
        if not records.has_record(db, draft_id):
            case = load_case(tablet, db, draft_id)
            _check_officers(case)
            _check_replacements(case)
            _check_entries(case)
            seal(tablet, db, _with_signatures(db, finished_of(tablet, db, case)))
            drafts.delete_draft(db, draft_id)
        line = _line(db, draft_id)
    keep_beside(tablet.database, tablet.folder)
    tablet.database.settle()  # the draft said in plain what is encrypted now
    return line


def record_inspection(tablet: Tablet, document: object, *, folder: Path) -> SealedLine:
    """Seal a finished inspection from its JSON document; photos' paths start from `folder`.

    Raises InvalidInput with every fault by its path, NotEnrolled, StorageTrouble.
    """
    (line,) = record_all(tablet, [Source(document, folder)])
    return line


def load_sealed(tablet: Tablet, record_id: str) -> dict[str, Any]:
    """Return the body of a sealed record. Raises NotFound."""
    with tablet.database.reading() as db:
        row = records.find_record(db, record_id)
    if row is None:
        raise NotFound(f"There is no record {record_id} on this tablet.")
    if sha256_hex(row["body"]) != row["sha256"]:
        raise NotFound("The bytes of this record are damaged.", code="record_damaged")
    body: dict[str, Any] = json.loads(row["body"])
    return body


def _line(db: Connection, record_id: str) -> SealedLine:
    (row,) = records.list_lines(db, limit=1, offset=0, record_id=record_id)
    return sealed_line(row)


def _check_officers(case: Case) -> None:
    certificates = {text_of(officer, "certificate") for officer in case.row.officers} - {""}
    if len(certificates) < OFFICERS:
        raise NotReady(
            "Two different officers with certificate numbers finish an inspection.",
            code="officers",
        )


def _check_replacements(case: Case) -> None:
    """A replacement that is half told would leave a gap in the custody of its seal."""
    if not all(told["done"] for told in case.row.seal_changes.values()):
        raise NotReady("A replaced seal is not told to its end.", code="seal_change")


def _check_entries(case: Case) -> None:
    """What was typed and cannot be sealed would be lost: it is corrected or erased before."""
    views = group_views(case.groups, case.row.particulars, case.row.start)
    if any(entry.fault for view in views for entry in view.entries):
        raise NotReady("An entry cannot be read as what it is asked for.", code="entry_fault")


def _beside_the_readings(db: Connection, case: Case) -> dict[str, Any]:
    """Return particulars, checks that do not apply, and notices as they are sealed."""
    start = case.row.start
    values = dict(typed_values(case.groups, case.row.particulars, start))
    lines = notices_for(db, case.rule, case.row.phase, case.outcome.verdict.value)
    return {
        "particulars": entries_to_seal(case.groups, values, start.instrument, start.site),
        "not_applicable": not_applicable(case.procedure, case.row.not_applicable),
        "notices": sealed_notices(lines),
    }


def _with_signatures(db: Connection, finished: Finished) -> Finished:
    """Add the signatures that were given for exactly this: officers, trader, witness."""
    statement = statement_of(finished)
    given = [
        row.body
        for row in signatures.list_signatures(db, finished.id)
        if row.statement == statement
    ]
    certificates = [officer["certificate"] for officer in finished.officers]
    return replace(finished, signatures=sorted(given, key=lambda one: _rank(one, certificates)))


def _rank(signature: Mapping[str, Any], certificates: Sequence[str]) -> tuple[int, int]:
    if signature["role"] == "officer":
        return 0, certificates.index(signature.get("certificate", ""))
    return (1, 0) if signature["role"] == "trader" else (2, 0)


def finished_of(tablet: Tablet, db: Connection, case: Case) -> Finished:
    """Return a draft as the inspection that it would be sealed as now, without signatures."""
    start = case.row.start
    officers = [
        {name: text_of(officer, name) for name in ("name", "certificate")}
        for officer in case.row.officers
    ]
    return Finished(
        id=start.draft_id,
        instrument_id=start.instrument_id,
        instrument=start.instrument,
        site_id=start.site_id,
        site=start.site,
        officers=officers,
        standard=case.row.standard,
        input=case.document,
        outcome=case.outcome,
        rule_sha256=case.rule.sha256,
        photos=[Photo(**photo) for photo in case.row.photos],
        note=case.row.note,
        started_at=start.started_at,
        finished_at=spell_instant(tablet.clock.now()),
        seal_changes=changes_of(case.row),
        measures=proposals_of(case),
        **_beside_the_readings(db, case),
        **visit_to_seal(db, start.site_id),
    )
