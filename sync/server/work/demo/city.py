"""The demo city as a whole: one seed and one day give one city."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from sync.server.work.demo.instruments import build_instruments
from sync.server.work.demo.more_kinds import build_addition
from sync.server.work.demo.past import build_history
from sync.server.work.demo.people import build_officers
from sync.server.work.demo.places import build_sites
from sync.server.work.demo.rows import Row
from sync.server.work.demo.standards import build_standards
from sync.server.work.demo.work_list import build_work_list


@dataclass(frozen=True, slots=True)
class City:
    """Everything that tablets get to know of the city; the names are the kinds of the wire."""

    sites: tuple[Row, ...]
    instruments: tuple[Row, ...]
    standards: tuple[Row, ...]
    officers: tuple[Row, ...]
    worklist: tuple[Row, ...]
    history: tuple[Row, ...]
    texts: tuple[Row, ...] = ()

    def rows(self) -> Iterator[tuple[str, str, Row]]:
        """Give (kind, id, row) of everything; a row's id is in its first column."""
        for kind in self.__slots__:
            for row in getattr(self, kind):
                yield kind, str(next(iter(row.values()))), row


def build_city(rng: Random, today: date) -> City:
    """Build the city as it stands on the morning of `today`, drawing from `rng` alone.

    What is drawn does not depend on the day: another day gives the same instruments, with
    certificates, visits and work that lie as far from it.
    """
    sites = build_sites(rng, today)
    standards = build_standards(rng, today)
    officers = build_officers(rng, today)
    instruments = build_instruments(rng, today, sites)
    history = build_history(rng, today, instruments)
    added = build_addition(Random(rng.getrandbits(64)), today, instruments)  # noqa: S311
    instruments, history = (*instruments, *added.instruments), (*history, *added.history)
    standards = (*standards, *added.standards)
    return City(
        sites=(*sites, *added.sites),
        instruments=instruments,
        standards=standards,
        officers=officers,
        worklist=build_work_list(today, instruments, officers, history),
        history=history,
    )
