"""A visit of a site, and what can be proposed after an inspection."""

from dataclasses import dataclass
from datetime import datetime

from inspector_app.services.views.particulars import EntryLine
from inspector_app.services.views.registry import Label


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit with its one fix; `distance_m` is to the registered place of the site.

    `direction` is where that place lies from the fix (N, NE, ...). Decimals are text, '' where
    there is none; `no_fix` is the code of why there is no fix.
    """

    id: str
    site_id: str
    site_name: str
    started_at: datetime
    ended_at: datetime | None
    latitude: str = ""
    longitude: str = ""
    accuracy_m: str = ""
    distance_m: str = ""
    direction: str = ""
    is_far: bool = False  # farther from the site than the fix is unsure, and 500 m more
    no_fix: str = ""


@dataclass(frozen=True, slots=True)
class SiteVisit:
    """How it stands with visits at a site: the latest one here, and one that is open elsewhere."""

    here: VisitLine | None
    elsewhere: VisitLine | None
    why: tuple[EntryLine, ...] = ()  # of the visit that is open here


@dataclass(frozen=True, slots=True)
class VisitBegun:
    """A visit that is open now; `ended` is the one that this ended, at another site."""

    visit: VisitLine
    ended: VisitLine | None


@dataclass(frozen=True, slots=True)
class MeasureChoice:
    """A measure that can be proposed; `fits` says that what was found is what it is for."""

    id: str
    text: Label
    basis: Label
    tag: str
    fits: bool
    chosen: bool
