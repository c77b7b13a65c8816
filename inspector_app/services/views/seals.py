"""Seals: what a scanned number is to the register, a replacement, and who replaced what when."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from inspector_app.services.views.registry import InstrumentLine, Label


class SealMatch(Enum):
    """What a number read at a seal is to the register."""

    RIGHT = "right"
    OTHER_POSITION = "other_position"  # a seal of this instrument, at another position
    ELSEWHERE = "elsewhere"  # registered at another instrument: a possible swap
    UNKNOWN = "unknown"  # no instrument on this tablet has it
    NOT_A_SEAL = "not_a_seal"  # a tag of an instrument, a web address, an invitation


@dataclass(frozen=True, slots=True)
class SealCheck:
    """A number that was read, held against the seal that was asked for.

    `position` and `label` are where it belongs: at this instrument, or at the one `at`.
    """

    match: SealMatch
    number: str
    expected: str
    position: str = ""
    label: Label | None = None
    at: InstrumentLine | None = None
    site_name: str = ""


@dataclass(frozen=True, slots=True)
class ReplacedSeal:
    """A replacement in a draft; not `done` while it is still being typed."""

    removed: str
    applied: str = ""
    reason: str = ""
    note: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """One seal replaced, as the tablet knows it from its own records and from the office.

    `gap` says that another number was taken off than was put on before.
    """

    position: str
    label: Label
    removed: str
    applied: str
    reason: str
    note: str
    at: datetime | None
    by: tuple[str, ...]
    gap: bool
    record_id: str
