"""Walking a forecourt: scan after scan says what is there; then what is due is opened in turn."""

from collections.abc import Mapping, Sequence

from inspector_app.services.instants import spell_instant, today
from inspector_app.services.lines import instrument_line
from inspector_app.services.opening import Tablet
from inspector_app.services.planning import load_site
from inspector_app.services.views import (
    InstrumentLine,
    InstrumentState,
    ScanKind,
    ScanResult,
    Sighting,
    Stranger,
    WalkView,
)
from inspector_app.store import sightings, standing
from inspector_app.store.database import Connection

OPEN = frozenset({InstrumentState.DUE, InstrumentState.OVERDUE, InstrumentState.IN_PROGRESS})
_TAGS = (ScanKind.INSTRUMENT, ScanKind.NOT_REGISTERED)


def load_walk(tablet: Tablet, site_id: str) -> WalkView:
    """Return a site, what was seen of it today, and what is due next. Raises NotFound."""
    site = load_site(tablet, site_id)
    day = today(tablet.clock)
    own = {line.instrument_id for line in site.instruments}
    with tablet.database.reading() as db:
        rows = sightings.list_sightings(db, day.today, site_id)
        seen = {row["instrument_id"]: row["opened_at"] or "" for row in rows}
        strangers = tuple(_stranger(db, day, one) for one in seen if one not in own)
    return WalkView(
        site=site.site,
        instruments=site.instruments,
        present=frozenset(seen) & own,
        strangers=strangers,
        next_due=choose_next(site.instruments, seen),
    )


def sight(tablet: Tablet, site_id: str, result: ScanResult) -> Sighting:
    """Note what a scan says is here, on the disk before it is shown; tell what it is."""
    if result.kind not in _TAGS or not result.id:
        return Sighting(known=False)
    day = today(tablet.clock)
    with tablet.database.writing() as db:
        before = {row["instrument_id"] for row in sightings.list_sightings(db, day.today, site_id)}
        sightings.note_sighting(
            db, day=day.today, site_id=site_id, instrument_id=result.id,
            at=spell_instant(tablet.clock.now()),
        )  # fmt: skip
        stranger = _stranger(db, day, result.id)
    again = result.id in before
    if stranger.line is not None and stranger.line.site_id == site_id:
        return Sighting(known=True, line=stranger.line, again=again)
    return Sighting(known=True, stranger=stranger, again=again)


def note_opened(tablet: Tablet, site_id: str, instrument_id: str) -> None:
    """Note that an instrument was opened from the walk: the next time another is offered first."""
    day = today(tablet.clock)
    with tablet.database.writing() as db:
        sightings.note_opened(
            db, day=day.today, site_id=site_id, instrument_id=instrument_id,
            at=spell_instant(tablet.clock.now()),
        )  # fmt: skip


def find_lines(tablet: Tablet, ids: Sequence[str]) -> tuple[InstrumentLine, ...]:
    """Return the instruments of these ids; those not on this tablet are left out."""
    day = today(tablet.clock)
    with tablet.database.reading() as db:
        return tuple(map(instrument_line, standing.list_standing(db, day, ids)))


def choose_next(
    instruments: Sequence[InstrumentLine], opened: Mapping[str, str]
) -> InstrumentLine | None:
    """Return the instrument to open next: present and due, never opened ones first. Pure.

    `opened` has the present ones and the instant at which each was opened last, '' for never. Of
    those that were opened and left again the one longest ago comes first.
    """
    waiting = [one for one in instruments if one.instrument_id in opened and one.state in OPEN]
    return min(waiting, key=lambda one: opened[one.instrument_id], default=None)


def _stranger(db: Connection, day: standing.Day, instrument_id: str) -> Stranger:
    row = standing.find_standing(db, day, instrument_id)
    if row is None:
        return Stranger(instrument_id)
    site = standing.find_site_line(db, day, row["site_id"])
    return Stranger(instrument_id, instrument_line(row), site["name"] if site else row["site_id"])
