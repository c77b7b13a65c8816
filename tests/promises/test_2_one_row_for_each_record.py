"""Promise 2: one server row for each record id, its bytes identical to the tablet's."""

import threading
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import requests

from sync.server.tables.records import load_records
from sync.server.work.opening import Office
from tests.support.device import Device
from tests.support.server_process import server_process
from tests.support.serving import enrolled_device

Item = dict[str, Any]
WRITERS = 8


def at_once(work: Callable[[int], None]) -> None:
    """Run work(0) to work(7) at the same time; fails when one of them does."""
    failed: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number)
        except BaseException as fault:  # noqa: BLE001 - told below, by the test itself
            failed.append(fault)

    threads = [threading.Thread(target=run, args=[number]) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def stored(office: Office) -> dict[str, bytes]:
    with office.database.reading() as connection:
        rows = [(row.id, row.body) for row in load_records(connection)]
    assert len({record_id for record_id, _ in rows}) == len(rows)
    return dict(rows)


def test_a_batch_that_arrives_eight_times_at_once_is_stored_once_with_one_receipt(
    device: Device, office: Office
) -> None:
    items = [device.seal(note=f"第 {n} 次") for n in range(20)]
    replies: list[list[Item]] = []
    at_once(lambda _number: replies.append(device.results(*items)))
    assert stored(office) == {item["id"]: item["body"].encode() for item in items}
    receipts = {(result["id"], str(result["receipt"])) for reply in replies for result in reply}
    assert len(receipts) == len(items)
    created = [result for reply in replies for result in reply if result["status"] == "created"]
    assert sorted(result["id"] for result in created) == sorted(item["id"] for item in items)


def test_a_batch_that_reaches_several_worker_processes_at_once_is_stored_once(
    tmp_path: Path, database_url: str
) -> None:
    with server_process(tmp_path, database_url, workers=3) as server:
        device = server.enrol()
        items = [device.seal() for _ in range(20)]
        receipts: set[str] = set()
        at_once(
            lambda _number: receipts.update(
                str(result["receipt"]) for result in device.results(*items)
            )
        )
        assert len(receipts) == len(items)
        assert server.verify()["records"] == len(items)


def test_records_that_are_sent_in_overlapping_batches_at_once_are_stored_once(
    device: Device, office: Office
) -> None:
    items = [device.seal() for _ in range(24)]

    def send(number: int) -> None:
        assert device.send(*items[number * 2 : number * 2 + 10]).status_code == 200

    at_once(send)
    assert stored(office) == {item["id"]: item["body"].encode() for item in items}


def test_a_lost_reply_is_made_good_by_sending_again(device: Device, office: Office) -> None:
    items = [device.seal() for _ in range(3)]
    first = device.results(*items)
    second = device.results(*items)
    assert [result["receipt"] for result in first] == [result["receipt"] for result in second]
    assert {result["status"] for result in second} == {"duplicate"}
    assert len(stored(office)) == 3


def test_a_server_that_is_killed_in_mid_load_keeps_every_record_that_it_receipted_once(
    tmp_path: Path, database_url: str
) -> None:
    with server_process(tmp_path, database_url) as server:
        devices = [server.enrol() for _ in range(4)]
        sealed: list[Item] = []
        receipted: dict[str, str] = {}
        random = Random(7)
        for _ in range(4):
            threads = [
                threading.Thread(target=send_until_killed, args=(device, sealed, receipted))
                for device in devices
            ]
            for thread in threads:
                thread.start()
            enough = len(receipted) + random.randint(20, 60)
            while len(receipted) < enough:
                threads[0].join(0.005)
            server.kill()
            for thread in threads:
                thread.join()
            server.start()
        for device in devices:
            for item in sealed:
                if f'"device_id":"{device.device_id}"' in item["body"]:
                    note(device.results(item), receipted)
        found = server.verify()
    assert found["records"] == len(sealed) == len(receipted)
    assert found["faults"] == []


def send_until_killed(device: Device, sealed: list[Item], receipted: dict[str, str]) -> None:
    """Seal and send, a few at a time, until the server no longer answers."""
    while True:
        items = [device.seal() for _ in range(5)]
        sealed.extend(items)
        try:
            note(device.results(*items), receipted)
        except requests.RequestException:
            return


def note(results: list[Item], receipted: dict[str, str]) -> None:
    """Keep the receipts; one that changed would be a second row."""
    for result in results:
        receipt = str(result["receipt"])
        assert receipted.setdefault(result["id"], receipt) == receipt


def test_several_devices_at_once_each_keep_their_own_chain(office: Office, server_url: str) -> None:
    devices = [enrolled_device(office, server_url) for _ in range(WRITERS)]
    items: list[list[Item]] = [[device.seal() for _ in range(10)] for device in devices]

    def send(number: int) -> None:
        for item in items[number]:
            assert devices[number].results(item)[0]["status"] == "created"

    at_once(send)
    assert len(stored(office)) == WRITERS * 10
