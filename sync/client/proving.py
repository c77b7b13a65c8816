"""Whose answer it is: what our server signed counts, and once it has signed nothing else does.

A server of version 0.1.0 signs no answer. What it says is taken as long as it never signed; this is
for one released version.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.client.trouble import Unproven
from sync.protocol.answers import CHALLENGE, SIGNATURE, Asked, verify_answer


def _new_challenge() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, with the challenge whose answer will be signed."""

    what: Asked
    asked: bytes = b""
    challenge: str = field(default_factory=_new_challenge)

    @property
    def headers(self) -> dict[str, str]:
        """What goes with the request."""
        return {CHALLENGE: self.challenge}

    def is_answered(self, server_key: bytes, told: Mapping[str, str], sha256: str) -> bool:
        """True if this key signed that what has this hash is the answer."""
        sig = told.get(SIGNATURE.lower(), "")
        return verify_answer(server_key, sig, self.what, self.challenge, self.asked, sha256)


@dataclass(slots=True)
class Belief:
    """The key that is pinned, and whether its server is known to sign its answers."""

    server_key: bytes
    signs: bool

    def check(self, question: Question, told: Mapping[str, str], sha256: str) -> bool:
        """True if an answer is signed. Raises Unproven when it should be and is not."""
        if question.is_answered(self.server_key, told, sha256):
            return True
        if self.signs or SIGNATURE.lower() in told:
            raise Unproven("the answer is not signed by our server")
        return False
