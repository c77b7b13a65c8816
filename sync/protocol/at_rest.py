"""How sealed records and photos lie on a tablet's disk, and how their key is kept for the server.

    at rest    "INSREST1" | id of the key (8) | salt (16) | pieces of 64 KiB, AES-256-GCM each
    own key    HKDF-SHA-256(key, salt, info = "inspector-at-rest-v1" | name), `record_name` the name
    nonce      number of the piece (11 bytes, big-endian) | 1 for the last piece, else 0
    key id     the first 8 bytes of SHA-256("inspector-at-rest-v1" | key)
    wrapped    the key as a member "at-rest-key" of an `envelope` for the server

Hash, chain and signature are those of the plain bytes: this is only how a tablet keeps them. What
was changed, cut or moved under another name does not open, and any piece opens without the others.
"""

import hashlib
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.protocol.envelope import Broken, Opener, Sealer
from sync.protocol.pieces import TAG_BYTES, cut, nonce_of, take_first

KEY_BYTES = 32
SALT_BYTES = 16
PIECE_BYTES = 64 * 1024
STORED_PIECE_BYTES = PIECE_BYTES + TAG_BYTES
_MAGIC = b"INSREST1"
_ID_BYTES = 8
HEADER_BYTES = len(_MAGIC) + _ID_BYTES + SALT_BYTES
_DOMAIN = b"inspector-at-rest-v1"
_WRAPPED = "at-rest-key"


class NotOpened(ValueError):
    """Bytes at rest that this key does not open: changed, cut, moved, or another key's."""


class Locker:
    """Puts the pieces of one thing at rest, or opens them, in any order.

    `header` is what the stored bytes begin with. Raises NotOpened when the key is another one.
    """

    def __init__(self, key: bytes, name: str, header: bytes) -> None:
        magic, of_key, salt = header[:8], header[8:16], header[16:]
        if (magic, of_key, len(salt)) != (_MAGIC, _id(key), SALT_BYTES):
            raise NotOpened("not encrypted with this key")
        self._cipher = AESGCM(HKDF(SHA256(), KEY_BYTES, salt, _DOMAIN + name.encode()).derive(key))

    def close(self, number: int, plain: bytes, *, last: bool) -> bytes:
        """Return the stored bytes of a piece."""
        return self._cipher.encrypt(nonce_of(number, last=last), plain, None)

    def open(self, number: int, stored: bytes, *, last: bool) -> bytes:
        """Return the plain bytes of a piece. Raises NotOpened."""
        try:
            return self._cipher.decrypt(nonce_of(number, last=last), stored, None)
        except (InvalidTag, ValueError) as fault:
            raise NotOpened("changed, cut or moved") from fault


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
    """True if stored bytes are encrypted, and not plain ones from before."""
    return stored.startswith(_MAGIC)


def stored_size(size: int) -> int:
    """Return how many bytes `size` plain ones have at rest."""
    return HEADER_BYTES + size + TAG_BYTES * max(1, -(-size // PIECE_BYTES))


def put_at_rest(key: bytes, name: str, pieces: Iterable[bytes], salt: bytes) -> Iterator[bytes]:
    """Give the bytes to store. No salt may be used twice with a key."""
    header = _MAGIC + _id(key) + salt
    locker = Locker(key, name, header)
    yield header
    for number, (piece, last) in enumerate(cut(pieces, PIECE_BYTES)):
        yield locker.close(number, piece, last=last)


def open_at_rest(key: bytes, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Give the plain bytes, each piece once it is proven. Raises NotOpened, also late."""
    header, stored = take_first(iter(pieces), HEADER_BYTES)
    locker = Locker(key, name, header)
    for number, (piece, last) in enumerate(cut(stored, STORED_PIECE_BYTES)):
        yield locker.open(number, piece, last=last)


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
