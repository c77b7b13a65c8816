"""A walk over a site: what was seen is kept for the day, and what is due opens in turn."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.services.opening import Tablet
from inspector_app.services.planning import load_site
from inspector_app.services.scanning import resolve_text
from inspector_app.services.views import InstrumentState
from inspector_app.services.walking import choose_next, load_walk, note_opened, sight
from inspector_app.store.reference import apply_changes
from inspector_app.tags.identifier import issue_identifier
from tests.support.registry import PUMP, SCALE, FixedClock, instrument, open_city

UNKNOWN = issue_identifier(lambda most: most // 3)
DUE = {"instrument_id": "P2", "due_on": "2026-11-23", "assigned_to": "", "reason": "due"}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def tablet(tmp_path: Path, clock: FixedClock) -> Iterator[Tablet]:
    opened = open_city(tmp_path / "tablet", clock)
    with opened.database.writing() as db:
        apply_changes(
            db, [("instruments", "P2", instrument("P2", nozzle="3")), ("worklist", "P2", DUE)]
        )
    yield opened
    opened.close()


def scan(tablet: Tablet, text: str, site_id: str = "S1") -> None:
    sight(tablet, site_id, resolve_text(tablet, text))


def test_a_scan_marks_its_instrument_as_present_and_offers_it_when_it_is_due(
    tablet: Tablet,
) -> None:
    assert load_walk(tablet, "S1").next_due is None
    scan(tablet, PUMP)
    walk = load_walk(tablet, "S1")
    assert walk.present == {PUMP}
    assert len(walk.instruments) == 2
    assert walk.next_due is not None
    assert walk.next_due.instrument_id == PUMP


def test_a_tag_that_is_scanned_again_is_present_once(tablet: Tablet) -> None:
    result = resolve_text(tablet, PUMP)
    assert not sight(tablet, "S1", result).again
    assert sight(tablet, "S1", result).again
    assert load_walk(tablet, "S1").present == {PUMP}


def test_an_instrument_of_another_site_is_named_and_ticks_nothing(tablet: Tablet) -> None:
    scan(tablet, SCALE)
    walk = load_walk(tablet, "S1")
    assert not walk.present
    (stranger,) = walk.strangers
    assert (stranger.instrument_id, stranger.site_name) == (SCALE, "Market 50%")
    assert load_walk(tablet, "S2").present == frozenset()


def test_a_tag_that_no_registry_holds_is_named(tablet: Tablet) -> None:
    scan(tablet, UNKNOWN)
    (stranger,) = load_walk(tablet, "S1").strangers
    assert (stranger.instrument_id, stranger.line) == (UNKNOWN, None)


@pytest.mark.parametrize("text", ["https://example.com/menu", "", "HTTPS://M.EXAMPLE.GOV/S/A100"])
def test_what_is_no_tag_of_an_instrument_leaves_no_trace(tablet: Tablet, text: str) -> None:
    assert not sight(tablet, "S1", resolve_text(tablet, text)).known
    walk = load_walk(tablet, "S1")
    assert not walk.present
    assert not walk.strangers


def test_presence_survives_the_end_of_the_app_and_is_forgotten_the_next_day(
    tablet: Tablet, clock: FixedClock
) -> None:
    scan(tablet, PUMP)
    again = open_city(tablet.folder, clock)
    assert load_walk(again, "S1").present == {PUMP}
    clock.move(days=1)
    assert load_walk(again, "S1").present == frozenset()
    scan(again, "P2")
    with again.database.reading() as db:
        days = {row["day"] for row in db.query("SELECT day FROM sightings")}
    assert days <= {"2026-11-24"}
    again.close()


def test_an_instrument_that_was_opened_and_left_lets_the_next_one_go_first(
    tablet: Tablet, clock: FixedClock
) -> None:
    seen = {PUMP: "", "P2": ""}
    lines = load_site(tablet, "S1").instruments
    first = choose_next(lines, seen)
    assert first is not None
    scan(tablet, first.instrument_id)
    note_opened(tablet, "S1", first.instrument_id)
    second = choose_next(lines, seen | {first.instrument_id: "2026-11-23T01:30:00Z"})
    assert second is not None
    assert second.instrument_id != first.instrument_id
    both = {first.instrument_id: "2026-11-23T01:30:00Z", second.instrument_id: "2026-11-23T01:40Z"}
    assert choose_next(lines, both) == first


def test_what_is_not_due_is_never_offered(tablet: Tablet) -> None:
    done = [
        dataclasses.replace(line, state=InstrumentState.PASSED)
        for line in load_site(tablet, "S1").instruments
    ]
    assert choose_next(done, {PUMP: "", "P2": ""}) is None
