"""A walk over a site: what is there, what is not its own, what is due next."""

from dataclasses import dataclass

from inspector_app.services.views.registry import InstrumentLine, SiteLine


@dataclass(frozen=True, slots=True)
class Stranger:
    """Seen at a site that it is not registered at; without a line it is in no registry here."""

    instrument_id: str
    line: InstrumentLine | None = None
    site_name: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a scan on a walk was: `known` means a tag of ours, and either `line` or `stranger`."""

    known: bool
    line: InstrumentLine | None = None
    stranger: Stranger | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class WalkView:
    """A site's instruments, which of them were seen today, and who is not of this site."""

    site: SiteLine
    instruments: tuple[InstrumentLine, ...]
    present: frozenset[str]
    strangers: tuple[Stranger, ...]
    next_due: InstrumentLine | None
