"""Enrolling: a one-time code and our public key go up, the device id and the server's key come.

The key pair and the Idempotency-Key are stored before the request is sent, so a lost answer is
asked for again with the same words and gives the same device.
"""

from dataclasses import dataclass

from sync.client.session import SMALL_REPLY_BYTES, Session
from sync.client.trouble import NotTheServer
from sync.protocol.digest import from_base64, to_base64
from sync.protocol.keys import is_sound_key

MOST_HOSTS, LONGEST_HOST = 20, 253


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Who this tablet is now; `server_key` is the raw Ed25519 key to pin."""

    device_id: str
    server_key: bytes
    tag_hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """Who a tablet was already: its signed assertion, and the key that it pinned (raw Ed25519)."""

    assertion: str
    server_key: bytes


def enrol(
    session: Session,
    *,
    code: str,
    name: str,
    public_key: bytes,
    idempotency_key: str,
    again: Again | None = None,
) -> Enrolled:
    """Enrol with the one-time code. Raises Trouble (Refused when the code is not good).

    A tablet that the server has forgotten says so with `again` and gets its own id again.
    """
    sent = {"code": code, "name": name, "public_key": to_base64(public_key)}
    if again is not None:
        sent |= {"assertion": again.assertion, "server_key": to_base64(again.server_key)}
    answer = session.post_json(
        "/v1/devices:enrol", sent, headers={"Idempotency-Key": idempotency_key}, token=False,
        most_bytes=SMALL_REPLY_BYTES,
    ).json()  # fmt: skip
    try:
        server_key = from_base64(answer["server_key"])
        device_id = str(answer["device_id"])
        hosts = tuple(filter(_is_host, answer.get("tag_hosts", ())))[:MOST_HOSTS]
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise NotTheServer("the answer is not our server's") from fault
    if not is_sound_key(server_key):
        raise NotTheServer("the answer holds no server key")
    return Enrolled(device_id, server_key, hosts)


def _is_host(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_HOST and value.isascii()
