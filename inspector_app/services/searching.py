"""Search over the whole registry as one types, and the index for it, brought up to date beside."""

from collections.abc import Callable

from inspector_app.services.instants import today
from inspector_app.services.lines import instrument_line, site_line
from inspector_app.services.opening import Tablet
from inspector_app.services.views import InstrumentLine, SearchPage
from inspector_app.store import parts, search, standing

A_PAGE = 50
MOST_SITES = 10
MOST_COUNTED = 100
A_BATCH = 500


def search_registry(tablet: Tablet, text: str, *, page: int = 0) -> SearchPage:
    """Return one page of what `text` may mean: any part of id, serial, certificate, site, address.

    What it is exactly stands first, then what begins so. Hits are counted up to `MOST_COUNTED`.
    """
    wanted, day = text.strip(), today(tablet.clock)
    if not wanted:
        return SearchPage()
    start = page * A_PAGE
    with tablet.database.reading() as db:
        ids = search.find_ids(db, wanted, max(MOST_COUNTED, start + A_PAGE) + 1)
        shown = standing.list_standing(db, day, ids[start : start + A_PAGE])
        sites = search.find_site_ids(db, wanted, MOST_SITES) if page == 0 else []
        lines = standing.list_site_lines(db, day, sites)
        due = parts.count_due(db)
    return SearchPage(
        sites=tuple(map(site_line, lines)),
        instruments=tuple(map(instrument_line, shown)),
        page=page,
        hits=min(len(ids), MOST_COUNTED),
        counted_all=len(ids) <= MOST_COUNTED,
        has_next=len(ids) > start + A_PAGE,
        due=due,
    )


def search_instruments(tablet: Tablet, text: str, *, limit: int = 50) -> tuple[InstrumentLine, ...]:
    """Return the first instruments that `text` may mean."""
    wanted, day = text.strip(), today(tablet.clock)
    if not wanted:
        return ()
    with tablet.database.reading() as db:
        ids = search.find_ids(db, wanted, limit)
        return tuple(map(instrument_line, standing.list_standing(db, day, ids)))


def index_registry(
    tablet: Tablet,
    told: Callable[[int], None] = lambda _left: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Bring the search's index up to date, some rows at a time, so that others may write between.

    `told` hears how many rows are left. May be ended at any time: it goes on the next time.
    """
    while not is_stopped():
        with tablet.database.reading() as db:
            left = parts.count_due(db)
        told(left)
        if not left:
            return
        with tablet.database.writing() as db:
            parts.index_some(db, A_BATCH)
