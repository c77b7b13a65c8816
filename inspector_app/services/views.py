"""What the services give to the screens: frozen values, ready to be shown, no texts in them.

Numbers are decimal strings or Decimal, dates are `datetime.date`, instants are aware UTC.
`Label` values carry both languages because they come from data (procedures, registry).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from inspector_app.metrology.model import Outcome, Verdict

Label = dict[str, str]
"""Wording from data by language code: {"en": ..., "zh": ...}."""


class InstrumentState(Enum):
    """How an instrument stands today."""

    DUE = "due"
    NOT_DUE = "not_due"
    IN_PROGRESS = "in_progress"
    PASSED = "passed"
    FAILED = "failed"
    INCOMPLETE = "incomplete"
    OVERDUE = "overdue"  # its verification certificate has expired


@dataclass(frozen=True, slots=True)
class PastCheck:
    """One earlier inspection of an instrument, from this tablet or from the office."""

    record_id: str
    finished_at: datetime
    verdict: Verdict
    value: str | None = None  # the leading finding, decimal text
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class InstrumentLine:
    """An instrument in a list."""

    instrument_id: str
    site_id: str
    kind: str
    nozzle: str
    make: str
    model: str
    serial: str
    characteristics: dict[str, Any]
    state: InstrumentState
    due_on: date | None
    valid_until: date | None
    last: PastCheck | None
    draft_id: str | None


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site in the work list."""

    site_id: str
    name: str
    kind: str
    address: str
    instruments: int
    due: int
    done: int
    failed: int
    in_progress: int


@dataclass(frozen=True, slots=True)
class WorkList:
    """Today: the sites with something due first, then the open drafts."""

    today: date
    sites: tuple[SiteLine, ...]
    drafts: tuple[InstrumentLine, ...]
    due: int
    done: int
    synced_at: datetime | None
    waiting: int  # sealed records not yet received


@dataclass(frozen=True, slots=True)
class SiteView:
    """A site with all its instruments, in order of nozzle."""

    site: SiteLine
    contact: str
    phone: str
    commitment_on: date | None
    instruments: tuple[InstrumentLine, ...]


@dataclass(frozen=True, slots=True)
class RegisteredSeal:
    """A seal as the register has it."""

    position: str
    number: str
    label: Label


@dataclass(frozen=True, slots=True)
class InstrumentView:
    """One instrument: certificate, seals, history."""

    line: InstrumentLine
    site: SiteLine
    certificate_no: str
    verified_on: date | None
    seals: tuple[RegisteredSeal, ...]
    history: tuple[PastCheck, ...]
    rule_id: str | None  # None: no rule of the rulebook fits this kind on this date
    rule_edition: str
    rule_status: str  # "verified" | "unverified"
    phases: tuple[str, ...]


class ScanKind(Enum):
    """What a scanned or typed text turned out to be."""

    INSTRUMENT = "instrument"
    SEAL = "seal"
    ENROLMENT = "enrolment"
    NOT_REGISTERED = "not_registered"  # a sound id of ours that the registry does not hold
    MISTYPED = "mistyped"  # the check character does not fit
    NOT_OURS = "not_ours"
    NOTHING = "nothing"  # the picture holds no code, or is no picture


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The answer to one scan. `text` is what was read, `id` the instrument or seal."""

    kind: ScanKind
    text: str
    id: str | None = None
    suggestions: tuple[str, ...] = ()


class SealState(Enum):
    """As found by the inspector."""

    INTACT = "intact"
    BROKEN = "broken"
    MISSING = "missing"
    OTHER_NUMBER = "other_number"


@dataclass(frozen=True, slots=True)
class SealStep:
    """One seal of a draft; `state` is None until the inspector said something."""

    position: str
    label: Label
    expected: str
    state: SealState | None = None
    found: str | None = None


@dataclass(frozen=True, slots=True)
class ReadingField:
    """One field of the keypad. `text` is what was taken and committed, ASCII decimal or ''."""

    key: str
    label: Label
    unit: str
    text: str = ""
    decimals: int = 2
    hint: str = ""  # value offered from the procedure or the last run, not yet taken
    required: bool = True
    kind: str = "number"  # or "flag": 1 says yes, 0 says no


@dataclass(frozen=True, slots=True)
class RunResult:
    """What `evaluate` says of one run alone; for the tolerance bar."""

    value: Decimal
    unit: str
    limit_min: Decimal | None
    limit_max: Decimal | None
    share: Decimal | None  # |value| / |limit on that side|, 1 is exactly at the limit
    verdict: Verdict
    effect: str
    sentence: Label = field(default_factory=dict)  # in the customer's terms
    details: Mapping[str, str] = field(default_factory=dict)  # of the finding, for a sentence


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a test point; complete when every required field is taken."""

    index: int
    fields: tuple[ReadingField, ...]
    result: RunResult | None


@dataclass(frozen=True, slots=True)
class TestPoint:
    """One test at one point: the runs of a flow point, one load, the eccentricity positions."""

    key: str
    test: str
    at: dict[str, str]
    label: Label
    runs: tuple[Run, ...]
    runs_wanted: int
    optional: bool
    summary: RunResult | None = None  # over all runs (mean), when there is more than one
    repeatability: RunResult | None = None


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One visual or functional check; `ok` is None until answered."""

    id: str
    label: Label
    ok: bool | None = None


@dataclass(frozen=True, slots=True)
class StandardChoice:
    """A reference standard that may be used; `reason` is a stable code when it may not."""

    standard_id: str
    kind: str
    description: str
    certificate_no: str
    valid_until: date | None
    characteristics: dict[str, Any]
    usable: bool = True
    reason: str = ""  # "expired"


@dataclass(frozen=True, slots=True)
class Officer:
    """An inspector with certificate."""

    officer_id: str
    name: str
    certificate: str
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of a draft or record; the file lies under its hash."""

    sha256: str
    bytes: int
    media_type: str
    caption: str


class Step(Enum):
    """The five steps of an inspection, in order."""

    SEALS = "seals"
    READINGS = "readings"
    CHECKS = "checks"
    OUTCOME = "outcome"
    SIGNATURES = "signatures"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the inspector stands in a draft: enough to reopen at the same field."""

    step: Step = Step.SEALS
    point: str = ""  # TestPoint.key
    run: int = 0
    field: str = ""  # ReadingField.key
    typed: str = ""  # what stands in that field and was not taken yet


@dataclass(frozen=True, slots=True)
class Inspection:
    """A draft as it stands on disk, with everything the screens of the five steps show."""

    draft_id: str
    instrument: InstrumentLine
    site: SiteLine
    phase: str
    phases: tuple[str, ...]
    rule_id: str
    rule_edition: str
    rule_status: str
    started_at: datetime
    place: Place
    standard: StandardChoice | None
    standards: tuple[StandardChoice, ...]  # those that fit this kind of instrument
    needs_standard: bool
    seals: tuple[SealStep, ...]
    points: tuple[TestPoint, ...]
    checks: tuple[CheckStep, ...]
    photos: tuple[Photo, ...]
    officers: tuple[Officer, ...]  # chosen for this inspection, at most two
    note: str
    outcome: Outcome  # always present; INCOMPLETE while something is missing


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a typed reading was not stored; what can be insisted on may be the truth."""

    code: str  # "not_a_number" | "magnitude" | "unit"
    can_insist: bool
    message: Label = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """The draft after a reading; `doubt` is None when the reading was stored."""

    inspection: Inspection
    doubt: Doubt | None = None


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


class SyncPhase(Enum):
    """Which part of a sync runs."""

    CONNECTING = "connecting"
    RECORDS = "records"
    PHOTOS = "photos"
    REFERENCE = "reference"
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
