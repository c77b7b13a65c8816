"""A PIN as a slow hash (scrypt, RFC 7914), and how long to wait after wrong ones.

Few digits can be tried out by whoever has the file; the hash makes each try cost. It protects the
screens, not the files: those are encrypted with a key that no PIN opens.
"""

import hashlib
import hmac
import math
import os
from decimal import Decimal

SHORTEST, LONGEST = 4, 12
USUAL = 6
FREE_TRIES = 3
FIRST_WAIT_S = 30
LONGEST_WAIT_S = 3600
METHOD = "scrypt:32768:8:1"
"""Name, N, r, p: 32 MiB, about a tenth of a second on a small machine."""
_SALT_BYTES = 16
_MOST_BYTES = 128 * 1024 * 1024


def is_pin(text: str) -> bool:
    """True if a text may be a PIN: a few digits."""
    return text.isascii() and text.isdigit() and SHORTEST <= len(text) <= LONGEST


def new_salt() -> bytes:
    """Return chance for one PIN."""
    return os.urandom(_SALT_BYTES)


def hash_pin(pin: str, salt: bytes, method: str = METHOD) -> bytes:
    """Return the hash of a PIN by the method that its row names. Raises ValueError for another."""
    name, *numbers = method.split(":")
    if name != "scrypt" or len(numbers) != 3:
        raise ValueError(f"no method of ours: {method}")
    n, r, p = map(int, numbers)
    return hashlib.scrypt(pin.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MOST_BYTES, dklen=32)


def is_same(one: bytes, other: bytes) -> bool:
    """Compare two hashes in a time that tells nothing."""
    return hmac.compare_digest(one, other)


def wait_after(tries: int) -> int:
    """Return the seconds after so many wrong tries: none at first, then doubling to an hour."""
    if tries < FREE_TRIES:
        return 0
    return int(min(FIRST_WAIT_S * 2 ** min(tries - FREE_TRIES, 20), LONGEST_WAIT_S))


def still_to_wait_s(tries: int, tried_s: Decimal, now_s: Decimal) -> int:
    """Return the whole seconds until the next try, by a clock that nobody can set.

    It begins anew when the machine does; then only what it has run since counts.
    """
    elapsed = now_s - tried_s if now_s >= tried_s else now_s
    return max(0, math.ceil(wait_after(tries) - elapsed))
