"""PURE: what becomes of examined items, given what the server holds. Decided under the lock."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from sync.protocol.messages import Reason
from sync.server.work.examining import Examined


class Place(Enum):
    """Where the bytes of an item go."""

    RECORD = "record"
    QUARANTINE = "quarantine"
    HELD = "held"  # they are here already


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of one item; `reason` is None for a sound record."""

    examined: Examined
    place: Place
    reason: Reason | None = None
    detail: str = ""


@dataclass(slots=True)
class Known:
    """What the server holds that could matter to a batch; grows while the batch is judged.

    `records` has the SHA-256 by id, `quarantined` the pairs (id, SHA-256), `links` by seq the
    (prev, entry) of every record of the device at that place of its chain.
    """

    records: dict[str, str] = field(default_factory=dict)
    quarantined: set[tuple[str, str]] = field(default_factory=set)
    links: dict[int, list[tuple[str, str]]] = field(default_factory=dict)


def seqs_of_interest(batch: Iterable[Examined]) -> set[int]:
    """Return the places of the chain that must be known to judge a batch."""
    return {seq for item in batch if item.proven for seq in neighbours(item.seq)}


def neighbours(seq: int) -> set[int]:
    """Return a place of the chain and those beside it."""
    return {near for near in (seq - 1, seq, seq + 1) if 1 <= near < 2**63}


def ids_in_doubt(batch: Sequence[Examined], held: Collection[str]) -> set[str]:
    """Return under which ids earlier quarantined bytes matter: where no row will be given."""
    times = Counter(item.id for item in batch)
    return {i.id for i in batch if not i.proven or i.id in held or times[i.id] > 1}


def judge_batch(batch: Sequence[Examined], known: Known) -> tuple[Ruling, ...]:
    """Judge the items in their order, each knowing those before it."""
    return tuple(_judge(item, known) for item in batch)


def _judge(item: Examined, known: Known) -> Ruling:
    pair = (item.id, item.sha256)
    may_become_record = item.proven and item.id not in known.records
    if known.records.get(item.id) == item.sha256:
        return Ruling(item, Place.HELD)
    if pair in known.quarantined and not may_become_record:
        return Ruling(item, Place.HELD)
    if not item.proven:
        known.quarantined.add(pair)
        return Ruling(item, Place.QUARANTINE, item.reason, item.detail)
    if not may_become_record:
        known.quarantined.add(pair)
        detail = "other bytes came under this id before"
        return Ruling(item, Place.QUARANTINE, Reason.ID_REUSED, detail)
    fork = find_fork(item.seq, item.prev, item.entry, known.links)
    known.records[item.id] = item.sha256
    known.links.setdefault(item.seq, []).append((item.prev, item.entry))
    if item.reason is None and fork:
        return Ruling(item, Place.RECORD, Reason.CHAIN_FORK, fork)
    return Ruling(item, Place.RECORD, item.reason, item.detail)


def find_fork(
    seq: int, prev: str, entry: str, links: Mapping[int, Sequence[tuple[str, str]]]
) -> str:
    """Tell how a record contradicts its device's chain; '' when it does not.

    A gap is no contradiction: records may come in any order, and one may be held back.
    """
    if links.get(seq):
        return f"another record of this device is number {seq}"
    before, after = links.get(seq - 1), links.get(seq + 1)
    if before and prev not in {its_entry for _, its_entry in before}:
        return f"it does not follow our number {seq - 1}"
    if after and entry not in {its_prev for its_prev, _ in after}:
        return f"our number {seq + 1} does not follow it"
    return ""
