"""The officers' PINs on this tablet, as slow hashes, and who is signed in."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class PinRow:
    """A PIN: its hash by `method`, and the tries since the last right one.

    `tried_s` is what the clock that nobody can set showed at the last try.
    """

    officer_id: str
    method: str
    salt: bytes
    hash: bytes
    tries: int
    tried_s: str


def find_pin(db: Database, officer_id: str) -> PinRow | None:
    """Return the PIN of an officer."""
    rows = db.query("SELECT * FROM officer_pins WHERE officer_id = ?", [officer_id])
    return next((PinRow(**row) for row in rows), None)


def list_pins(db: Database) -> Iterator[PinRow]:
    """Give every PIN of this tablet."""
    return (PinRow(**row) for row in db.query("SELECT * FROM officer_pins ORDER BY officer_id"))


def has_pins(db: Database) -> bool:
    """True if anybody has set a PIN."""
    return any(db.query("SELECT 1 FROM officer_pins LIMIT 1"))


def store_pin(db: Database, pin: PinRow) -> None:
    """Write a PIN in the place of an older one."""
    columns = {name: getattr(pin, name) for name in PinRow.__slots__}
    db.table("officer_pins").upsert(columns, pk="officer_id")


def note_tries(db: Database, officer_id: str, *, tries: int, tried_s: str) -> None:
    """Write how often was tried, and when last."""
    db.table("officer_pins").update(officer_id, {"tries": tries, "tried_s": tried_s})


def drop_pin(db: Database, officer_id: str) -> bool:
    """Drop a PIN; tells whether there was one."""
    sql = "DELETE FROM officer_pins WHERE officer_id = ?"
    return bool(db.execute(sql, [officer_id]).rowcount)


def list_signed_in(db: Database) -> list[str]:
    """Return the officers who are signed in: the first officer, then the second."""
    return [row["officer_id"] for row in db.query("SELECT officer_id FROM sign_ins ORDER BY place")]


def store_signed_in(db: Database, officer_ids: list[str]) -> None:
    """Write who is signed in, in their places."""
    db.execute("DELETE FROM sign_ins")
    db.table("sign_ins").insert_all(
        {"place": place, "officer_id": officer_id}
        for place, officer_id in enumerate(officer_ids, 1)
    )
