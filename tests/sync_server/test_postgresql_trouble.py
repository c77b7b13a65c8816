"""PostgreSQL in trouble: told as 503 or 507, nothing half done, and it goes on by itself."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import requests
from sqlalchemy import text
from sqlalchemy.pool import QueuePool

from sync.server.tables import engine, postgresql
from sync.server.tables.counter import lock_counter, read_counter
from sync.server.tables.records import find_links
from sync.server.work.opening import Office
from tests.support.busy_tablets import BusyTablet
from tests.support.clusters import Cluster, cluster_folder, wait_until
from tests.support.device import Device
from tests.support.postgres import make_database
from tests.support.serving import enrolled_device, opened_office, serving

FULL = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$
"""


@pytest.fixture
def database_url(postgres: str) -> str:
    """Here everything is PostgreSQL's."""
    return make_database(postgres)


def refusal(reply: requests.Response) -> tuple[int, str, bool]:
    problem = reply.json()
    return reply.status_code, problem["type"].rpartition(":")[2], problem["retryable"]


def cut_every_connection(office: Office) -> None:
    with psycopg.connect(office.settings.database, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for a lock gives up at once."""
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_S", 1)


def test_a_lock_that_is_held_too_long_is_told_and_the_batch_may_come_again(
    impatient: None, device: Device, office: Office
) -> None:
    item = device.seal()
    with office.database.writing() as connection:
        lock_counter(connection)
        assert refusal(device.send(item)) == (503, "unavailable", True)
    assert device.results(item)[0]["status"] == "created"


def test_a_disk_that_is_full_is_told_as_full_and_keeps_nothing(
    device: Device, office: Office
) -> None:
    item = device.seal()
    with office.database.writing() as connection:
        connection.execute(text(FULL))
        connection.execute(
            text("CREATE TRIGGER full_disk BEFORE INSERT ON records EXECUTE FUNCTION refuse()")
        )
    assert refusal(device.send(item)) == (507, "storage-full", True)
    with office.database.writing() as connection:
        assert read_counter(connection) == 0
        connection.execute(text("DROP TRIGGER full_disk ON records"))
    assert device.results(item)[0]["status"] == "created"


def test_connections_that_were_cut_are_replaced_without_a_refusal(
    device: Device, office: Office
) -> None:
    device.results(device.seal())
    cut_every_connection(office)
    assert device.results(device.seal())[0]["status"] == "created"


def test_connections_that_died_without_a_word_are_found_after_a_rest(
    monkeypatch: pytest.MonkeyPatch, device: Device, office: Office
) -> None:
    monkeypatch.setattr(postgresql, "REST_S", 3600)
    monkeypatch.setattr(postgresql, "_was_told_something", lambda connection: False)
    device.results(device.seal())
    cut_every_connection(office)
    assert refusal(device.send(device.seal())) == (503, "unavailable", True)  # no rest, no look
    device.results(device.seal())
    cut_every_connection(office)
    monkeypatch.setattr(postgresql, "REST_S", 0)
    assert device.results(device.seal())[0]["status"] == "created"


def test_the_place_in_a_chain_is_found_without_reading_the_rest_of_it(
    device: Device, office: Office
) -> None:
    """Also in a database that has no statistics yet."""
    for _ in range(4):
        device.results(*(device.seal() for _ in range(500)))
    read = text(
        "SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables"
        " WHERE relname = 'records'"
    )
    with office.database.reading() as connection:
        places, before = range(1_990, 2_090), connection.execute(read).scalar_one()
        assert [link.seq for link in find_links(connection, device.device_id, places)] == [
            *range(1_990, 2_001)
        ]
        assert connection.execute(read).scalar_one() - before <= 2 * len(places)


def test_a_pool_without_a_free_connection_is_told(device: Device, office: Office) -> None:
    pool = office.database.engine.pool
    assert isinstance(pool, QueuePool)
    pool._timeout = 0.1
    item = device.seal()
    with ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(office.database.reading())
        assert refusal(device.send(item)) == (503, "unavailable", True)
    assert device.results(item)[0]["status"] == "created"


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this test alone, as durable as it is by default."""
    with cluster_folder() as folder:
        made = Cluster(folder, options=())
        made.make()
        made.start()
        try:
            yield made
        finally:
            made.stop()


def test_a_database_that_stops_at_once_in_mid_load_keeps_every_receipted_record(
    cluster: Cluster, tmp_path: Path
) -> None:
    with opened_office(tmp_path, cluster.url) as office, serving(office) as url:
        tablets = [BusyTablet(enrolled_device(office, url), number) for number in range(3)]
        for tablet in tablets:
            tablet.start()
        try:
            for _ in range(2):
                enough = sum(len(tablet.acknowledged) for tablet in tablets) + 20
                wait_until(lambda: sum(len(one.acknowledged) for one in tablets) >= enough)  # noqa: B023
                cluster.stop("immediate")
                receipts = [tablet.acknowledged for tablet in tablets]
                cluster.start()
                held = held_records(cluster)
                for known in receipts:
                    assert known.items() <= held.items()
        finally:
            stopping = [threading.Thread(target=tablet.stop) for tablet in tablets]
            for thread in stopping:
                thread.start()
            for thread in stopping:
                thread.join()
        for tablet in tablets:
            assert tablet.sync().problem == ""
            assert tablet.sealed.items() <= held_records(cluster).items()


def held_records(cluster: Cluster) -> dict[str, str]:
    with psycopg.connect(cluster.url) as connection:
        rows = connection.execute("SELECT id, encode(sha256(body), 'hex') FROM records").fetchall()
    return {str(record_id): str(sha256) for record_id, sha256 in rows}
