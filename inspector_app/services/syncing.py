"""One whole sync of this tablet: its store behind the ports, its clock and chance handed in."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

from inspector_app.devices.identity import load_private_key
from inspector_app.errors import NotEnrolled, OnlyPractice
from inspector_app.services.instants import find_skew
from inspector_app.services.leaving import TabletShelf
from inspector_app.services.opening import Tablet
from inspector_app.services.outbox import TabletOutbox
from inspector_app.services.reference_copy import TabletNotes, TabletReference
from inspector_app.services.safety import find_doubt
from inspector_app.services.views import SyncPhase, SyncProgress, SyncReport
from inspector_app.store import departures
from inspector_app.store.certificates import find_certificate
from inspector_app.store.tablet import load_settings_rows, load_tablet_row
from sync.client import policy
from sync.client.engine import Report, World, run_sync
from sync.client.ports import Identity, Phase
from sync.protocol.practice import is_practice

Told = Callable[[SyncProgress], None]


@dataclass(frozen=True, slots=True)
class _Ports:
    """The tablet as a sync sees it."""

    outbox: TabletOutbox
    reference: TabletReference
    notes: TabletNotes
    shelf: TabletShelf


def sync_now(
    tablet: Tablet,
    *,
    progress: Told | None = None,
    stop: threading.Event | None = None,
    on_wifi: bool = False,
) -> SyncReport:
    """Send records, then photos, then fetch the office's data; set `stop` to end it early.

    Where all of that went well, photos that the server has had for long leave the tablet.

    Where the settings say so, photos wait until a sync is made `on_wifi`.

    Never raises for a reason of the network: the report names the problem by its code. Raises
    NotEnrolled, and StorageTrouble when the tablet's own disk fails.
    """
    tablet.vault.check_open()
    identity = _load_identity(tablet)
    ports = _Ports(
        TabletOutbox(tablet), TabletReference(tablet), TabletNotes(tablet), TabletShelf(tablet)
    )
    stopped = stop or threading.Event()

    def told(phase: Phase, done: int, total: int | None) -> None:
        if progress is not None:
            progress(SyncProgress(SyncPhase(phase.value), done, total))

    world = World(
        steady_s=lambda: float(tablet.clock.monotonic_s()),
        now=tablet.clock.now,
        chance=random.Random(),  # noqa: S311 - spreads attempts in time, keeps no secret
        wait=lambda seconds: _wait(stopped, seconds),
        is_stopped=stopped.is_set,
    )
    with tablet.database.reading() as db:
        photos_may_go = on_wifi or load_settings_rows(db).get("photos") != "wifi"
    report = run_sync(identity, ports, world, told, with_photos=photos_may_go)
    return _report(tablet, report, ports.outbox)


def next_wait_s(report: SyncReport, attempt: int, share: float) -> float | None:
    """Return how long to wait before a sync that ended so is tried again by itself.

    None when it is through, or when waiting does not help. `attempt` counts from 0, `share` is
    drawn from 0 to 1.
    """
    if not policy.is_passing(report.problem):
        return None
    return policy.wait_s(attempt, share, report.retry_after_s)


def _load_identity(tablet: Tablet) -> Identity:
    with tablet.database.reading() as db:
        noted = load_tablet_row(db)
        doubt = find_doubt(db)
    if doubt.record_ids:
        TabletOutbox(tablet).send_again(sorted(doubt.record_ids))
    if noted["device_id"] is None:
        raise NotEnrolled("This tablet is not enrolled, so there is no server to sync with.")
    if is_practice(noted["device_id"]):
        raise OnlyPractice
    return Identity(
        device_id=noted["device_id"],
        server_url=noted["server_url"],
        server_key=bytes(noted["server_key"]),
        sign=load_private_key(bytes(noted["private_key"])).sign,
        epoch=noted["epoch"],
        signs=noted["signs_since"] is not None,
        in_doubt=bool(doubt.why),
        certificate=find_certificate(tablet.folder),
    )


def _wait(stopped: threading.Event, seconds: float) -> None:
    stopped.wait(seconds)


def _report(tablet: Tablet, report: Report, outbox: TabletOutbox) -> SyncReport:
    with tablet.database.reading() as db:
        offset_s = load_tablet_row(db)["server_offset_s"]
        missed = len(departures.list_missed(db))
    photos_waiting = outbox.count_photos()
    set_aside = outbox.count_set_aside()
    return SyncReport(
        records_sent=report.pushed.sent,
        records_received=report.pushed.received,
        set_aside=set_aside,
        photos_sent=report.photos_sent,
        photos_waiting=photos_waiting,
        rows_pulled=report.rows_pulled,
        remaining=outbox.count_pending() + set_aside + photos_waiting,
        problem=report.problem,
        retry_after_s=report.retry_after_s,
        clock_off_s=find_skew(offset_s),
        photos_left=report.photos_left,
        photos_missed=missed,
    )
