"""Ed25519 by libsodium, where signatures come by the thousand.

It takes half of the time, and lets the other threads of the process run meanwhile: those of a
batch are shared out to every core. Its word is the same as that of `sync.protocol.chain`, which
tablets use (RFC 8032).
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import BadSignatureError

from sync.protocol.digest import from_exact_base64

Given = TypeVar("Given")
Made = TypeVar("Made")

_KEY_BYTES, _SIGNATURE_BYTES = 32, 64
_MOST_CORES = 8
_WORTH_SHARING = 8
"""So many signatures take many times as long as waking another thread."""


class FastSigner:
    """The server's key for receipts."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        _, self._secret = crypto_sign_seed_keypair(key.private_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        """Return the signature over `data`, 64 bytes."""
        return bytes(crypto_sign(data, self._secret)[:_SIGNATURE_BYTES])

    def sign_all(self, many: Sequence[bytes]) -> list[bytes]:
        """Return the signature over each, in their order."""
        return _share_out(self.sign, many)


def verify_signature(public_key: bytes, entry: str, sig: str) -> bool:
    """True if `sig` (base64) is the device's signature over `entry` (hex)."""
    try:
        signature, message = from_exact_base64(sig), bytes.fromhex(entry)
        if len(public_key) != _KEY_BYTES or len(signature) != _SIGNATURE_BYTES:
            return False
        crypto_sign_open(signature + message, public_key)
    except (BadSignatureError, ValueError):
        return False
    return True


def verify_signatures(public_key: bytes, signed: Sequence[tuple[str, str]]) -> list[bool]:
    """Tell of each (entry, sig), in their order, what `verify_signature` tells."""
    return _share_out(lambda pair: verify_signature(public_key, *pair), signed)


def _share_out(work: Callable[[Given], Made], many: Sequence[Given]) -> list[Made]:
    """Do a work that runs beside Python for each, on every core, in their order."""
    shares = min(_cores(), len(many) // _WORTH_SHARING)
    if shares < 2:
        return _do(work, many)
    ends = [len(many) * share // shares for share in range(shares + 1)]
    parts = [many[start:end] for start, end in pairwise(ends)]
    others = [_helpers().submit(_do, work, part) for part in parts[1:]]
    made = _do(work, parts[0])
    for other in others:
        made += other.result()
    return made


def _do(work: Callable[[Given], Made], many: Sequence[Given]) -> list[Made]:
    return [work(one) for one in many]


@cache
def _cores() -> int:
    return min(_MOST_CORES, os.cpu_count() or 1)


@cache
def _helpers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_cores() - 1, thread_name_prefix="signatures")
