"""Who sends a request: assertions signed by the device in, access tokens signed by us out."""

import uuid
from datetime import timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.protocol.assertion import AUDIENCE, LONGEST_LIFETIME_S
from sync.protocol.digest import from_base64
from sync.protocol.problems import Problem
from sync.server.errors import Refused
from sync.server.settings import spell_instant
from sync.server.tables.devices import Device, find_device, note_device_seen
from sync.server.work.opening import Office

ACCESS_AUDIENCE = "inspector-server/v1"
LEEWAY_S = 60
_CHALLENGE = {"WWW-Authenticate": "Bearer"}


def grant_token(office: Office, assertion: str) -> str:
    """Return an access token for a device's assertion. Raises Refused.

    The assertion must be signed by the key that the device enrolled with, live at most five
    minutes and not be over; a revoked device is told so.
    """
    device = _find_claimed(office, assertion)
    if device is None:
        raise Refused(Problem.DEVICE_UNKNOWN, headers=_CHALLENGE)
    verify_assertion(assertion, device.public_key)
    if device.revoked_at is not None:
        raise Refused(Problem.REVOKED)
    now = office.now()
    with office.database.writing() as connection:
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
    except jwt.InvalidTokenError as fault:
        raise _unauthenticated("the access token is not valid or is over") from fault
    return str(claims["sub"])


def verify_assertion(assertion: str, public_key: str) -> str:
    """Return which device signed an assertion with this key (base64). Raises Refused."""
    key = Ed25519PublicKey.from_public_bytes(from_base64(public_key))
    try:
        claims: dict[str, Any] = jwt.decode(
            assertion,
            key,
            algorithms=["EdDSA"],
            audience=AUDIENCE,
            leeway=LEEWAY_S,
            options={"require": ["iss", "sub", "aud", "iat", "exp", "jti"]},
        )
    except jwt.InvalidTokenError as fault:
        raise _unauthenticated(f"the assertion is not valid: {fault}") from fault
    if claims["sub"] != claims["iss"] or claims["exp"] - claims["iat"] > LONGEST_LIFETIME_S:
        raise _unauthenticated("the assertion's claims are not as agreed")
    return str(claims["iss"])


def _find_claimed(office: Office, assertion: str) -> Device | None:
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.InvalidTokenError as fault:
        raise _unauthenticated("the assertion cannot be read") from fault
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or not issuer.isprintable():
        return None
    with office.database.reading() as connection:
        return find_device(connection, issuer)


def _unauthenticated(detail: str) -> Refused:
    return Refused(Problem.UNAUTHENTICATED, detail, headers=_CHALLENGE)
