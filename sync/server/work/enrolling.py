"""Enrolling tablets by a one-time code, and revoking them."""

import hashlib
import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sync.protocol.digest import from_base64, sha256_hex, to_base64
from sync.protocol.keys import device_id_of, is_sound_key
from sync.protocol.practice import is_practice
from sync.protocol.problems import Problem
from sync.server.errors import Refused, WrongUse
from sync.server.settings import spell_instant
from sync.server.tables.devices import (
    Code,
    Device,
    find_device,
    insert_code,
    insert_device,
    load_devices,
    lock_code,
    revoke_device,
    use_code,
)
from sync.server.tables.engine import Connection
from sync.server.work.identifying import Proven, use_once, verify_assertion
from sync.server.work.opening import Office

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
CODE_LENGTH = 12
LONGEST_NAME = 100
LONGEST_KEY = 200
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


@dataclass(frozen=True, slots=True)
class Invitation:
    """A fresh code, shown once; `qr_text` is what the tablet scans."""

    code: str
    url: str
    expires_at: str

    @property
    def qr_text(self) -> str:
        """The JSON that the QR picture carries."""
        return json.dumps({"v": 1, "url": self.url, "code": self.code}, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a tablet sends to enrol; `public_key` is its raw Ed25519 key in base64.

    A tablet that was enrolled at this server before, as one that a restored backup does not
    know, asserts who it is and names the key that it pinned; else both are empty.
    """

    code: str
    name: str
    public_key: str
    assertion: str = ""
    server_key: str = ""


def invite(office: Office, *, name: str, minutes: int, for_device: str = "") -> Invitation:
    """Make a one-time code for a tablet, good for some minutes; only its hash is kept.

    With `for_device` a tablet that version 0.1.0 enrolled under this id, and that this office has
    forgotten, may come again with it: its id does not prove whose it is. Raises WrongUse.
    """
    if for_device and not _is_id(for_device):
        raise WrongUse(f"{for_device!r} is no id of a tablet.")
    if not 0 < len(name.strip()) <= LONGEST_NAME or not name.isprintable():
        raise WrongUse(f"A tablet's name has 1 to {LONGEST_NAME} printable characters.")
    if not 1 <= minutes <= 7 * 24 * 60:
        raise WrongUse("A code is good for at least a minute and at most a week (10080 minutes).")
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    code = "-".join(letters[start : start + 4] for start in range(0, CODE_LENGTH, 4))
    now = office.now()
    expires_at = spell_instant(now + timedelta(minutes=minutes))
    with office.database.writing() as connection:
        kept = Code(
            hash_code(code),
            name.strip(),
            spell_instant(now),
            expires_at,
            for_device=for_device or None,
        )
        insert_code(connection, kept)
    return Invitation(code, office.settings.public_url, expires_at)


def enrol(office: Office, enrolment: Enrolment, idempotency_key: str) -> Device:
    """Enrol a tablet with its code. The same request again, reply lost, gives the same device.

    Raises Refused: an unknown, used or expired code, a name or key that is none, an assertion
    that does not hold.
    """
    key = _check(enrolment, idempotency_key)
    proven = _find_before(office, enrolment, key)
    before = proven.device_id if proven else ""
    code_sha256 = hash_code(enrolment.code)
    payload = json.dumps([code_sha256, enrolment.name, key, *([before] if before else [])])
    with office.database.writing() as connection:
        code = lock_code(connection, code_sha256)
        if code is None:
            raise Refused(Problem.CODE_UNKNOWN)
        if code.device_id is not None:
            return _repeat(connection, code, idempotency_key, sha256_hex(payload.encode()))
        now = office.instant()
        if code.expires_at <= now:
            raise Refused(Problem.CODE_EXPIRED)
        if proven:
            use_once(connection, proven, now)
        device_id = before or device_id_of(from_base64(key))
        device = Device(device_id, enrolment.name.strip() or code.name, key, now)
        device = _add_or_know(connection, device, code)
        use_code(
            connection,
            code_sha256,
            at=now,
            idempotency_key=idempotency_key,
            payload_sha256=sha256_hex(payload.encode()),
            device_id=device.device_id,
        )
    return device


def revoke(office: Office, device_id: str) -> Device:
    """Revoke a tablet, from its next request on; what it sent stays. Raises WrongUse."""
    with office.database.writing() as connection:
        revoke_device(connection, device_id, office.instant())
        device = find_device(connection, device_id)
    if device is None:
        raise WrongUse(f"No tablet has the id {device_id!r}; `devices` lists them.")
    return device


def list_devices(office: Office) -> Sequence[Device]:
    """Return every tablet, in the order of enrolment."""
    with office.database.reading() as connection:
        return load_devices(connection)


def hash_code(code: str) -> str:
    """Return the hash by which a code is kept, however it was typed."""
    return hashlib.sha256(code.upper().translate(_MISREAD).encode("utf-8", "replace")).hexdigest()


def _find_before(office: Office, enrolment: Enrolment, key: str) -> Proven | None:
    """Return what proves the id that the tablet had before, None if it had none. Raises Refused."""
    if not enrolment.assertion:
        return None
    if enrolment.server_key != to_base64(office.public_key):
        raise Refused(Problem.ALREADY_ENROLLED)
    proven = verify_assertion(office, enrolment.assertion, key)
    if not _is_id(proven.device_id):
        raise Refused(Problem.INVALID, "assertion: names no device")
    return proven


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text and not is_practice(text)
    except ValueError:
        return False


def _add_or_know(connection: Connection, device: Device, code: Code) -> Device:
    """Add a tablet, or know it again by its key. Raises Refused.

    An id that the key does not make is taken only where the office has named it.
    """
    held = find_device(connection, device.device_id, lock=True)
    if held is None:
        made = device_id_of(from_base64(device.public_key))
        if device.device_id not in (made, code.for_device):
            raise Refused(
                Problem.INVALID,
                "assertion: this key does not prove this id; the office may allow it (--device)",
            )
        insert_device(connection, device)
        return device
    if held.public_key != device.public_key:
        raise Refused(Problem.INVALID, "assertion: another tablet has this id")
    if held.revoked_at is not None:
        raise Refused(Problem.REVOKED)
    return held


def _repeat(connection: Connection, code: Code, idempotency_key: str, payload: str) -> Device:
    if (code.idempotency_key, code.payload_sha256) != (idempotency_key, payload):
        raise Refused(Problem.CODE_USED)
    device = find_device(connection, code.device_id or "")
    if device is None:
        raise LookupError("a used code names no device")
    return device


def _check(enrolment: Enrolment, idempotency_key: str) -> str:
    """Return the public key in our spelling. Raises Refused."""
    if not 0 < len(idempotency_key) <= LONGEST_KEY or not idempotency_key.isprintable():
        raise Refused(Problem.INVALID, "an Idempotency-Key of at most 200 characters is needed")
    if len(enrolment.name) > LONGEST_NAME or not enrolment.name.isprintable():
        raise Refused(Problem.INVALID, f"name: at most {LONGEST_NAME} printable characters")
    try:
        raw = from_base64(enrolment.public_key)
    except ValueError as fault:
        raise Refused(Problem.INVALID, "public_key: base64") from fault
    if not is_sound_key(raw):
        raise Refused(Problem.INVALID, "public_key: an Ed25519 key in base64")
    return to_base64(raw)
