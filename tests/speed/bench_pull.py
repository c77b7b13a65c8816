"""A tablet's first fill with 100,000 instruments, against reading the same rows from a file.

The real client asks the real server's process and writes into the real tablet's tables; the floor
reads the same lines from the disk into the same tables, through the same function of the store.
Run by `make bench`; prints seconds, and ends with 1 when the wire costs more than half as much
again.
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from statistics import median

from inspector_app.services.enrolling import enrol
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.reference_copy import ROWS_AT_ONCE, TabletReference
from inspector_app.store.reference import Change as Row
from inspector_app.store.reference import apply_changes, count_rows
from inspector_app.store.tablet import note_tablet
from sync.client.pull import pull
from sync.protocol.changes import PUT, ReferenceRow, spell_row
from sync.protocol.limits import Limits
from sync.server.tables.reference import Change, write_changes
from sync.server.work.enrolling import invite
from sync.server.work.opening import Office
from tests.speed.clients import talk_as
from tests.support.registry import instrument
from tests.support.server_process import ServerProcess, server_process
from tests.support.serving import opened_office

ROWS, ROUNDS = 100_000, 3
PAGE_ROWS = Limits().page_rows
MOST = 1.5


def write_registry(office: Office, file: Path) -> None:
    """Put the instruments into the server's database, and the same rows into a file."""
    with file.open("wb") as lines, office.database.writing() as connection:
        for start in range(0, ROWS, PAGE_ROWS):
            bodies = {f"{n:010}": instrument(f"{n:010}", serial=f"SN-{n}")
                      for n in range(start, start + PAGE_ROWS)}  # fmt: skip
            texts = {key: json.dumps(body, ensure_ascii=False) for key, body in bodies.items()}
            write_changes(connection, [Change("instruments", *item) for item in texts.items()])
            lines.writelines(
                spell_row(ReferenceRow("instruments", key, PUT, body))
                for key, body in bodies.items()
            )


@contextmanager
def empty_tablet(office: Office, server: ServerProcess) -> Iterator[Tablet]:
    """Give a tablet that is enrolled and knows nothing yet."""
    with tempfile.TemporaryDirectory(prefix="bench-tablet-") as folder:
        tablet = open_tablet(Path(folder))
        enrol(tablet, invite(office, name="tablet", minutes=15).code, server=server.url)
        yield tablet
        tablet.close()


def read_rows(file: Path) -> Iterator[Row]:
    """Read the rows of the file."""
    with file.open("rb") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["kind"], row["id"], row["body"]


def floor_of_pages(tablet: Tablet, file: Path) -> None:
    """Write them as pages are: so many in a transaction."""
    rows = read_rows(file)
    while some := list(islice(rows, PAGE_ROWS)):
        with tablet.database.writing() as db:
            apply_changes(db, some)


def floor_of_snapshot(tablet: Tablet, file: Path) -> None:
    """Write them as a snapshot is: all in one transaction."""
    rows = read_rows(file)
    with tablet.database.writing() as db:
        while some := list(islice(rows, ROWS_AT_ONCE)):
            apply_changes(db, some)


def fetch(tablet: Tablet, *, by_pages: bool) -> None:
    """Fetch the office's data as a sync does; with a cursor before everything it comes in pages."""
    session, there = talk_as(tablet)
    if by_pages:
        with tablet.database.writing() as db:
            note_tablet(db, cursor=f"{there.epoch}:0")
    pull(session, TabletReference(tablet), there.limits, lambda ask: ask(), lambda _rows: None)
    session.close()


def seconds(tablet: Tablet, work: Callable[[Tablet], None]) -> float:
    """Return how long it takes; fails unless every row is there afterwards."""
    start = time.perf_counter()
    work(tablet)
    took = time.perf_counter() - start
    with tablet.database.reading() as db:
        assert count_rows(db, "instruments") == ROWS
    return took


def main() -> int:
    """Print the table; return 1 when a figure falls short."""
    taken: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-pull-") as made:
        folder, url = Path(made), f"sqlite:///{made}/server.db"
        file = folder / "instruments.ndjson"
        with opened_office(folder, url) as office, server_process(folder, url) as server:
            write_registry(office, file)
            works: dict[str, Callable[[Tablet], None]] = {
                "pages, floor": lambda tablet: floor_of_pages(tablet, file),
                "pages": lambda tablet: fetch(tablet, by_pages=True),
                "snapshot, floor": lambda tablet: floor_of_snapshot(tablet, file),
                "snapshot, made": lambda tablet: fetch(tablet, by_pages=False),
                "snapshot, at hand": lambda tablet: fetch(tablet, by_pages=False),
            }
            for _ in range(ROUNDS):
                for path in (folder / "snapshots").glob("*"):
                    path.unlink()
                for name, work in works.items():
                    with empty_tablet(office, server) as tablet:
                        taken.setdefault(name, []).append(seconds(tablet, work))
    return tell({name: median(each) for name, each in taken.items()})


def tell(taken: dict[str, float]) -> int:
    """Print the table; return 1 when a figure falls short."""
    print(f"{f'{ROWS} instruments':<22}{'s':>8}{'floor s':>10}{'ratio':>8}   floor: from a file")
    ratios = []
    for name in ("pages", "snapshot, made", "snapshot, at hand"):
        floor = taken[f"{name.partition(',')[0]}, floor"]
        ratios.append(taken[name] / floor)
        print(f"{name:<22}{taken[name]:>8.2f}{floor:>10.2f}{ratios[-1]:>8.2f}")
    kept = max(ratios) <= MOST
    print(f"{'kept' if kept else 'MISSED'}: at most {MOST} times the floor")
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
