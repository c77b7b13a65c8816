"""Promise 7: each device's chain verifies; a cloned tablet raises an alarm, both branches stay."""

import copy

from sync.server.tables.records import load_records
from sync.server.work.opening import Office
from sync.server.work.verifying import verify_office
from tests.support.device import Device


def test_a_cloned_tablet_is_noticed_and_neither_branch_is_lost(
    device: Device, office: Office
) -> None:
    common = [device.seal(), device.seal()]
    clone = copy.copy(device)
    own, cloned = [device.seal() for _ in range(3)], [clone.seal() for _ in range(5)]
    device.results(*common, *own)
    statuses = [result["status"] for result in clone.results(*cloned)]
    assert statuses == ["quarantined"] * 3 + ["created"] * 2
    with office.database.reading() as connection:
        rows = {row.id: row for row in load_records(connection)}
    for item in (*common, *own, *cloned):
        assert rows[item["id"]].body == item["body"].encode()
    assert any("forks" in fault.problem for fault in verify_office(office).faults)


def test_a_restored_tablet_that_seals_again_is_noticed_in_any_order_of_arrival(
    device: Device, office: Office
) -> None:
    device.results(device.seal())
    backup = copy.copy(device)
    lost = device.seal()
    remade, following = backup.seal(), backup.seal()
    for item in (following, lost, remade):
        device.results(item)
    with office.database.reading() as connection:
        alarms = {row.id: row.quarantine for row in load_records(connection)}
    assert len(alarms) == 4
    assert "chain-fork" in alarms.values()


def test_a_chain_that_came_in_any_order_verifies(device: Device, office: Office) -> None:
    items = [device.seal() for _ in range(6)]
    for index in (5, 0, 3, 1, 4, 2):
        assert device.results(items[index])[0]["status"] == "created"
    assert verify_office(office).faults == []
