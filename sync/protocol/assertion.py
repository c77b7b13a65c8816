"""A device's proof of who it is: a JWT signed with its key (RFC 7523, RFC 7519, RFC 8037).

It is for one server, which it names by that server's key, lives two minutes and is used once: who
gets hold of it at one server can do nothing with it at another. A server of version 0.1.0 knows
only the audience that all servers share.
"""

import base64
import json
from collections.abc import Callable, Mapping

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
AUDIENCE = "inspector-server"
LIFETIME_S = 120
LONGEST_LIFETIME_S = 300


def audience_of(server_key: bytes) -> str:
    """Return the audience that is the one server with this key (raw Ed25519)."""
    return f"{AUDIENCE}:{_spell(server_key)}"


def spell_assertion(
    *,
    device_id: str,
    issued_at: int,
    unique: str,
    sign: Callable[[bytes], bytes],
    audience: str = AUDIENCE,
) -> str:
    """Return a signed assertion for `POST /v1/token`.

    `issued_at` is in seconds of the server's clock since 1970 (the tablet's own clock may be days
    off; `GET /v1/capabilities` tells the server's), `unique` a text used only once.
    """
    claims = {
        "iss": device_id,
        "sub": device_id,
        "aud": audience,
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
