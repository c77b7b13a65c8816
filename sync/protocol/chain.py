"""The hash chain of one device: every record names the one before it.

    entry(n) = SHA-256("inspector-v1" | device_id (16 bytes) | n (8 bytes, big-endian)
                       | entry(n-1) (32 bytes) | SHA-256(body))

and the device signs `entry(n)` with Ed25519. A record can then neither change, vanish from the
middle, nor appear twice without the chain saying so.
"""

import hashlib
import uuid
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.protocol.digest import from_exact_base64, to_base64

GENESIS = "0" * 64
_DOMAIN = b"inspector-v1"


def entry_hash(*, device_id: str, seq: int, prev: str, body_sha256: str) -> str:
    """Return the entry hash (hex) of the record `seq` of a device.

    `device_id` is a UUID, `prev` the hex entry hash of `seq - 1` (`GENESIS` before the first) and
    `body_sha256` the hex SHA-256 of the sealed bytes. Raises ValueError for anything else.
    """
    prev_bytes, body_bytes = bytes.fromhex(prev), bytes.fromhex(body_sha256)
    if len(prev_bytes) != 32 or len(body_bytes) != 32:
        raise ValueError("prev and body_sha256 are 64 hexadecimal digits")
    if not 1 <= seq < 2**63:
        raise ValueError("seq counts from 1")
    parts = (_DOMAIN, _device_bytes(device_id), seq.to_bytes(8, "big"), prev_bytes, body_bytes)
    return hashlib.sha256(b"".join(parts)).hexdigest()


@lru_cache(maxsize=1024)
def _device_bytes(device_id: str) -> bytes:
    return uuid.UUID(device_id).bytes


def sign_entry(key: Ed25519PrivateKey, entry: str) -> str:
    """Sign an entry hash; returns the signature in base64."""
    return to_base64(key.sign(bytes.fromhex(entry)))


def verify_signature(public_key: bytes, entry: str, sig: str) -> bool:
    """True if `sig` (base64 in its one spelling) is the device's signature over `entry`."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(
            from_exact_base64(sig), bytes.fromhex(entry)
        )
    except (InvalidSignature, ValueError):
        return False
    return True
