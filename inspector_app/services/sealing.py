"""A finished inspection becomes a record: serialised once, chained, signed, never changed again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inspector_app.devices.clock import believe
from inspector_app.devices.fix import NoFix
from inspector_app.devices.identity import load_private_key
from inspector_app.errors import NotEnrolled, NotReady
from inspector_app.metrology.custody import read_changes
from inspector_app.metrology.leading import leading_finding
from inspector_app.metrology.model import Outcome
from inspector_app.metrology.results import outcome_as_json
from inspector_app.services.instants import record_times
from inspector_app.services.opening import Tablet
from inspector_app.services.views import Photo
from inspector_app.store import records, seals
from inspector_app.store.database import Connection
from inspector_app.store.tablet import load_tablet_row
from sync.protocol.limits import KIB, Limits
from sync.protocol.record import SealedRecord, seal_record
from sync.protocol.statement import statement_sha256

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished inspection: `instrument`, `site` and `standard` as the registry had them.

    `input` is what was evaluated, with decimals as text; instants are UTC text.
    """

    id: str
    instrument_id: str
    instrument: Body
    site_id: str
    site: Body
    officers: Sequence[Body]  # name, certificate
    standard: Body | None
    input: Body
    outcome: Outcome
    rule_sha256: str
    photos: Sequence[Photo]
    note: str
    started_at: str
    finished_at: str
    seal_changes: Sequence[Body] = ()  # position, removed, applied, reason, note
    signatures: Sequence[Body] = ()  # each for the statement of everything else
    measures: Sequence[Body] = ()  # id, text, basis, tag
    particulars: Sequence[Body] = ()  # id, label, entries
    not_applicable: Sequence[Body] = ()  # checks: id, label
    notices: Sequence[Body] = ()  # id, text, confirmed
    visit: str | None = None
    location: Body | None = None  # latitude, longitude, accuracy_m, distance_m, at
    no_location: str = NoFix.NOT_ASKED.value  # why there is no location


def seal(tablet: Tablet, db: Connection, finished: Finished) -> None:
    """Write the next record of this device's chain, in the running transaction.

    Raises NotEnrolled, and NotReady when the clock cannot be believed or the record is too large
    for the server; the transaction is then undone.
    """
    noted = load_tablet_row(db)
    if noted["device_id"] is None:
        raise NotEnrolled("This tablet is not enrolled, so it cannot sign a record.")
    believe(tablet.clock)
    seq, prev = records.next_link(db)
    times = record_times(
        tablet.clock,
        started_at=finished.started_at,
        finished_at=finished.finished_at,
        server_offset_s=noted["server_offset_s"],
    )
    content = _content(finished, times)
    sealed = seal_record(
        content,
        device_id=noted["device_id"],
        seq=seq,
        prev=prev,
        key=load_private_key(bytes(noted["private_key"])),
    )
    _check_size(sealed)
    insert_sealed(db, sealed, content)


def statement_of(finished: Finished) -> str:
    """Return the hash that signatures of this inspection are given for."""
    return statement_sha256(_content(finished, {}))


def insert_sealed(db: Connection, sealed: SealedRecord, content: Body) -> None:
    """Write a sealed record with what it is found by, all of it read from its own content."""
    named = [photo["sha256"] for photo in content["photos"]]
    records.insert_record(db, sealed, _keys(content), named)
    changes, _ = read_changes(content)
    seals.insert_changes(db, content["instrument_id"], changes, sealed.id)


def _content(finished: Finished, times: Body) -> dict[str, Any]:
    content = {
        "id": finished.id,
        "site_id": finished.site_id,
        "instrument_id": finished.instrument_id,
        "site": dict(finished.site),
        "instrument": dict(finished.instrument),
        "officers": [dict(officer) for officer in finished.officers],
        "standard": finished.standard and dict(finished.standard),
        "evaluation": {
            "input": dict(finished.input),
            "outcome": outcome_as_json(finished.outcome),
            "rule_sha256": finished.rule_sha256,
        },
        "photos": [_photo(photo) for photo in finished.photos],
        "signatures": [dict(signature) for signature in finished.signatures],
        "note": finished.note,
        "times": dict(times),
        "visit": finished.visit,
        "location": finished.location and dict(finished.location),
        "measures": [dict(measure) for measure in finished.measures],
        "supersedes": None,
    }
    if finished.location is None:
        content["no_location"] = finished.no_location
    if finished.seal_changes:
        content["seal_changes"] = [dict(change) for change in finished.seal_changes]
    parts = {
        "particulars": finished.particulars,
        "checks_not_applicable": finished.not_applicable,
        "notices": finished.notices,
    }
    content |= {name: [dict(one) for one in told] for name, told in parts.items() if told}
    return content


def _photo(photo: Photo) -> dict[str, Any]:
    names = ("sha256", "bytes", "media_type", "caption", *(["of"] if photo.of else ()))
    return {name: getattr(photo, name) for name in names}


def _keys(content: Body) -> records.RecordKeys:
    outcome = content["evaluation"]["outcome"]
    leading = leading_finding(outcome)
    return records.RecordKeys(
        instrument_id=content["instrument_id"],
        site_id=content["site_id"],
        site_name=str(content["site"].get("name") or content["site_id"]),
        verdict=outcome["verdict"],
        value=leading.get("value"),
        unit=leading.get("unit"),
        finished_at=content["times"]["finished_at"],
        sealed_at=content["times"]["sealed_at"],
    )


def _check_size(sealed: SealedRecord) -> None:
    most = Limits().record_bytes
    if len(sealed.body) > most:
        raise NotReady(
            f"This record has {len(sealed.body)} bytes; at most {most // KIB} KiB can be sent.",
            code="too_large",
            hint="Shorten the note and the captions.",
        )
