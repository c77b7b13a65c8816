"""What a test needs to know of the tablet's registry before it acts as an inspector."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector_app.services.inspecting import list_officers
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.planning import load_instrument, load_site, load_work_list
from inspector_app.services.views import InstrumentState
from tests.support.sealed_bytes import bodies_on


@dataclass(frozen=True)
class Target:
    """An instrument that is due, with the seals that the register has of it."""

    instrument_id: str
    site_id: str
    characteristics: dict[str, Any]
    seals: tuple[str, ...]


@contextmanager
def opened(folder: Path) -> Iterator[Tablet]:
    """Open the tablet beside the app, as another process."""
    tablet = open_tablet(folder)
    try:
        yield tablet
    finally:
        tablet.close()


def due_instruments(folder: Path, kind: str) -> list[Target]:
    """Return the instruments of a kind that are due on the tablet in `folder`."""
    found = []
    with opened(folder) as tablet:
        for site in load_work_list(tablet).sites:
            for line in load_site(tablet, site.site_id).instruments:
                if line.kind == kind and line.state is InstrumentState.DUE:
                    seals = load_instrument(tablet, line.instrument_id).seals
                    numbers = tuple(seal.number for seal in seals)
                    found.append(
                        Target(line.instrument_id, site.site_id, line.characteristics, numbers)
                    )
    return found


def two_officers(folder: Path) -> list[str]:
    """Return the ids of two officers."""
    with opened(folder) as tablet:
        return [officer.officer_id for officer in list_officers(tablet)][:2]


def forget_habits(folder: Path) -> None:
    """Let the next inspection begin with no standard and no officers filled in, as on a new day."""
    with opened(folder) as tablet, tablet.database.writing() as db:
        db.execute("DELETE FROM settings WHERE name LIKE 'habit.%'")


def find_standard(folder: Path, kind: str, **characteristics: str) -> str:
    """Return the id of a usable standard of a kind with these characteristics."""
    from inspector_app.store.reference import list_standards

    with opened(folder) as tablet, tablet.database.reading() as db:
        today = tablet.clock.now().date().isoformat()
        return str(
            next(
                body["standard_id"]
                for body in list_standards(db, kind)
                if body["valid_until"] >= today
                and all(body["characteristics"].get(k) == v for k, v in characteristics.items())
            )
        )


def sealed_bytes(folder: Path, record_id: str) -> bytes:
    """Return the bytes that were sealed on the tablet under a record's id."""
    with opened(folder) as tablet:
        return bodies_on(tablet)[record_id]


def sealed_body(folder: Path, instrument_id: str) -> bytes:
    """Return the bytes of the last record that was sealed of an instrument."""
    with opened(folder) as tablet, tablet.database.reading() as db:
        sql = "SELECT id FROM records WHERE instrument_id = ? ORDER BY seq DESC LIMIT 1"
        (row,) = db.query(sql, [instrument_id])
    return sealed_bytes(folder, row["id"])
