"""What people sign: the hash of an inspection's content, bound into each of their signatures.

The statement is there before the record is sealed, so it leaves out what only the seal adds, the
signatures themselves, and what the tablet notes of its own accord and may learn later: the times,
the visit, the place. The record's entry covers these. It is recomputed from the sealed body by
whoever verifies it.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sync.protocol.digest import sha256_hex

UNSIGNED = frozenset(
    {
        "schema",
        "device_id",
        "seq",
        "prev",
        "signatures",
        "times",
        "visit",
        "location",
        "no_location",
    }
)
ROLES = frozenset({"officer", "trader", "witness"})


def statement_sha256(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of what a body's signatures are given for.

    SHA-256(JSON of the body without `UNSIGNED`, keys sorted by code point at every depth, no
    blanks, UTF-8).
    """
    signed = {name: value for name, value in content.items() if name not in UNSIGNED}
    text = json.dumps(signed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256_hex(text.encode("utf-8", "surrogatepass"))


def signature_faults(content: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the signatures of a body that do not belong to it; a body without any has none."""
    told = content.get("signatures") or []
    if not isinstance(told, list):
        return ("its signatures cannot be read",)
    return tuple(_faults(told, statement_sha256(content))) if told else ()


def _faults(told: list[Any], statement: str) -> Iterator[str]:
    for number, signature in enumerate(told, 1):
        if not isinstance(signature, Mapping) or signature.get("role") not in tuple(ROLES):
            yield f"signature {number} cannot be read"
        elif signature.get("statement") != statement:
            role = signature["role"]
            yield f"signature {number} ({role}) was not given for what the record says"
