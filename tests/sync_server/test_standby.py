"""A standby: a receipt is given when it has the record, and a promoted one begins a new epoch."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from sqlalchemy import text

from sync.server.cli import main
from sync.server.errors import DatabaseTrouble
from sync.server.tables.engine import open_database
from sync.server.tables.meta import TIMELINE, find_note, write_note
from sync.server.tables.postgresql import parse_url, read_timeline
from sync.server.work.epochs import get_epoch
from sync.server.work.opening import Office
from tests.support.clusters import Cluster, running_pair
from tests.support.postgres import make_database
from tests.support.serving import enrolled_device, opened_office, serving
from tests.support.waiting import wait_until

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
CANCEL = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


@pytest.fixture
def pair() -> Iterator[tuple[Cluster, Cluster]]:
    """A primary and its synchronous standby."""
    with running_pair(synchronous=True) as pair:
        yield pair


def both(pair: tuple[Cluster, Cluster]) -> str:
    """The URL that names both."""
    return f"postgresql://postgres@{pair[0].place},{pair[1].place}/postgres"


def test_no_receipt_leaves_while_the_standby_lacks_the_record(
    pair: tuple[Cluster, Cluster], tmp_path: Path
) -> None:
    primary, standby = pair
    with opened_office(tmp_path, both(pair)) as office, serving(office) as url:
        device = enrolled_device(office, url)
        item = device.seal()
        standby.stop("fast")
        replies: list[requests.Response] = []

        def begin_to_send() -> threading.Thread:
            thread = threading.Thread(target=lambda: replies.append(device.send(item)))
            thread.start()
            wait_until(lambda: primary.ask(WAITING) == 1)
            return thread

        for _ in range(2):  # the second time the record is here, and the standby lacks it still
            sending = begin_to_send()
            assert replies == []
            primary.ask(CANCEL)  # the commit counts as done now
            sending.join()
            refused = replies.pop()
            assert (refused.status_code, "receipt" in refused.text) == (503, False)
        sending = begin_to_send()
        standby.start()
        sending.join()
        (result,) = replies.pop().json()["results"]
        assert (result["status"], bool(result["receipt"])) == ("duplicate", True)
        assert standby.ask("SELECT count(*) FROM records") == 1


def test_a_promoted_standby_goes_on_without_a_restart_and_begins_a_new_epoch(
    pair: tuple[Cluster, Cluster], tmp_path: Path
) -> None:
    primary, standby = pair
    with opened_office(tmp_path, both(pair)) as office, serving(office) as url:
        device = enrolled_device(office, url)
        item = device.seal()
        device.results(item)
        before = get_epoch(office.database)
        assert get_epoch(office.database) == before
        primary.kill()
        standby.promote()
        (again,) = device.results(item)
        assert again["status"] == "duplicate"
        after = device.call("GET", "/v1/capabilities").json()["epoch"]
        assert after != before
        assert get_epoch(office.database) == after


def test_a_primary_that_only_reads_is_trouble_and_not_a_fault(
    pair: tuple[Cluster, Cluster],
) -> None:
    database = open_database(pair[1].url)
    with pytest.raises(DatabaseTrouble, match="read-only"), database.writing() as connection:
        connection.execute(text("CREATE TABLE x (y int)"))
    database.close()


@pytest.mark.parametrize(
    ("configured", "used"),
    [("off", "on"), ("local", "on"), ("on", "on"), ("remote_apply", "remote_apply")],
)
def test_a_commit_is_never_less_durable_than_on(postgres: str, configured: str, used: str) -> None:
    database = open_database(f"{postgres}?options=-csynchronous_commit%3D{configured}")
    with database.reading() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == used
    database.close()


def test_a_url_may_name_several_hosts() -> None:
    parsed = parse_url("postgresql://u:p%40w@a,b:5433,[::1]:1/d?sslmode=require")
    assert (parsed.username, parsed.password, parsed.database) == ("u", "p@w", "d")
    assert parsed.query["host"] == ("a:5432", "b:5433", "[::1]:1")
    assert (parsed.query["sslmode"], parsed.query["target_session_attrs"]) == (
        "require", "read-write",
    )  # fmt: skip


def test_a_copy_in_another_cluster_begins_a_new_epoch_once(postgres: str, tmp_path: Path) -> None:
    with opened_office(tmp_path, make_database(postgres)) as office:
        before = get_epoch(office.database)
        with office.database.writing() as connection:
            assert find_note(connection, TIMELINE) == read_timeline(connection) != ""
            write_note(connection, TIMELINE, "another cluster/00000001")
        after = get_epoch(office.database)
        assert before != after == get_epoch(office.database)


def test_the_office_may_begin_a_new_epoch_itself(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = get_epoch(office.database)
    where = ["--data", str(tmp_path), "--database", office.settings.database]
    assert main(["new-epoch", "--json", *where]) == 0
    after = get_epoch(office.database)
    assert after != before
    assert after in capsys.readouterr().out


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://h:port/office", "postgresql://[::1/office",
        "mysql://h:port/office", "sqlite://h:port/office", "sqlite://[/office", "office", "",
    ],
)  # fmt: skip
def test_what_is_no_url_of_a_database_is_refused_in_a_sentence(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["verify", "--data", str(tmp_path / "office"), "--database", url])
    told = capsys.readouterr().err
    assert status != 0
    assert "Traceback" not in told
    assert told.startswith("inspector-server: ")
    assert list(tmp_path.iterdir()) == []
