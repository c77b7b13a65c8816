"""How sealed records and photos lie on a tablet's disk, and how their key is kept for the server.

    at rest    "INSREST1" | id of the key (8) | nonce (12) | AES-256-GCM(key, nonce, plain bytes)
               its associated data: the first 16 bytes, then what it is, as `record_name` spells it
    key id     the first 8 bytes of SHA-256("inspector-at-rest-key-v1" | key)
    wrapped    the key as a member "at-rest-key" of an `envelope` for the server

Hash, chain and signature are those of the plain bytes: this is only how a tablet keeps them. What
was moved under another name, cut or changed does not open.
"""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.protocol.envelope import Broken, Opener, Sealer

KEY_BYTES = 32
NONCE_BYTES = 12
_MAGIC = b"INSREST1"
_ID_BYTES = 8
_TAG_BYTES = 16
_HEAD = len(_MAGIC) + _ID_BYTES
_DOMAIN = b"inspector-at-rest-key-v1"
_WRAPPED = "at-rest-key"
OVERHEAD_BYTES = _HEAD + NONCE_BYTES + _TAG_BYTES
"""So many more bytes has what lies at rest."""


class NotOpened(ValueError):
    """Bytes at rest that this key does not open: changed, cut, moved, or another key's."""


def record_name(record_id: str) -> str:
    """Return what the bytes of a record are bound to."""
    return f"record {record_id}"


def photo_name(sha256: str) -> str:
    """Return what the bytes of a photo are bound to."""
    return f"photo {sha256}"


def key_id(key: bytes) -> str:
    """Return what a key is known by; it tells nothing of the key."""
    return _id(key).hex()


def is_at_rest(stored: bytes) -> bool:
    """Tell whether stored bytes are encrypted, and not plain ones from before."""
    return stored.startswith(_MAGIC)


def put_at_rest(key: bytes, name: str, plain: bytes, nonce: bytes) -> bytes:
    """Return the bytes to store. No nonce may be used twice with a key."""
    head = _MAGIC + _id(key)
    return head + nonce + AESGCM(key).encrypt(nonce, plain, head + name.encode())


def open_at_rest(key: bytes, name: str, stored: bytes) -> bytes:
    """Return the plain bytes. Raises NotOpened."""
    head, nonce = stored[:_HEAD], stored[_HEAD : _HEAD + NONCE_BYTES]
    if head != _MAGIC + _id(key):
        raise NotOpened("not encrypted with this key")
    try:
        return AESGCM(key).decrypt(nonce, stored[_HEAD + NONCE_BYTES :], head + name.encode())
    except (InvalidTag, ValueError) as fault:
        raise NotOpened("changed, cut or moved") from fault


def wrap_key(key: bytes, server_key: bytes, ephemeral: X25519PrivateKey) -> bytes:
    """Return a key that only the server can read. Raises ValueError when its key is no key."""
    return b"".join(Sealer(server_key, ephemeral).seal(_WRAPPED, [key]))


def unwrap_key(wrapped: bytes, server_key: Ed25519PrivateKey) -> bytes:
    """Return a key that a tablet wrapped for this server. Raises NotOpened."""
    try:
        key = b"".join(Opener(server_key).open(_WRAPPED, [wrapped]))
    except Broken as fault:
        raise NotOpened(str(fault)) from fault
    if len(key) != KEY_BYTES:
        raise NotOpened("it is no key")
    return key


def _id(key: bytes) -> bytes:
    return hashlib.sha256(_DOMAIN + key).digest()[:_ID_BYTES]
