"""The first question of every conversation: who is there, and what does it want?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sync.client.proving import Question
from sync.client.session import SMALL_REPLY_BYTES, Session
from sync.client.trouble import NotTheServer, OtherServer, ServerTooOld, TooOld, Unproven
from sync.protocol.answers import SIGNATURE, Asked
from sync.protocol.digest import from_exact_base64, sha256_hex
from sync.protocol.keys import is_sound_key
from sync.protocol.limits import Limits

PROTOCOLS = (1,)
MOST_DAYS = 36_500
LONGEST_EPOCH = 200
_YEARS = range(2020, 2200)
_LARGEST_LIMIT = 2**31


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What `GET /v1/capabilities` says; `retention_days` is None where it says nothing usable.

    `server_key` (raw Ed25519) is what signed this answer, None where nobody did; then
    `server_time` is no more than a remark. `change_seq` is the last change that the server holds.
    """

    epoch: str
    server_time: datetime
    limits: Limits
    retention_days: int | None
    server_key: bytes | None = None
    change_seq: int | None = None


def read_capabilities(session: Session) -> Capabilities:
    """Ask the server what it is.

    Raises NotTheServer when the answer is not our server's, Unproven when our server would have
    signed it, OtherServer when it is signed with another key than the pinned one.
    """
    question = Question(Asked.CAPABILITIES)
    reply = session.send(
        "GET", "/v1/capabilities", headers=question.headers, token=False,
        most_bytes=SMALL_REPLY_BYTES,
    )  # fmt: skip
    value = reply.json()
    if not isinstance(value, dict):
        raise NotTheServer("the answer is not our server's")
    server_key = _find_signer(session, question, reply.headers, value, sha256_hex(reply.body))
    try:
        protocols = [int(each) for each in value["protocols"]]
        limits = _read_limits(value["limits"])
        server_time = _read_time(value["server_time"])
        epoch = _read_epoch(value["epoch"])
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as fault:
        raise NotTheServer("the answer is not our server's") from fault
    if not set(PROTOCOLS) & set(protocols):
        said = f"the server speaks {protocols[:9]}, this app {list(PROTOCOLS)}"
        raise (TooOld if max(protocols, default=0) > max(PROTOCOLS) else ServerTooOld)(said)
    days, newest = value.get("retention_days"), value.get("change_seq")
    return Capabilities(
        epoch, server_time, limits,
        days if type(days) is int and 0 <= days <= MOST_DAYS else None,
        server_key,
        newest if type(newest) is int and newest >= 0 else None,
    )  # fmt: skip


def _find_signer(
    session: Session,
    question: Question,
    headers: Mapping[str, str],
    value: Mapping[str, Any],
    sha256: str,
) -> bytes | None:
    """Return the key that signed the answer: the pinned one, or where none is the one it names."""
    named = _read_key(value.get("server_key"))
    by_named = named is not None and question.is_answered(named, headers, sha256)
    belief = session.belief
    if belief is None:
        if not by_named and SIGNATURE.lower() in headers:
            raise Unproven("the answer is not signed by the key that it names")
        return named if by_named else None
    if by_named and named != belief.server_key:
        raise OtherServer("another server answers, which proves another key")
    if not belief.check(question, headers, sha256):
        return None
    belief.signs = True
    return belief.server_key


def _read_key(text: object) -> bytes | None:
    try:
        key = from_exact_base64(text) if isinstance(text, str) else b""
    except ValueError:
        return None
    return key if is_sound_key(key) else None


def _read_time(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.year not in _YEARS:
        raise ValueError("no time that can be")
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def _read_epoch(text: object) -> str:
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST_EPOCH or not text.isprintable():
        raise ValueError("no epoch")
    return text


def _read_limits(told: Any) -> Limits:
    """Return the limits; one that a server of another version does not tell is the usual one.

    None of what is sent or asked at once is below 1: all would seem to be done then.
    """
    usual = Limits().as_json()
    read = {name: int(told.get(name, usual[name])) for name in usual}
    least = {name: name != "open_uploads" for name in read}
    if not all(least[name] <= value <= _LARGEST_LIMIT for name, value in read.items()):
        raise ValueError("limits that cannot be")
    return Limits(**read)
