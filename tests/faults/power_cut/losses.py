"""What a tablet has lost after a power cut, looked for with the real code."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from inspector_app.errors import InspectorError
from inspector_app.services import inspecting, photographing
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.leaving import TabletShelf
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.store.records import find_record
from inspector_app.store.reference import find_body
from inspector_app.store.tablet import load_tablet_row
from tests.faults.power_cut.work import PAGES, SCALE
from tests.support import leaving
from tests.support.registry import FixedClock
from tests.support.visits import POINT


def find_losses(folder: Path, said: list[str]) -> list[str]:
    """Open the tablet again; returns what was said to be saved and is not, and what is damaged."""
    try:
        tablet = open_tablet(folder, clock=FixedClock())
    except InspectorError as trouble:
        return [f"it does not open: {trouble.code} {trouble}"]
    try:
        TabletShelf(tablet).tidy()
        return [*_losses(tablet, said), *(str(fault) for fault in check_integrity(tablet)),
                *_torn_page(tablet)]  # fmt: skip
    except InspectorError as trouble:
        return [f"it cannot be read: {trouble.code} {trouble}"]
    finally:
        tablet.close()


def _losses(tablet: Tablet, said: list[str]) -> Iterator[str]:
    words = [line.split() for line in said]
    settled = {rest[0] for kind, *rest in words if kind in ("sealed", "again")}
    words = [*(each for each in words if each[0] != "page"),
             *[each for each in words if each[0] == "page"][-1:]]  # fmt: skip
    for kind, *rest in words:
        if kind in ("reading", "received") and rest[0] in settled:
            continue  # what came later says more
        if not _KEPT[kind](tablet, *rest):
            yield f"lost: {kind} {rest}"


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


def _has_left(tablet: Tablet, sha256: str) -> bool:
    """The photo left, or it was taken again meanwhile: never is a file here that has left."""
    if leaving.has_left(tablet, sha256):
        return not leaving.is_here(tablet, sha256)
    return _has_photo(tablet, sha256)


def _has_record(tablet: Tablet, record_id: str, sha256: str = "") -> bool:
    with tablet.database.reading() as db:
        row = find_record(db, record_id)
    return row is not None and sha256 in ("", row["sha256"])


def _has_receipt(tablet: Tablet, record_id: str) -> bool:
    return _value(tablet, "SELECT receipt FROM records WHERE id = ?", record_id) is not None


def _has_page(tablet: Tablet, number: str) -> bool:
    cursor = _row(tablet)["cursor"]
    if cursor is None:
        return int(number) == PAGES - 1  # it may have begun afresh since
    return int(cursor[2:]) >= int(number)


def _row(tablet: Tablet) -> dict[str, Any]:
    with tablet.database.reading() as db:
        return load_tablet_row(db)


def _value(tablet: Tablet, sql: str, name: str) -> object:
    with tablet.database.reading() as db:
        return next((next(iter(row.values())) for row in db.query(sql, [name])), None)


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


_KEPT: dict[str, Callable[..., bool]] = {
    "reading": _has_reading,
    "photo": _has_photo,
    "sealed": _has_record,
    "again": _has_receipt,
    "received": _has_receipt,
    "confirmed": lambda tablet, sha256: (
        _value(tablet, "SELECT confirmed_at FROM photos WHERE sha256 = ?", sha256) is not None
    ),
    "left": _has_left,
    "page": _has_page,
    "migrated": lambda tablet, _steps: _row(tablet)["name"] == "old",
    "prepared": lambda tablet: _row(tablet)["enrol_key"] is not None,
    "enrolled": lambda tablet: _row(tablet)["device_id"] is not None,
}
