"""One inspection under way: seals, readings, checks, choices, and where the inspector stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar

from inspector_app.metrology.model import Outcome, Verdict
from inspector_app.services.views.particulars import EntryLine, GroupView, NoticeLine
from inspector_app.services.views.registry import InstrumentLine, Label, SiteLine
from inspector_app.services.views.seals import ReplacedSeal


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
    change: ReplacedSeal | None = None  # it was replaced after it was found so


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
    kind: str = "number"  # "flag": 1 says yes, 0 says no; "choice": which of `choices`, from 1
    choices: tuple[Label, ...] = ()
    step: str = ""  # the weight to add at a time, where the reading is found by adding weights


@dataclass(frozen=True, slots=True)
class RunResult:
    """What `evaluate` says of one run alone; for the tolerance bar."""

    value: Decimal | None  # None where something happens or not: a discrimination
    unit: str
    limit_min: Decimal | None
    limit_max: Decimal | None
    share: Decimal | None  # |value| / |limit on that side|, 1 is exactly at the limit
    verdict: Verdict
    effect: str
    sentence: Label = field(default_factory=dict)  # in the customer's terms
    details: Mapping[str, str] = field(default_factory=dict)  # of the finding, for a sentence
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a test point; complete when every required field is taken."""

    index: int
    fields: tuple[ReadingField, ...]
    result: RunResult | None


@dataclass(frozen=True, slots=True)
class TestPoint:
    """One test at one point: the runs of a flow point, one load, the eccentricity positions."""

    __test__: ClassVar[bool] = False  # a name of the field, not a test of ours

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
    """One visual or functional check; `ok` is None until answered.

    The verdict waits for it unless it is `optional`, or does not apply here.
    """

    id: str
    label: Label
    ok: bool | None = None
    applies: bool = True
    optional: bool = False

    @property
    def is_answered(self) -> bool:
        """Whether something was said of it, also that it does not apply."""
        return self.ok is not None or not self.applies


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
    reason: str = ""  # "expired", "unsuitable" for the limits here, "unfit": unreadable values


@dataclass(frozen=True, slots=True)
class Officer:
    """An inspector with certificate."""

    officer_id: str
    name: str
    certificate: str
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of a draft or record; the file lies under its hash.

    `of` is the photo that this one was made of by marking it, '' for one as it was taken.
    """

    sha256: str
    bytes: int
    media_type: str
    caption: str
    of: str = ""


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
    reminders: tuple[Label, ...]  # what to know before the readings
    outcome: Outcome  # always present; INCOMPLETE while something is missing
    groups: tuple[GroupView, ...] = ()  # what the rule asks for beside the readings
    on_site: tuple[GroupView, ...] = ()  # what belongs on the record of every check on site
    notices: tuple[NoticeLine, ...] = ()  # what is said with the outcome

    @property
    def entries(self) -> tuple[EntryLine, ...]:
        """Every entry of every group."""
        return tuple(entry for group in (*self.groups, *self.on_site) for entry in group.entries)


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
