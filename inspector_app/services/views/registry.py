"""The work list, sites, instruments and scans, as the screens show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from inspector_app.metrology.model import Verdict
from inspector_app.metrology.site import SiteFindings, SiteInstrument

if TYPE_CHECKING:
    from inspector_app.services.views.seals import CustodyLine

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
    limit_min: str | None = None  # what that finding was held against, where it is known
    limit_max: str | None = None


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
class SearchPage:
    """One page of what was found. `hits` stops counting early, which `counted_all` tells.

    `due` entries of the registry are not in the index of parts yet.
    """

    sites: tuple[SiteLine, ...] = ()
    instruments: tuple[InstrumentLine, ...] = ()
    page: int = 0
    hits: int = 0
    counted_all: bool = True
    has_next: bool = False
    due: int = 0


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
    goods: tuple[InstrumentLine, ...] = ()  # checks of goods that were begun here


@dataclass(frozen=True, slots=True)
class GoodsRule:
    """A rule by which goods can be checked; `reminders` say what it is not for."""

    rule_id: str
    title: Label
    edition: str
    status: str  # "verified" | "unverified"
    phases: tuple[str, ...]
    reminders: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class GoodsView:
    """What can be checked at a site without an instrument of the registry."""

    site: SiteLine
    rules: tuple[GoodsRule, ...]


@dataclass(frozen=True, slots=True)
class SiteReport:
    """The findings of a whole site, and the instruments that they name.

    `rule_status` is that of the rule about whole stations, '' where there is none.
    """

    findings: SiteFindings
    instruments: Mapping[str, SiteInstrument]
    today: date
    rule_status: str


@dataclass(frozen=True, slots=True)
class RegisteredSeal:
    """A seal as the register has it."""

    position: str
    number: str
    label: Label


@dataclass(frozen=True, slots=True)
class InstrumentView:
    """One instrument: certificate, seals as they must be now and who replaced them, history."""

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
    custody: tuple["CustodyLine", ...] = ()  # the last replacement first


class ScanKind(Enum):
    """What a scanned or typed text turned out to be."""

    INSTRUMENT = "instrument"
    SEAL = "seal"
    ENROLMENT = "enrolment"
    NOT_REGISTERED = "not_registered"  # a sound id of ours that the registry does not hold
    MISTYPED = "mistyped"  # the check character does not fit
    NOT_OURS = "not_ours"
    UNSURE = "unsure"  # a hand scanner's text whose beginning may be missing
    NOTHING = "nothing"  # the picture holds no code, or is no picture


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The answer to one scan. `text` is what was read, `id` the instrument or seal."""

    kind: ScanKind
    text: str
    id: str | None = None
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PictureRead:
    """What a picture holds: tags of ours, or one other code, or nothing, perhaps as it is dark."""

    results: tuple[ScanResult, ...] = ()
    dark: bool = False
