"""How much one device may leave for the office to look at, and the clearing of it.

Quarantined bytes and photos that no record names take room for ever, and an honest tablet leaves
next to none. Who has left as much as that keeps the rest: nothing of it is lost, and the office
looks, clears, and hears of it until then.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sync.server.errors import WrongUse
from sync.server.tables.devices import find_device, load_devices
from sync.server.tables.engine import Connection
from sync.server.tables.files import find_named
from sync.server.tables.meta import find_note, forget_note, write_note
from sync.server.tables.records import measure_quarantine
from sync.server.tables.uploads import delete_upload, find_unfinished
from sync.server.work.judging import Place, Ruling
from sync.server.work.opening import Office

QUARANTINE_FULL = "quarantine-full"
_LOOKED_AT, _UNNAMED = "looked_at:", "unnamed:"


@dataclass(frozen=True, slots=True)
class Left:
    """What a device has left since the office last looked; `is_most` when it may leave no more."""

    quarantined: int
    quarantined_bytes: int
    unnamed_photos: int
    is_most: bool


def keep_within(
    office: Office, connection: Connection, device_id: str, rulings: Sequence[Ruling]
) -> list[Ruling]:
    """Return the rulings that are written: those for quarantine only while there is room."""
    if not any(ruling.place is Place.QUARANTINE for ruling in rulings):
        return list(rulings)
    number, size = measure_quarantine(connection, device_id, _looked_at(connection, device_id))
    kept = []
    for ruling in rulings:
        if ruling.place is Place.QUARANTINE:
            if number >= office.settings.quarantined_items or size >= office.settings.quarantined:
                continue
            number, size = number + 1, size + len(ruling.examined.body)
        kept.append(ruling)
    return kept


def may_leave_photo(office: Office, connection: Connection, device_id: str, sha256: str) -> bool:
    """True if a device may send this photo: a record names it, or there is room for more."""
    if find_named(connection, [sha256]):
        return True
    return len(_unnamed(connection, device_id)) < office.settings.unnamed_photos


def note_photo(connection: Connection, device_id: str, sha256: str) -> None:
    """Note a photo that came while no record names it."""
    if not find_named(connection, [sha256]):
        unnamed = {*_unnamed(connection, device_id), sha256}
        write_note(connection, f"{_UNNAMED}{device_id}", " ".join(sorted(unnamed)))


def clear(office: Office, device_id: str) -> None:
    """Let a device leave as much again; what it left stays, what it only began is forgotten.

    Raises WrongUse.
    """
    with office.database.writing() as connection:
        if find_device(connection, device_id) is None:
            raise WrongUse(f"No tablet has the id {device_id!r}; `devices` lists them.")
        begun = find_unfinished(connection, device_id)
        for upload_id in begun:
            delete_upload(connection, upload_id)
        forget_note(connection, f"{_UNNAMED}{device_id}")
        write_note(connection, f"{_LOOKED_AT}{device_id}", office.instant())
    for upload_id in begun:
        office.uploads.discard(upload_id)


def measure_left(office: Office) -> dict[str, Left]:
    """Return what every device has left since the office last looked."""
    with office.database.reading() as connection:
        devices = [device.device_id for device in load_devices(connection)]
        return {device_id: _measure(office, connection, device_id) for device_id in devices}


def _measure(office: Office, connection: Connection, device_id: str) -> Left:
    settings = office.settings
    number, size = measure_quarantine(connection, device_id, _looked_at(connection, device_id))
    unnamed = len(_unnamed(connection, device_id))
    is_most = (
        number >= settings.quarantined_items
        or size >= settings.quarantined
        or unnamed >= settings.unnamed_photos
    )
    return Left(number, size, unnamed, is_most)


def _looked_at(connection: Connection, device_id: str) -> str:
    return find_note(connection, f"{_LOOKED_AT}{device_id}") or ""


def _unnamed(connection: Connection, device_id: str) -> set[str]:
    """Return the photos of a device that no record names still."""
    noted = set((find_note(connection, f"{_UNNAMED}{device_id}") or "").split())
    return noted - find_named(connection, noted)
