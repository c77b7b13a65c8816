"""A tablet as large as they come: 300,000 instruments, 30,000 sites, 2,000 records, 4,000 photos.

Drawn from a seed. The registry is written through the store's own functions; the records are
finished inspections, evaluated and sealed through the services, ten at an instrument, each with
photos of its own.
"""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from inspector_app.services.opening import Tablet
from inspector_app.services.recording import Source, record_all
from inspector_app.services.searching import index_registry
from inspector_app.store.reference import Change, apply_changes
from inspector_app.tags.identifier import ALPHABET
from tests.support.inspections import fuel, fuel_run
from tests.support.pictures import draw, encode
from tests.support.registry import instrument, open_city, site

INSTRUMENTS, SITES, RECORDS, PHOTOS = 300_000, 30_000, 2_000, 4_000
A_SITE = INSTRUMENTS // SITES
RECORDS_EACH, PHOTOS_EACH = 10, PHOTOS // RECORDS
A_DAY = 10
A_BATCH, A_FEW = 5_000, 100
PLACES = "东西南北中山河湖海林泉石桥门城关庄村岭坪川源安宁平阳丰和兴隆"
KINDS = ("加油站", "农贸市场", "超市", "眼镜店", "供水公司")
ROADS = ("人民路", "建设街", "解放大道", "迎宾路", "工业园区")


def build_tablet(folder: Path, *, share: float = 1.0, seed: int = 7) -> Tablet:
    """Fill the tablet in `folder` and return it open; `share` makes it smaller."""
    tablet = open_city(folder)
    rng = Random(seed)
    rows = registry(rng, round(SITES * share))
    while some := list(islice(rows, A_BATCH)):
        with tablet.database.writing() as db:
            apply_changes(db, some)
    index_registry(tablet)
    seal_records(tablet, rng, round(RECORDS * share))
    return tablet


def registry(rng: Random, sites: int) -> Iterator[Change]:
    """Draw sites with their instruments, and for a few of these the work list and history."""
    for at in range(sites):
        site_id = f"SITE{at:05}"
        name = "".join(rng.choices(PLACES, k=rng.randint(2, 4))) + rng.choice(KINDS)
        address = f"{rng.choice(ROADS)}{rng.randint(1, 999)}号"
        yield "sites", site_id, site(site_id, name) | {"address": address}
        for number in range(A_SITE):
            instrument_id = "".join(rng.choices(ALPHABET, k=10))
            yield "instruments", instrument_id, instrument(
                instrument_id, site_id=site_id, nozzle=str(number + 1),
                serial=f"{rng.choice(('SN', 'WM', 'GM'))}{rng.randrange(10**7):07}",
                certificate_no=f"V{rng.randrange(10**8):08}", seals=[],
            )  # fmt: skip
            if at < sites // 300:
                yield "worklist", instrument_id, {"instrument_id": instrument_id,
                                                  "due_on": "2026-11-24"}  # fmt: skip
                yield from history(rng, instrument_id, site_id)


def history(rng: Random, instrument_id: str, site_id: str) -> Iterator[Change]:
    """Draw ten earlier checks."""
    for year in range(2016, 2026):
        record_id = str(uuid.UUID(int=rng.getrandbits(128)))
        yield "history", record_id, {
            "record_id": record_id, "instrument_id": instrument_id, "site_id": site_id,
            "finished_at": f"{year}-05-20T02:00:00Z", "verdict": "pass", "unit": "%",
            "value": f"0.{rng.randrange(30):02}", "limit_min": "-0.30", "limit_max": "0.30",
        }  # fmt: skip


def seal_records(tablet: Tablet, rng: Random, wanted: int) -> None:
    """Seal what was inspected in the last months, `A_DAY` a day, at the first of the work list."""
    with tablet.database.reading() as db:
        sql = """SELECT instrument_id, site_id FROM worklist JOIN instruments USING (instrument_id)
                  WHERE site_id LIKE 'SITE%' ORDER BY site_id, instrument_id LIMIT ?"""
        visited = list(db.query(sql, [-(-wanted // RECORDS_EACH)]))
    with TemporaryDirectory(prefix="camera-") as folder:
        camera = Path(folder)
        for begun in range(0, wanted, A_FEW):
            some = [
                Source(finished(tablet, rng, number, wanted, visited, camera), camera)
                for number in range(begun, min(begun + A_FEW, wanted))
            ]
            record_all(tablet, some)


def finished(
    tablet: Tablet,
    rng: Random,
    number: int,
    wanted: int,
    visited: list[dict[str, Any]],
    camera: Path,
) -> dict[str, Any]:
    """Draw one inspection, as `inspector record` takes it, and lay its photos beside it."""
    at = tablet.clock.now() - timedelta(days=(wanted - 1 - number) // A_DAY, minutes=number % A_DAY)
    named = [f"{number}-{each}.jpg" for each in range(PHOTOS_EACH)]
    for name in named:
        (camera / name).write_bytes(photograph(rng))
    run = fuel_run("20.00", neck_reading_mm=f"{68 + rng.randrange(5)}.0")
    return {
        **visited[number % len(visited)],
        "started_at": (at - timedelta(minutes=20)).isoformat(),
        "finished_at": at.isoformat(),
        "officers": [{"name": f"Officer {each}", "certificate": f"CERT-{each}"} for each in (1, 2)],
        "evaluation": fuel(run, phase="spot_check") | {"date": at.date().isoformat()},
        "photos": [{"path": name, "caption": "A100"} for name in named],
        "note": "",
    }


def photograph(rng: Random) -> bytes:
    """Return a small photo that is like no other."""
    picture = draw(96, 72)
    picture.putdata([(each, each, each) for each in rng.randbytes(96 * 72)])
    return encode(picture, "JPEG", quality=60)
