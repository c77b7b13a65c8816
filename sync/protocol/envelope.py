"""Bytes that only one server can read: X25519, HKDF-SHA-256, ChaCha20-Poly1305 in pieces.

The recipient is the Ed25519 key that every tablet pinned when it enrolled. Its point is also a
point of Curve25519 (RFC 7748, section 4.1), so no second key has to be made, told or pinned, and a
tablet can write to the office that it knows without any network.

    u       = (1 + y) / (1 - y)  mod 2^255 - 19          y of the server's key
    shared  = X25519(ephemeral, u)
    key     = HKDF(shared, salt = ephemeral key | server key, info = "inspector-envelope-v1" | name)
    nonce   = number of the piece (11 bytes, big-endian) | 1 for the last piece, else 0

A piece that is changed, moved, repeated, left out or cut off, or that stands under another name,
does not open.
"""

import hashlib
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.protocol.pieces import TAG_BYTES, cut, nonce_of, take_first

PIECE_BYTES = 64 * 1024
_DOMAIN = b"inspector-envelope-v1"
_MAGIC = b"INSPENV1"
_KEY_BYTES = 32
_PRIME = 2**255 - 19
HEADER_BYTES = len(_MAGIC) + _KEY_BYTES


class Broken(ValueError):
    """Sealed bytes that do not open: changed, cut, under another name, or for another server."""


class Sealer:
    """Seals any number of named members for one server, with one ephemeral key.

    No name may be sealed twice. Raises ValueError when the server's key is no key.
    """

    def __init__(self, server_key: bytes, ephemeral: X25519PrivateKey) -> None:
        recipient = X25519PublicKey.from_public_bytes(_as_x25519(server_key))
        self.public_key = ephemeral.public_key().public_bytes_raw()
        self._shared = ephemeral.exchange(recipient)
        self._salt = self.public_key + server_key

    def seal(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Give the sealed bytes of a member, piece by piece."""
        cipher = _cipher(self._shared, self._salt, name)
        yield _MAGIC + self.public_key
        for number, (piece, last) in enumerate(cut(pieces, PIECE_BYTES)):
            yield cipher.encrypt(nonce_of(number, last=last), piece, None)


class Opener:
    """Opens what was sealed for this server."""

    def __init__(self, server_key: Ed25519PrivateKey) -> None:
        self._server_key = server_key.public_key().public_bytes_raw()
        scalar = hashlib.sha512(server_key.private_bytes_raw()).digest()[:_KEY_BYTES]
        self._private = X25519PrivateKey.from_private_bytes(scalar)

    def open(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Give the bytes of a member, each piece once it is proven. Raises Broken, also late."""
        head, rest = take_first(iter(pieces), HEADER_BYTES)
        public_key = sender_of(head)
        try:
            shared = self._private.exchange(X25519PublicKey.from_public_bytes(public_key))
        except ValueError as fault:
            raise Broken("its key is no key") from fault
        cipher = _cipher(shared, public_key + self._server_key, name)
        sealed = cut(rest, PIECE_BYTES + TAG_BYTES)
        for number, (piece, last) in enumerate(sealed):
            try:
                yield cipher.decrypt(nonce_of(number, last=last), piece, None)
            except (InvalidTag, ValueError) as fault:
                raise Broken("it is changed, cut, or not for this server") from fault


def sealed_size(size: int) -> int:
    """Return how many bytes a member of `size` bytes has when it is sealed."""
    return HEADER_BYTES + size + TAG_BYTES * max(1, -(-size // PIECE_BYTES))


def sender_of(head: bytes) -> bytes:
    """Return the ephemeral key that sealed bytes begin with. Raises Broken."""
    if len(head) < HEADER_BYTES or not head.startswith(_MAGIC):
        raise Broken("it does not begin as sealed bytes do")
    return head[len(_MAGIC) : HEADER_BYTES]


def _as_x25519(ed25519_key: bytes) -> bytes:
    if len(ed25519_key) != _KEY_BYTES:
        raise ValueError("an Ed25519 key has 32 bytes")
    y = int.from_bytes(ed25519_key, "little") & (2**255 - 1)
    u = (1 + y) * pow(1 - y, _PRIME - 2, _PRIME) % _PRIME
    return u.to_bytes(_KEY_BYTES, "little")


def _cipher(shared: bytes, salt: bytes, name: str) -> ChaCha20Poly1305:
    kdf = HKDF(SHA256(), _KEY_BYTES, salt, _DOMAIN + name.encode())
    return ChaCha20Poly1305(kdf.derive(shared))
