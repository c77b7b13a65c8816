"""A tablet as large as they come: 300,000 instruments, 30,000 sites, 2,000 records, 4,000 photos.

Drawn from a seed and written through the store's own functions. The records are sealed by the real
chain; a few of them were inspected through the services, the others repeat their content.
"""

import json
import uuid
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from inspector_app.devices.identity import load_private_key
from inspector_app.services.finishing import load_sealed
from inspector_app.services.opening import Tablet
from inspector_app.services.safekeeping import keep_beside
from inspector_app.services.sealing import insert_sealed
from inspector_app.services.searching import index_registry
from inspector_app.store import photos, records
from inspector_app.store.database import Connection
from inspector_app.store.reference import Change, apply_changes
from inspector_app.store.tablet import load_tablet_row
from inspector_app.tags.identifier import ALPHABET
from sync.protocol.digest import sha256_hex
from sync.protocol.record import seal_record
from tests.support.registry import instrument, open_city, site
from tests.support.visits import seal_one

INSTRUMENTS, SITES, RECORDS, PHOTOS = 300_000, 30_000, 2_000, 4_000
A_SITE = INSTRUMENTS // SITES
REALLY_INSPECTED = 10
A_BATCH = 5_000
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
    for number in range(REALLY_INSPECTED):
        seal_one(tablet, neck_reading_mm=f"{68 + number % 4}.0")
    with tablet.database.writing() as db:
        repeat_records(tablet, db, rng, round(RECORDS * share), PHOTOS // RECORDS)
    keep_beside(tablet.database, tablet.folder)
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


def repeat_records(
    tablet: Tablet, db: Connection, rng: Random, wanted: int, photos_each: int
) -> None:
    """Seal more records with the content of one that was inspected, each with small photos."""
    (last,) = records.list_lines(db, limit=1, offset=0)
    content = load_sealed(tablet, last["id"])
    noted = load_tablet_row(db)
    key = load_private_key(bytes(noted["private_key"]))
    for _ in range(wanted - REALLY_INSPECTED):
        named = [store_photo(tablet, db, rng.randbytes(2_000)) for _ in range(photos_each)]
        new: dict[str, Any] = json.loads(json.dumps(content)) | {
            "id": str(uuid.UUID(int=rng.getrandbits(128), version=4)), "photos": named,
        }  # fmt: skip
        for chained in ("schema", "device_id", "seq", "prev"):
            new.pop(chained, None)
        seq, prev = records.next_link(db)
        sealed = seal_record(new, device_id=noted["device_id"], seq=seq, prev=prev, key=key)
        insert_sealed(db, sealed, new)


def store_photo(tablet: Tablet, db: Connection, noise: bytes) -> dict[str, Any]:
    """Keep a small photo; its file is not forced onto the disk, for nobody cuts the power here."""
    data = b"\xff\xd8\xff\xe0" + noise
    sha256 = sha256_hex(data)
    path = photos.photo_path(tablet.folder, sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    photos.store_photo(db, sha256, size=len(data), media_type="image/jpeg")
    return {"sha256": sha256, "bytes": len(data), "media_type": "image/jpeg", "caption": ""}
