"""The sealed records and their photos as a sync takes them from the store and marks them there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from inspector_app.services.instants import spell_instant
from inspector_app.services.opening import Tablet
from inspector_app.store import departures, photos, records
from sync.client.ports import Accepted, OutgoingPhoto, OutgoingRecord


@dataclass(frozen=True, slots=True)
class TabletOutbox:
    """The port `Outbox` of a sync, over the tablet's store."""

    tablet: Tablet

    def count_pending(self) -> int:
        """Return how many sealed records wait for a receipt, without those set aside."""
        with self.tablet.database.reading() as db:
            return records.count_sealed(db, aside=False)

    def count_set_aside(self) -> int:
        """Return how many sealed records are set aside."""
        with self.tablet.database.reading() as db:
            return records.count_sealed(db, aside=True)

    def pending_records(
        self, limit: int, max_bytes: int, *, after_seq: int = 0
    ) -> Sequence[OutgoingRecord]:
        """Return the next records to send, within `limit` and `max_bytes` but at least one."""
        taken: list[OutgoingRecord] = []
        room = max_bytes
        with self.tablet.database.reading() as db:
            for row in records.list_pending(db, limit=limit, after_seq=after_seq):
                room -= len(row["body"])
                if taken and room < 0:
                    break
                taken.append(_outgoing(row))
        return taken

    def records_set_aside(self) -> Iterable[OutgoingRecord]:
        """Return the records set aside."""
        with self.tablet.database.reading() as db:
            return [_outgoing(row) for row in records.list_set_aside(db)]

    def store_receipts(self, accepted: Sequence[Accepted]) -> None:
        """Keep the receipts and mark their records, in one transaction."""
        at = spell_instant(self.tablet.clock.now())
        with self.tablet.database.writing() as db:
            for each in accepted:
                records.store_receipt(db, each.receipt, each.quarantine)
                photos.unconfirm(db, each.missing_files)
                departures.note_missed(db, each.missing_files, at)
            records.reopen_records(db)
            records.complete_records(db)

    def set_aside(self, record_id: str, problem: str) -> None:
        """Keep a record back with its reason."""
        with self.tablet.database.writing() as db:
            records.set_aside(db, record_id, problem)

    def count_photos(self) -> int:
        """Return how many photos of all records are not confirmed."""
        with self.tablet.database.reading() as db:
            return photos.count_unconfirmed(db)

    def pending_photos(self) -> Sequence[OutgoingPhoto]:
        """Return the unconfirmed photos of received records, each file once."""
        with self.tablet.database.reading() as db:
            rows = photos.list_unconfirmed(db)
        return [OutgoingPhoto(row["sha256"], row["bytes"], row["media_type"]) for row in rows]

    def open_photo(self, sha256: str) -> BinaryIO:
        """Open a photo's file. Raises OSError."""
        return photos.open_file(self.tablet.folder, sha256, self.tablet.vault)

    def confirm_photo(self, sha256: str) -> None:
        """Mark a photo confirmed, and complete what waited for it alone."""
        at = spell_instant(self.tablet.clock.now())
        with self.tablet.database.writing() as db:
            photos.note_photo(db, sha256, confirmed_at=at, upload_url=None)
            records.complete_records(db)

    def upload_url(self, sha256: str) -> str | None:
        """Return where the upload of a photo goes on."""
        with self.tablet.database.reading() as db:
            row = photos.find_photo(db, sha256)
        return row["upload_url"] if row else None

    def remember_upload(self, sha256: str, url: str | None) -> None:
        """Note where the upload of a photo goes on, or forget it."""
        with self.tablet.database.writing() as db:
            photos.note_photo(db, sha256, upload_url=url)

    def all_received(self) -> Iterable[tuple[str, str]]:
        """Return id and SHA-256 of every record with a receipt."""
        with self.tablet.database.reading() as db:
            return records.list_received(db)

    def newest_receipt(self) -> int:
        """Return the largest change_seq of the receipts of what was received."""
        with self.tablet.database.reading() as db:
            return records.newest_receipt(db)

    def send_again(self, record_ids: Sequence[str]) -> None:
        """Let records be sent once more, whose bytes the server lost."""
        with self.tablet.database.writing() as db:
            for record_id in record_ids:
                records.mark_sealed_again(db, record_id)

    def send_photos_again(self, sha256s: Sequence[str]) -> None:
        """Let photos be sent once more; their records are not complete until then.

        Of one that left it is noted that the server lacks it.
        """
        at = spell_instant(self.tablet.clock.now())
        with self.tablet.database.writing() as db:
            photos.unconfirm(db, sha256s)
            departures.note_missed(db, sha256s, at)
            records.reopen_records(db)


def _outgoing(row: Mapping[str, Any]) -> OutgoingRecord:
    names = ("id", "sha256", "seq", "prev", "sig")
    return OutgoingRecord(body=bytes(row["body"]), **{name: row[name] for name in names})
