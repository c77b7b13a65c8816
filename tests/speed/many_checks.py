"""Full checks in one session of the app, one after the other, and the memory of its process.

`python -m tests.speed.many_checks FOLDER CHECKS` works on the tablet in FOLDER and prints a line
of JSON after every fiftieth check. A process of its own, so that nothing else is measured. The
session is the app's own, without a client: each check is scanned by hand or searched, every step
is tapped, a photo is taken, the record is sealed, and its report looked at now and then.
"""

import asyncio
import gc
import json
import os
import sys
import time
from pathlib import Path

from inspector_app.services.opening import Tablet
from inspector_app.services.photographing import capture_photo
from inspector_app.store.database import PRAGMAS
from inspector_app.store.drafts import find_draft_of
from tests.speed.processes import resident_mb
from tests.speed.screens_in_process import FIRST_SCREEN, PAGE, app_on
from tests.support.in_process import ScreenInProcess
from tests.support.pictures import jpeg
from tests.support.registry import open_city
from tests.support.whole_app import type_fast

TOLD_EVERY, REPORT_EVERY = 50, 5
RUN = ("20.00", "70.0", "22.0", "22.0")
KEYS = {".": "key-dot", "-": "key-sign"}


async def check_many(tablet: Tablet, wanted: int) -> None:
    """Check `wanted` instruments that were not checked yet."""
    with tablet.database.reading() as db:
        sql = """SELECT instrument_id FROM instruments WHERE site_id LIKE 'SITE%'
                    AND NOT EXISTS (SELECT 1 FROM records AS r
                                     WHERE r.instrument_id = instruments.instrument_id)
                  ORDER BY site_id DESC, instrument_id LIMIT ?"""
        ids = [row["instrument_id"] for row in db.query(sql, [wanted])]
    began = time.perf_counter()
    async with app_on(tablet) as screen:
        for done, instrument_id in enumerate(ids, 1):
            await check(screen, tablet, instrument_id, number=done)
            if done % TOLD_EVERY == 0:
                told = {"checks": done, "resident_mb": round(resident_mb(os.getpid()), 1),
                        "objects": len(gc.get_objects()),
                        "seconds": round(time.perf_counter() - began, 1)}  # fmt: skip
                print(json.dumps(told), flush=True)


async def check(screen: ScreenInProcess, tablet: Tablet, instrument_id: str, number: int) -> None:
    """Check one instrument, from today's list and back to it."""
    await screen.wait_for(FIRST_SCREEN)
    if number % 2:
        await type_fast(screen, instrument_id)
    else:
        await screen.tap("search")
        await screen.type_into("search-field", instrument_id)
        await screen.tap(f"instrument-{instrument_id}")
    await screen.wait_for(PAGE)
    await screen.tap(PAGE)
    await screen.tap("next")
    for text in RUN:
        for sign in text:
            await screen.tap(KEYS.get(sign, f"key-{sign}"))
        await screen.tap("key-next")
    await screen.wait_for("result")
    await screen.tap("next")
    await screen.tap("checks-all-ok")
    await screen.tap("next")
    await screen.wait_for("verdict")
    with tablet.database.reading() as db:
        draft_id = find_draft_of(db, instrument_id)
    assert draft_id is not None
    capture_photo(tablet, draft_id, jpeg(640 + number % 100, 480), caption="A100")
    await screen.tap("next")
    for officer in ("O1", "O2"):
        if not (await screen.wait_for(f"officer-{officer}")).selected:
            await screen.tap(f"officer-{officer}")
    await screen.tap("seal-record")
    await screen.tap("seal-unsigned-yes")
    await screen.wait_for("record-id")
    if number % REPORT_EVERY == 0:
        await screen.tap("report")
        await screen.wait_for("report-page-1")
        await screen.tap("report-close")
    await go_home(screen)


async def go_home(screen: ScreenInProcess) -> None:
    """Go back as often as it takes."""
    while screen.find(FIRST_SCREEN) is None:
        if screen.find("back"):
            await screen.tap("back")
        await asyncio.sleep(0.005)


if __name__ == "__main__":
    PRAGMAS["synchronous"] = 0  # nobody cuts the power here
    opened = open_city(Path(sys.argv[1]))
    try:
        asyncio.run(check_many(opened, int(sys.argv[2])))
    finally:
        opened.close()
