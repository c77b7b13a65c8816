"""Taking in a batch: examine without a lock, judge under it, commit, only then answer.

Our own evaluation of a record is no condition of its receipt and comes after it (`catching_up`).
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from threading import Event

from sync.protocol.messages import Result, Status
from sync.server.errors import DatabaseTrouble
from sync.server.tables.counter import lock_counter
from sync.server.tables.engine import Connection
from sync.server.tables.files import find_files, load_named_files
from sync.server.tables.records import Held, find_links, find_quarantined, find_records
from sync.server.tables.sqlite import BUSY_TIMEOUT_S
from sync.server.work.epochs import read_epoch
from sync.server.work.examining import Arrived, Examined, Sender, arrive, examine, set_aside
from sync.server.work.judging import (
    Known,
    Place,
    Ruling,
    ids_in_doubt,
    judge_batch,
    seqs_of_interest,
)
from sync.server.work.opening import Office
from sync.server.work.quotas import QUARANTINE_FULL, keep_within
from sync.server.work.writing import Writing

log = logging.getLogger("uvicorn.error")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch, item by item, at a server of this epoch."""

    epoch: str
    results: tuple[Result, ...]


def take_in(
    office: Office, sender: Sender, items: Sequence[object], *, bounded: bool = True
) -> Taken:
    """Take in a batch of a device; every item that can be kept has a receipt afterwards.

    `bounded` by what a device may leave in quarantine: what is over it is to be sent again.

    The items are as the wire spells them. May be repeated, also at the same time: the same bytes
    give the same receipt, and what is held already is neither examined again nor waits for the
    lock. Raises DatabaseTrouble; then nothing was kept.
    """
    read = [arrive(item) for item in items]
    arrived = [item for item in read if item is not None]
    with office.database.reading() as connection:
        epoch = read_epoch(connection)
        held = find_records(connection, {item.id for item in arrived})
    new = [item for item in arrived if not _is_held(item, held)]
    if held and not new:  # a commit of something new waits for what was read, too
        office.database.settle()
    batch, taken = _take_new(office, sender, new, bounded=bounded) if new else ([], [])
    made = iter(taken)
    results = [_duplicate(held[i.id]) if _is_held(i, held) else next(made) for i in arrived]
    return Taken(epoch, (*_with_missing_files(office, results, batch), *_refused(items, read)))


@contextmanager
def _turn(office: Office) -> Iterator[None]:
    """Examine and write one batch of this process at a time. Raises DatabaseTrouble in the end.

    Python runs one thread at a time: several at once would take turns at every signature, which
    costs more than it gains. Processes do run side by side.
    """
    if not office.intake_turn.acquire(timeout=BUSY_TIMEOUT_S):
        raise DatabaseTrouble("other batches are still being taken in", full=False)
    try:
        yield
    finally:
        office.intake_turn.release()


def _is_held(item: Arrived, held: Mapping[str, Held]) -> bool:
    return item.id in held and held[item.id].receipt.sha256 == item.sha256


def _duplicate(held: Held) -> Result:
    return Result(held.receipt.id, Status.DUPLICATE, held.receipt, problem=held.problem)


def _take_new(
    office: Office, sender: Sender, new: Sequence[Arrived], *, bounded: bool
) -> tuple[list[Examined], list[Result]]:
    """Examine what is not held, judge and write it under the lock; both results in their order.

    The turn ends before the commit, which is a wait. Where the batch cannot be written as one,
    each of its items is written alone: one that cannot be stored must not keep the others out. But
    a commit that fails says nothing of any item, and the batch is as if it never came.
    """
    with ExitStack() as turn:
        commits = _before_commit(turn)
        turn.enter_context(_turn(office))
        batch = examine(new, sender, record_bytes=office.settings.limits.record_bytes)
        try:
            return batch, _write_new(office, sender, batch, turn, bounded=bounded)
        except DatabaseTrouble:
            raise
        except Exception:
            if commits.is_set():
                raise
            log.exception("a batch of %s is written item by item", sender.device_id)
    return batch, [_write_alone(office, sender, item, bounded=bounded) for item in batch]


def _before_commit(turn: ExitStack) -> Event:
    """Return what is set when a turn has ended, which is when all is written but the commit."""
    commits = Event()
    turn.callback(commits.set)
    return commits


def _write_alone(office: Office, sender: Sender, item: Examined, *, bounded: bool) -> Result:
    """Write one item, in quarantine if it can be written nowhere else. Raises DatabaseTrouble."""
    for attempt in (item, set_aside(item)):
        turn = ExitStack()
        commits = _before_commit(turn)
        try:
            (result,) = _write_new(office, sender, [attempt], turn, bounded=bounded)
        except DatabaseTrouble:
            raise
        except Exception:
            if commits.is_set():
                raise
            log.exception("%s cannot be written as it is", item.id)
        else:
            return result
    return Result(item.id, Status.RETRY, problem="internal")


def _write_new(
    office: Office,
    sender: Sender,
    batch: Sequence[Examined],
    turn: ExitStack,
    *,
    bounded: bool,
) -> list[Result]:
    with office.database.writing() as connection:
        last = lock_counter(connection)
        epoch = office.check_same(connection, last)
        held = find_records(connection, {item.id for item in batch})
        quarantined = find_quarantined(connection, ids_in_doubt(batch, held))
        rulings = judge_batch(batch, _known(connection, sender, batch, held, quarantined))
        writing = Writing(office, sender, office.instant(), last)
        within = keep_within(office, connection, sender.device_id, rulings)
        writing.add(within if bounded else rulings)
        writing.write(connection)
        turn.close()
    office.witness.note(epoch, writing.newest)
    receipts = quarantined | {(its.receipt.id, its.receipt.sha256): its for its in held.values()}
    return list(_results(rulings, receipts | writing.made))


def find_missing_files(office: Office, connection: Connection, sha256s: set[str]) -> set[str]:
    """Return which of these files the server lacks, in its tables or in its store."""
    here = find_files(connection, sha256s)
    return sha256s - office.files.find(here)


def _known(
    connection: Connection,
    sender: Sender,
    batch: Sequence[Examined],
    held: Mapping[str, Held],
    quarantined: Mapping[tuple[str, str], Held],
) -> Known:
    hashes = {record_id: its.receipt.sha256 for record_id, its in held.items()}
    known = Known(hashes, set(quarantined))
    for link in find_links(connection, sender.device_id, seqs_of_interest(batch)):
        known.links.setdefault(link.seq, []).append((link.prev, link.entry))
    return known


def _results(
    rulings: Sequence[Ruling], receipts: Mapping[tuple[str, str], Held]
) -> Iterator[Result]:
    for ruling in rulings:
        item = ruling.examined
        held = receipts.get((item.id, item.sha256))
        if held is None:  # the device has left as much as it may
            yield Result(item.id, Status.RETRY, problem=QUARANTINE_FULL)
            continue
        status = Status.QUARANTINED if ruling.reason else Status.CREATED
        if ruling.place is Place.HELD:
            status = Status.DUPLICATE
        yield Result(item.id, status, held.receipt, problem=held.problem)


def _with_missing_files(
    office: Office, listed: Sequence[Result], batch: Iterable[Examined]
) -> Iterator[Result]:
    """Add to each result which photos of its record the server lacks.

    Those of a record that was just created are known from its body, others are read.
    """
    created = {(r.id, r.receipt.sha256) for r in listed if r.receipt and r.status is Status.CREATED}
    named = {i.id: i.summary.file_names() for i in batch if (i.id, i.sha256) in created}
    others = {result.id for result in listed} - named.keys()
    missing: set[str] = set()
    if others or any(named.values()):
        with office.database.reading() as connection:
            named |= load_named_files(connection, others)
            wanted = {sha256 for sha256s in named.values() for sha256 in sha256s}
            missing = find_missing_files(office, connection, wanted)
    for result in listed:
        lacks = tuple(sha256 for sha256 in named.get(result.id, ()) if sha256 in missing)
        yield replace(result, missing_files=lacks) if lacks else result


def _refused(items: Sequence[object], read: Sequence[Arrived | None]) -> Iterator[Result]:
    for item, its in zip(items, read, strict=True):
        if its is None and isinstance(item, Mapping) and isinstance(item.get("id"), str):
            yield Result(item["id"], Status.RETRY, problem="malformed")
