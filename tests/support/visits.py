"""An inspector's hand: fills a draft in through the services, as the screens do."""

from pathlib import Path
from typing import Any

from inspector_app.services import finishing, inspecting
from inspector_app.services.opening import Tablet
from inspector_app.services.views import Inspection, SealedLine, SealState
from tests.support.inspections import fuel, fuel_run
from tests.support.registry import PUMP

RUN = {
    "indicated_L": "20.00", "neck_reading_mm": "70.0",
    "nozzle_temperature_C": "22.0", "measure_temperature_C": "22.0",
}  # fmt: skip
POINT = "indication_error.q1"


ENOUGH = 3
"""The runs that a failure of a dispenser needs."""


def fill_in(tablet: Tablet, draft_id: str, *, runs: int = 1, **readings: str) -> Inspection:
    """Find every seal intact and in order what the verdict needs, and take the runs, all alike."""
    shown = inspecting.load_inspection(tablet, draft_id)
    for seal in shown.seals:
        inspecting.record_seal(tablet, draft_id, seal.position, SealState.INTACT)
    for check in (check for check in shown.checks if not check.optional):
        inspecting.answer_check(tablet, draft_id, check.id, True)
    for run in range(runs):
        if run >= len(inspecting.load_inspection(tablet, draft_id).points[0].runs):
            inspecting.add_run(tablet, draft_id, POINT)
        for field, text in {**RUN, **readings}.items():
            taken = inspecting.take_reading(tablet, draft_id, POINT, run, field, text)
            assert taken.doubt is None, (field, taken.doubt)
    return inspecting.choose_officers(tablet, draft_id, ["O1", "O2"])


def seal_one(
    tablet: Tablet, instrument_id: str = PUMP, *, runs: int = 1, **readings: str
) -> SealedLine:
    """Inspect an instrument and seal the record."""
    draft_id = inspecting.begin(tablet, instrument_id)
    fill_in(tablet, draft_id, runs=runs, **readings)
    return finishing.seal_draft(tablet, draft_id)


def inspection_document(**changes: Any) -> dict[str, Any]:
    """Return what `inspector record` takes for a dispenser that passes."""
    return {
        "instrument_id": PUMP, "site_id": "S1",
        "started_at": "2026-11-23T09:00:00+08:00", "finished_at": "2026-11-23T01:20:00Z",
        "officers": [{"name": "Officer 1", "certificate": "CERT-1"}],
        "evaluation": fuel(fuel_run("20.00"), phase="spot_check"),
    } | changes  # fmt: skip


def write_photo(folder: Path, name: str = "photo.jpg", content: bytes = b"one") -> Path:
    """Write a file that begins as a JPEG does."""
    path = folder / name
    path.write_bytes(b"\xff\xd8\xff\xe0" + content)
    return path
