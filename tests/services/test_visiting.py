"""Visits: one at a time, one fix each, named by the records that are sealed in them."""

from typing import Any

import pytest

from inspector_app.devices.fix import Fix, NoFix
from inspector_app.errors import NotFound
from inspector_app.services import finishing, inspecting
from inspector_app.services.opening import Tablet
from inspector_app.services.visiting import (
    begin_visit,
    end_visit,
    find_open_visit,
    is_far,
    load_site_visit,
    note_fix,
)
from inspector_app.store.reference import apply_changes
from tests.support.registry import PUMP, SCALE, FixedClock, site
from tests.support.visits import fill_in, seal_one

NEAR = Fix("36.601", "109.401", "12.0")
FAR = Fix("36.610000", "109.400000", "12.0")


def sealed_body(tablet: Tablet) -> dict[str, Any]:
    return finishing.load_sealed(tablet, seal_one(tablet).record_id)


def test_a_visit_begins_and_ends(tablet: Tablet, clock: FixedClock) -> None:
    assert load_site_visit(tablet, "S1").here is None
    begun = begin_visit(tablet, "S1")
    assert begun.ended is None
    clock.move(minutes=40)
    end_visit(tablet, "S1")
    here = load_site_visit(tablet, "S1").here
    assert here is not None
    assert here.id == begun.visit.id
    assert here.ended_at is not None
    assert (here.ended_at - here.started_at).total_seconds() == 2400
    assert find_open_visit(tablet) is None


def test_a_visit_that_is_open_is_gone_on_with(tablet: Tablet) -> None:
    first = begin_visit(tablet, "S1").visit
    assert begin_visit(tablet, "S1").visit == first


def test_another_site_ends_the_former_visit_and_tells_which(
    tablet: Tablet, clock: FixedClock
) -> None:
    begin_visit(tablet, "S1")
    clock.move(minutes=5)
    begun = begin_visit(tablet, "S2")
    assert begun.ended is not None
    assert (begun.ended.site_id, begun.ended.site_name) == ("S1", "东风加油站")
    opened = find_open_visit(tablet)
    assert opened is not None
    assert opened.site_id == "S2"
    there = load_site_visit(tablet, "S1")
    assert there.elsewhere == opened
    assert there.here is not None
    assert there.here.ended_at == clock.now()


def test_ending_a_visit_elsewhere_changes_nothing(tablet: Tablet) -> None:
    begin_visit(tablet, "S1")
    end_visit(tablet, "S2")
    assert find_open_visit(tablet) is not None


def test_an_inspection_begins_the_visit_of_its_site_by_itself(tablet: Tablet) -> None:
    inspecting.begin(tablet, PUMP)
    opened = find_open_visit(tablet)
    assert opened is not None
    assert opened.site_id == "S1"
    inspecting.begin(tablet, PUMP)
    assert find_open_visit(tablet) == opened


def test_a_visit_that_nobody_ended_ended_with_its_last_record(
    tablet: Tablet, clock: FixedClock
) -> None:
    forgotten = begin_visit(tablet, "S1").visit
    clock.move(minutes=20)
    seal_one(tablet)
    clock.move(days=1)
    begun = begin_visit(tablet, "S1")
    assert begun.visit.id != forgotten.id
    assert begun.ended is None  # it is old news
    with tablet.database.reading() as db:
        rows = {row["id"]: row["ended_at"] for row in db.query("SELECT * FROM visits")}
    assert rows == {forgotten.id: "2026-11-23T01:50:00Z", begun.visit.id: None}


def test_a_clock_that_was_set_back_ends_no_visit_before_its_beginning(
    tablet: Tablet, clock: FixedClock
) -> None:
    begin_visit(tablet, "S1")
    clock.move(minutes=-5)
    end_visit(tablet, "S1")
    here = load_site_visit(tablet, "S1").here
    assert here is not None
    assert here.ended_at == here.started_at


def test_a_fix_is_kept_with_its_distance_and_the_way_to_the_site(tablet: Tablet) -> None:
    visit = note_fix(tablet, begin_visit(tablet, "S1").visit.id, NEAR)
    assert (visit.latitude, visit.longitude, visit.accuracy_m) == ("36.601", "109.401", "12.0")
    assert (visit.distance_m, visit.direction, visit.is_far) == ("143", "SW", False)


def test_a_visit_has_one_fix_and_the_first_stays(tablet: Tablet) -> None:
    visit = begin_visit(tablet, "S1").visit
    note_fix(tablet, visit.id, NoFix.TIMED_OUT)
    first = note_fix(tablet, visit.id, NEAR)
    assert first.no_fix == ""
    assert note_fix(tablet, visit.id, FAR) == first
    assert note_fix(tablet, visit.id, NoFix.DENIED) == first


@pytest.mark.parametrize(
    ("distance", "accuracy", "far"),
    [("500", "", False), ("501", "", True), ("512", "12.0", False), ("513", "12.0", True),
     ("", "12.0", False)],
)  # fmt: skip
def test_far_is_more_than_500_m_and_the_accuracy(
    distance: str, accuracy: str, *, far: bool
) -> None:
    assert is_far(distance, accuracy) is far


@pytest.mark.parametrize("changes", [{"latitude": ""}, {"longitude": "east"}, {"latitude": "91"}])
def test_a_site_without_a_registered_place_has_no_distance(
    tablet: Tablet, changes: dict[str, str]
) -> None:
    with tablet.database.writing() as db:
        apply_changes(db, [("sites", "S1", site() | changes)])
    visit = note_fix(tablet, begin_visit(tablet, "S1").visit.id, FAR)
    assert (visit.distance_m, visit.direction, visit.is_far) == ("", "", False)
    assert visit.latitude == FAR.latitude


def test_a_record_names_its_visit_and_where_it_took_place(
    tablet: Tablet, clock: FixedClock
) -> None:
    visit = begin_visit(tablet, "S1").visit
    clock.move(seconds=9)
    note_fix(tablet, visit.id, FAR)
    body = sealed_body(tablet)
    assert body["visit"] == visit.id
    assert body["location"] == {
        "latitude": "36.610000", "longitude": "109.400000", "accuracy_m": "12.0",
        "distance_m": "1112", "at": "2026-11-23T01:30:09Z",
    }  # fmt: skip
    assert "no_location" not in body


@pytest.mark.parametrize("reason", [NoFix.DENIED, NoFix.UNAVAILABLE, NoFix.TIMED_OUT])
def test_a_record_without_a_location_says_why(tablet: Tablet, reason: NoFix) -> None:
    note_fix(tablet, begin_visit(tablet, "S1").visit.id, reason)
    body = sealed_body(tablet)
    assert (body["location"], body["no_location"]) == (None, reason.value)


def test_a_record_before_any_answer_says_that_it_was_not_asked(tablet: Tablet) -> None:
    body = sealed_body(tablet)
    assert body["visit"]
    assert (body["location"], body["no_location"]) == (None, "not_asked")


def test_a_record_that_is_sealed_after_the_visit_belongs_to_it(
    tablet: Tablet, clock: FixedClock
) -> None:
    draft = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft)
    visit = find_open_visit(tablet)
    assert visit is not None
    clock.move(minutes=30)
    begin_visit(tablet, "S2")
    line = finishing.seal_draft(tablet, draft)
    assert finishing.load_sealed(tablet, line.record_id)["visit"] == visit.id


def test_a_visit_survives_that_the_app_is_closed(tablet: Tablet) -> None:
    inspecting.begin(tablet, SCALE)
    visit = find_open_visit(tablet)
    assert visit is not None
    kept = note_fix(tablet, visit.id, NEAR)
    tablet.close()
    assert find_open_visit(tablet) == kept


def test_what_is_not_on_the_tablet_cannot_be_visited(tablet: Tablet) -> None:
    with pytest.raises(NotFound):
        begin_visit(tablet, "NOWHERE")
    with pytest.raises(NotFound):
        note_fix(tablet, "nothing", NEAR)
