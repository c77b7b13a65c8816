"""A device's proof of who it is: a JWT signed with its key (RFC 7523, RFC 7519, RFC 8037)."""

import base64
import json
from collections.abc import Callable, Mapping

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
AUDIENCE = "inspector-server"
LIFETIME_S = 240
LONGEST_LIFETIME_S = 300


def spell_assertion(
    *, device_id: str, issued_at: int, unique: str, sign: Callable[[bytes], bytes]
) -> str:
    """Return a signed assertion for `POST /v1/token`.

    `issued_at` is in seconds of the server's clock since 1970 (the tablet's own clock may be days
    off; `GET /v1/capabilities` tells the server's), `unique` a text used only once.
    """
    claims = {
        "iss": device_id,
        "sub": device_id,
        "aud": AUDIENCE,
        "iat": issued_at,
        "exp": issued_at + LIFETIME_S,
        "jti": unique,
    }
    signed = f"{_part({'alg': 'EdDSA', 'typ': 'JWT'})}.{_part(claims)}"
    return f"{signed}.{_spell(sign(signed.encode()))}"


def _part(value: Mapping[str, object]) -> str:
    return _spell(json.dumps(value, separators=(",", ":")).encode())


def _spell(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
