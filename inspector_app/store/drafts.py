"""Inspections that are not finished: a row for each thing said, written before it is shown."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from inspector_app.store.particulars import load_particulars

Body = dict[str, Any]
Reading = tuple[str, int, str]
"""Key of the test point, index of the run, key of the field."""

_CHANGE = ("removed", "applied", "reason", "note", "done")


@dataclass(frozen=True, slots=True)
class DraftStart:
    """What a draft begins with and keeps: who, what, by which rule, when.

    `started_at` is UTC, `zone` an IANA name, `monotonic_s` decimal text.
    """

    draft_id: str
    instrument_id: str
    instrument: Body
    site_id: str
    site: Body
    rule_id: str
    rule_sha256: str
    phase: str
    started_at: str
    zone: str
    monotonic_s: str


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as it stands: its beginning, what was chosen, and everything that was said."""

    start: DraftStart
    phase: str
    note: str
    place: tuple[str, str, int, str, str]  # step, point, run, field, what stands in it
    standard: Body | None
    readings: Mapping[Reading, str]
    runs: Mapping[str, int]
    seals: Mapping[str, tuple[str, str]]  # position: state, number found
    checks: Mapping[str, bool]
    officers: tuple[Body, ...]
    seal_changes: Mapping[str, Body]  # by position: removed, applied, reason, note, done
    photos: tuple[Body, ...]  # sha256, bytes, media_type, caption, of
    measures: tuple[str, ...] = ()  # ids of what is proposed
    not_applicable: frozenset[str] = frozenset()  # ids of checks
    particulars: Mapping[str, str] = field(default_factory=dict)  # by entry, as typed


def insert_draft(db: Database, start: DraftStart, rule_data: bytes) -> None:
    """Begin a draft and keep the exact data of its rule for as long as the draft needs them."""
    db.table("rules").insert(
        {"sha256": start.rule_sha256, "rule_id": start.rule_id, "data": rule_data}, ignore=True
    )
    snapshots = {"instrument": json.dumps(start.instrument), "site": json.dumps(start.site)}
    names = ("draft_id", "instrument_id", "site_id", "rule_id", "rule_sha256", "phase",
             "started_at", "zone", "monotonic_s")  # fmt: skip
    columns = {name: getattr(start, name) for name in names}
    place = {"step": "seals", "point": "", "run": 0, "field": "", "typed": ""}
    kind = str(start.instrument.get("kind") or "")
    db.table("drafts").insert({**columns, **snapshots, **place, "note": "", "kind": kind})


def find_draft(db: Database, draft_id: str) -> DraftRow | None:
    """Return a draft with everything in it."""
    for row in db.query("SELECT * FROM drafts WHERE draft_id = ?", [draft_id]):
        return _draft(db, row)
    return None


def find_draft_of(db: Database, instrument_id: str) -> str | None:
    """Return the id of the open draft of an instrument."""
    sql = "SELECT draft_id FROM drafts WHERE instrument_id = ?"
    return next((row["draft_id"] for row in db.query(sql, [instrument_id])), None)


def find_untouched(db: Database, start: DraftStart) -> str | None:
    """Return a draft that was begun about the same and in which nothing was said yet."""
    sql = """SELECT draft_id, instrument FROM drafts AS d
              WHERE site_id = ? AND rule_sha256 = ? AND phase = ? AND kind = ?
                AND NOT EXISTS (SELECT 1 FROM draft_readings WHERE draft_id = d.draft_id)
                AND NOT EXISTS (SELECT 1 FROM draft_checks WHERE draft_id = d.draft_id)
                AND NOT EXISTS (SELECT 1 FROM draft_photos WHERE draft_id = d.draft_id)
              ORDER BY draft_id"""
    told = {**start.instrument, "instrument_id": ""}
    kind = str(start.instrument.get("kind") or "")
    rows = db.query(sql, [start.site_id, start.rule_sha256, start.phase, kind])
    same = (row for row in rows if {**json.loads(row["instrument"]), "instrument_id": ""} == told)
    return next((row["draft_id"] for row in same), None)


def find_rule_data(db: Database, sha256: str) -> bytes | None:
    """Return the exact data of the rule that a draft began with."""
    sql = "SELECT data FROM rules WHERE sha256 = ?"
    return next((bytes(row["data"]) for row in db.query(sql, [sha256])), None)


def count_drafts(db: Database) -> int:
    """Return how many inspections are open."""
    return db.table("drafts").count


def list_draft_ids(db: Database) -> frozenset[str]:
    """Return the ids of the inspections that are open."""
    return frozenset(row["draft_id"] for row in db.query("SELECT draft_id FROM drafts"))


def delete_draft(db: Database, draft_id: str) -> None:
    """Drop a draft, all that belongs to it, and the rule data that no other draft needs."""
    db.table("drafts").delete(draft_id)
    db.execute("DELETE FROM rules WHERE sha256 NOT IN (SELECT rule_sha256 FROM drafts)")


def update_draft(db: Database, draft_id: str, **columns: str | int | None) -> None:
    """Write some columns of a draft."""
    db.table("drafts").update(draft_id, columns)


def store_reading(db: Database, draft_id: str, reading: Reading, text: str, taken_at: str) -> None:
    """Write what was read at one field; empty text erases."""
    point, run, field = reading
    key = {"draft_id": draft_id, "point": point, "run": run, "field": field}
    _say(db, "draft_readings", key, {"text": text, "taken_at": taken_at} if text else None)


def store_runs(db: Database, draft_id: str, point: str, runs: int) -> None:
    """Write how many runs a test point has."""
    _say(db, "draft_runs", {"draft_id": draft_id, "point": point}, {"runs": runs})


def store_seal(
    db: Database, draft_id: str, position: str, said: tuple[str, str] | None, found_at: str
) -> None:
    """Write how a seal was found and its number; None takes it back."""
    key = {"draft_id": draft_id, "position": position}
    row = {"state": said[0], "found": said[1], "found_at": found_at} if said else None
    _say(db, "draft_seals", key, row)


def store_seal_change(
    db: Database, draft_id: str, position: str, told: Body | None, noted_at: str
) -> None:
    """Write how a seal was replaced, also while it is being typed; None takes it back."""
    key = {"draft_id": draft_id, "position": position}
    _say(db, "draft_seal_changes", key, told and told | {"noted_at": noted_at})


def store_check(
    db: Database,
    draft_id: str,
    check_id: str,
    *,
    ok: bool | None,
    answered_at: str,
    applies: bool = True,
) -> None:
    """Write the answer to a check, or that it does not apply; None takes the answer back."""
    key = {"draft_id": draft_id, "check_id": check_id}
    said = {"ok": int(ok or False), "answered_at": answered_at, "applies": int(applies)}
    _say(db, "draft_checks", key, None if ok is None and applies else said)


def store_officers(db: Database, draft_id: str, officers: Sequence[Body]) -> None:
    """Write who inspects, in their order."""
    db.execute("DELETE FROM draft_officers WHERE draft_id = ?", [draft_id])
    db.table("draft_officers").insert_all(
        {"draft_id": draft_id, "place": place, "officer_id": body["officer_id"],
         "body": json.dumps(body, ensure_ascii=False)}
        for place, body in enumerate(officers)
    )  # fmt: skip


def store_draft_photo(
    db: Database, draft_id: str, sha256: str, caption: str, added_at: str, *, original: str = ""
) -> None:
    """Note a photo that was kept for this draft; the same photo again renews its caption.

    `original` is the photo that this one was made of by marking it.
    """
    if update_caption(db, draft_id, sha256, caption):
        return
    key = {"draft_id": draft_id, "sha256": sha256}
    said = {"caption": caption, "added_at": added_at, "original": original or None}
    db.table("draft_photos").insert(key | said)


def store_measure(db: Database, draft_id: str, measure_id: str, chosen_at: str | None) -> None:
    """Write that a measure is proposed; None takes it back."""
    key = {"draft_id": draft_id, "measure_id": measure_id}
    _say(db, "draft_measures", key, {"chosen_at": chosen_at} if chosen_at else None)


def update_caption(db: Database, draft_id: str, sha256: str, caption: str) -> bool:
    """Write another caption under a photo of a draft; False when the draft has no such photo."""
    sql = "UPDATE draft_photos SET caption = ? WHERE draft_id = ? AND sha256 = ?"
    return db.execute(sql, [caption, draft_id, sha256]).rowcount > 0


def _say(db: Database, table: str, key: Body, said: Body | None) -> None:
    if said is not None:
        db.table(table).upsert(key | said, pk=tuple(key))
        return
    where = " AND ".join(f"{column} = :{column}" for column in key)
    db.execute(f"DELETE FROM {table} WHERE {where}", key)  # noqa: S608 - names of ours


def _draft(db: Database, row: Body) -> DraftRow:
    start = {name: row[name] for name in DraftStart.__slots__ if name not in ("instrument", "site")}
    photos = """SELECT sha256, bytes, media_type, caption, coalesce(original, '') AS of
                  FROM draft_photos
                  JOIN photos USING (sha256) WHERE draft_id = ? ORDER BY draft_photos.rowid"""
    draft_id = row["draft_id"]
    checks = _parts(db, "draft_checks", draft_id)
    return DraftRow(
        start=DraftStart(
            **start, instrument=json.loads(row["instrument"]), site=json.loads(row["site"])
        ),
        phase=row["phase"],
        note=row["note"],
        place=(row["step"], row["point"], row["run"], row["field"], row["typed"]),
        standard=json.loads(row["standard"]) if row["standard"] else None,
        readings={
            (part["point"], part["run"], part["field"]): part["text"]
            for part in _parts(db, "draft_readings", draft_id)
        },
        runs={part["point"]: part["runs"] for part in _parts(db, "draft_runs", draft_id)},
        seals={
            part["position"]: (part["state"], part["found"])
            for part in _parts(db, "draft_seals", draft_id)
        },
        seal_changes={
            part["position"]: {name: part[name] for name in _CHANGE}
            for part in _parts(db, "draft_seal_changes", draft_id)
        },
        checks={part["check_id"]: bool(part["ok"]) for part in checks if part["applies"]},
        officers=tuple(json.loads(p["body"]) for p in _parts(db, "draft_officers", draft_id)),
        photos=tuple(db.query(photos, [draft_id])),
        measures=tuple(part["measure_id"] for part in _parts(db, "draft_measures", draft_id)),
        not_applicable=frozenset(part["check_id"] for part in checks if not part["applies"]),
        particulars=load_particulars(db, draft_id),
    )


def _parts(db: Database, table: str, draft_id: str) -> list[Body]:
    # In the order of the primary key, which begins with the draft.
    sql = f"SELECT * FROM {table} WHERE draft_id = ? ORDER BY 1, 2, 3"  # noqa: S608 - ours
    return list(db.query(sql, [draft_id]))


def drop_sealed(db: Database) -> None:
    """Drop the drafts whose record is here: they were sealed, and rescued from an older page."""
    db.execute("DELETE FROM drafts WHERE draft_id IN (SELECT id FROM records)")
