"""Records that could not be judged are evaluated again when the server gets to know their data."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from sync.server.tables.records import load_records
from sync.server.work import catching_up
from sync.server.work.catching_up import recheck_new, recheck_undecided
from sync.server.work.opening import Office
from sync.server.work.verifying import verify_office
from tests.support.device import RULE, Device
from tests.support.editions import SHIPPED, edition, inspection_by, version_with
from tests.support.server_process import server_process
from tests.support.serving import opened_office

NARROW, UNKNOWN = edition(limit="0.20")[RULE], edition(limit="0.10")[RULE]
Upgrade = Callable[[], AbstractContextManager[Office]]


@pytest.fixture
def upgrade(tmp_path: Path, database_url: str) -> Upgrade:
    """Start the next version at the same database: it brings NARROW instead of SHIPPED."""

    @contextmanager
    def start() -> Iterator[Office]:
        with (
            version_with(tmp_path / "next", {RULE: NARROW}),
            opened_office(tmp_path, database_url) as later,
        ):
            yield later

    return start


def send(device: Device, data: bytes, *, count: int = 1) -> None:
    device.results(*(device.seal_content(inspection_by(data)) for _ in range(count)))


def send_tampered(device: Device) -> None:
    content = inspection_by(NARROW)
    content["evaluation"]["outcome"]["verdict"] = "fail"
    device.results(device.seal_content(content))


def rows(office: Office) -> list[Any]:
    with office.database.reading() as connection:
        return list(load_records(connection))


def remarks(office: Office) -> list[str]:
    recheck_new(office)
    return [row.recheck for row in rows(office)]


def test_records_of_a_newer_app_are_judged_once_the_server_is_as_new(
    device: Device, office: Office, upgrade: Upgrade
) -> None:
    send(device, SHIPPED)
    send(device, NARROW)
    send_tampered(device)
    send(device, UNKNOWN)
    before = rows(office)
    assert remarks(office) == ["same", "no-rule", "no-rule", "no-rule"]
    with upgrade() as later:
        assert recheck_undecided(later) == 2
        assert remarks(later) == ["same", "same", "differs", "no-rule"]
        assert recheck_undecided(later) == 0
        assert [told(row) for row in rows(later)] == [told(row) for row in before]
        assert {fault.problem for fault in verify_office(later).faults} == {
            "evaluated again with its own rule data, the outcome differs"
        }


def told(row: Any) -> dict[str, Any]:
    """Return everything of a record but our own remark."""
    return {name: value for name, value in row._mapping.items() if name != "recheck"}


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catching_up, "PAGE", 2)


class StopsAfter(threading.Event):
    """An event that is set once it was asked so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def is_set(self) -> bool:
        self.times -= 1
        return self.times < 0


@pytest.mark.usefixtures("short_pages")
def test_it_may_end_after_any_page_and_goes_on_with_what_is_left(
    device: Device, office: Office, upgrade: Upgrade
) -> None:
    for data in (UNKNOWN, NARROW, UNKNOWN, UNKNOWN, UNKNOWN, NARROW, NARROW):
        send(device, data)
    recheck_new(office)
    with upgrade() as later:
        assert recheck_undecided(later, stopped=StopsAfter(2)) == 1
        assert Counter(remarks(later)) == {"same": 1, "no-rule": 6}
        assert recheck_undecided(later, stopped=StopsAfter(0)) == 0
        assert recheck_undecided(later) == 2
        assert Counter(remarks(later)) == {"same": 3, "no-rule": 4}


@pytest.mark.usefixtures("short_pages")
def test_several_at_once_write_every_remark_once(device: Device, upgrade: Upgrade) -> None:
    send(device, NARROW, count=11)
    written: list[int] = []
    with upgrade() as later:
        threads = [
            threading.Thread(target=lambda: written.append(recheck_undecided(later)))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(written) == 11
        assert set(remarks(later)) == {"same"}


def test_records_of_a_rule_that_can_be_read_again_are_judged_too(
    device: Device, office: Office
) -> None:
    send(device, SHIPPED, count=3)
    for number, word in enumerate(("unreadable-rule", "failed", "invalid"), 1):
        note(office, "UPDATE records SET recheck = :word WHERE seq = :n", word=word, n=number)
    assert recheck_undecided(office) == 2
    assert remarks(office) == ["same", "same", "invalid"]


def test_a_record_whose_bytes_were_damaged_keeps_its_remark(device: Device, office: Office) -> None:
    send(device, UNKNOWN)
    recheck_new(office)
    note(office, "UPDATE records SET body = :body", body=b"{")
    assert recheck_undecided(office) == 0
    assert remarks(office) == ["no-rule"]


def note(office: Office, statement: str, **values: Any) -> None:
    with office.database.writing() as connection:
        connection.execute(text(statement), values)


def test_new_records_are_receipted_first_and_evaluated_again_after_it(
    device: Device, office: Office
) -> None:
    send(device, SHIPPED, count=3)
    assert {row.recheck for row in rows(office)} == {"waiting"}
    assert recheck_new(office) == 3
    assert {row.recheck for row in rows(office)} == {"same"}
    assert recheck_new(office) == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_a_server_catches_up_while_it_serves(
    tmp_path: Path, database_url: str, workers: int
) -> None:
    with server_process(tmp_path, database_url, workers=workers) as server:
        send(server.enrol(), SHIPPED, count=3)
        server.stop()
        with opened_office(tmp_path, database_url) as office:
            note(office, "UPDATE records SET recheck = 'no-rule'")
            server.start()
            deadline = time.monotonic() + 30
            while set(remarks(office)) != {"same"} and time.monotonic() < deadline:
                time.sleep(0.05)
            assert remarks(office) == ["same"] * 3
