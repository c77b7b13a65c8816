"""Whether all is at the office: one decision, for screen, status and export alike.

Confirmed is what the server's key has signed, for as long as nothing newer puts it in doubt: that
the server does not know this tablet, another epoch or a server that went back, another key, a
database that was recovered here, a receipt that does not verify. Doubt ends when the server has
compared everything.
"""

import json
from dataclasses import dataclass
from functools import lru_cache

from inspector_app.store import records
from inspector_app.store.database import Connection
from inspector_app.store.tablet import load_tablet_row
from sync.protocol.receipt import parse_receipt, verify_receipt

NEVER_COMPARED = "never_compared"
RECEIPTS = "receipts"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why not all is known to be at the server: '' where nothing is in doubt; and since when.

    `record_ids` are those whose own receipt does not verify.
    """

    why: str = ""
    since: str | None = None
    record_ids: frozenset[str] = frozenset()


def find_doubt(db: Connection) -> Doubt:
    """Return what puts in doubt that everything received is at the server."""
    noted = load_tablet_row(db)
    if noted["doubt"]:
        return Doubt(noted["doubt"], noted["doubted_at"])
    if noted["epoch"] is None and any(records.list_received(db)):
        return Doubt(NEVER_COMPARED)
    unproven = list_unproven(db)
    return Doubt(RECEIPTS, None, frozenset(unproven)) if unproven else Doubt()


def list_unproven(db: Connection) -> list[str]:
    """Return the received records whose receipt the pinned key did not sign over their bytes."""
    server_key = load_tablet_row(db)["server_key"]
    key = bytes(server_key) if server_key is not None else b""
    return [
        row["id"]
        for row in records.list_receipts(db)
        if not _proves(key, row["id"], row["sha256"], row["receipt"] or "")
    ]


@lru_cache(maxsize=65_536)
def _proves(server_key: bytes, record_id: str, sha256: str, told: str) -> bool:
    try:
        receipt = parse_receipt(json.loads(told))
    except (ValueError, RecursionError):
        return False
    same = receipt is not None and (receipt.id, receipt.sha256) == (record_id, sha256)
    return same and receipt is not None and verify_receipt(server_key, receipt)
