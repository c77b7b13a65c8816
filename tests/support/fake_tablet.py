"""A tablet in memory for the tests of the sync client: the ports, and nothing behind them."""

import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.client.engine import World
from sync.client.ports import (
    Accepted,
    AsideRow,
    Identity,
    OutgoingPhoto,
    OutgoingRecord,
    Retention,
)
from sync.protocol.changes import ReferenceRow
from sync.protocol.digest import sha256_hex

DEVICE_ID = "01900000-0000-7000-8000-000000000001"


@dataclass
class FakeOutbox:
    """Records by id with their state, photos by hash."""

    records: dict[str, OutgoingRecord] = field(default_factory=dict)
    accepted: dict[str, Accepted] = field(default_factory=dict)
    aside: dict[str, str] = field(default_factory=dict)
    photos: dict[str, bytes] = field(default_factory=dict)
    confirmed: set[str] = field(default_factory=set)
    uploads: dict[str, str] = field(default_factory=dict)

    def add(self, number: int, body: bytes | None = None) -> OutgoingRecord:
        """Add a sealed record."""
        data = body if body is not None else b'{"n":%d}' % number
        record = OutgoingRecord(f"r{number}", sha256_hex(data), data, number, "0" * 64, "c2ln")
        self.records[record.id] = record
        return record

    def add_photo(self, data: bytes) -> str:
        """Add a photo of a received record."""
        self.photos[sha256_hex(data)] = data
        return sha256_hex(data)

    def _waiting(self) -> list[OutgoingRecord]:
        return [
            record for record in sorted(self.records.values(), key=lambda one: one.seq)
            if record.id not in self.accepted and record.id not in self.aside
        ]  # fmt: skip

    def count_pending(self) -> int:
        return len(self._waiting())

    def count_set_aside(self) -> int:
        return len(self.aside)

    def pending_records(
        self, limit: int, max_bytes: int, *, after_seq: int = 0
    ) -> Sequence[OutgoingRecord]:
        chosen: list[OutgoingRecord] = []
        for record in self._waiting():
            size = sum(len(one.body) for one in chosen) + len(record.body)
            if record.seq <= after_seq:
                continue
            if len(chosen) == limit or (chosen and size > max_bytes):
                break
            chosen.append(record)
        return chosen

    def records_set_aside(self) -> Iterable[OutgoingRecord]:
        return [self.records[record_id] for record_id in self.aside]

    def store_receipts(self, accepted: Sequence[Accepted]) -> None:
        for one in accepted:
            self.accepted[one.receipt.id] = one
            self.aside.pop(one.receipt.id, None)
            self.confirmed -= set(one.missing_files)

    def set_aside(self, record_id: str, problem: str) -> None:
        self.aside[record_id] = problem

    def count_photos(self) -> int:
        return len(self.photos.keys() - self.confirmed)

    def pending_photos(self) -> Sequence[OutgoingPhoto]:
        return [
            OutgoingPhoto(sha256, len(data), "image/jpeg")
            for sha256, data in self.photos.items() if sha256 not in self.confirmed
        ]  # fmt: skip

    def open_photo(self, sha256: str) -> BinaryIO:
        return io.BytesIO(self.photos[sha256])

    def confirm_photo(self, sha256: str) -> None:
        self.confirmed.add(sha256)

    def upload_url(self, sha256: str) -> str | None:
        return self.uploads.get(sha256)

    def remember_upload(self, sha256: str, url: str | None) -> None:
        if url is None:
            self.uploads.pop(sha256, None)
        else:
            self.uploads[sha256] = url

    def all_received(self) -> Iterable[tuple[str, str]]:
        return [(one.receipt.id, one.receipt.sha256) for one in self.accepted.values()]

    def newest_receipt(self) -> int:
        return 0

    def send_again(self, record_ids: Sequence[str]) -> None:
        for record_id in record_ids:
            self.accepted.pop(record_id, None)

    def send_photos_again(self, sha256s: Sequence[str]) -> None:
        self.confirmed -= set(sha256s)


@dataclass
class FakeReference:
    """The rows by kind and id, and the cursor."""

    rows: dict[tuple[str, str], ReferenceRow] = field(default_factory=dict)
    at: str | None = None
    stale: set[tuple[str, str]] = field(default_factory=set)
    part: tuple[str, bytes] | None = None
    aside: Sequence[AsideRow] | None = None

    def cursor(self) -> str | None:
        return self.at

    def apply_page(self, rows: Sequence[ReferenceRow], next_cursor: str, *, is_last: bool) -> None:
        for row in rows:
            self.stale.discard((row.kind, row.id))
            if row.op == "del":
                self.rows.pop((row.kind, row.id), None)
            else:
                self.rows[row.kind, row.id] = row
        self.at = next_cursor
        if is_last:
            for key in self.stale:
                self.rows.pop(key, None)
            self.stale = set()

    def start_afresh(self) -> None:
        self.at, self.stale = None, set(self.rows)

    def snapshot_part(self) -> tuple[str, int] | None:
        return (self.part[0], len(self.part[1])) if self.part else None

    def write_snapshot(self, sha256: str, position: int, pieces: Iterable[bytes]) -> None:
        held = self.part[1][:position] if self.part and self.part[0] == sha256 else b""
        for piece in pieces:
            held += piece
            self.part = (sha256, held)

    def open_snapshot(self, sha256: str) -> BinaryIO:
        assert self.part and self.part[0] == sha256
        return io.BytesIO(self.part[1])

    def drop_snapshot(self) -> None:
        self.part = None

    def rows_to_tell(self) -> Sequence[AsideRow] | None:
        return self.aside

    def note_told(self, rows: Sequence[AsideRow]) -> None:
        self.aside = None

    def apply_snapshot(self, rows: Iterable[ReferenceRow], next_cursor: str) -> None:
        self.rows = {(row.kind, row.id): row for row in rows}
        self.at, self.stale = next_cursor, set()


@dataclass
class FakeNotes:
    """What was noted."""

    epoch: str | None = None
    server_time: datetime | None = None
    problems: list[str] = field(default_factory=list)
    doubt: str = ""
    signs: bool = False

    def remember_epoch(self, epoch: str) -> None:
        self.epoch = epoch

    def note_doubt(self, why: str) -> None:
        self.doubt = why

    def note_signing(self) -> None:
        self.signs = True

    def note_server_time(self, server_time: datetime) -> None:
        self.server_time = server_time

    def note_attempt(self, problem: str) -> None:
        self.problems.append(problem)


@dataclass
class FakeShelf:
    """Photos whose time has come, and the server's word with which some left."""

    old: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)
    asked: list[Retention] = field(default_factory=list)

    def tidy(self) -> None:
        pass

    def old_photos(self, retention: Retention, limit: int) -> Sequence[str]:
        self.asked.append(retention)
        return self.old[:limit]

    def let_go(self, sha256: str, sig: str, retention: Retention) -> bool:
        self.left[sha256] = sig
        return True


@dataclass
class FakeTablet:
    """The ports in one place."""

    outbox: FakeOutbox = field(default_factory=FakeOutbox)
    reference: FakeReference = field(default_factory=FakeReference)
    notes: FakeNotes = field(default_factory=FakeNotes)
    shelf: FakeShelf = field(default_factory=FakeShelf)


def identity_at(url: str, server_key: bytes, epoch: str | None = None) -> Identity:
    """Return an identity with a key of its own."""
    key = Ed25519PrivateKey.generate()
    return Identity(DEVICE_ID, url, server_key, key.sign, epoch)


def still_world(waits: list[float] | None = None) -> World:
    """Return a world without waiting, whose chance is always the same; waits are noted."""
    noted = waits if waits is not None else []
    return World(
        steady_s=lambda: 0.0,
        now=lambda: datetime(2026, 11, 23, 8, tzinfo=UTC),
        chance=random.Random(1),
        wait=noted.append,
        is_stopped=lambda: False,
    )
