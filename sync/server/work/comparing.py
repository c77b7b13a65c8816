"""Comparing what a tablet holds with what we hold: repairs a restored or failed-over server."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from sync.server.tables.files import load_named_files
from sync.server.tables.records import Held, find_quarantined, find_records
from sync.server.work.ingesting import find_missing_files
from sync.server.work.opening import Office

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids of records that are not here, or with other bytes; SHA-256 of photos not here."""

    missing: tuple[str, ...]
    different: tuple[str, ...]
    missing_files: tuple[str, ...]

    def as_json(self) -> dict[str, list[str]]:
        """Return the difference as it goes over the wire."""
        return {name: list(getattr(self, name)) for name in self.__slots__}


def compare(office: Office, device_id: str, records: Mapping[str, str]) -> Difference:
    """Compare a tablet's records (SHA-256 by id) with ours; what is quarantined counts as here.

    What another tablet sent is not told of: it counts as not here, and its photos neither.
    """
    with office.database.reading() as connection:
        held = _of(device_id, find_records(connection, set(records)))
        quarantined = _of(device_id, find_quarantined(connection, set(records)))
        named = load_named_files(connection, held.keys())
        wanted = {sha256 for sha256s in named.values() for sha256 in sha256s}
        missing_files = find_missing_files(office, connection, wanted)
    absent = [pair for pair in records.items() if not _is_here(pair, held, quarantined)]
    return Difference(
        missing=tuple(record_id for record_id, _ in absent if record_id not in held),
        different=tuple(record_id for record_id, _ in absent if record_id in held),
        missing_files=tuple(sorted(missing_files)),
    )


def _of(device_id: str, found: Mapping[Key, Held]) -> dict[Key, Held]:
    return {key: held for key, held in found.items() if held.device_id == device_id}


def _is_here(
    pair: tuple[str, str],
    held: Mapping[str, Held],
    quarantined: Mapping[tuple[str, str], Held],
) -> bool:
    record_id, sha256 = pair
    record = held.get(record_id)
    return pair in quarantined or (record is not None and record.receipt.sha256 == sha256)
