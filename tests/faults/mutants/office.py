"""Mutants of the office's doors: what each would bring about is looked at where it would show."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sync.protocol.changes import parse_page, spell_put
from sync.server.errors import DatabaseTrouble
from sync.server.resources.admitting import Admission
from sync.server.tables.reference import Change, write_changes
from sync.server.tables.same_file import WatchedFile
from sync.server.work import examining, ingesting, telling
from sync.server.work.opening import Office
from tests.faults.mutants.mutant import Mutant
from tests.support.device import Device, inspection
from tests.support.serving import enrolled_device, opened_office, serving


@contextmanager
def _served() -> Iterator[tuple[Office, Device]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'server.db'}"
        with opened_office(folder, url, requests_at_once=2) as office, serving(office) as address:
            yield office, enrolled_device(office, address)


def poison_let_in(patch: pytest.MonkeyPatch) -> None:
    """Store whatever a device signed."""
    patch.setattr(examining, "find_unstorable", lambda body, content: "")


def look_for_poison() -> str:
    """Return whether a record with a NUL counts as sound; '' when it is set aside."""
    with _served() as (_, device):
        (result,) = device.results(device.seal_content(inspection() | {"note": "\x00"}))
    return "a record with a NUL is sound" if result["status"] == "created" else ""


def batch_fails_as_one(patch: pytest.MonkeyPatch) -> None:
    """Let one item that cannot be written take its batch with it."""

    def write_alone(office: Any, sender: Any, item: Any, *, bounded: bool) -> Any:
        raise DatabaseTrouble("the batch cannot be written", full=False)

    patch.setattr(ingesting, "_write_alone", write_alone)


def look_for_a_failed_batch() -> str:
    """Return whether a record that cannot be written keeps another one out."""
    real = ingesting.Writing.add

    def fail(self: Any, rulings: Any) -> None:
        if any(b"cannot be written" in ruling.examined.body for ruling in rulings):
            raise ZeroDivisionError
        real(self, rulings)

    with _served() as (_, device), pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingesting.Writing, "add", fail)
        reply = device.send(device.seal(), device.seal(note="cannot be written"))
    return f"the batch was answered with {reply.status_code}" if reply.status_code != 200 else ""


def replaced_unseen(patch: pytest.MonkeyPatch) -> None:
    """Go on with a database file that is gone."""
    patch.setattr(WatchedFile, "check", lambda self: None)


def look_for_a_lost_database() -> str:
    """Return whether a receipt is given when the database was removed."""
    with _served() as (office, device):
        device.results(device.seal())
        (office.settings.data / "server.db").unlink()
        reply = device.send(device.seal())
    return "a receipt from a database that is gone" if reply.status_code == 200 else ""


def told_as_stored(patch: pytest.MonkeyPatch) -> None:
    """Spell a row of reference data as an earlier version stored it."""
    patch.setattr(telling, "tell_put", spell_put)


def look_for_an_odd_row() -> str:
    """Return whether a stored row that no reader takes is told as it is."""
    with _served() as (office, device):
        with office.database.writing() as connection:
            write_changes(connection, [Change("sites", "S", '{"name": "\\ud800\\u0000"}')])
        page = parse_page(device.call("GET", "/v1/changes").content)
    name = page.rows[0].body["name"] if page.rows and page.rows[0].body else ""
    return "half of a pair is told to every tablet" if "\ud800" in name else ""


def in_hand_before_its_body(patch: pytest.MonkeyPatch) -> None:
    """Give a request its place before its body is there, as the released version did."""

    async def receive(self: Any, request: Any, receive: Any, device: str, limits: Any) -> Any:
        return receive

    patch.setattr(Admission, "_receive", receive)


def look_for_slow_sockets() -> str:
    """Return whether two bodies that never come keep a tablet out of a server with two places."""
    import socket

    with _served() as (_, device):
        port = int(device.url.rpartition(":")[2])
        head = b"POST /v1/token HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(2)]
        try:
            for one in slow:
                one.sendall(head)
            item = device.seal()
            statuses = {device.send(item).status_code for _ in range(20)}
        finally:
            for one in slow:
                one.close()
    return "slow bodies keep a tablet out" if 503 in statuses else ""


OF_THE_OFFICE = (
    Mutant("what cannot be stored everywhere is let in", poison_let_in, look=look_for_poison),
    Mutant("one odd record fails its batch", batch_fails_as_one, look=look_for_a_failed_batch),
    Mutant("a database that is gone is unseen", replaced_unseen, look=look_for_a_lost_database),
    Mutant("an odd row is told as it is stored", told_as_stored, look=look_for_an_odd_row),
    Mutant(
        "a request has its place before its body",
        in_hand_before_its_body,
        look=look_for_slow_sockets,
    ),
)
