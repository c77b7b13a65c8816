"""The server's receipt: the only thing that lets a tablet call a record received."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.protocol.digest import from_exact_base64, to_base64


@dataclass(frozen=True, slots=True)
class Receipt:
    """`sha256` of the bytes that the server stored under `id`, and when (UTC, ISO 8601)."""

    id: str
    sha256: str
    change_seq: int
    received_at: str
    sig: str

    def as_json(self) -> dict[str, Any]:
        """Return the receipt as it goes over the wire."""
        return {
            "id": self.id,
            "sha256": self.sha256,
            "change_seq": self.change_seq,
            "received_at": self.received_at,
            "sig": self.sig,
        }


Claim = tuple[str, str, int, str]
"""What a receipt says: id, SHA-256, change_seq, received_at."""


def sign_receipts(
    sign_all: Callable[[Sequence[bytes]], Sequence[bytes]], claims: Sequence[Claim]
) -> list[Receipt]:
    """Sign receipts with the server's key: `sign_all` gives a signature for each of many bytes."""
    signatures = sign_all([_signed_bytes(*claim) for claim in claims])
    return [
        Receipt(*claim, to_base64(signature))
        for claim, signature in zip(claims, signatures, strict=True)
    ]


def parse_receipt(data: object) -> Receipt | None:
    """Read a receipt from the wire; None when it is not one."""
    if not isinstance(data, Mapping):
        return None
    texts = [data.get(name) for name in ("id", "sha256", "received_at", "sig")]
    seq = data.get("change_seq")
    if not all(isinstance(text, str) for text in texts) or type(seq) is not int:
        return None
    return Receipt(data["id"], data["sha256"], seq, data["received_at"], data["sig"])


def verify_receipt(public_key: bytes, receipt: Receipt) -> bool:
    """True if the pinned server key signed exactly this receipt."""
    signed = _signed_bytes(receipt.id, receipt.sha256, receipt.change_seq, receipt.received_at)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(
            from_exact_base64(receipt.sig), signed
        )
    except (InvalidSignature, ValueError):
        return False
    return True


FILE_RECEIPT = "Inspector-Receipt"
"""The header in which the server signs that it holds a file."""


def sign_file(key: Ed25519PrivateKey, sha256: str) -> str:
    """Sign, in base64, that a file of this hash is held."""
    return to_base64(key.sign(_signed_file(sha256)))


def verify_file(public_key: bytes, sha256: str, sig: str) -> bool:
    """True if the pinned server key signed that it holds a file of this hash."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(
            from_exact_base64(sig), _signed_file(sha256)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed_file(sha256: str) -> bytes:
    return f"inspector-file-v1\n{sha256}".encode()


def _signed_bytes(id: str, sha256: str, change_seq: int, received_at: str) -> bytes:
    return "\n".join(("inspector-receipt-v1", id, sha256, str(change_seq), received_at)).encode()
