"""What a tablet has lost after a power cut, looked for with the real code."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inspector_app.errors import InspectorError
from inspector_app.services import inspecting, photographing
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.store.records import find_record
from inspector_app.store.reference import find_body
from inspector_app.store.tablet import load_tablet_row
from tests.faults.power_cut.work import PAGES, SCALE
from tests.support.registry import FixedClock
from tests.support.visits import POINT


def find_losses(folder: Path, said: list[str]) -> list[str]:
    """Open the tablet again; returns what was said to be saved and is not, and what is damaged."""
    try:
        tablet = open_tablet(folder, clock=FixedClock())
    except InspectorError as trouble:
        return [f"it does not open: {trouble.code} {trouble}"]
    try:
        return [*_losses(tablet, said), *(str(fault) for fault in check_integrity(tablet)),
                *_torn_page(tablet)]  # fmt: skip
    except InspectorError as trouble:
        return [f"it cannot be read: {trouble.code} {trouble}"]
    finally:
        tablet.close()


def _losses(tablet: Tablet, said: list[str]) -> Iterator[str]:
    sealed = {line.split()[1] for line in said if line.startswith("sealed")}
    sent_again = {line.split()[1] for line in said if line.startswith("again")}
    for line in said:
        kind, *rest = line.split()
        name = rest[0] if rest else ""
        match kind:
            case "reading" if name not in sealed:
                lost = not _has_reading(tablet, name, rest[1])
            case "photo":
                lost = not _has_photo(tablet, name)
            case "sealed" | "received" | "again":
                lost = not _has_record(tablet, kind, *rest) and name not in sent_again
            case "confirmed":
                lost = not _value(tablet, "SELECT confirmed_at FROM photos WHERE sha256 = ?", name)
            case "page":
                lost = int((_row(tablet)["cursor"] or "e:0")[2:]) < int(name) and not _is_afresh(
                    tablet
                )
            case "migrated":
                lost = _row(tablet)["name"] != "old"
            case "prepared":
                lost = _row(tablet)["enrol_key"] is None
            case "enrolled":
                lost = _row(tablet)["device_id"] is None
            case _:
                lost = False
        if lost:
            yield f"lost: {line}"


def _has_reading(tablet: Tablet, draft_id: str, text: str) -> bool:
    try:
        shown = inspecting.load_inspection(tablet, draft_id)
    except InspectorError:  # sealed, though it was not said any more
        return _value(tablet, "SELECT id FROM records WHERE id = ?", draft_id) is not None
    (point,) = (point for point in shown.points if point.key == POINT)
    kept = [field.text for field in point.runs[0].fields if field.key == "indicated_L"]
    return bool(kept) and kept[0] is not None and (kept[0] >= text or kept[0] == "20.00")


def _has_photo(tablet: Tablet, sha256: str) -> bool:
    try:
        return bool(photographing.load_photo(tablet, sha256))
    except InspectorError:
        return False


def _has_record(tablet: Tablet, kind: str, record_id: str, sha256: str = "") -> bool:
    with tablet.database.reading() as db:
        row = find_record(db, record_id)
    if row is None or sha256 not in ("", row["sha256"]):
        return False
    return kind != "received" or row["receipt"] is not None


def _row(tablet: Tablet) -> dict[str, Any]:
    with tablet.database.reading() as db:
        return load_tablet_row(db)


def _value(tablet: Tablet, sql: str, name: str) -> object:
    with tablet.database.reading() as db:
        return next((next(iter(row.values())) for row in db.query(sql, [name])), None)


def _is_afresh(tablet: Tablet) -> bool:
    return _row(tablet)["cursor"] is None


def _torn_page(tablet: Tablet) -> Iterator[str]:
    """Cursor and rows are of one page, never of two."""
    cursor = _row(tablet)["cursor"]
    with tablet.database.reading() as db:
        serials = {row["serial"] for row in db.query(
            "SELECT serial FROM instruments WHERE instrument_id GLOB 'I[0-9]*'")}  # fmt: skip
        scale = find_body(db, "instruments", SCALE)
    if cursor is not None and (serials != {f"PAGE {cursor[2:]}"} or scale is not None):
        yield f"torn: {serials} at {cursor}"
    if cursor is None and serials and serials != {f"PAGE {PAGES - 1}"}:
        yield f"torn: {serials} without a cursor"
