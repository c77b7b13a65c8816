"""Several server processes on one PostgreSQL and one bucket, behind a balancer: one office."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from sync.protocol.changes import parse_page
from sync.protocol.digest import sha256_hex
from sync.server.cli import main
from sync.server.settings import Bucket
from sync.server.work.opening import Office
from sync.server.work.verifying import verify_office
from tests.support.device import Device
from tests.support.object_store import ObjectStore
from tests.support.postgres import make_database
from tests.support.round_robin import RoundRobin, balancing
from tests.support.server_process import ServerProcess, server_process
from tests.support.serving import enrolled_device, opened_office

PHOTO = bytes(range(256)) * 40
PIECE = 3000
WRITERS, ROUNDS = 8, 10


@dataclass
class Farm:
    """Two processes, as on two machines: each with a data folder of its own."""

    servers: list[ServerProcess]
    balancer: RoundRobin
    office: Office

    def enrol(self) -> Device:
        """Return a device that is enrolled, and speaks to the balancer."""
        return enrolled_device(self.office, self.balancer.url)


@pytest.fixture(scope="module")
def farm(
    postgres: str, object_store: ObjectStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Farm]:
    """Started once, as starting takes longer than the tests."""
    with pytest.MonkeyPatch.context() as monkeypatch, ExitStack() as stack:
        for name, value in object_store.environment.items():
            monkeypatch.setenv(name, value)
        database_url, files = make_database(postgres), object_store.bucket("farm")
        servers = [
            stack.enter_context(
                server_process(tmp_path_factory.mktemp("machine"), database_url, files=files)
            )
            for _ in range(2)
        ]
        balancer = stack.enter_context(balancing(*(server.url for server in servers)))
        folder = tmp_path_factory.mktemp("office")
        office = stack.enter_context(opened_office(folder, database_url, files=files))
        yield Farm(servers, balancer, office)


@pytest.fixture(scope="module")
def devices(farm: Farm) -> list[Device]:
    """A device for each writer."""
    return [farm.enrol() for _ in range(WRITERS)]


def at_once(*works: object) -> None:
    """Run these at the same time; fails when one of them does."""
    failed: list[BaseException] = []

    def run(work: object) -> None:
        try:
            work()  # type: ignore[operator]
        except BaseException as fault:  # noqa: BLE001 - told below, by the test itself
            failed.append(fault)

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_the_pieces_of_an_upload_may_reach_different_processes(
    farm: Farm, devices: list[Device]
) -> None:
    before = list(farm.balancer.taken)
    assert devices[0].upload(PHOTO, piece=PIECE).status_code == 204
    used = [now - then for now, then in zip(farm.balancer.taken, before, strict=True)]
    assert min(used) >= 2, "the pieces all went to one process"
    for server in farm.servers:
        direct = f"{server.url}/v1/files/{sha256_hex(PHOTO)}"
        assert devices[0].call("HEAD", direct).status_code == 200


def test_an_upload_is_resumed_at_another_process_where_it_stands(
    farm: Farm, devices: list[Device]
) -> None:
    photo, device = PHOTO + b"resumed", devices[1]
    path = device.begin_upload(photo).headers["Location"]
    device.send_piece(farm.servers[0].url + path, 0, photo[:PIECE])
    there = farm.servers[1].url + path
    standing = device.call("HEAD", there, headers={"Tus-Resumable": "1.0.0"})
    assert standing.headers["Upload-Offset"] == str(PIECE)
    assert device.send_piece(there, PIECE, photo[PIECE:]).status_code == 204
    assert device.call("HEAD", f"/v1/files/{sha256_hex(photo)}").status_code == 200


def test_pieces_of_different_lengths_at_the_same_time_do_not_harm_the_file(
    farm: Farm, devices: list[Device]
) -> None:
    photo, device = PHOTO + b"raced", devices[2]
    path = device.begin_upload(photo).headers["Location"]
    replies: list[int] = []

    def send(server: ServerProcess, length: int) -> None:
        replies.append(device.send_piece(server.url + path, 0, photo[:length]).status_code)

    at_once(
        lambda: send(farm.servers[0], PIECE),
        lambda: send(farm.servers[1], 2 * PIECE),
        lambda: send(farm.servers[0], 100),
    )
    assert sorted(replies) == [204, 409, 409]
    standing = device.call("HEAD", path, headers={"Tus-Resumable": "1.0.0"})
    offset = int(standing.headers["Upload-Offset"])
    assert device.send_piece(device.url + path, offset, photo[offset:]).status_code == 204
    assert device.call("HEAD", f"/v1/files/{sha256_hex(photo)}").status_code == 200


def test_a_batch_that_reaches_both_processes_at_once_is_stored_once(
    farm: Farm, devices: list[Device]
) -> None:
    device = devices[3]
    items = [device.seal() for _ in range(20)]
    receipts: set[str] = set()
    statuses: list[str] = []

    def send(server: ServerProcess) -> None:
        reply = device.post(f"{server.url}/v1/records:batch", {"records": items})
        assert reply.status_code == 200, reply.text
        receipts.update(str(result["receipt"]) for result in reply.json()["results"])
        statuses.extend(result["status"] for result in reply.json()["results"])

    at_once(*(lambda server=server: send(server) for server in farm.servers * 2))
    assert len(receipts) == len(items)
    assert statuses.count("created") == len(items)


def test_a_poller_skips_nothing_while_eight_tablets_write_through_both(
    farm: Farm, devices: list[Device]
) -> None:
    reader, sent = farm.enrol(), list[str]()
    seen: list[str] = []
    cursor = ""

    def write(device: Device) -> None:
        for _ in range(ROUNDS):
            items = [device.seal() for _ in range(2)]
            assert {one["status"] for one in device.results(*items)} == {"created"}
            sent.extend(item["id"] for item in items)

    def pull() -> None:
        nonlocal cursor
        more = True
        while more:
            query = {"cursor": cursor, "limit": "7"}
            page = parse_page(reader.call("GET", "/v1/changes", params=query).content)
            seen.extend(row.id for row in page.rows if row.kind == "history")
            cursor, more = page.next, page.has_more

    threads = [threading.Thread(target=write, args=[device]) for device in devices]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        pull()
    for thread in threads:
        thread.join()
    pull()
    assert len(sent) == WRITERS * ROUNDS * 2
    assert set(sent) <= set(seen)
    assert len(seen) == len(set(seen)), "a row came twice without having changed"


def test_numbers_of_changes_follow_the_order_of_commits(farm: Farm, devices: list[Device]) -> None:
    """PostgreSQL itself tells when each transaction committed (track_commit_timestamp).

    The rows of history are asked: a record's own row is written anew when it is evaluated again.
    """
    at_once(*(lambda device=device: device.results(device.seal()) for device in devices * 3))
    with psycopg.connect(farm.office.settings.database) as connection:
        rows = connection.execute(
            "SELECT change_seq, pg_xact_commit_timestamp(xmin) FROM reference"
            " WHERE kind = 'history' ORDER BY change_seq"
        ).fetchall()
    assert len(rows) >= WRITERS * 3
    assert [at for _, at in rows] == sorted(at for _, at in rows)


def test_everything_holds_at_the_end(farm: Farm, devices: list[Device]) -> None:
    device = devices[4]
    photo = PHOTO + b"named"
    assert device.results(device.seal(photos=[photo]))[0]["missing_files"] == [sha256_hex(photo)]
    device.upload(photo, piece=PIECE)
    found = farm.servers[1].verify()
    assert (found["faults"], found["files_waiting"]) == ([], 0)
    assert found["files"] >= 1


def test_a_store_that_is_gone_is_told_and_may_be_tried_again(
    farm: Farm, devices: list[Device], object_store: ObjectStore
) -> None:
    device, photo = devices[5], PHOTO + b"later"
    url = device.url + device.begin_upload(photo).headers["Location"]
    assert device.call("GET", "/readyz").status_code == 200
    object_store.stop()
    refused = device.send_piece(url, 0, photo)
    assert (refused.status_code, refused.json()["retryable"]) == (503, True)
    assert device.call("GET", "/readyz").status_code == 503
    assert device.results(device.seal())[0]["status"] == "created"
    object_store.start()
    assert device.send_piece(url, 0, photo).status_code == 204
    assert device.call("HEAD", f"/v1/files/{sha256_hex(photo)}").status_code == 200


def test_workers_of_one_server_share_the_bucket(
    tmp_path: Path, postgres: str, bucket: Bucket
) -> None:
    with server_process(tmp_path, make_database(postgres), workers=2, files=bucket) as server:
        device = server.enrol()
        assert device.upload(PHOTO, piece=PIECE).status_code == 204
        assert not (tmp_path / "files").exists()
        assert server.verify()["files"] == 1


def test_a_backup_is_restored_into_another_database_and_another_bucket(
    farm: Farm,
    devices: list[Device],
    postgres: str,
    object_store: ObjectStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo = PHOTO + b"kept"
    devices[6].results(devices[6].seal(photos=[photo]))
    devices[6].upload(photo)
    for name, value in object_store.environment.items():
        monkeypatch.setenv(name, value)
    file = str(tmp_path / "backup.zip")
    assert main(["backup", file, *farm.servers[0].options]) == 0
    files, database_url = object_store.bucket("restored"), make_database(postgres)
    where = ["--data", str(tmp_path), "--database", database_url, "--files", str(files)]
    assert main(["restore", file, *where]) == 0
    with opened_office(tmp_path, database_url, files=files) as office:
        assert verify_office(office).faults == []
        assert office.files.has(sha256_hex(photo))
