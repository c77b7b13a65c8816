"""PURE: what one item of a batch is, told from its bytes alone, before any lock.

An item is *proven* when its bytes hash, chain and sign as it claims and its body says the same.
Only a proven item may take the row of its id; anything else is kept in quarantine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sync.protocol.chain import GENESIS, entry_hash
from sync.protocol.digest import sha256_hex
from sync.protocol.messages import Reason
from sync.protocol.record import SCHEMA
from sync.server.json_text import read_json
from sync.server.work.signatures import verify_signatures
from sync.server.work.storable import find_unstorable, storable_text
from sync.server.work.summing_up import NOTHING, Summary, is_plain, sum_up

LONGEST_ID = 64
LONGEST_SIGNATURE = 200
NOT_STORABLE = "it cannot be stored as a record"
KNOWN_SCHEMAS = range(1, SCHEMA + 1)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose records these are: the device and its raw public key."""

    device_id: str
    public_key: bytes


@dataclass(frozen=True, slots=True)
class Examined:
    """An item as it is: `sha256` is of the bytes that came, whatever was claimed.

    `reason` is None for a sound record.
    """

    id: str
    sha256: str
    body: bytes
    item: Mapping[str, Any]
    proven: bool
    reason: Reason | None
    detail: str
    seq: int = 0
    prev: str = ""
    entry: str = ""
    sig: str = ""
    summary: Summary = NOTHING


class _Doubt(Exception):
    """Why an item is not proven."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Arrived:
    """An item of a batch that can be kept: its id, its exact bytes, their hash, what it claims."""

    id: str
    body: bytes
    sha256: str
    claims: Mapping[str, Any]


def arrive(item: object) -> Arrived | None:
    """Read an item of a batch; None when it has no id or no body, so nothing can be kept.

    From the wire the body is text; from a bundle it is the bytes themselves.
    """
    if not isinstance(item, Mapping):
        return None
    record_id, text = item.get("id"), item.get("body")
    if not is_plain(record_id, LONGEST_ID) or not isinstance(text, str | bytes):
        return None
    body = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    claims = {name: value for name, value in item.items() if name != "body"}
    return Arrived(record_id, body, sha256_hex(body), claims)


def examine(items: Sequence[Arrived], sender: Sender, *, record_bytes: int) -> list[Examined]:
    """Examine the items of a batch, in their order."""
    claimed = [_claimed(item, sender) for item in items]
    signed = verify_signatures(sender.public_key, claimed)
    every = zip(items, claimed, signed, strict=True)
    return [
        _examine(item, entry, its, sender.device_id, record_bytes)
        for item, (entry, _), its in every
    ]


def _examine(
    item: Arrived, entry: str, signed: bool, device_id: str, record_bytes: int
) -> Examined:
    record_id, body, digest, claims = item.id, item.body, item.sha256, item.claims
    try:
        content = _prove(item, entry, signed, device_id, record_bytes)
    except _Doubt as doubt:
        return Examined(record_id, digest, body, claims, False, doubt.reason, doubt.detail)
    summary, reason, detail = _sum_up(body, content)
    return Examined(
        record_id,
        digest,
        body,
        claims,
        proven=True,
        reason=reason,
        detail=detail,
        seq=claims["seq"],
        prev=claims["prev"],
        entry=entry,
        sig=claims["sig"],
        summary=summary,
    )


def set_aside(item: Examined) -> Examined:
    """Return an item as bytes for quarantine, whatever it proves."""
    return replace(item, proven=False, reason=Reason.INVALID, detail=NOT_STORABLE, summary=NOTHING)


def find_fault(body: bytes) -> str:
    """Tell what this version finds wrong with a proven body; '' when nothing."""
    try:
        _, reason, detail = _sum_up(body, _parse(body))
    except _Doubt as doubt:
        return doubt.detail
    return detail or (reason.value if reason else "")


def read_valid(body: bytes) -> Mapping[str, Any] | None:
    """Return what a body says if it has what every inspection has and can be evaluated again."""
    try:
        content = _parse(body)
    except _Doubt:
        return None
    _, reason, _ = _sum_up(body, content)
    return None if reason else content


def examine_again(body: bytes) -> tuple[Summary, Reason | None, str]:
    """Return what a proven body tells, and what this version of the server finds wrong with it."""
    return _sum_up(body, _parse(body))


def summary_of(body: bytes) -> Summary:
    """Return what a body tells, as far as it can be read."""
    try:
        content = _parse(body)
    except _Doubt:
        return NOTHING
    return sum_up(content)[0]


def says_the_same(body: bytes, **claims: object) -> bool:
    """True if a body says of itself what is claimed: its id, device_id, seq and prev."""
    try:
        content = _parse(body)
    except _Doubt:
        return False
    return all(_is_same(content.get(name), value) for name, value in claims.items())


def _claimed(item: Arrived, sender: Sender) -> tuple[str, str]:
    """Return entry hash and signature of what an item claims to be, ('', '') when it is none."""
    seq, prev, sig = _place(item.claims)
    if type(seq) is not int or not isinstance(prev, str) or not is_plain(sig, LONGEST_SIGNATURE):
        return "", ""
    try:
        entry = entry_hash(device_id=sender.device_id, seq=seq, prev=prev, body_sha256=item.sha256)
    except ValueError:
        return "", ""
    return entry, sig


def _place(claims: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    return claims.get("seq"), claims.get("prev"), claims.get("sig")


def _prove(
    item: Arrived, entry: str, signed: bool, device_id: str, record_bytes: int
) -> Mapping[str, Any]:
    """Return the parsed body. Raises _Doubt."""
    claims, body = item.claims, item.body
    if len(body) > record_bytes:
        raise _Doubt(Reason.TOO_LARGE, f"{len(body)} bytes, the limit is {record_bytes}")
    if claims.get("sha256") != item.sha256:
        raise _Doubt(Reason.HASH_MISMATCH, "the bytes are not those that were hashed")
    seq, prev, sig = _place(claims)
    if type(seq) is not int or not isinstance(prev, str) or not is_plain(sig, LONGEST_SIGNATURE):
        raise _Doubt(Reason.INVALID, "seq is a number, prev and sig are texts")
    content = _parse(body)
    for name in ("id", "seq", "prev"):
        if not _is_same(content.get(name), claims[name]):
            raise _Doubt(Reason.INVALID, f"{name} differs between the item and its body")
    if not _is_same(content.get("device_id"), device_id):
        raise _Doubt(Reason.WRONG_DEVICE, "the body names another device")
    if not entry:
        raise _Doubt(Reason.INVALID, "seq or prev is not one")
    if (seq == 1) != (prev == GENESIS) or prev != prev.lower():
        raise _Doubt(Reason.INVALID, "prev is 64 hexadecimal digits, zeros at seq 1 only")
    if not signed:
        raise _Doubt(Reason.BAD_SIGNATURE, "the device's key did not sign this")
    return content


def _parse(body: bytes) -> Mapping[str, Any]:
    try:
        content = read_json(body)
    except (ValueError, RecursionError) as fault:
        raise _Doubt(Reason.INVALID, "the body is not JSON") from fault
    if not isinstance(content, dict):
        raise _Doubt(Reason.INVALID, "the body is not an object")
    return content


def _sum_up(body: bytes, content: Mapping[str, Any]) -> tuple[Summary, Reason | None, str]:
    """Sum a body up; what cannot be stored and spelled everywhere is worse than a newer schema."""
    unstorable = find_unstorable(body, content)
    summary, faults = sum_up(content)
    if unstorable:
        return summary, Reason.INVALID, unstorable
    reason = _doubt_of(content, faults)
    return summary, reason, storable_text("; ".join(faults)) if reason is Reason.INVALID else ""


def _is_same(told: object, claimed: object) -> bool:
    return type(told) is type(claimed) and told == claimed


def _doubt_of(content: Mapping[str, Any], faults: tuple[str, ...]) -> Reason | None:
    schema = content.get("schema")
    if type(schema) is not int or schema not in KNOWN_SCHEMAS:
        return Reason.SCHEMA_UNKNOWN
    return Reason.INVALID if faults else None
