"""The server and the tablets of a simulated history: real code on real SQLite, time of our own.

One server is opened once and put back to its first state before each history, as opening it takes
longer than most histories. Nothing here forces bytes to a disk: that is what `power_cut` is about.
"""

import json
import shutil
import sqlite3
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import fastapi.dependencies.utils
import fastapi.routing
import jwt.api_jwt
import pytest
import requests
import starlette._exception_handler
import starlette.concurrency
from sqlalchemy import update
from starlette.responses import Response
from starlette.types import Message, Receive

from inspector_app.devices.identity import load_private_key
from inspector_app.errors import StorageTrouble
from inspector_app.services import opening, syncing
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.views import SyncReport
from inspector_app.store.reference import KEYS
from inspector_app.store.tablet import note_tablet
from sync.client import session
from sync.protocol.changes import DELETE, ReferenceRow, spell_put, spell_row
from sync.protocol.digest import to_base64
from sync.protocol.limits import Limits
from sync.server.app import create_app
from sync.server.files import FolderStore, UploadFolder
from sync.server.resources import arriving, changes, snapshots
from sync.server.settings import Settings
from sync.server.tables.devices import Device, insert_device
from sync.server.tables.meta import EPOCH, write_note
from sync.server.tables.reference import Change, write_changes
from sync.server.tables.schema import devices as devices_table
from sync.server.work import snapshots as making_snapshots
from sync.server.work import witness
from sync.server.work.known_rules import KnownRules
from sync.server.work.opening import open_office
from tests.faults.simulation.fate import (
    Died,
    Fate,
    Killed,
    WatchedServerDatabase,
    WatchedTabletDatabase,
)
from tests.faults.simulation.wire import Answer, Line, Network, Request, run_app
from tests.support.registry import CITY, FixedClock

EPOCH_1 = "epoch 1"
POISONS = (
    ("sites", "P1", '{"site_id": "P1", "name": "\\ud800"}'),
    ("history", "P2", '{"record_id": "P2", "finished_at": "0001-01-01T00:00:00+14:00"}'),
    ("instruments", "P3", '{"instrument_id": "P3", "serial": "\\udfff", "seals": 7}'),
    ("standards", "P4", '{"standard_id": "P4", "a": ' + "[" * 3000 + "]" * 3000 + "}"),
    ("worklist", "P5", "[]"),
)
"""Rows that no tablet can store or read: kind, id, the text of the body."""
MOST_TABLETS = 2
SMALL = Limits(page_rows=7, batch_records=3, chunk_bytes=2000)
"""So small that a few records need several batches and a photo several pieces."""


@dataclass
class SimTablet:
    """A tablet: its folder lasts, its process comes and goes."""

    folder: Path
    clock: FixedClock
    network: Network
    fate: Fate = field(default_factory=lambda: Fate(Killed))
    opened: Tablet | None = None
    said: dict[str, str] = field(default_factory=dict)  # SHA-256 of each record shown as sealed
    syncs: int = 0

    def running(self) -> Tablet:
        """Return the running app, started when it is not."""
        if self.opened is None:
            self.opened = open_tablet(self.folder, clock=self.clock)
            assert isinstance(self.opened.database, WatchedTabletDatabase)
            self.opened.database.fate = self.fate
        return self.opened

    def end(self) -> None:
        """End the process, as a kill does: what was not committed is not there."""
        self.fate.strike_after(None)
        if self.opened is not None:
            self.opened.close()
            self.opened = None

    def sync(self) -> SyncReport | None:
        """Sync once; None when the process was killed meanwhile or its disk was full."""
        self.syncs += 1
        _Speaking.line = Line(self.network, self.fate)
        try:
            return syncing.sync_now(self.running())
        except Killed:
            self.end()
        except StorageTrouble:
            assert self.fate.full
        return None


class _IsTime(type):
    """Knows every instant as its own."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, datetime)


class _AnyTime(metaclass=_IsTime):
    """Stands in for `datetime` where only the present is asked for."""

    clock: FixedClock

    @classmethod
    def now(cls, tz: Any) -> datetime:
        """Return the simulated instant."""
        return cls.clock.at.astimezone(tz)


def _tell_as_before(kind: str, row_id: str, body: str | None) -> bytes:
    """Tell a row as version 0.1.0 does, which keeps back none that no tablet can read."""
    if body is None:
        return spell_row(ReferenceRow(kind, row_id, DELETE, None))
    return spell_put(kind, row_id, body)


async def _next_at_once(receive: Receive, _body: arriving.Arriving) -> Message:
    """Return the next piece of a body, which is here: nothing runs by the side of a request."""
    return await receive()


def _at_once(pieces: Iterable[bytes], status: int, headers: Any, media_type: str) -> Response:
    """Reply with a stream's bytes in one piece: streams need an event loop, and there is none."""
    return Response(b"".join(pieces), status, headers, media_type)


class _NoPatience:
    """No answer takes long here: nothing waits, and no thread may look on."""

    is_over = False

    def lasting(self, _sent_bytes: int) -> Any:
        return nullcontext()

    def note(self, _bytes_came: int) -> None:
        """Let it come."""


class _Speaking:
    """The line that the next session takes."""

    line: Line


class World:
    """Everything of one history; `begin` makes it anew."""

    def __init__(self, folder: Path, limits: Limits = SMALL) -> None:
        self.folder = folder
        self.clock = FixedClock()
        self.server_fate = WatchedServerDatabase.fate = Fate(Died)
        self.network = Network(self._serve, self.server_fate)
        self.network.revive = self._revive
        self.tablets: list[SimTablet] = []
        self.crashes: list[str] = []
        self._patch = pytest.MonkeyPatch()
        self._patch_everything()
        url = f"sqlite:///{folder / 'server.db'}"
        settings = Settings(folder, url, folder / "files", limits=limits)
        opened = open_office(settings, now=self.clock.now)
        database = WatchedServerDatabase(
            *(getattr(opened.database, each.name) for each in fields(opened.database))
        )
        self.office = replace(opened, database=database)
        self.app = create_app(self.office)
        self._lay()
        self.first = self.snapshot()

    def close(self) -> None:
        """Close everything."""
        for tablet in self.tablets:
            tablet.end()
        self.office.close()
        self._patch.undo()

    def begin(self, chance: Random, tablets: int) -> None:
        """Put everything back to its first state."""
        for tablet in self.tablets:
            tablet.end()
        self.chance = self.network.chance = chance
        self.clock.at = FixedClock().at
        self.crashes.clear()
        self.network.late, self.network.poison, self.network.struck = [], set(), []
        self.server_fate.strike_after(None)
        self.server_fate.full = False
        self.server_fate.commits = self.network.carried = 0
        for name in ("files", "snapshots", *(f"tablet {n}" for n in range(MOST_TABLETS + 1))):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        self.restore(self.first, EPOCH_1)
        (self.folder / witness.NAME).unlink(missing_ok=True)
        self._revive()
        self.tablets = []
        for number in range(tablets):
            shutil.copytree(self.folder / f"template {number}", self.folder / f"tablet {number}")
            self.tablets.append(self._tablet(number))

    def count(self) -> Counter[str]:
        """Return how much was done since `begin`, and how often a fault struck."""
        fates = [tablet.fate for tablet in self.tablets]
        kills, full = sum(one.kills for one in fates), sum(one.full_disks for one in fates)
        return Counter({
            "syncs": sum(tablet.syncs for tablet in self.tablets),
            "requests": self.network.carried,
            "commits": self.server_fate.commits + sum(one.commits for one in fates),
            "tablets killed": kills,
            "tablet's disk full": full,
            "faults": len(self.network.struck) + kills + full,
        })  # fmt: skip

    def forget_registry(self, tablet: SimTablet) -> None:
        """Let a tablet be as it is after enrolment, before its first sync."""
        with tablet.running().database.writing() as db:
            for kind in KEYS:
                db.execute(f"DELETE FROM {kind}")
            note_tablet(db, cursor=None, epoch=None, server_time=None, server_offset_s=None)

    def clone(self) -> None:
        """Copy a tablet with everything on it: from now on there are two of it."""
        original = self.tablets[0]
        original.end()
        shutil.copytree(original.folder, self.folder / f"tablet {MOST_TABLETS}")
        copy = self._tablet(MOST_TABLETS)
        copy.said = dict(original.said)
        self.tablets.append(copy)

    def snapshot(self) -> sqlite3.Connection:
        """Return a backup of the server's database."""
        copy = sqlite3.connect(":memory:")
        with sqlite3.connect(self.folder / "server.db") as now:
            now.backup(copy)
        now.close()
        return copy

    def restore(self, backup: sqlite3.Connection, epoch: str) -> None:
        """Put a backup in the place of the server's database; a new epoch begins."""
        with sqlite3.connect(self.folder / "server.db") as now:
            backup.backup(now)
        now.close()
        with self.office.database.writing() as connection:
            write_note(connection, EPOCH, epoch)

    def replace_database(self, backup: sqlite3.Connection) -> None:
        """Put a copy in the place of the server's database: nothing tells that it is another."""
        with sqlite3.connect(self.folder / "server.db") as now:
            backup.backup(now)
        now.close()

    def poison_row(self, kind: str, row_id: str, body: str | None) -> None:
        """Write a row of reference data as an earlier version of the server took it in."""
        with self.office.database.writing() as connection:
            write_changes(connection, [Change(kind, row_id, body)])

    def change_office(self, *changes: tuple[str, str, Any]) -> None:
        """Let the office change its data."""
        spelled = [Change(kind, row_id, _json(body)) for kind, row_id, body in changes]
        with self.office.database.writing() as connection:
            write_changes(connection, spelled)

    def revoke(self, at: str | None) -> None:
        """Revoke the first device, or allow it again."""
        with self.office.database.writing() as connection:
            connection.execute(update(devices_table).values(revoked_at=at))

    def restart_server(self) -> None:
        """End the server's process and start another on the same data."""
        self.office = replace(self.office, rules=KnownRules(self.office.database))
        self._revive()

    def deliver_late(self) -> None:
        """Let the requests arrive that were on their way."""
        with suppress(requests.ConnectionError):
            self.network.deliver_late()

    def _serve(self, request: Request) -> Answer:
        try:
            return run_app(self.app, request)
        except Exception as fault:  # noqa: BLE001 - told at the end of the history
            self.crashes.append(f"{request.method} {request.path}: {fault!r}")
            return Answer(500, {}, b"")

    def _revive(self) -> None:
        files = self.folder / "files"
        self.office = replace(
            self.office,
            files=FolderStore(files),
            uploads=UploadFolder(files / "uploads"),
            witness=witness.Witness(self.folder, keeps=True),
        )
        self.office.witness.check_start(self.office.database)
        self.app.state.office = self.office

    def _tablet(self, number: int) -> SimTablet:
        clock = FixedClock(at=self.clock.at)
        return SimTablet(self.folder / f"tablet {number}", clock, self.network)

    def _lay(self) -> None:
        """Make the server's first state and the tablets that are enrolled there."""
        with self.office.database.writing() as connection:
            write_changes(connection, [Change(kind, row_id, _json(b)) for kind, row_id, b in CITY])
            write_note(connection, EPOCH, EPOCH_1)
        for number in range(MOST_TABLETS):
            self._enrol(number)
        self.app.state.office = self.office

    def _enrol(self, number: int) -> None:
        raw = bytes([number + 1]) * 32
        device_id = str(uuid.UUID(int=number + 1, version=4))
        key = to_base64(load_private_key(raw).public_key().public_bytes_raw())
        with self.office.database.writing() as connection:
            insert_device(connection, Device(device_id, "tablet", key, "2026-11-23T00:00:00.000Z"))
        tablet = open_tablet(self.folder / f"template {number}", clock=self.clock)
        with tablet.database.writing() as db:
            note_tablet(
                db, device_id=device_id, private_key=raw, server_url="http://office",
                server_key=self.office.public_key, tag_hosts="[]",
            )  # fmt: skip
        tablet.close()
        synced = SimTablet(self.folder / f"template {number}", self.clock, self.network)
        report = synced.sync()
        assert report is not None, "killed without a kill"
        assert not self.crashes, self.crashes
        assert (report.problem, report.rows_pulled) == ("", len(CITY))
        synced.end()

    def _patch_everything(self) -> None:
        async def at_once(work: Callable[..., Any], *args: Any, **named: Any) -> Any:
            return work(*args, **named)

        for module in (fastapi.routing, fastapi.dependencies.utils, starlette.concurrency,
                       starlette._exception_handler):  # fmt: skip
            self._patch.setattr(module, "run_in_threadpool", at_once)
        self._patch.setattr(snapshots, "StreamingResponse", _at_once)
        self._patch.setattr(arriving, "_next", _next_at_once)
        self._patch.setattr(changes, "tell_row", _tell_as_before)
        self._patch.setattr(making_snapshots, "tell_put", _tell_as_before)
        self._patch.setattr(opening, "TabletDatabase", WatchedTabletDatabase)
        self._patch.setattr(session, "open_http", lambda *_told: _Speaking.line)
        self._patch.setattr(session, "Patience", _NoPatience)
        self._patch.setattr(syncing, "_wait", self._wait)
        drawn = SimpleNamespace(Random=lambda: Random(self.chance.random()))
        self._patch.setattr(syncing, "random", drawn)
        self._patch.setattr(uuid, "uuid4", self.uuid4)
        # The library that reads tokens asks the machine for the time; here it asks us.
        our_time = type("OurTime", (_AnyTime,), {"clock": self.clock})
        self._patch.setattr(jwt.api_jwt, "datetime", our_time)
        self.chance = Random(0)

    def _wait(self, _stopped: object, seconds: float) -> None:
        self.pass_time(seconds)

    def pass_time(self, seconds: float) -> None:
        """Let time pass, for the server and on every tablet."""
        for clock in (self.clock, *(tablet.clock for tablet in self.tablets)):
            clock.at += timedelta(seconds=seconds)
            clock.ran_s += Decimal(round(seconds * 1000)) / 1000

    def uuid4(self) -> uuid.UUID:
        """Return a name that the seed decides."""
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
