"""The words of `POST /v1/records:batch`: what may become of a record, and why one is quarantined.

A record that is quarantined is kept by the server, byte for byte, and receipted like any other:
the tablet is rid of it, a person at the office looks at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from sync.protocol.receipt import Receipt, parse_receipt


class Status(Enum):
    """What the server did with one record."""

    CREATED = "created"
    DUPLICATE = "duplicate"  # the same bytes again: the same receipt
    QUARANTINED = "quarantined"
    RETRY = "retry"


class Reason(Enum):
    """Why a person must look at a record."""

    SCHEMA_UNKNOWN = "schema-unknown"
    INVALID = "invalid"  # the body lacks what every inspection has
    CHAIN_FORK = "chain-fork"  # its place in the device's chain is taken, or it names another
    ID_REUSED = "id-reused"  # other bytes came under this id before
    HASH_MISMATCH = "hash-mismatch"  # the bytes are not those that the tablet hashed
    BAD_SIGNATURE = "bad-signature"
    WRONG_DEVICE = "wrong-device"  # the body names another device than the one that sent it
    TOO_LARGE = "too-large"


@dataclass(frozen=True, slots=True)
class Result:
    """What the server says of one record.

    `missing_files` are the SHA-256 of its photos that the server lacks; `problem` is '' or the
    value of a Reason (or, with `retry`, what is wrong with the item).
    """

    id: str
    status: Status
    receipt: Receipt | None = None
    missing_files: tuple[str, ...] = field(default=())
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the result as it goes over the wire."""
        value: dict[str, Any] = {
            "id": self.id,
            "status": self.status.value,
            "receipt": self.receipt.as_json() if self.receipt else None,
            "missing_files": list(self.missing_files),
        }
        return value | ({"problem": self.problem} if self.problem else {})


def parse_result(data: object) -> Result | None:
    """Read a result from the wire; None when it is not one (the record then counts as retry)."""
    if not isinstance(data, Mapping) or not isinstance(data.get("id"), str):
        return None
    status = next((status for status in Status if status.value == data.get("status")), None)
    missing, problem = data.get("missing_files", []), data.get("problem", "")
    if status is None or not isinstance(missing, list) or not isinstance(problem, str):
        return None
    if not all(isinstance(sha256, str) for sha256 in missing):
        return None
    receipt = parse_receipt(data.get("receipt"))
    return Result(data["id"], status, receipt, tuple(missing), problem)
