"""A finished inspection, sealed: serialised once, and those bytes for ever."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.chain import entry_hash, sign_entry
from sync.protocol.digest import sha256_hex

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """The exact bytes of a record and what binds them to their device.

    `body` is never parsed and written again: it is hashed, signed, stored and sent as it is.
    """

    id: str
    device_id: str
    seq: int
    prev: str
    entry: str
    sha256: str
    body: bytes
    sig: str


def seal_record(
    content: Mapping[str, Any], *, device_id: str, seq: int, prev: str, key: Ed25519PrivateKey
) -> SealedRecord:
    """Seal an inspection: serialise it once, chain it to `prev`, sign it.

    `content` is the body without `schema`, `device_id`, `seq` and `prev`, which are written here;
    it must hold an `id`. Decimals must already be text: a float raises TypeError.
    """
    _refuse_floats(content, "body")
    whole = {"schema": SCHEMA, "id": content["id"], "device_id": device_id, "seq": seq}
    body = json.dumps(
        whole | {"prev": prev} | dict(content), ensure_ascii=False, separators=(",", ":")
    ).encode()
    digest = sha256_hex(body)
    entry = entry_hash(device_id=device_id, seq=seq, prev=prev, body_sha256=digest)
    return SealedRecord(
        id=content["id"],
        device_id=device_id,
        seq=seq,
        prev=prev,
        entry=entry,
        sha256=digest,
        body=body,
        sig=sign_entry(key, entry),
    )


def _refuse_floats(value: object, path: str) -> None:
    if isinstance(value, float):
        raise TypeError(f"{path}: a sealed number is text or an integer, never a binary float")
    if isinstance(value, Mapping):
        for key, item in value.items():
            _refuse_floats(item, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _refuse_floats(item, f"{path}[{index}]")
