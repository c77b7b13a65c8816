"""Writing what was judged: the rows are gathered with their numbers, then written at once.

Everything here happens under the lock, in the one transaction of a batch.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from inspector_app.metrology.custody import SealChange
from sync.protocol.receipt import Claim, Receipt, sign_receipts
from sync.server.json_text import spell_json
from sync.server.tables.chain_heads import ChainHead, note_head
from sync.server.tables.counter import advance_counter
from sync.server.tables.engine import Connection
from sync.server.tables.files import insert_record_files
from sync.server.tables.records import Held, insert_quarantined, insert_records
from sync.server.tables.reference import Change, find_bodies, write_numbered
from sync.server.work.examining import Sender
from sync.server.work.judging import Place, Ruling
from sync.server.work.opening import Office
from sync.server.work.rechecking import WAITING
from sync.server.work.revising import INSTRUMENTS, revise_seals
from sync.server.work.storable import storable_text
from sync.server.work.summing_up import LEADING_FACTS, Summary


class Writing:
    """The rows of one batch, gathered with their numbers and receipts, written at once."""

    def __init__(self, office: Office, sender: Sender, at: str, last: int) -> None:
        self.made: dict[tuple[str, str], Held] = {}
        self._office, self._sender, self._at, self._last = office, sender, at, last
        self._records: list[dict[str, Any]] = []
        self._quarantined: list[dict[str, Any]] = []
        self._files: list[dict[str, Any]] = []
        self._history: list[tuple[int, Change]] = []
        self._changes: dict[str, list[SealChange]] = {}

    @property
    def newest(self) -> int:
        """The last number given out."""
        return self._last

    def add(self, rulings: Sequence[Ruling]) -> None:
        """Number, receipt and remember the items that are new."""
        new = [ruling for ruling in rulings if ruling.place is not Place.HELD]
        for ruling, receipt in zip(new, self._give_receipts(new), strict=True):
            self._add(ruling, receipt)

    def _add(self, ruling: Ruling, receipt: Receipt) -> None:
        item = ruling.examined
        problem = ruling.reason.value if ruling.reason else ""
        self.made[item.id, item.sha256] = Held(receipt, problem)
        if ruling.place is Place.QUARANTINE:
            self._quarantined.append(_quarantine_row(ruling, receipt, self._sender))
            return
        self._records.append(_record_row(ruling, receipt, self._sender))
        self._files.extend(_file_rows(item.id, item.summary))
        if ruling.reason is None:
            self._tell(item.id, item.summary)

    def add_again(self, record_id: str, summary: Summary, named: Collection[str]) -> None:
        """Remember what a sound record tells that was held before it could be read.

        `named` are its photos that are known already.
        """
        rows = _file_rows(record_id, summary)
        self._files.extend(row for row in rows if row["sha256"] not in named)
        self._tell(record_id, summary)

    def write(self, connection: Connection) -> None:
        """Write every row; the caller holds the counter and commits."""
        insert_records(connection, self._records)
        if self._records:
            last = max(self._records, key=lambda row: (row["seq"], -row["change_seq"]))
            head = ChainHead(last["seq"], last["entry"])
            note_head(connection, self._sender.device_id, head)
        insert_record_files(connection, self._files)
        insert_quarantined(connection, self._quarantined)
        write_numbered(connection, self._history)
        write_numbered(connection, self._revised_instruments(connection))
        advance_counter(connection, self._last)

    def _tell(self, record_id: str, summary: Summary) -> None:
        self._last += 1
        self._history.append((self._last, _history(record_id, summary)))
        if summary.changes and summary.instrument_id:
            self._changes.setdefault(summary.instrument_id, []).extend(summary.changes)

    def _revised_instruments(self, connection: Connection) -> list[tuple[int, Change]]:
        """Number the instruments whose seals the register must know anew, each once."""
        held = find_bodies(connection, INSTRUMENTS, self._changes)
        changes = revise_seals(held, self._changes, self._at)
        numbered = list(enumerate(changes, self._last + 1))
        self._last += len(numbered)
        return numbered

    def _give_receipts(self, rulings: Sequence[Ruling]) -> list[Receipt]:
        """Number the items in their order and sign for each."""
        claims: list[Claim] = [
            (ruling.examined.id, ruling.examined.sha256, number, self._at)
            for number, ruling in enumerate(rulings, self._last + 1)
        ]
        self._last += len(claims)
        return sign_receipts(self._office.signer.sign_all, claims)


def _common_row(receipt: Receipt, sender: Sender, body: bytes) -> dict[str, Any]:
    return {
        "id": receipt.id,
        "sha256": receipt.sha256,
        "device_id": sender.device_id,
        "body": body,
        "change_seq": receipt.change_seq,
        "received_at": receipt.received_at,
        "receipt_sig": receipt.sig,
    }


def _record_row(ruling: Ruling, receipt: Receipt, sender: Sender) -> dict[str, Any]:
    item, summary = ruling.examined, ruling.examined.summary
    row = _common_row(receipt, sender, item.body)
    row |= {"seq": item.seq, "prev": item.prev, "entry": item.entry, "sig": item.sig}
    row["recheck"] = "" if item.reason else WAITING
    row["quarantine"] = ruling.reason.value if ruling.reason else ""
    row["quarantine_detail"] = storable_text(ruling.detail)
    for name in LEADING_FACTS:
        row[name] = getattr(summary, name)
    return row


def _quarantine_row(ruling: Ruling, receipt: Receipt, sender: Sender) -> dict[str, Any]:
    item = ruling.examined
    return _common_row(receipt, sender, item.body) | {
        "item": _spell_claims(item.item),
        "reason": ruling.reason.value if ruling.reason else "",
        "detail": storable_text(ruling.detail),
    }


def _spell_claims(claims: Mapping[str, Any]) -> str:
    """Spell what a tablet said of the bytes; of what is nested without end, the plain values."""
    try:
        return json.dumps(claims)
    except (RecursionError, ValueError):
        return json.dumps({k: v for k, v in claims.items() if not isinstance(v, list | dict)})


def _file_rows(record_id: str, summary: Summary) -> Iterator[dict[str, Any]]:
    for photo in summary.photos:
        yield {
            "record_id": record_id,
            "sha256": photo.sha256,
            "bytes": photo.bytes,
            "media_type": photo.media_type,
            "caption": photo.caption,
        }


def _history(record_id: str, summary: Summary) -> Change:
    """Return what every tablet hears of a record: its leading facts, and what it left behind.

    `rule`, `error`, `seals` and the limits came later than the others; a tablet must do without
    them in rows that were written before.
    """
    names = ("instrument_id", "site_id", "finished_at", "verdict", "value", "unit", "rule")
    body = {name: getattr(summary, name) for name in names}
    body = {"record_id": record_id, **body, **summary.past}
    return Change("history", record_id, spell_json(body).decode())
