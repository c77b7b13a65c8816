"""A wrong clock of the tablet stops no sync and moves no record; only 1970 is not believed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from inspector_app.errors import NotReady
from inspector_app.services.handing_in import hand_in
from inspector_app.services.recording import Source, record_all
from tests.faults.simulation.promises import check_everything, rows_of
from tests.faults.simulation.wire import Answer, Request
from tests.faults.simulation.world import SimTablet, World
from tests.support.visits import inspection_document


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A server and a tablet whose clocks can be set."""
    made = World(tmp_path)
    made.begin(Random(1), tablets=1)
    yield made
    made.close()


def record(tablet: SimTablet, folder: Path, number: int = 0) -> None:
    document = inspection_document(note=f"No. {number}")
    for line in record_all(tablet.running(), [Source(document, folder)]):
        tablet.said[line.record_id] = line.sha256


@pytest.mark.parametrize("days", [10, -0.9, 3650])
def test_a_clock_that_is_days_off_stops_no_sync(world: World, days: float) -> None:
    (tablet,) = world.tablets
    tablet.clock.move(days=days)
    record(tablet, world.folder)
    report = tablet.sync()
    assert report is not None
    assert report.problem == ""
    check_everything(world, restored=False, cloned=False)


def test_1970_is_not_believed_for_a_record_and_stops_no_sync(world: World) -> None:
    (tablet,) = world.tablets
    record(tablet, world.folder)
    tablet.clock.at = datetime(1970, 1, 1, 0, 5, tzinfo=UTC)
    with pytest.raises(NotReady) as told:
        record(tablet, world.folder)
    assert told.value.code == "clock"
    report = tablet.sync()
    assert report is not None
    assert report.problem == ""
    assert hand_in(tablet.running()).complete == 1


@pytest.mark.parametrize("step_s", [3600, -3600, 86_400])
def test_a_clock_that_is_set_between_any_two_requests_changes_nothing(
    world: World, step_s: int
) -> None:
    (tablet,) = world.tablets
    serve = world.network.serve

    def setting(request: Request) -> Answer:
        tablet.clock.move(seconds=step_s if len(request.path) % 2 else -step_s)
        return serve(request)

    world.network.serve = setting
    for number in range(7):
        record(tablet, world.folder, number)
    report = tablet.sync()
    assert report is not None
    assert (report.problem, report.records_received) == ("", 7)
    check_everything(world, restored=False, cloned=False)


def test_the_hour_that_comes_twice_in_autumn_orders_no_record_wrongly(world: World) -> None:
    (tablet,) = world.tablets
    tablet.clock.place = "Europe/Berlin"
    tablet.clock.at = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    for number in range(3):
        record(tablet, world.folder, number)
        tablet.clock.at += timedelta(minutes=45)
    times = [json.loads(row["body"])["times"] for row in rows_of(tablet)]
    assert [one["utc_offset_min"] for one in times] == [120, 60, 60]
    assert [one["sealed_at"] for one in times] == sorted(one["sealed_at"] for one in times)
