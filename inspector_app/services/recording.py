"""Finished inspections from JSON documents, through the same checks as the screens.

All of them are taken in one transaction, or none is. A law that wants two officers binds the
screens; a document may name one, because it may tell of an inspection under another law.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from inspector_app.devices.identity import new_record_id
from inspector_app.errors import NotEnrolled, PictureTrouble
from inspector_app.metrology.custody import read_changes
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Fault, InvalidInput, Outcome
from inspector_app.metrology.parsing import Notes, read_value
from inspector_app.metrology.rule import Rule
from inspector_app.services.custody import with_seals_now
from inspector_app.services.inspection_document import INSPECTION
from inspector_app.services.instants import spell_instant
from inspector_app.services.leaving import put_back
from inspector_app.services.lines import sealed_line
from inspector_app.services.noticing import notices_for, sealed_notices
from inspector_app.services.opening import Tablet
from inspector_app.services.pictures import check_picture, check_size, media_type_of
from inspector_app.services.plausibility import (
    as_registered,
    faults_of_evaluation,
    faults_of_identifier,
    faults_of_times,
)
from inspector_app.services.registered_place import location_of, told_location
from inspector_app.services.safekeeping import keep_beside
from inspector_app.services.sealing import Finished, seal
from inspector_app.services.shrinking import without_location
from inspector_app.services.telling import (
    Told,
    read_told,
    sealed_not_applicable,
    sealed_particulars,
    told_by,
)
from inspector_app.services.views import Photo, SealedLine
from inspector_app.store import drafts, photos, records, reference
from inspector_app.store.database import Connection
from inspector_app.store.tablet import load_tablet_row
from sync.protocol.digest import sha256_hex


@dataclass(frozen=True, slots=True)
class Source:
    """One document, the folder that its photos' paths start from, and its name in a fault."""

    document: object
    folder: Path
    name: str = ""


def record_all(tablet: Tablet, sources: Sequence[Source]) -> tuple[SealedLine, ...]:
    """Seal every inspection, or none. The same id with the same content is not doubled.

    Raises NotEnrolled, InvalidInput with every fault of every document, StorageTrouble.
    """
    _check_enrolled(tablet)
    faults: list[Fault] = []
    given = [_read(tablet, source, faults) for source in sources]
    if faults:
        raise InvalidInput(tuple(faults))
    inspections = [(source, one) for source, one in zip(sources, given, strict=True) if one]
    for _, inspection in inspections:
        _keep_photos(tablet, inspection)
    with tablet.database.writing() as db:
        ids = [_seal_once(tablet, db, source, one) for source, one in inspections]
        rows = [records.list_lines(db, limit=1, offset=0, record_id=each)[0] for each in ids]
    keep_beside(tablet.database, tablet.folder)
    return tuple(map(sealed_line, rows))


@dataclass(frozen=True, slots=True)
class _Given:
    """An inspection as its document tells it, and where its photos lie."""

    finished: Finished
    paths: tuple[Path, ...]


def _check_enrolled(tablet: Tablet) -> None:
    with tablet.database.reading() as db:
        if load_tablet_row(db)["device_id"] is None:
            raise NotEnrolled("This tablet is not enrolled, so it cannot sign a record.")


def _read(tablet: Tablet, source: Source, faults: list[Fault]) -> _Given | None:
    """Return the inspection of a document; everything wrong with it is added to `faults`."""
    notes = Notes()
    found = read_value(INSPECTION, source.document, "", notes) or {}
    mine = [*notes.faults, *(Fault(path, "is missing") for path in notes.missing)]
    with tablet.database.reading() as db:
        found |= as_registered(db, found)
        mine += faults_of_identifier(db, found.get("instrument_id"))
        mine += faults_of_times(found, tablet.clock.now(), load_tablet_row(db)["server_offset_s"])
        mine += faults_of_evaluation(db, found, tablet.rulebook)
    mine += _seal_faults(found)
    paths = tuple(source.folder / photo["path"] for photo in found.get("photos") or ())
    kept = _read_photos(found, paths, mine)
    outcome = None
    try:
        if "evaluation" in found:
            outcome = evaluate(found["evaluation"], tablet.rulebook)
    except InvalidInput as wrong:
        mine += [Fault(f"evaluation.{fault.path}".rstrip("."), fault.message) for fault in
                 wrong.faults]  # fmt: skip
    rule = _find_rule(tablet, found)
    told = read_told(found, rule, mine) if rule else None
    faults += [Fault(_join(source.name, fault.path), fault.message) for fault in mine]
    if mine or outcome is None or told is None or rule is None:
        return None
    finished = Finished(
        id=found.get("id") or new_record_id(tablet.clock.now()),
        **_with_particulars(_registered(tablet, found), told, rule, found["evaluation"]),
        notices=_notices(tablet, rule, outcome),
        officers=found["officers"],
        standard=None,
        input=_as_text(found["evaluation"]),
        outcome=outcome,
        rule_sha256=rule.sha256,
        photos=kept,
        note=found.get("note", ""),
        started_at=spell_instant(found["started_at"]),
        finished_at=spell_instant(found["finished_at"]),
        seal_changes=[change.as_json() for change in read_changes(found)[0]],
    )
    return _Given(finished, paths)


def _find_rule(tablet: Tablet, found: Mapping[str, Any]) -> Rule | None:
    """Return the rule that a document names, also when its readings are at fault."""
    evaluation = found.get("evaluation")
    name = evaluation.get("rule") if isinstance(evaluation, Mapping) else None
    return tablet.rulebook.get(name) if isinstance(name, str) else None


def _with_particulars(
    registered: dict[str, Any], told: Told, rule: Rule, evaluation: Mapping[str, Any]
) -> dict[str, Any]:
    instrument, site = registered["instrument"], registered["site"]
    evaluated = evaluation.get("instrument") or {}
    return registered | {
        "particulars": sealed_particulars(told, rule, instrument, site, evaluated),
        "not_applicable": sealed_not_applicable(told, rule),
    }


def _notices(tablet: Tablet, rule: Rule, outcome: Outcome) -> list[dict[str, Any]]:
    with tablet.database.reading() as db:
        lines = notices_for(db, rule, outcome.phase, outcome.verdict.value)
    return sealed_notices(lines)


def _seal_faults(found: Mapping[str, Any]) -> list[Fault]:
    _, faults = read_changes(found)
    return [Fault(path, message) for path, _, message in (each.partition(": ") for each in faults)]


def _read_photos(
    found: Mapping[str, Any], paths: Sequence[Path], faults: list[Fault]
) -> tuple[Photo, ...]:
    kept = []
    for index, (photo, path) in enumerate(zip(found.get("photos") or (), paths, strict=True)):
        try:
            check_size(path.stat().st_size)
            data = _load_photo(path)
        except (OSError, ValueError, PictureTrouble) as fault:
            reason = str(fault) if isinstance(fault, PictureTrouble) else "cannot be read"
            faults.append(Fault(f"photos[{index}].path", reason))
        else:
            caption = photo.get("caption", "")
            kept.append(Photo(sha256_hex(data), len(data), media_type_of(data), caption))
    return tuple(kept)


def _registered(tablet: Tablet, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return instrument and site as the registry has them; what it has not is marked so."""
    instrument_id, site_id = found["instrument_id"], found["site_id"]
    with tablet.database.reading() as db:
        instrument = reference.find_body(db, "instruments", instrument_id)
        now = with_seals_now(db, instrument) if instrument else None
        site = reference.find_body(db, "sites", site_id)
        location = location_of(db, site_id, found.get("location"))
    return {
        "instrument_id": instrument_id,
        "instrument": now or {"instrument_id": instrument_id, "registered": False},
        "site_id": site_id,
        "site": site or {"site_id": site_id, "registered": False},
        "location": location,
    }


def _keep_photos(tablet: Tablet, given: _Given) -> None:
    for photo, path in zip(given.finished.photos, given.paths, strict=True):
        data = _read_photo(path, photo.sha256)
        photos.keep_file(tablet.folder, photo.sha256, data, tablet.vault)


def _read_photo(path: Path, sha256: str) -> bytes:
    try:
        data = _load_photo(path)
    except (OSError, PictureTrouble):
        data = b""
    if sha256_hex(data) != sha256:
        raise InvalidInput((Fault(str(path), "was changed while it was read"),))
    return data


def _load_photo(path: Path) -> bytes:
    data = path.read_bytes()
    check_picture(data)
    return without_location(data)


def _seal_once(tablet: Tablet, db: Connection, source: Source, given: _Given) -> str:
    finished = given.finished
    known = records.find_record(db, finished.id)
    if known is None and drafts.find_draft(db, finished.id) is None:
        for photo, file in zip(finished.photos, given.paths, strict=True):
            photos.store_photo(db, photo.sha256, size=photo.bytes, media_type=photo.media_type)
            put_back(tablet, db, photo.sha256, partial(_read_photo, file, photo.sha256))
        seal(tablet, db, finished)
    elif known is None or _told(json.loads(known["body"])) != _telling(finished):
        path = _join(source.name, "id")
        raise InvalidInput((Fault(path, "belongs to an inspection with other content"),))
    return finished.id


def _told(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a document said of a sealed record, without what the tablet added to it."""
    names = ("instrument_id", "site_id", "officers", "note")
    return {name: body[name] for name in names} | {
        "input": body["evaluation"]["input"],
        "photos": [(photo["sha256"], photo["caption"]) for photo in body["photos"]],
        "times": [body["times"][name] for name in ("started_at", "finished_at")],
        "seal_changes": body.get("seal_changes", []),
        "location": told_location(body.get("location")),
        **told_by(body),
    }


def _telling(finished: Finished) -> dict[str, Any]:
    """Return the same of an inspection that is not sealed yet."""
    names = ("instrument_id", "site_id", "officers", "note", "input")
    return {name: getattr(finished, name) for name in names} | {
        "photos": [(photo.sha256, photo.caption) for photo in finished.photos],
        "times": [finished.started_at, finished.finished_at],
        "seal_changes": list(finished.seal_changes),
        "location": told_location(finished.location),
        **told_by(
            {"particulars": finished.particulars, "checks_not_applicable": finished.not_applicable}
        ),
    }


def _as_text(value: Any) -> Any:
    """Return JSON data with every number as decimal text."""
    if isinstance(value, Mapping):
        return {key: _as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


def _join(name: str, path: str) -> str:
    if not name or not path:
        return (name or path).rstrip(": ")
    return f"{name}{path}" if name.endswith(" ") else f"{name}.{path}"
