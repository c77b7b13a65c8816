"""What a sync needs of the tablet: what to send, where to keep what comes back, who we are.

Every method that changes something is one transaction and may be repeated: a sync can be killed
between any two calls. A method that cannot reach the disk raises; the sync then ends with the
problem "storage" and nothing more is sent or fetched.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import BinaryIO, Protocol

from sync.protocol.changes import ReferenceRow
from sync.protocol.receipt import Receipt


@dataclass(frozen=True, slots=True)
class OutgoingRecord:
    """A sealed record as it goes over the wire; `body` holds its exact bytes."""

    id: str
    sha256: str
    body: bytes
    seq: int
    prev: str
    sig: str


@dataclass(frozen=True, slots=True)
class OutgoingPhoto:
    """A photo of a received record; `bytes` is its length."""

    sha256: str
    bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """A record that the server holds: `receipt` was verified against the pinned key.

    `quarantine` is '' or why the office must look at it (a stable code); `missing_files` are the
    SHA-256 of the photos that the server lacks.
    """

    receipt: Receipt
    quarantine: str = ""
    missing_files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """This tablet at its server: `server_key` is the raw Ed25519 key pinned at enrolment.

    `sign` signs bytes with the device's key; `epoch` is the server's epoch of the last sync.
    `signs` says that the server has signed an answer before: an unsigned one is not its own;
    `in_doubt` that not all is known to be there that was received. `certificate` is the file of the
    one certificate that is good, None for those that the system trusts.
    """

    device_id: str
    server_url: str
    server_key: bytes
    sign: Callable[[bytes], bytes]
    epoch: str | None = None
    signs: bool = False
    in_doubt: bool = False
    certificate: str | None = None


class Phase(Enum):
    """Which part of a sync runs."""

    CONNECTING = "connecting"
    RECORDS = "records"
    PHOTOS = "photos"
    REFERENCE = "reference"
    LEAVING = "leaving"
    DONE = "done"


class Progress(Protocol):
    """Told after every step; `total` is None while it is not known."""

    def __call__(self, phase: Phase, done: int, total: int | None) -> None:
        """Show how far the sync is."""


class Outbox(Protocol):
    """The sealed records and their photos."""

    def count_pending(self) -> int:
        """Return how many sealed records wait for a receipt, without those set aside."""

    def count_set_aside(self) -> int:
        """Return how many sealed records are set aside."""

    def pending_records(
        self, limit: int, max_bytes: int, *, after_seq: int = 0
    ) -> Sequence[OutgoingRecord]:
        """Return sealed records, not set aside, with `seq` above `after_seq`, by `seq`.

        At most `limit`, and no more than `max_bytes` of bodies together, but always at least one
        when there is one.
        """

    def records_set_aside(self) -> Iterable[OutgoingRecord]:
        """Give the records set aside, by `seq`."""

    def store_receipts(self, accepted: Sequence[Accepted]) -> None:
        """Mark the records received (also one that was set aside) and keep their receipts.

        A photo named in `missing_files` counts as unconfirmed again. A record without unconfirmed
        photos is complete at once.
        """

    def set_aside(self, record_id: str, problem: str) -> None:
        """Keep a record back with its reason; it stays on the tablet and is shown."""

    def count_photos(self) -> int:
        """Return how many photos of all records are not confirmed."""

    def pending_photos(self) -> Sequence[OutgoingPhoto]:
        """Return the unconfirmed photos of received records, each file once."""

    def open_photo(self, sha256: str) -> BinaryIO:
        """Open the file for reading. Raises OSError when it is not there or not readable."""

    def confirm_photo(self, sha256: str) -> None:
        """Mark a photo confirmed; a record whose last photo it was is complete."""

    def upload_url(self, sha256: str) -> str | None:
        """Return the address of the upload begun for a photo."""

    def remember_upload(self, sha256: str, url: str | None) -> None:
        """Remember the address of an upload, or forget it (None)."""

    def all_received(self) -> Iterable[tuple[str, str]]:
        """Give (id, SHA-256) of every record received or complete."""

    def newest_receipt(self) -> int:
        """Return the largest change_seq of the receipts of what was received, 0 without any."""

    def send_again(self, record_ids: Sequence[str]) -> None:
        """Mark received records as pending again: the server lost them. Old receipts are kept."""

    def send_photos_again(self, sha256s: Sequence[str]) -> None:
        """Mark photos as unconfirmed again, and their records as not complete.

        One that left this tablet cannot be sent: it is noted as missing at the server.
        """


@dataclass(frozen=True, slots=True)
class Retention:
    """How long photos stay: more than `days` by both clocks, the server's showing `server_time`."""

    days: int
    server_time: datetime


class Shelf(Protocol):
    """The photos that the server has had for so long that they may leave this tablet."""

    def tidy(self) -> None:
        """Remove files whose photo has left: a kill came between."""

    def old_photos(self, retention: Retention, limit: int) -> Sequence[str]:
        """Return what to ask the server for: whose time has come, then what it lacked before."""

    def let_go(self, sha256: str, sig: str, retention: Retention) -> bool:
        """Note that a photo left, on the server's verified word `sig`; then remove its file.

        Tells whether it left. One that left before is no longer missing at the server.
        """


@dataclass(frozen=True, slots=True)
class AsideRow:
    """A row of the office's data that this tablet could not take; `why` is a stable code."""

    kind: str
    id: str
    why: str


class Reference(Protocol):
    """The tablet's copy of the office's data."""

    def cursor(self) -> str | None:
        """Return the cursor of the last page, None before the first."""

    def apply_page(self, rows: Sequence[ReferenceRow], next_cursor: str, *, is_last: bool) -> None:
        """Write the rows and the cursor in one transaction.

        With `is_last`, rows still marked stale by `start_afresh` are dropped in it too.
        """

    def start_afresh(self) -> None:
        """Forget the cursor and mark every row stale; a row written again is no longer stale.

        The rows stay in use until the last page has come.
        """

    def snapshot_part(self) -> tuple[str, int] | None:
        """Return the SHA-256 of the snapshot whose download was begun, and how much is here."""

    def write_snapshot(self, sha256: str, position: int, pieces: Iterable[bytes]) -> None:
        """Write what comes of a snapshot at its position; what came stays when `pieces` raises.

        Another snapshot that was begun is dropped. Raises OSError.
        """

    def open_snapshot(self, sha256: str) -> BinaryIO:
        """Open what is here of a snapshot for reading. Raises OSError."""

    def drop_snapshot(self) -> None:
        """Forget a snapshot that was begun."""

    def rows_to_tell(self) -> Sequence[AsideRow] | None:
        """Return every row that could not be taken; None when the office knows of just these."""

    def note_told(self, rows: Sequence[AsideRow]) -> None:
        """Note that the office was told of exactly these."""

    def apply_snapshot(self, rows: Iterable[ReferenceRow], next_cursor: str) -> None:
        """Put these rows in place of all that are here, with the cursor, in one transaction."""


class ServerNotes(Protocol):
    """What the tablet remembers of its server from one sync to the next."""

    def remember_epoch(self, epoch: str) -> None:
        """Remember the epoch for which everything received was compared; nothing is in doubt."""

    def note_doubt(self, why: str) -> None:
        """Note that not all may be at the server that was received, until it was compared again."""

    def note_signing(self) -> None:
        """Note that the server signs its answers: an unsigned one is not its own from now on."""

    def note_server_time(self, server_time: datetime) -> None:
        """Note what the server's clock (aware, UTC) shows just now, to keep the offset to ours."""

    def note_attempt(self, problem: str) -> None:
        """Note that a sync ended now, and why it is not whole ('' when it is)."""
