"""Sending records: in batches that grow, halved when they are too much, searched when refused.

A record is received only with a receipt that the pinned key signed over exactly its bytes; an item
that the answer does not name counts as not received.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sync.client.policy import (
    FIRST_RECORDS,
    MOST_BYTES,
    TRIES_BEFORE_BISECTING,
    Decision,
    decide,
    grown,
    halved,
)
from sync.client.ports import Accepted, Identity, Outbox, OutgoingRecord
from sync.client.session import Session
from sync.client.trouble import NotTheServer, Refused, TooSlow
from sync.protocol.digest import is_sha256
from sync.protocol.limits import Limits
from sync.protocol.messages import Result, Status, parse_result
from sync.protocol.receipt import verify_receipt

BATCH_PATH = "/v1/records:batch"


@dataclass(frozen=True, slots=True)
class Pushed:
    """How many records were sent, received, set aside."""

    sent: int = 0
    received: int = 0
    set_aside: int = 0

    def plus(self, other: "Pushed") -> "Pushed":
        """Return the sum of both."""
        return Pushed(
            self.sent + other.sent,
            self.received + other.received,
            self.set_aside + other.set_aside,
        )


@dataclass(frozen=True)
class Sender:
    """What sending a batch needs. `retrying` runs a request, with a few quick tries."""

    session: Session
    identity: Identity
    outbox: Outbox
    limits: Limits
    retrying: Callable[[Callable[[], Any]], Any]


def push(sender: Sender, told: Callable[[Pushed], None]) -> Pushed:
    """Send everything that waits, once; what the server asks to retry waits for the next sync.

    Raises Trouble; what was receipted before is kept.
    """
    done = _try_set_aside_again(sender)
    size, after_seq = min(FIRST_RECORDS, sender.limits.batch_records), 0
    most_bytes = min(MOST_BYTES, sender.limits.batch_bytes)
    while batch := sender.outbox.pending_records(size, most_bytes, after_seq=after_seq):
        try:
            step = deliver(sender, batch)
        except (TooSlow, Refused) as fault:
            if len(batch) == 1 or not _is_too_much(fault):
                raise
            size = halved(len(batch))
            continue
        done = done.plus(step)
        told(done)
        after_seq = batch[-1].seq
        size = grown(size, sender.limits.batch_records)
    return done


def _is_too_much(fault: Exception) -> bool:
    return isinstance(fault, TooSlow) or (
        isinstance(fault, Refused) and decide(fault.status) is Decision.HALVE
    )


def _try_set_aside_again(sender: Sender) -> Pushed:
    done = Pushed()
    for record in list(sender.outbox.records_set_aside()):
        step = deliver(sender, [record], patience=1)
        done = done.plus(replace(step, set_aside=0))
    return done


def deliver(
    sender: Sender, batch: Sequence[OutgoingRecord], *, patience: int = TRIES_BEFORE_BISECTING
) -> Pushed:
    """Send one batch; refused `patience` times for what is in it, it is halved to find the record.

    A record that is refused alone is set aside with the reason. Raises Trouble.
    """
    refused: Refused | None = None
    for _ in range(patience):
        try:
            accepted = _send(sender, batch)
        except Refused as fault:
            alone_too_large = len(batch) == 1 and decide(fault.status) is Decision.HALVE
            if decide(fault.status) is not Decision.BISECT and not alone_too_large:
                raise
            refused = fault
        else:
            sender.outbox.store_receipts(accepted)
            return Pushed(sent=len(batch), received=len(accepted))
    if len(batch) > 1:
        middle = len(batch) // 2
        first = deliver(sender, batch[:middle], patience=patience)
        return first.plus(deliver(sender, batch[middle:], patience=patience))
    reason = "refused"
    if refused is not None and refused.code != Refused.code:
        reason = refused.code
    elif refused is not None and refused.problem is not None:
        reason = refused.problem.value.name
    sender.outbox.set_aside(batch[0].id, reason)
    return Pushed(sent=1, set_aside=1)


def _send(sender: Sender, batch: Sequence[OutgoingRecord]) -> list[Accepted]:
    body = {"records": [_spell(record) for record in batch]}
    answer = sender.retrying(lambda: sender.session.post_json(BATCH_PATH, body)).json()
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list):
        raise NotTheServer("the answer holds no results")
    return list(_accepted(sender.identity, batch, results))


def _spell(record: OutgoingRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "sha256": record.sha256,
        "body": record.body.decode(errors="replace"),  # rotten bytes stop no other record
        "seq": record.seq,
        "prev": record.prev,
        "sig": record.sig,
    }


def _accepted(
    identity: Identity, batch: Sequence[OutgoingRecord], results: Sequence[object]
) -> Iterator[Accepted]:
    wanted = {record.id: record.sha256 for record in batch}
    for result in filter(None, map(parse_result, results)):
        if _proves(identity, wanted.get(result.id), result) and result.receipt:
            told = result.problem if _is_code(result.problem) else ""
            quarantine = told or result.status.value
            yield Accepted(
                result.receipt,
                quarantine if result.status is Status.QUARANTINED else "",
                tuple(filter(is_sha256, result.missing_files)),
            )
            wanted.pop(result.id)


def _is_code(text: str) -> bool:
    return text.isascii() and text.isprintable() and len(text) <= 100


def _proves(identity: Identity, sha256: str | None, result: Result) -> bool:
    receipt = result.receipt
    if sha256 is None or receipt is None or result.status is Status.RETRY:
        return False
    same = receipt.id == result.id and receipt.sha256 == sha256
    return same and verify_receipt(identity.server_key, receipt)
