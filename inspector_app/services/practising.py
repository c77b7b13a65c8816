"""Practice: a second tablet in a folder below the real one, with made-up places and no server.

It belongs to nobody: its device id is all zeros, which no server ever gave, and the key that its
files would be sealed for was thrown away. It cannot be enrolled, synced or exported.
"""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.devices.clock import Clock, local_today
from inspector_app.devices.identity import new_private_key
from inspector_app.errors import StorageTrouble
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.store.reference import apply_changes
from inspector_app.store.tablet import (
    load_settings_rows,
    load_tablet_row,
    note_tablet,
    store_setting,
)
from inspector_app.store.trouble import as_trouble
from sync.protocol.practice import PRACTICE_DEVICE

FOLDER, GONE = "practice", "practice-gone"
_REGISTRY = Path(__file__).parent / "practice_registry.json"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TAKEN_ALONG = ("language", "appearance", "jurisdiction")


def open_practice(tablet: Tablet) -> Tablet:
    """Return the practice of a tablet as it was left; a damaged one begins anew.

    It is opened once, and closed with the tablet. Raises StorageTrouble.
    """
    if tablet.beside:
        return tablet.beside[0]
    folder = tablet.folder / FOLDER
    _drop(tablet.folder / GONE)
    try:
        practice = open_tablet(folder, clock=tablet.clock)
    except StorageTrouble as trouble:
        if trouble.code != "damaged":
            raise
        return begin_anew(tablet)
    _fill(practice)
    _take_along(tablet, practice)
    tablet.beside.append(practice)
    return practice


def begin_anew(tablet: Tablet) -> Tablet:
    """Empty the practice and open it. May be killed anywhere.

    Raises StorageTrouble.
    """
    folder, gone = tablet.folder / FOLDER, tablet.folder / GONE
    while tablet.beside:
        tablet.beside.pop().close()
    _drop(gone)
    try:
        if folder.exists():
            folder.rename(gone)
    except OSError as fault:
        raise as_trouble(fault) from fault
    return open_practice(tablet)


def _drop(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)  # what stays goes the next time


def _fill(practice: Tablet) -> None:
    """Write who it is and its registry, once, with days as they lie around today."""
    with practice.database.writing() as db:
        if load_tablet_row(db)["device_id"] is not None:
            return
        apply_changes(db, _rows(practice.clock))
        note_tablet(
            db,
            device_id=PRACTICE_DEVICE,
            name="practice",
            private_key=new_private_key(),
            server_key=Ed25519PrivateKey.generate().public_key().public_bytes_raw(),
        )


def _take_along(tablet: Tablet, practice: Tablet) -> None:
    """Let language and look be those of the tablet."""
    with tablet.database.reading() as db:
        chosen = load_settings_rows(db)
    with practice.database.writing() as db:
        for name in _TAKEN_ALONG:
            if name in chosen:
                store_setting(db, name, chosen[name])


def _rows(clock: Clock) -> Iterator[tuple[str, str, dict[str, Any]]]:
    told = json.loads(_REGISTRY.read_text(encoding="utf-8"))
    later = local_today(clock) - date.fromisoformat(told["today"])
    for kind, row_id, body in told["rows"]:
        yield kind, row_id, _moved(body, later)


def _moved(value: Any, later: timedelta) -> Any:
    """Return data with every day so much later."""
    if isinstance(value, dict):
        return {name: _moved(one, later) for name, one in value.items()}
    if isinstance(value, list):
        return [_moved(one, later) for one in value]
    if isinstance(value, str) and _DAY.fullmatch(value):
        return (date.fromisoformat(value) + later).isoformat()
    return value
