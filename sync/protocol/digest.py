"""Hashes and their spellings on the wire."""

import base64
import binascii
import hashlib
import re

_SHA256 = re.compile(r"[0-9a-f]{64}")


def is_sha256(text: object) -> bool:
    """True if a value spells a SHA-256 as `sha256_hex` does."""
    return isinstance(text, str) and _SHA256.fullmatch(text) is not None


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def content_digest(data: bytes) -> str:
    """Return the `Content-Digest` field value of `data` (RFC 9530, section 2), SHA-256."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"


def content_digest_matches(field: str, data: bytes) -> bool | None:
    """Compare a `Content-Digest` field with `data`; None when it names no SHA-256."""
    for member in field.split(","):
        algorithm, _, value = member.strip().partition("=")
        if algorithm.strip().lower() == "sha-256":
            return value.strip() == content_digest(data).partition("=")[2]
    return None


def to_base64(data: bytes) -> str:
    """Spell bytes as standard base64."""
    return base64.b64encode(data).decode()


def from_exact_base64(text: str) -> bytes:
    """Read base64 that is spelled as `to_base64` does, and in no other way. Raises ValueError."""
    data = base64.b64decode(text, validate=True)
    if to_base64(data) != text:
        raise ValueError("not the one spelling")
    return data


def from_base64(text: str) -> bytes:
    """Read standard or URL-safe base64, padded or not. Raises ValueError."""
    try:
        plain = text.strip().replace("-", "+").replace("_", "/").rstrip("=")
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, UnicodeEncodeError) as fault:
        raise ValueError("not base64") from fault
