"""Who sends a request: assertions signed by the device in, access tokens signed by us out."""

import math
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.protocol.assertion import AUDIENCE, LIFETIME_S, LONGEST_LIFETIME_S, audience_of
from sync.protocol.digest import from_base64, sha256_hex
from sync.protocol.practice import is_practice
from sync.protocol.problems import Problem
from sync.server.errors import Refused
from sync.server.settings import spell_instant
from sync.server.tables.assertions import use_assertion
from sync.server.tables.devices import Device, find_device, note_device_seen
from sync.server.tables.engine import Connection
from sync.server.work.opening import Office

ACCESS_AUDIENCE = "inspector-server/v1"
LEEWAY_S = 60
_CHALLENGE = {"WWW-Authenticate": "Bearer"}


def grant_token(office: Office, assertion: str) -> str:
    """Return an access token for a device's assertion. Raises Refused.

    The assertion must be signed by the key that the device enrolled with, be for this server, not
    be over and not have been used; a revoked device is told so.
    """
    device = _find_claimed(office, assertion)
    if device is None:
        raise Refused(Problem.DEVICE_UNKNOWN, headers=_CHALLENGE)
    proven = verify_assertion(office, assertion, device.public_key)
    if device.revoked_at is not None:
        raise Refused(Problem.REVOKED)
    now = office.now()
    with office.database.writing() as connection:
        use_once(connection, proven, spell_instant(now))
        note_device_seen(connection, device.device_id, spell_instant(now))
    claims = {
        "sub": device.device_id,
        "aud": ACCESS_AUDIENCE,
        "iat": now,
        "exp": now + timedelta(seconds=office.settings.access_token_s),
        "jti": uuid.uuid4().hex,
    }
    return jwt.encode(claims, office.key, algorithm="EdDSA")


def identify(office: Office, authorization: str) -> Device:
    """Return the device that an Authorization field names. Raises Refused, also when revoked."""
    device_id = read_token(office, authorization)
    with office.database.reading() as connection:
        device = find_device(connection, device_id)
    if device is None:
        raise _unauthenticated("the access token names no device of ours")
    if device.revoked_at is not None:
        raise Refused(Problem.REVOKED)
    return device


def read_token(office: Office, authorization: str) -> str:
    """Return the id of the device that we gave an access token. Raises Refused."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise _unauthenticated("no access token")
    try:
        claims = jwt.decode(
            token.strip(),
            office.key.public_key(),
            algorithms=["EdDSA"],
            audience=ACCESS_AUDIENCE,
            leeway=LEEWAY_S,
            options={"require": ["exp", "sub"]},
        )
    except (jwt.InvalidTokenError, ValueError, TypeError, RecursionError) as fault:
        raise _unauthenticated("the access token is not valid or is over") from fault
    return str(claims["sub"])


@dataclass(frozen=True, slots=True)
class Proven:
    """What a verified assertion says: which device, until when it is good, and its one use."""

    device_id: str
    ends_at: str
    jti_sha256: str


def verify_assertion(office: Office, assertion: str, public_key: str) -> Proven:
    """Return what a device says that signed an assertion with this key (base64). Raises Refused.

    It is for this server alone, or for any, as tablets of version 0.1.0 spell it.
    """
    key = Ed25519PublicKey.from_public_bytes(from_base64(public_key))
    ours = audience_of(office.public_key)
    try:
        claims: dict[str, Any] = jwt.decode(
            assertion,
            key,
            algorithms=["EdDSA"],
            audience=[ours, AUDIENCE],
            leeway=LEEWAY_S,
            options={"require": ["iss", "sub", "aud", "iat", "exp", "jti"]},
        )
        lifetime_s = float(claims["exp"]) - float(claims["iat"])
        ends_at = datetime.fromtimestamp(float(claims["exp"]) + LEEWAY_S, UTC)
    except (jwt.InvalidTokenError, ValueError, TypeError, ArithmeticError, RecursionError) as fault:
        raise _unauthenticated(f"the assertion is not valid: {type(fault).__name__}") from fault
    longest_s = LIFETIME_S if claims["aud"] == ours else LONGEST_LIFETIME_S
    said = (claims["iss"], claims["sub"], claims["jti"])
    if (
        not all(isinstance(text, str) and text.isprintable() for text in said)
        or claims["sub"] != claims["iss"]
    ):
        raise _unauthenticated("the assertion's claims are not as agreed")
    if not math.isfinite(lifetime_s) or lifetime_s > longest_s or is_practice(claims["iss"]):
        raise _unauthenticated("the assertion's claims are not as agreed")
    used = sha256_hex(f"{claims['iss']} {claims['jti']}".encode("utf-8", "surrogatepass"))
    return Proven(claims["iss"], spell_instant(ends_at), used)


def use_once(connection: Connection, proven: Proven, now: str) -> None:
    """Let an assertion count for the first time it is used. Raises Refused after that."""
    if not use_assertion(connection, proven.jti_sha256, ends_at=proven.ends_at, now=now):
        raise _unauthenticated("the assertion was used before")


def _find_claimed(office: Office, assertion: str) -> Device | None:
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except (jwt.InvalidTokenError, ValueError, TypeError, RecursionError) as fault:
        raise _unauthenticated("the assertion cannot be read") from fault
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or not issuer.isprintable():
        return None
    with office.database.reading() as connection:
        return find_device(connection, issuer)


def _unauthenticated(detail: str) -> Refused:
    return Refused(Problem.UNAUTHENTICATED, detail, headers=_CHALLENGE)
