"""Ed25519 keys: which 32 bytes are one, and the id of the tablet that a key makes."""

import hashlib
import uuid

KEY_BYTES = 32
_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_DEVICE_DOMAIN = b"inspector-device-v1"
_ORDERS_AT_MOST_8 = 3  # doublings after which a point of small order is the neutral one


def is_sound_key(raw: bytes) -> bool:
    """True if these bytes are a key: a point of the curve, spelled in its one way.

    A point of small order is none: signatures that fit it can be made without any secret.
    """
    if len(raw) != KEY_BYTES:
        return False
    number = int.from_bytes(raw, "little")
    y, wants_odd = number & (2**255 - 1), number >> 255
    if y >= _P:
        return False
    x = _find_x(y)
    return x is not None and not (x == 0 and wants_odd) and not _has_small_order(x, y)


def device_id_of(raw: bytes) -> str:
    """Return the id of the tablet with this key: a UUID of version 8 made of its hash.

    So nobody can take the id without the key, also where the server has forgotten both.
    """
    digest = hashlib.sha256(_DEVICE_DOMAIN + raw).digest()[:16]
    number = int.from_bytes(digest, "big")
    number = number & ~(0xF << 76) | 8 << 76
    return str(uuid.UUID(int=number & ~(0x3 << 62) | 0x2 << 62))


def _find_x(y: int) -> int | None:
    """Return an x with -x^2 + y^2 = 1 + d x^2 y^2, None when there is none (RFC 8032, 5.1.3)."""
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    root = pow(square, (_P + 3) // 8, _P)
    if root * root % _P != square:
        root = root * pow(2, (_P - 1) // 4, _P) % _P
    return root if root * root % _P == square else None


def _has_small_order(x: int, y: int) -> bool:
    for _ in range(_ORDERS_AT_MOST_8):
        x, y = _doubled(x, y)
    return (x, y) == (0, 1)


def _doubled(x: int, y: int) -> tuple[int, int]:
    product = _D * x * x * y * y
    return (
        2 * x * y * pow(1 + product, -1, _P) % _P,
        (y * y + x * x) * pow(1 - product, -1, _P) % _P,
    )
