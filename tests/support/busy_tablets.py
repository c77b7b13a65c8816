"""Tablets under load: the real sync client and really sealed records, with an outbox in memory."""

import threading
import time
from dataclasses import dataclass, field
from random import Random

from sync.client.engine import Report, World, run_sync
from sync.client.ports import Identity, OutgoingRecord, Phase
from sync.server.settings import utc_now
from tests.support.device import Device
from tests.support.fake_tablet import FakeTablet


@dataclass
class BusyTablet:
    """One tablet that seals and syncs in a thread of its own until it is told to stop."""

    device: Device
    number: int
    memory: FakeTablet = field(default_factory=FakeTablet)
    stopped: threading.Event = field(default_factory=threading.Event)
    syncs: int = 0
    _thread: threading.Thread | None = None

    @property
    def acknowledged(self) -> dict[str, str]:
        """The SHA-256 of the records that it holds a receipt for, by id."""
        accepted = dict(self.memory.outbox.accepted)
        return {record_id: one.receipt.sha256 for record_id, one in accepted.items()}

    @property
    def sealed(self) -> dict[str, str]:
        """The SHA-256 of every record, by id."""
        return {record.id: record.sha256 for record in dict(self.memory.outbox.records).values()}

    def seal(self) -> None:
        """Seal a few records, one of them with a photo."""
        photo = f"photo {self.number} {self.device.seq}".encode() * 50
        for photos in ((), (photo,)):
            item = self.device.seal(photos=photos)
            body = item["body"].encode()
            record = OutgoingRecord(
                item["id"], item["sha256"], body, item["seq"], item["prev"], item["sig"]
            )
            self.memory.outbox.records[record.id] = record
        self.memory.outbox.add_photo(photo)

    def sync(self) -> Report:
        """Sync once, as a tablet does that knows the epoch of its last sync."""
        device, epoch = self.device, self.memory.notes.epoch
        identity = Identity(device.device_id, device.url, device.server_key, device.key.sign, epoch)
        report = run_sync(identity, self.memory, self._world(), _tell_nobody)
        self.syncs += report.problem == ""
        return report

    def start(self) -> None:
        """Work on in a thread."""
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def stop(self) -> None:
        """Stop, and wait for it."""
        self.stopped.set()
        if self._thread is not None:
            self._thread.join()
        self.stopped.clear()

    def _work(self) -> None:
        while not self.stopped.is_set():
            self.seal()
            self.sync()

    def _world(self) -> World:
        return World(
            steady_s=time.monotonic,
            now=utc_now,
            chance=Random(self.number),
            wait=lambda seconds: self.stopped.wait(min(seconds, 0.2)) and None,
            is_stopped=self.stopped.is_set,
        )


def _tell_nobody(_phase: Phase, _done: int, _of: int | None) -> None:
    return None
