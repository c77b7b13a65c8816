"""A tablet with 300,000 instruments: search as one types, tag to page, and memory.

The floor is a look-up of one instrument by its primary key in the same tables. Times are of the
processor, for a machine that does other work besides tells nothing by the clock. Run by `make
bench`; ends with 1 when a search or the way from a tag to its instrument takes too many floors.
`python -m tests.speed.bench_tablet FOLDER` keeps the tablet there, for other measurements, and
takes the one that is there.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from inspector_app.services.opening import Tablet
from inspector_app.services.planning import load_instrument, load_work_list
from inspector_app.services.scanning import resolve_text
from inspector_app.services.searching import search_registry
from inspector_app.services.views import ScanKind
from inspector_app.store.reference import find_body, list_instrument_ids
from tests.support.big_tablet import KINDS, PLACES, build_tablet
from tests.support.registry import open_city

QUERIES, LOOK_UPS = 300, 1_000
MOST_SEARCH, MOST_PAGE = 1_000, 400
"""Floors, at p95: the floor is some 30 microseconds."""


def main() -> int:
    """Build the tablet, print the table; return 1 when a figure falls short."""
    with tempfile.TemporaryDirectory(prefix="bench-tablet-") as made:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else made)
        began = time.perf_counter()
        before = memory_mib()
        known = (folder / "tablet.db").exists()
        tablet = open_city(folder) if known else build_tablet(folder)
        took = time.perf_counter() - began
        print(f"opened in {took:.1f} s, {size_mib(folder):.0f} MiB on the disk")
        try:
            return measure(tablet, before)
        finally:
            tablet.close()


def measure(tablet: Tablet, before: float) -> int:
    """Measure and print."""
    rng = Random(11)
    with tablet.database.reading() as db:
        ids = rng.sample(list_instrument_ids(db), LOOK_UPS)
    floor = timed(lambda each: look_up(tablet, each), ids)
    print(f"{'ms':<34}{'p50':>8}{'p95':>8}{'max':>8}{'p95/floor':>11}")
    base = tell("floor: one row by its key", floor, floor)
    words = list(typed_letters(tablet, rng, ids))
    searched = {
        f"search, {name}": timed(lambda each: search_registry(tablet, each), asked)
        for name, asked in (
            ("every letter typed", words),
            ("one or two Chinese characters", [w for w in words if len(w) < 3 and w > "一"]),
            ("one or two others", [w for w in words if len(w) < 3 and w < "一"]),
        )
    }
    worst = max(tell(name, each, floor) for name, each in searched.items())
    page = tell("tag to the instrument's page", timed(lambda e: open_page(tablet, e), ids), floor)
    tell("today's work list", timed(lambda _: load_work_list(tablet), range(20)), floor)
    print(f"memory: {memory_mib() - before:.0f} MiB more than before, at the highest")
    kept = worst / base <= MOST_SEARCH and page / base <= MOST_PAGE
    print(f"{'kept' if kept else 'MISSED'}: search at most {MOST_SEARCH} and page at most "
          f"{MOST_PAGE} floors")  # fmt: skip
    return 0 if kept else 1


def typed_letters(tablet: Tablet, rng: Random, ids: list[str]) -> Iterator[str]:
    """Give what stands in the field after each letter of the drawn queries."""
    for number in range(QUERIES):
        with tablet.database.reading() as db:
            body = find_body(db, "instruments", ids[number])
        assert body is not None
        whole = (
            ids[number], body["serial"], body["certificate_no"], body["serial"][4:],
            ids[number][3:], rng.choice(PLACES) + rng.choice(PLACES), rng.choice(KINDS),
            f"路{rng.randint(1, 999)}号", rng.choice(PLACES) + rng.choice(KINDS), "没有的地方",
        )[number % 10]  # fmt: skip
        yield from (whole[:end] for end in range(1, len(whole) + 1))


def look_up(tablet: Tablet, instrument_id: str) -> None:
    """Read one instrument by its key."""
    with tablet.database.reading() as db:
        assert find_body(db, "instruments", instrument_id)


def open_page(tablet: Tablet, instrument_id: str) -> None:
    """Do what a scan does, up to the page: what the text is, then all that the page shows."""
    result = resolve_text(tablet, instrument_id)
    assert result.kind in (ScanKind.INSTRUMENT, ScanKind.MISTYPED)
    load_instrument(tablet, instrument_id)


def timed(work: Callable[[str], object], asked: object) -> list[float]:
    """Return the processor's milliseconds of each call, in order of size."""
    taken = []
    for each in asked:  # type: ignore[attr-defined]
        began = time.thread_time()
        work(each)
        taken.append((time.thread_time() - began) * 1000)
    return sorted(taken)


def tell(name: str, taken: list[float], floor: list[float]) -> float:
    """Print one row; return its p95."""
    p50, p95 = (taken[min(int(len(taken) * share), len(taken) - 1)] for share in (0.5, 0.95))
    ratio = p95 / floor[int(len(floor) * 0.95)]
    print(f"{name:<34}{p50:>8.2f}{p95:>8.2f}{taken[-1]:>8.2f}{ratio:>11.0f}")
    return p95


def memory_mib() -> float:
    """Return how much memory this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def size_mib(folder: Path) -> float:
    """Return how large a folder is."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20


if __name__ == "__main__":
    raise SystemExit(main())
