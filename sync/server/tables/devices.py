"""The tablets that were enrolled, and the one-time codes that enrol them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from sync.server.tables.schema import devices, enrolment_codes

_FIND = select(devices).where(devices.c.device_id == bindparam("wanted"))


@dataclass(frozen=True, slots=True)
class Device:
    """A tablet; `public_key` is its raw Ed25519 key in base64, instants are UTC text."""

    device_id: str
    name: str
    public_key: str
    enrolled_at: str
    last_seen_at: str | None = None
    revoked_at: str | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code, by its hash; used once, it names its device and the request that used it.

    With `for_device` a forgotten tablet of this id may come again with it.
    """

    code_sha256: str
    name: str
    created_at: str
    expires_at: str
    used_at: str | None = None
    idempotency_key: str | None = None
    payload_sha256: str | None = None
    device_id: str | None = None
    for_device: str | None = None


def insert_device(connection: Connection, device: Device) -> None:
    """Add a tablet."""
    values = {name: getattr(device, name) for name in Device.__slots__}
    connection.execute(insert(devices).values(values))


def find_device(connection: Connection, device_id: str, *, lock: bool = False) -> Device | None:
    """Return a tablet; with `lock` its row is held until commit."""
    query = _FIND.with_for_update() if lock else _FIND
    row = connection.execute(query, {"wanted": device_id}).mappings().first()
    return Device(**row) if row else None


def load_devices(connection: Connection) -> Sequence[Device]:
    """Return every tablet, in the order of enrolment."""
    query = select(devices).order_by(devices.c.enrolled_at, devices.c.device_id)
    return [Device(**row) for row in connection.execute(query).mappings()]


def revoke_device(connection: Connection, device_id: str, at: str) -> None:
    """Revoke a tablet; the first time counts."""
    wanted = (devices.c.device_id == device_id) & devices.c.revoked_at.is_(None)
    connection.execute(update(devices).where(wanted).values(revoked_at=at))


def note_device_seen(connection: Connection, device_id: str, at: str) -> None:
    """Note when a tablet last asked for a token."""
    wanted = devices.c.device_id == device_id
    connection.execute(update(devices).where(wanted).values(last_seen_at=at))


def insert_code(connection: Connection, code: Code) -> None:
    """Add a one-time code."""
    values = {name: getattr(code, name) for name in Code.__slots__}
    connection.execute(insert(enrolment_codes).values(values))


def lock_code(connection: Connection, code_sha256: str) -> Code | None:
    """Return a code and hold its row until commit."""
    wanted = enrolment_codes.c.code_sha256 == code_sha256
    query = select(enrolment_codes).where(wanted).with_for_update()
    row = connection.execute(query).mappings().first()
    return Code(**row) if row else None


def use_code(
    connection: Connection,
    code_sha256: str,
    *,
    at: str,
    idempotency_key: str,
    payload_sha256: str,
    device_id: str,
) -> None:
    """Note that a code was used, by which request and for which tablet."""
    connection.execute(
        update(enrolment_codes)
        .where(enrolment_codes.c.code_sha256 == code_sha256)
        .values(
            used_at=at,
            idempotency_key=idempotency_key,
            payload_sha256=payload_sha256,
            device_id=device_id,
        )
    )
