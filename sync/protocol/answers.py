"""What the server signs of an answer: a tablet then knows whose it is and what was asked.

A tablet sends a challenge, a text that it uses once, in `Inspector-Challenge`. The server's answer
carries in `Inspector-Signature` its Ed25519 signature, base64, over the UTF-8 lines

    inspector-answer-v1
    what was asked        capabilities, changes, snapshot, records:diff
    the challenge
    SHA-256 of the asked  of the cursor, of the body as JSON before packing, or of nothing
    SHA-256 of the answer before packing; of a snapshot that of the whole file

joined by line feeds. So no answer can be made by another, kept for later, or given to another
question.
"""

import re
from collections.abc import Callable
from enum import Enum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.protocol.digest import from_exact_base64, sha256_hex, to_base64

CHALLENGE = "Inspector-Challenge"
SIGNATURE = "Inspector-Signature"
CHALLENGE_PATTERN = "^[A-Za-z0-9_-]{16,100}$"
_CHALLENGE = re.compile(CHALLENGE_PATTERN.strip("^$"))


class Asked(Enum):
    """The questions whose answers are signed."""

    CAPABILITIES = "capabilities"
    CHANGES = "changes"
    SNAPSHOT = "snapshot"
    DIFFERENCE = "records:diff"


def is_challenge(text: str) -> bool:
    """True if a text can be a challenge."""
    return _CHALLENGE.fullmatch(text) is not None


def sign_answer(
    sign: Callable[[bytes], bytes], what: Asked, challenge: str, asked: bytes, answer_sha256: str
) -> str:
    """Sign, in base64, that this is the answer to what was asked."""
    return to_base64(sign(_signed_bytes(what, challenge, asked, answer_sha256)))


def verify_answer(
    public_key: bytes, sig: str, what: Asked, challenge: str, asked: bytes, answer_sha256: str
) -> bool:
    """True if the server with this key gave exactly this answer to exactly this question."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(
            from_exact_base64(sig), _signed_bytes(what, challenge, asked, answer_sha256)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed_bytes(what: Asked, challenge: str, asked: bytes, answer_sha256: str) -> bytes:
    lines = ("inspector-answer-v1", what.value, challenge, sha256_hex(asked), answer_sha256)
    return "\n".join(lines).encode()
