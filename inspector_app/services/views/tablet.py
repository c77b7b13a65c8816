"""Sealed records, a sync and its end, and who this tablet is."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from inspector_app.metrology.model import Verdict


@dataclass(frozen=True, slots=True)
class SealedLine:
    """A sealed record in the sync screen."""

    record_id: str
    seq: int
    instrument_id: str
    site_name: str
    finished_at: datetime
    verdict: Verdict
    state: str  # "sealed" | "received" | "complete" | "set_aside"
    reason: str  # stable code when set aside, else ''
    photos_waiting: int
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class HandIn:
    """The counts of `inspector status`."""

    draft: int
    sealed: int
    received: int
    complete: int
    set_aside: int
    photos_waiting: int
    safe_to_hand_in: bool
    synced_at: datetime | None = None
    last_attempt_at: datetime | None = None
    last_problem: str = ""  # stable code of the last attempt's failure, '' when it went well
    clock_off_s: int | None = None  # how far this clock is behind the server's, if it matters
    photos_missed: int = 0  # left this tablet, and the server lacks them now
    photos: int = 0  # of all sealed records
    doubt: str = ""  # why what was confirmed may not be there, '' when nothing says so
    doubted_at: datetime | None = None


class SyncPhase(Enum):
    """Which part of a sync runs."""

    CONNECTING = "connecting"
    RECORDS = "records"
    PHOTOS = "photos"
    REFERENCE = "reference"
    LEAVING = "leaving"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """Progress of a running sync; `total` may be None while it is not known."""

    phase: SyncPhase
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class SyncReport:
    """How one whole sync ended. `problem` is '' when everything went through."""

    records_sent: int
    records_received: int
    set_aside: int
    photos_sent: int
    photos_waiting: int
    rows_pulled: int
    remaining: int
    problem: str = ""  # stable code: "offline", "captive_portal", "revoked", "server_trouble", ...
    retry_after_s: float | None = None  # not sooner than this, says the server
    clock_off_s: int | None = None  # how far this clock is behind the server's, if it matters
    photos_left: int = 0  # files that left this tablet in this sync
    photos_missed: int = 0  # left this tablet at some time, and the server lacks them now


@dataclass(frozen=True, slots=True)
class Exported:
    """A file for the office with all that is not complete; it counts as nothing received.

    `photos_lost` are missing or damaged on this tablet, `photos_at_office` have left it for the
    server; `drafts` are begun and so not in the file.
    """

    path: str
    records: int
    photos: int
    photos_lost: tuple[str, ...]
    drafts: int
    bytes: int
    photos_at_office: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LostRecord:
    """A record that could not be saved: its number in the chain, and its id if that is known."""

    seq: int
    record_id: str


@dataclass(frozen=True, slots=True)
class Recovery:
    """What came of a damaged database, and under which name it is kept in the tablet's folder."""

    at: datetime
    kept_as: str
    records: int
    lost: tuple[LostRecord, ...]
    drafts: int
    photos_lost: tuple[str, ...]
    seen: bool


@dataclass(frozen=True, slots=True)
class TabletInfo:
    """Enrolment and settings of this tablet."""

    enrolled: bool
    device_id: str | None
    name: str
    server_url: str
    instruments: int
    synced_at: datetime | None
    settings: dict[str, str]  # "language": "zh"|"en"|"", "appearance": "system"|"light"|"dark"
    guarded: bool = False  # somebody has set a PIN
    practice: bool = False  # nothing of it is real
    key_place: str = ""  # of what encrypts: "file" or "keystore"
    key_trouble: str = ""  # "key_lost" or "key_elsewhere" when it is not to be had
