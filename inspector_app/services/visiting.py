"""Visits: one is open at a time, it has one fix, and a record names the visit it belongs to."""

from decimal import Decimal
from typing import Any

from inspector_app.devices.fix import Fix, NoFix
from inspector_app.devices.identity import new_record_id
from inspector_app.errors import NotFound
from inspector_app.rulebook.on_site import visit_group
from inspector_app.services.ground import direction, distance_m
from inspector_app.services.instants import find_instant, parse_instant, spell_instant, today
from inspector_app.services.lines import text_of
from inspector_app.services.opening import Tablet
from inspector_app.services.registered_place import place_of_site, read_place
from inspector_app.services.views import EntryLine, SiteVisit, VisitBegun, VisitLine
from inspector_app.store import particulars, reference, visits
from inspector_app.store.database import Connection

FAR_M = 500
"""Farther from the registered place than this and the fix's own accuracy is worth a remark."""

Row = dict[str, Any]


def begin_visit(tablet: Tablet, site_id: str) -> VisitBegun:
    """Begin a visit; one that is open here is gone on with, one elsewhere ends now.

    Raises NotFound for a site that is not on this tablet.
    """
    with tablet.database.writing() as db:
        if reference.find_body(db, "sites", site_id) is None:
            raise NotFound(f"There is no site {site_id} on this tablet.")
        ended = ensure_visit(tablet, db, site_id)
        row = visits.find_open_visit(db) or {}
        return VisitBegun(_line(db, row), _line(db, ended) if ended else None)


def ensure_visit(tablet: Tablet, db: Connection, site_id: str) -> Row | None:
    """See to it that a visit of today is open at a site; returns one that this ended elsewhere.

    A visit that nobody ended on its own day ended with its last record.
    """
    day, now = today(tablet.clock), tablet.clock.now()
    known = visits.find_open_visit(db)
    is_of_today = known is not None and known["started_at"] >= day.began_at
    if known is not None and is_of_today and known["site_id"] == site_id:
        return None
    if known is not None:
        at = spell_instant(now) if is_of_today else _last_sign_of(db, known)
        visits.update_visit(db, known["id"], ended_at=max(at, known["started_at"]))
    visits.insert_visit(db, new_record_id(now), site_id, spell_instant(now))
    return known if known and is_of_today else None


def end_visit(tablet: Tablet, site_id: str) -> None:
    """End the visit of a site; nothing happens when none is open there."""
    with tablet.database.writing() as db:
        known = visits.find_open_visit(db)
        if known is not None and known["site_id"] == site_id:
            now = spell_instant(tablet.clock.now())
            visits.update_visit(db, known["id"], ended_at=max(now, known["started_at"]))


def note_fix(tablet: Tablet, visit_id: str, found: Fix | NoFix) -> VisitLine:
    """Keep where a visit took place, or why that is not known; the first fix stays."""
    with tablet.database.writing() as db:
        row = visits.find_visit(db, visit_id)
        if row is None:
            raise NotFound("There is no such visit on this tablet.")
        if row["latitude"] is None:
            visits.update_visit(db, visit_id, **_columns(tablet, db, row["site_id"], found))
        return _line(db, visits.find_visit(db, visit_id) or row)


def find_open_visit(tablet: Tablet) -> VisitLine | None:
    """Return the visit that is open now."""
    with tablet.database.reading() as db:
        row = visits.find_open_visit(db)
        return _line(db, row) if row else None


def load_site_visit(tablet: Tablet, site_id: str) -> SiteVisit:
    """Return today's latest visit of a site, and a visit that is open elsewhere."""
    began_at = today(tablet.clock).began_at
    with tablet.database.reading() as db:
        here, opened = visits.find_last_visit(db, site_id), visits.find_open_visit(db)
        is_of_today = here is not None and here["started_at"] >= began_at
        elsewhere = opened if opened and opened["site_id"] != site_id else None
        is_open = opened is not None and opened["site_id"] == site_id
        return SiteVisit(
            _line(db, here) if here and is_of_today else None,
            _line(db, elsewhere) if elsewhere else None,
            _why(db, opened["id"]) if opened and is_open else (),
        )


def _why(db: Connection, visit_id: str) -> tuple[EntryLine, ...]:
    noted = particulars.load_of_visit(db, visit_id)
    return tuple(
        EntryLine(
            id=one.id,
            label=dict(one.label),
            kind=one.kind,
            unit=one.unit,
            text=noted.get(one.id, one.default),
            answers={value: dict(label) for value, label in one.answers.items()},
        )
        for one in visit_group().particulars
    )


def visit_to_seal(db: Connection, site_id: str) -> dict[str, Any]:
    """Return `visit`, `location` and `no_location` of a record that is sealed at a site now."""
    row = visits.find_last_visit(db, site_id)
    if row is None:
        return {"visit": None, "location": None, "no_location": NoFix.NOT_ASKED.value}
    if row["latitude"] is None:
        reason = row["no_fix"] or NoFix.NOT_ASKED.value
        return {"visit": row["id"], "location": None, "no_location": reason}
    names = ("latitude", "longitude", "accuracy_m", "distance_m")
    location = {name: row[name] or None for name in names} | {"at": row["fixed_at"]}
    return {"visit": row["id"], "location": location, "no_location": ""}


def _columns(
    tablet: Tablet, db: Connection, site_id: str, found: Fix | NoFix
) -> dict[str, str | None]:
    if isinstance(found, NoFix):
        return {"no_fix": found.value}
    registered = place_of_site(db, site_id)
    here = read_place(found.latitude, found.longitude)
    distance = str(distance_m(here, registered)) if here and registered else None
    return {
        "latitude": found.latitude,
        "longitude": found.longitude,
        "accuracy_m": found.accuracy_m,
        "fixed_at": spell_instant(tablet.clock.now()),
        "distance_m": distance,
        "no_fix": None,
    }


def _last_sign_of(db: Connection, row: Row) -> str:
    return visits.last_sealed_at(db, row["site_id"], row["started_at"]) or str(row["started_at"])


def _line(db: Connection, row: Row) -> VisitLine:
    site = reference.find_body(db, "sites", row["site_id"]) or {}
    here, there = read_place(row["latitude"], row["longitude"]), read_place(
        site.get("latitude"), site.get("longitude")
    )  # fmt: skip
    distance = row["distance_m"] or ""
    return VisitLine(
        id=row["id"],
        site_id=row["site_id"],
        site_name=text_of(site, "name") or row["site_id"],
        started_at=parse_instant(row["started_at"]),
        ended_at=find_instant(row["ended_at"]),
        latitude=row["latitude"] or "",
        longitude=row["longitude"] or "",
        accuracy_m=row["accuracy_m"] or "",
        distance_m=distance,
        direction=direction(here, there) if here and there else "",
        is_far=is_far(distance, row["accuracy_m"] or ""),
        no_fix=row["no_fix"] or "",
    )


def is_far(distance: str, accuracy_m: str) -> bool:
    """True if a distance is more than the fix can be off, and 500 m."""
    return bool(distance) and Decimal(distance) > FAR_M + Decimal(accuracy_m or 0)
