"""Signing an answer for the tablet that sent a challenge with its question."""

from fastapi import Request

from sync.protocol.answers import CHALLENGE, SIGNATURE, Asked, is_challenge, sign_answer
from sync.protocol.digest import sha256_hex
from sync.server.work.opening import Office


def signature_of(
    request: Request, office: Office, what: Asked, asked: bytes, answer: bytes
) -> dict[str, str]:
    """Return the field that signs an answer; none where nobody sent a challenge."""
    return signature_over(request, office, what, asked, sha256_hex(answer))


def signature_over(
    request: Request, office: Office, what: Asked, asked: bytes, answer_sha256: str
) -> dict[str, str]:
    """Return the field that signs an answer with this hash."""
    challenge = request.headers.get(CHALLENGE, "")
    if not is_challenge(challenge):
        return {}
    return {SIGNATURE: sign_answer(office.signer.sign, what, challenge, asked, answer_sha256)}
