"""Plan B: everything that the server is not known to have, in one file that only it can read.

The file is for the key that this tablet pinned when it enrolled, so it needs no network, however
long ago that was. Nothing on the tablet changes: exported is not received. A tablet that has lost
its own key exports what is encrypted as it lies, with that key as it was wrapped for the server.
"""

import hashlib
import json
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from inspector_app.devices.identity import load_private_key
from inspector_app.errors import NotEnrolled, NotFound, OnlyPractice, StorageTrouble, WrongUse
from inspector_app.services.instants import spell_instant
from inspector_app.services.keeping_key import wrapped_key
from inspector_app.services.opening import Tablet
from inspector_app.services.safety import find_doubt
from inspector_app.services.views import Exported
from inspector_app.settings import find_downloads
from inspector_app.store import departures, drafts, photos, records
from inspector_app.store.tablet import load_tablet_row
from inspector_app.store.whole_file import whole_file
from sync.protocol.at_rest import HEADER_BYTES, is_at_rest, stored_size
from sync.protocol.bundle import (
    COMMENT_BYTES,
    KEY,
    MANIFEST,
    MANIFEST_AGAIN,
    PHOTOS,
    RECORDS,
    Manifest,
    PhotoEntry,
    RecordEntry,
    member_name,
    spell_manifest,
    spell_member,
)
from sync.protocol.envelope import Sealer
from sync.protocol.practice import is_practice

Told = Callable[[int, int], None]
_PIECE = 1024 * 1024
_DAY_BEGAN = "%Y%m%d-%H%M%S"


def export_beside(tablet: Tablet, *, told: Told | None = None) -> Exported:
    """Export into the user's downloads, or into the tablet's folder where there are none."""
    folder = find_downloads() or tablet.folder / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    at = tablet.clock.now().strftime(_DAY_BEGAN)
    return export_bundle(tablet, folder / f"inspector-{at}.zip", told=told)


def export_bundle(tablet: Tablet, target: Path, *, told: Told | None = None) -> Exported:
    """Write every record that is not confirmed, with its photos, to `target`; told (done, of).

    All of them where it is in doubt what the server has.

    The file takes its name only when it is whole. Raises NotEnrolled, OnlyPractice, WrongUse for a
    place that is no folder, StorageTrouble.
    """
    check_target(target)
    gathered = _gather(tablet)
    bundle = _Bundle(tablet, gathered, told or (lambda _done, _of: None))
    with whole_file(target) as file:
        bundle.write(file)
    manifest = gathered.manifest
    return Exported(
        path=str(target),
        records=len(manifest.records),
        photos=len(manifest.photos),
        photos_lost=manifest.photos_lost,
        drafts=gathered.drafts,
        bytes=target.stat().st_size,
        photos_at_office=gathered.at_office,
    )


def check_target(target: Path) -> None:
    """Raise WrongUse when no file can be written under this name."""
    if not target.parent.is_dir():
        raise WrongUse(f"{target.parent} is no folder.", code="no_folder")
    if target.is_dir():
        raise WrongUse(f"{target} is a folder, not a file.", code="no_folder")


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What goes into a bundle, and with which keys."""

    manifest: Manifest
    sealer: Sealer
    private_key: bytes
    drafts: int
    at_office: tuple[str, ...]
    wrapped: bytes  # b'' where the tablet has its key and exports plain bytes


def _gather(tablet: Tablet) -> _Gathered:
    with tablet.database.reading() as db:
        noted = load_tablet_row(db)
        doubt = find_doubt(db)
        unproven = doubt.record_ids if doubt.record_ids or not doubt.why else None
        waiting = records.list_unconfirmed(db, also=unproven)
        wanted = [row["id"] for row in waiting]
        pictures = photos.list_of_records(db, wanted)
        at_office = tuple(departures.list_left_of(db, wanted))
        begun = drafts.count_drafts(db)
    if noted["device_id"] is None:
        raise NotEnrolled("This tablet is not enrolled, so there is no server to export for.")
    if is_practice(noted["device_id"]):
        raise OnlyPractice
    wrapped = b"" if tablet.vault.key else wrapped_key(tablet.folder)
    if not wrapped:
        tablet.vault.check_open()
    whole = [row for row in pictures if _is_whole(tablet, row)]
    kept = {row["sha256"] for row in whole}
    sealer = Sealer(bytes(noted["server_key"]), X25519PrivateKey.generate())
    manifest = Manifest(
        device_id=noted["device_id"],
        made_at=spell_instant(tablet.clock.now()),
        sender=sealer.public_key.hex(),
        records=tuple(
            RecordEntry(member_name(RECORDS, number), row["id"], row["sha256"], row["seq"])
            for number, row in enumerate(waiting, 1)
        ),
        photos=tuple(
            PhotoEntry(member_name(PHOTOS, number), row["sha256"], row["bytes"], row["media_type"])
            for number, row in enumerate(whole, 1)
        ),
        photos_lost=tuple(row["sha256"] for row in pictures if row["sha256"] not in kept),
    )
    return _Gathered(manifest, sealer, bytes(noted["private_key"]), begun, at_office, wrapped)


def _is_whole(tablet: Tablet, row: Mapping[str, Any]) -> bool:
    """True if a photo's file is there with its bytes; encrypted ones by their number alone."""
    try:
        with _open_photo(tablet, row["sha256"]) as file:
            head = file.read(HEADER_BYTES)
            file.seek(0)
            if tablet.vault.key is None and is_at_rest(head):
                return bool(file.seek(0, 2) == stored_size(row["bytes"]))
            return bool(_digest(_read(file)) == row["sha256"])
    except OSError:
        return False


def _open_photo(tablet: Tablet, sha256: str) -> BinaryIO:
    if tablet.vault.key is None:
        return photos.open_stored(tablet.folder, sha256)
    return photos.open_file(tablet.folder, sha256, tablet.vault)


class _Bundle:
    """A bundle being written, member by member."""

    def __init__(self, tablet: Tablet, gathered: _Gathered, told: Told) -> None:
        self._tablet, self._gathered, self._told = tablet, gathered, told
        self._made = (*tablet.clock.now().timetuple()[:6],)

    def write(self, file: BinaryIO) -> None:
        """Write the whole bundle into an empty file."""
        manifest = self._gathered.manifest
        of = len(manifest.records) + len(manifest.photos)
        told = spell_manifest(manifest, load_private_key(self._gathered.private_key).sign)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            archive.comment = b"0" * COMMENT_BYTES
            self._add(archive, MANIFEST, [told])
            if self._gathered.wrapped:
                self._add(archive, KEY, [self._gathered.wrapped])
            for done, (name, pieces) in enumerate(self._members(), 1):
                self._add(archive, name, pieces)
                self._told(done, of)
            self._add(archive, MANIFEST_AGAIN, [told])
        _note_sum(file)

    def _members(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        for record in self._gathered.manifest.records:
            yield record.name, self._record(record)
        for photo in self._gathered.manifest.photos:
            yield photo.name, self._photo(photo)

    def _add(self, archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> None:
        info = zipfile.ZipInfo(name, self._made)
        with archive.open(info, "w") as member:
            for piece in self._gathered.sealer.seal(name, pieces):
                member.write(piece)

    def _record(self, entry: RecordEntry) -> Iterator[bytes]:
        with self._tablet.database.reading() as db:
            find = records.find_stored if self._gathered.wrapped else records.find_record
            row = find(db, entry.id)
        if row is None:
            raise NotFound(f"Record {entry.id} has gone while it was exported.")
        names = ("id", "sha256", "seq", "prev", "sig")
        head = {"device_id": self._gathered.manifest.device_id}
        yield spell_member(head | {name: row[name] for name in names})
        yield bytes(row["body"])

    def _photo(self, entry: PhotoEntry) -> Iterator[bytes]:
        told = asdict(entry)
        del told["name"]
        yield spell_member(told)
        with _open_photo(self._tablet, entry.sha256) as file:
            digest = hashlib.sha256()
            for piece in _read(file):
                digest.update(piece)
                yield piece
        if not self._gathered.wrapped and digest.hexdigest() != entry.sha256:
            raise StorageTrouble("A photo changed while it was exported.", code="io")


def _note_sum(file: BinaryIO) -> None:
    """Put the SHA-256 of everything before the ZIP's comment into that comment."""
    file.flush()
    end = file.seek(0, 2) - COMMENT_BYTES
    file.seek(0)
    told = _digest(_read(file, end))
    file.seek(end)
    file.write(told.encode())


def _read(file: BinaryIO, most: int = sys.maxsize) -> Iterator[bytes]:
    while piece := file.read(min(_PIECE, most)):
        most -= len(piece)
        yield piece


def _digest(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def as_json(exported: Exported) -> str:
    """Return what `inspector export --json` prints."""
    return json.dumps(asdict(exported))
