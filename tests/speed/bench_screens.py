"""The screens of a tablet with 300,000 instruments, 2,000 sealed records and 4,000 photos.

    python -m tests.speed.bench_screens [FOLDER] [--rounds N] [--checks N]

Every step is taken by the clock, in turn at an app with as good as nothing on it (the floor): an
empty one for the first screen, one with three instruments for the others. What the app itself
takes is told apart from what one waits for in a Chromium, which draws without a graphics card
here. The last part is five hundred checks in one session, and what memory they leave behind.

Building takes about a minute, the measuring four, the checks eight; FOLDER keeps the tablets.
Ends with 1 when a figure falls short.
"""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median

from inspector_app.services.opening import Tablet
from inspector_app.store.reference import apply_changes
from tests.speed import screens_in_browser, screens_in_process
from tests.speed.screens_in_process import Times
from tests.support.big_tablet import RECORDS_EACH, build_tablet, history
from tests.support.registry import PUMP, open_city
from tests.support.visits import seal_one

TAGS = 20
MOST_FIRST, MOST_PAGE_MS, MOST_SEARCH_MS, MOST_KEY_MS = 1.3, 300, 100, 100
AS_FLOOR = 1.3
"""In the browser a step is kept, too, when it takes little more than the floor does there."""
SETTLED, MOST_GROWTH = 100, 1.15
FLOORS = ("empty", "small")


def main() -> int:
    """Build what is not there, measure, print; return 1 when a figure falls short."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", help="where the tablets are kept")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--checks", type=int, default=500)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-screens-") as made:
        folder = args.folder or Path(made)
        build(folder)
        kept = [*measure_app(folder, args.rounds), *measure_browser(folder, args.rounds)]
        if args.checks:
            kept.append(measure_memory(folder, args.checks))
    print("kept" if all(kept) else "MISSED")
    return 0 if all(kept) else 1


def build(folder: Path) -> None:
    """Make the tablets that are not there yet, each whole or not at all."""
    makers: dict[str, Callable[[Path], Tablet]] = {
        "empty": lambda at: open_city(at, city=()),
        "small": small_tablet,
        "big": build_tablet,
    }
    for name, make in makers.items():
        at = tablet_in(folder, name)
        if at.exists():
            continue
        began = time.perf_counter()
        half = folder / f"{name}.half"
        shutil.rmtree(half, ignore_errors=True)
        make(half).close()
        at.parent.mkdir(parents=True, exist_ok=True)
        half.rename(at)
        print(f"{name} tablet built in {time.perf_counter() - began:.0f} s", flush=True)


def small_tablet(folder: Path) -> Tablet:
    """Make a tablet of three instruments, one of them with as much history as the big one's."""
    tablet = open_city(folder)
    with tablet.database.writing() as db:
        apply_changes(db, history(Random(5), PUMP, "S1"))
    for number in range(RECORDS_EACH):
        seal_one(tablet, neck_reading_mm=f"{68 + number % 5}.0")
    return tablet


def tablet_in(folder: Path, name: str) -> Path:
    """Return where a tablet lies, as a `Stack` expects it."""
    return folder / name / "tablet"


def measure_app(folder: Path, rounds: int) -> list[bool]:
    """Measure the app alone, in this process."""
    tablets = {name: open_city(tablet_in(folder, name)) for name in ("empty", "small", "big")}
    empty, small, big = tablets.values()
    asked = {"small": (small, [PUMP] * TAGS), "big": (big, tags_of(big))}
    try:
        heading("the app alone, ms")
        first = asyncio.run(screens_in_process.first_screens({"empty": empty, "big": big}, rounds))
        tell("first screen", first)
        pages = asyncio.run(screens_in_process.tags_to_pages(asked))
        keys = asyncio.run(screens_in_process.keys_to_digits({"small": small, "big": big}))
        searched = {"big": asyncio.run(screens_in_process.searches(big))}
        return [
            tell("tag to the instrument's page", pages, MOST_PAGE_MS),
            tell("key to the digit in its field", keys, MOST_KEY_MS),
            tell("search after each letter", searched, MOST_SEARCH_MS),
        ]
    finally:
        for tablet in tablets.values():
            tablet.close()


def measure_browser(folder: Path, rounds: int) -> list[bool]:
    """Measure what one waits for in a Chromium."""
    big = open_city(tablet_in(folder, "big"))
    tags = {"small": [PUMP] * TAGS, "big": tags_of(big)}
    big.close()
    heading("in a Chromium, ms")
    first, started = screens_in_browser.first_screens(
        {name: folder / name for name in ("empty", "big")}, rounds
    )
    tell("process to its first answer", started)
    kept = tell("first screen", first, most_floors=MOST_FIRST)
    pages, keys = screens_in_browser.steps({name: folder / name for name in ("small", "big")}, tags)
    return [
        kept,
        tell("tag to the instrument's page", pages, MOST_PAGE_MS, AS_FLOOR),
        tell("key to the digit in its field", keys, MOST_KEY_MS, AS_FLOOR),
    ]


def tags_of(tablet: Tablet) -> list[str]:
    """Return instruments to scan: half of them with ten sealed records, half never checked here."""
    with tablet.database.reading() as db:
        sql = """SELECT instrument_id FROM records WHERE instrument_id <> ?
                  GROUP BY instrument_id LIMIT ?"""
        often = [row["instrument_id"] for row in db.query(sql, [PUMP, TAGS // 2])]
        sql = "SELECT instrument_id FROM instruments WHERE site_id LIKE 'SITE2%' LIMIT ?"
        never = [row["instrument_id"] for row in db.query(sql, [TAGS - len(often)])]
    return [each for pair in zip(often, never, strict=True) for each in pair]


def measure_memory(folder: Path, checks: int) -> bool:
    """Check so many instruments in one session; tell whether its memory stays."""
    with tempfile.TemporaryDirectory(prefix="bench-checks-", dir=folder) as made:
        at = Path(made) / "tablet"
        shutil.copytree(tablet_in(folder, "big"), at, copy_function=copy_or_link)
        command = [sys.executable, "-m", "tests.speed.many_checks", str(at), str(checks)]
        heading(f"{checks} checks in one session")
        resident: dict[int, float] = {}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
            for line in running.stdout or ():
                told = json.loads(line)
                resident[told["checks"]] = told["resident_mb"]
                print("after {checks:>4}: {resident_mb:>6.1f} MB, {objects:>7} objects, "
                      "{seconds:.0f} s".format(**told), flush=True)  # fmt: skip
    if running.returncode != 0 or SETTLED not in resident:
        return running.returncode == 0
    growth = resident[max(resident)] / resident[SETTLED]
    print(f"after {max(resident)} it is {growth:.2f} of that after {SETTLED} "
          f"(at most {MOST_GROWTH:g})")  # fmt: skip
    return growth <= MOST_GROWTH


def copy_or_link(source: str, target: str) -> None:
    """Copy what is written to; photos never change, so one file serves two folders."""
    if "photos" in Path(source).parts:
        os.link(source, target)
    else:
        shutil.copy2(source, target)


def heading(name: str) -> None:
    """Begin a part of the table."""
    columns = "".join(f"{column:>9}" for column in ("floor", "median", "p95", "ratio", "wanted"))
    print(f"\n{name:<32}{columns}", flush=True)


def tell(
    name: str, times: Times, most_ms: float | None = None, most_floors: float | None = None
) -> bool:
    """Print one row; return whether p95 is within `most_ms` or the median within floors."""
    ours, others = sorted(times["big"]), [times[each] for each in FLOORS if each in times]
    at_p95 = ours[min(int(len(ours) * 0.95), len(ours) - 1)]
    floor = median(others[0]) if others else None
    ratio = median(ours) / floor if floor else None
    wanted = " or ".join(
        [*([f"{most_ms:g} ms"] if most_ms else []), *([f"{most_floors:g}x"] if most_floors else [])]
    )
    within = (most_ms is None and most_floors is None) or any((
        most_ms is not None and at_p95 <= most_ms,
        most_floors is not None and ratio is not None and ratio <= most_floors,
    ))  # fmt: skip
    numbers = "".join(spell(number, places) for number, places in (
        (floor, 1), (median(ours), 1), (at_p95, 1), (ratio, 2)))  # fmt: skip
    print(f"{name:<32}{numbers}   {wanted}{'' if within else '  MISSED'}", flush=True)
    return within


def spell(number: float | None, places: int) -> str:
    """Spell a number in its column."""
    return f"{'':>9}" if number is None else f"{number:>9.{places}f}"


if __name__ == "__main__":
    raise SystemExit(main())
