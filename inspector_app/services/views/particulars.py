"""Entries beside the readings, as the screens show them: in groups, with what the register has."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from inspector_app.services.views.registry import Label


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry as it stands: `text` as it was typed, or the default.

    `fault` is the code of why the text cannot be sealed, '' when it can; `registered` is what the
    register has, and `differs` says that something else was found.
    """

    id: str
    label: Label
    kind: str
    unit: str
    text: str
    answers: Mapping[str, Label] = field(default_factory=dict)
    lines: bool = False
    registered: str = ""
    differs: bool = False
    fault: str = ""
    default: str = ""  # what stands where nobody says anything else


@dataclass(frozen=True, slots=True)
class GroupView:
    """A named group of entries, and the ids of the checks that belong to it."""

    id: str
    label: Label
    entries: tuple[EntryLine, ...]
    checks: tuple[str, ...] = ()
    before_readings: bool = False
    folded: bool = True


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A sentence that goes with the outcome; an office's own one is `confirmed`."""

    id: str
    text: Label
    confirmed: bool
