"""PURE: which of the records that were found, in a damaged database or beside it, are whole.

A record is whole when its bytes hash, chain and sign as its row says and say the same of
themselves. Where only its place in the chain is proven, the chain goes on behind it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.protocol.chain import entry_hash, verify_signature
from sync.protocol.digest import sha256_hex
from sync.protocol.record import SealedRecord

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose records they are."""

    device_id: str
    public_key: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """A proven place in the chain: who stands there, and by which entry."""

    id: str
    entry: str


@dataclass(slots=True)
class Found:
    """`whole` by number, and every proven place of the chain by number."""

    whole: dict[int, SealedRecord] = field(default_factory=dict)
    links: dict[int, Link] = field(default_factory=dict)

    @property
    def lost(self) -> dict[int, Link | None]:
        """The numbers up to the last that is known without a whole record, and what stood there."""
        last = max(self.links, default=0)
        return {seq: self.links.get(seq) for seq in range(1, last + 1) if seq not in self.whole}


def sort_out(rows: Iterable[Row], identity: Identity) -> Found:
    """Return what is whole among rows that may come twice and in any order; the first counts."""
    found = Found()
    for row in rows:
        sealed = _prove(row, identity)
        if sealed is None:
            continue
        known = found.links.setdefault(sealed.seq, Link(sealed.id, sealed.entry))
        if known.entry == sealed.entry and _is_whole(sealed):
            found.whole.setdefault(sealed.seq, sealed)
    return found


def _prove(row: Row, identity: Identity) -> SealedRecord | None:
    """Return the record of a row whose place in the chain is proven, its bytes unseen."""
    try:
        sealed = SealedRecord(
            id=row["id"],
            device_id=identity.device_id,
            seq=row["seq"],
            prev=row["prev"],
            entry=row["entry"],
            sha256=row["sha256"],
            body=bytes(row["body"]),
            sig=row["sig"],
        )
        entry = entry_hash(
            device_id=sealed.device_id,
            seq=sealed.seq,
            prev=sealed.prev,
            body_sha256=sealed.sha256,
        )
        signed = verify_signature(identity.public_key, entry, sealed.sig)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return sealed if signed and entry == sealed.entry else None


def _is_whole(sealed: SealedRecord) -> bool:
    if sha256_hex(sealed.body) != sealed.sha256:
        return False
    told = json.loads(sealed.body)  # what we signed is JSON of ours
    return all(told[name] == getattr(sealed, name) for name in ("id", "device_id", "seq", "prev"))
