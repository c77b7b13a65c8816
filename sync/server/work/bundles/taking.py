"""Taking in a bundle: its records as a batch would be, its photos by their hash.

Nothing is decided here about a record: `take_in` does, as for a tablet that sends it. So a bundle
may come twice, before a sync or after one, and does no more than its bytes do.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sync.protocol.at_rest import photo_name, record_name
from sync.protocol.bundle import LONGEST_HEAD, PHOTOS, RECORDS
from sync.protocol.digest import from_base64, is_sha256
from sync.protocol.envelope import Broken
from sync.protocol.messages import Status
from sync.server.errors import WrongUse
from sync.server.files import WrongBytes
from sync.server.tables.devices import Device
from sync.server.tables.files import is_named, note_file
from sync.server.work.bundles.finding import is_undamaged
from sync.server.work.bundles.opening import Bundle, Told, split_record
from sync.server.work.examining import LONGEST_ID, Sender, arrive, examine
from sync.server.work.ingesting import find_missing_files, take_in
from sync.server.work.opening import Office
from sync.server.work.summing_up import is_plain
from sync.server.work.uploading import DEFAULT_MEDIA_TYPE

BATCH_RECORDS = 100
_MOST_OVER = 8 * 1024 * 1024
"""A record over the limit is quarantined as any other, if it can be held in memory at all."""

Progress = Callable[[int, int], None]
_Item = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Something of a bundle that was not taken: its member, its id if that is known, and why."""

    member: str
    id: str
    problem: str


@dataclass(slots=True)
class Imported:
    """What became of a bundle. `undamaged` when the file is byte for byte what the tablet wrote.

    `records` counts by created, duplicate and quarantined, `photos` by stored and already here.
    """

    undamaged: bool
    device_id: str = ""
    device_name: str = ""
    revoked: bool = False
    made_at: str = ""
    told_records: int | None = None
    told_photos: int | None = None
    records: Counter[str] = field(default_factory=Counter)
    photos: Counter[str] = field(default_factory=Counter)
    photos_lost: tuple[str, ...] = ()
    not_taken: list[NotTaken] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the report as `import-bundle --json` prints it."""
        counted = {"records": dict(self.records), "photos": dict(self.photos)}
        return {"ok": not self.not_taken} | asdict(self) | counted


def import_bundle(office: Office, path: Path, told: Progress | None = None) -> Imported:
    """Take in everything of a bundle that is whole; may be repeated. Told (done, of).

    Raises WrongUse when it is no bundle for this server, OSError, DatabaseTrouble.
    """
    with path.open("rb") as file:
        bundle = Bundle(file, office)
        taking = _Taking(bundle, is_undamaged(file), told or (lambda _done, _of: None))
        taking.run()
        return taking.found


class _Taking:
    """A bundle being taken in."""

    def __init__(self, bundle: Bundle, undamaged: bool, progress: Progress) -> None:
        self.found = Imported(undamaged)
        self._bundle, self._office, self._progress = bundle, bundle.office, progress
        self._told: Told | None = bundle.find_told()
        self._of = len(bundle.names(RECORDS)) + len(bundle.names(PHOTOS))
        self._done = 0
        self._items: list[_Item] = []
        self._ids = {entry.name: entry.id for entry in self._manifest(RECORDS)}
        self._ids |= {entry.name: entry.sha256 for entry in self._manifest(PHOTOS)}

    def run(self) -> None:
        """Take records, then photos, then name what should have been there."""
        self._note_sender()
        for name in self._bundle.names(RECORDS):
            self._read_record(name)
        self._take_items()
        for name in self._bundle.names(PHOTOS):
            self._take_photo(name)
            self._advance()
        if not self._bundle.opened:
            raise WrongUse(
                "Nothing in this file opens with this server's key: it is no bundle, "
                "is destroyed, or was made for another server."
            )
        self._name_missing()

    def _manifest(self, kind: str) -> tuple[Any, ...]:
        return getattr(self._told.manifest, kind) if self._told else ()

    def _note_sender(self) -> None:
        if self._told is None:
            return
        manifest, device = self._told.manifest, self._told.device
        found = self.found
        found.device_id, found.made_at = manifest.device_id, manifest.made_at
        found.told_records, found.told_photos = len(manifest.records), len(manifest.photos)
        found.photos_lost = manifest.photos_lost
        if device is not None:
            found.device_name, found.revoked = device.name, device.revoked_at is not None

    def _read_record(self, name: str) -> None:
        limit = self._office.settings.limits.record_bytes + LONGEST_HEAD + _MOST_OVER
        data = self._bundle.read(name, limit)
        item = split_record(data) if data is not None else None
        if item is None or not is_plain(item.get("id"), LONGEST_ID):
            self._refuse(name, "it is damaged" if item is None else "it has no id")
            return self._advance()
        try:
            name_at_rest = record_name(item["id"])
            body = b"".join(self._bundle.plain(name_at_rest, iter([item["body"]])))
        except Broken as fault:
            self._refuse(name, str(fault))
            return self._advance()
        self._items.append((name, {**item, "body": body}))
        if len(self._items) == BATCH_RECORDS:
            self._take_items()
        return None

    def _take_items(self) -> None:
        by_device: dict[str, list[_Item]] = {}
        for name, item in self._items:
            by_device.setdefault(str(item.get("device_id")), []).append((name, item))
        self._items = []
        for device_id, items in by_device.items():
            self._take_batch(self._bundle.find_device(device_id), items)
            for _ in items:
                self._advance()

    def _take_batch(self, device: Device | None, items: list[_Item]) -> None:
        if device is None:
            for name, _ in items:
                self._refuse(name, "it is of a tablet that is not enrolled at this server")
            return
        sender = Sender(device.device_id, from_base64(device.public_key))
        vouched = [each for each in items if self._may_come(each, sender)]
        claims = [{k: v for k, v in item.items() if k != "device_id"} for _, item in vouched]
        results = take_in(self._office, sender, claims, bounded=False).results
        taken = {result.id: result for result in results if result.status is not Status.RETRY}
        for name, item in vouched:
            result = taken.get(str(item.get("id")))
            if result is None:
                self._refuse(name, "it has no id or no body")
            else:
                self.found.records[result.status.value] += 1

    def _may_come(self, named: _Item, sender: Sender) -> bool:
        """Let in what proves itself, and what a signed manifest of its device vouches for."""
        name, item = named
        if self._told and self._told.vouched and self._told.manifest.device_id == sender.device_id:
            return True
        limit = self._office.settings.limits.record_bytes
        arrived = arrive(item)
        if arrived is not None and examine([arrived], sender, record_bytes=limit)[0].proven:
            return True
        self._refuse(name, "nothing proves it: no manifest that its tablet signed is whole")
        return False

    def _take_photo(self, name: str) -> None:
        for head, pieces in self._bundle.open(name):
            self._bundle.opened.add(name)
            sha256 = head.get("sha256")
            problem = self._doubt_of(sha256)
            if problem or not is_sha256(sha256):
                return self._refuse(name, problem)
            if self._is_here(str(sha256)):
                self.found.photos["already"] += 1
                return None
            try:
                self._store(
                    str(sha256),
                    head.get("media_type"),
                    self._bundle.plain(photo_name(str(sha256)), pieces),
                )
            except (Broken, WrongBytes):
                continue
            self.found.photos["stored"] += 1
            return None
        return self._refuse(name, "it is damaged")

    def _doubt_of(self, sha256: object) -> str:
        """Return why a photo may not come: '' for one that a record or a signed manifest names."""
        if not is_sha256(sha256):
            return "it has no SHA-256"
        if self._told and self._told.vouched:
            return ""
        with self._office.database.reading() as connection:
            named = is_named(connection, str(sha256))
        return "" if named else "no record of this server names it, nor a signed manifest"

    def _is_here(self, sha256: str) -> bool:
        with self._office.database.reading() as connection:
            return not find_missing_files(self._office, connection, {sha256})

    def _store(self, sha256: str, media_type: object, pieces: Iterator[bytes]) -> None:
        most = self._office.settings.limits.photo_bytes
        length = self._office.files.put(sha256, _at_most(pieces, most))
        known = media_type if is_plain(media_type, 100) else DEFAULT_MEDIA_TYPE
        with self._office.database.writing() as connection:
            at = self._office.instant()
            note_file(connection, sha256, length=length, media_type=known, at=at)

    def _name_missing(self) -> None:
        if self._told is None:
            self._refuse("manifest", "it is damaged, so what is missing cannot be told")
        elif self._told.device is not None and not self._told.vouched:
            self._refuse("manifest", "its tablet did not sign it for this bundle")
        for entry in (*self._manifest(RECORDS), *self._manifest(PHOTOS)):
            if entry.name not in self._bundle.places:
                self._refuse(entry.name, "it is missing")

    def _refuse(self, name: str, problem: str) -> None:
        self.found.not_taken.append(NotTaken(name, self._ids.get(name, ""), problem))

    def _advance(self) -> None:
        self._done += 1
        self._progress(self._done, self._of)


def _at_most(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > most:
            raise Broken("it is larger than a photo may be")
        yield piece
