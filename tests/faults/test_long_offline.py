"""Long offline, then a bad line: the queue empties in bounded time; poison alone stays behind."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from inspector_app.services.handing_in import hand_in
from inspector_app.services.recording import Source, record_all
from sync.protocol.limits import Limits
from tests.faults.simulation.promises import check_everything
from tests.faults.simulation.wire import Weather
from tests.faults.simulation.world import SimTablet, World
from tests.support.visits import inspection_document

RECORDS = 500


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A server with the limits that it announces, and one tablet."""
    made = World(tmp_path, Limits())
    made.begin(Random(30), tablets=1)
    yield made
    made.close()


def worked(world: World, records: int) -> SimTablet:
    (tablet,) = world.tablets
    sources = [Source(inspection_document(note=f"No. {n}"), world.folder) for n in range(records)]
    for line in record_all(tablet.running(), sources):
        tablet.said[line.record_id] = line.sha256
    return tablet


def test_a_month_of_records_gets_through_a_line_that_cuts_a_fifth_of_all_requests(
    world: World,
) -> None:
    tablet = worked(world, RECORDS)
    world.pass_time(30 * 86_400)
    world.network.weather = Weather({"request cut": 0.1, "reply cut": 0.1})
    syncs = 0
    while not hand_in(tablet.running()).safe_to_hand_in:
        tablet.sync()
        syncs += 1
        assert syncs < 20
    world.network.weather = Weather()
    tablet.sync()
    check_everything(world, restored=False, cloned=False)


def test_a_poison_record_among_five_hundred_is_set_aside_and_the_rest_goes_on(
    world: World,
) -> None:
    tablet = worked(world, RECORDS)
    world.network.poison = {sorted(tablet.said)[RECORDS // 3]}
    tablet.sync()
    counts = hand_in(tablet.running())
    assert (counts.complete, counts.set_aside, counts.sealed) == (RECORDS - 1, 1, 0)
    assert world.network.refusals < 40
    world.network.poison = set()
    tablet.sync()
    check_everything(world, restored=False, cloned=False)
