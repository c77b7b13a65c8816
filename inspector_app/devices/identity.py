"""New names and keys: the id of a record, and the key pair of this device."""

import secrets
import uuid
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def new_record_id(instant: datetime) -> str:
    """Return a UUID version 7 (RFC 9562): the milliseconds of `instant`, then 74 random bits."""
    milliseconds = int(instant.timestamp() * 1000) & (1 << 48) - 1
    number = milliseconds << 80 | secrets.randbits(80)
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=number))


def new_request_key() -> str:
    """Return a name for a request that may have to be repeated."""
    return str(uuid.uuid4())


def new_private_key() -> bytes:
    """Return a new Ed25519 private key as its 32 bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def load_private_key(raw: bytes) -> Ed25519PrivateKey:
    """Return the key of its 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(raw)
