"""Sealing an inspection on the tablet, against one commit of the same bytes.

The inspection is filled in beforehand; measured is its last step: evaluated, serialised, hashed,
chained, signed, committed, and copied into the log beside the database. The floor is one row with
the same bytes in a database with the same settings. Run by `make bench`; prints milliseconds and
the ratio, for which no limit is set.
"""

import tempfile
import time
from pathlib import Path
from statistics import median

from inspector_app.services import finishing, inspecting
from inspector_app.store.database import TabletDatabase
from tests.support.registry import PUMP, open_city
from tests.support.sealed_bytes import bodies_on
from tests.support.visits import fill_in

ROUNDS = 40


def main() -> int:
    """Print the ratio."""
    ours, floor, lengths = [], [], []
    with tempfile.TemporaryDirectory(prefix="bench-sealing-") as made:
        tablet = open_city(Path(made) / "tablet")
        bare = TabletDatabase(Path(made) / "floor" / "floor.db")
        with bare.writing() as db:
            db.execute("CREATE TABLE floor (body BLOB)")
        for _ in range(ROUNDS):
            draft_id = inspecting.begin(tablet, PUMP)
            fill_in(tablet, draft_id)
            start = time.perf_counter()
            line = finishing.seal_draft(tablet, draft_id)
            ours.append(time.perf_counter() - start)
            body = bodies_on(tablet)[line.record_id]
            start = time.perf_counter()
            with bare.writing() as db:
                db.execute("INSERT INTO floor VALUES (?)", [body])
            floor.append(time.perf_counter() - start)
            lengths.append(len(body))
        tablet.close()
        bare.close()
    took, least = median(ours) * 1000, median(floor) * 1000
    told = f"a record of {median(lengths):.0f} bytes"
    print(f"{told:<26}{'ms':>8}{'floor ms':>10}{'ratio':>8}   floor: one commit of its bytes")
    print(f"{'sealing':<26}{took:>8.1f}{least:>10.1f}{took / least:>8.1f}   no limit is set")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
