"""Who works on this tablet: officers with a PIN each, two of them signed in at a time.

Until somebody has set a PIN nothing is locked. A PIN guards the screens from whoever picks the
tablet up; it encrypts nothing.
"""

from dataclasses import dataclass
from decimal import Decimal

from inspector_app.errors import NotFound, WrongUse
from inspector_app.services.lines import officer_of
from inspector_app.services.opening import Tablet
from inspector_app.services.pin_hash import (
    METHOD,
    hash_pin,
    is_pin,
    is_same,
    new_salt,
    still_to_wait_s,
)
from inspector_app.services.views import Officer
from inspector_app.store import pins, reference
from inspector_app.store.database import Connection

MOST_SIGNED_IN = 2


class PinRefused(WrongUse):
    """A PIN was not taken; `wait_s` is how long the next try must wait."""

    code = "pin_wrong"

    def __init__(self, message: str, *, code: str = "pin_wrong", wait_s: int = 0) -> None:
        super().__init__(message, code=code)
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Signer:
    """An officer as this tablet knows him: with a PIN or not, signed in as first or second (0: no).

    `wait_s` is how long his next try must wait.
    """

    officer: Officer
    has_pin: bool
    place: int
    wait_s: int


def list_signers(tablet: Tablet) -> tuple[Signer, ...]:
    """Return every officer of the office by name, and behind them who has a PIN and is no more."""
    with tablet.database.reading() as db:
        bodies = {body["officer_id"]: body for body in reference.list_officer_bodies(db)}
        kept = {row.officer_id: row for row in pins.list_pins(db)}
        signed_in = pins.list_signed_in(db)
    named = {**bodies, **{each: {"officer_id": each, "name": each}
                          for each in kept if each not in bodies}}  # fmt: skip
    return tuple(
        Signer(
            officer=officer_of(body),
            has_pin=officer_id in kept,
            place=signed_in.index(officer_id) + 1 if officer_id in signed_in else 0,
            wait_s=_wait_s(tablet, kept[officer_id]) if officer_id in kept else 0,
        )
        for officer_id, body in named.items()
    )


def set_pin(tablet: Tablet, officer_id: str, pin: str, *, old: str = "") -> None:
    """Set an officer's PIN, for which an `old` one must be right; he is signed in.

    Raises WrongUse with the code "pin_form", PinRefused, NotFound.
    """
    if not is_pin(pin):
        raise WrongUse("A PIN has four to twelve digits.", code="pin_form")
    with tablet.database.reading() as db:
        known = pins.find_pin(db, officer_id)
        if known is None and reference.find_body(db, "officers", officer_id) is None:
            raise NotFound(f"There is no officer {officer_id} on this tablet.")
    if known is not None:
        _prove(tablet, officer_id, old)
    salt = new_salt()
    row = pins.PinRow(officer_id, METHOD, salt, hash_pin(pin, salt), 0, "0")
    with tablet.database.writing() as db:
        pins.store_pin(db, row)
        _put_in(db, officer_id)


def sign_in(tablet: Tablet, officer_id: str, pin: str) -> None:
    """Sign an officer in, beside the one who is; a third takes the place of the second.

    Raises PinRefused with the code "pin_wrong", or "pin_wait" when it is too early to try.
    """
    _prove(tablet, officer_id, pin)
    with tablet.database.writing() as db:
        _put_in(db, officer_id)


def sign_out(tablet: Tablet, officer_id: str) -> None:
    """Sign an officer out."""
    with tablet.database.writing() as db:
        pins.store_signed_in(db, [one for one in pins.list_signed_in(db) if one != officer_id])


def clear_pin(tablet: Tablet, officer_id: str) -> bool:
    """Drop a forgotten PIN and sign its officer out; tells whether there was one."""
    with tablet.database.writing() as db:
        pins.store_signed_in(db, [one for one in pins.list_signed_in(db) if one != officer_id])
        return pins.drop_pin(db, officer_id)


def _put_in(db: Connection, officer_id: str) -> None:
    signed_in = pins.list_signed_in(db)
    if officer_id not in signed_in:
        pins.store_signed_in(db, [*signed_in[: MOST_SIGNED_IN - 1], officer_id])


def _prove(tablet: Tablet, officer_id: str, pin: str) -> None:
    """Raise PinRefused unless the PIN is right. A try counts before it is looked at."""
    with tablet.database.writing() as db:
        row = pins.find_pin(db, officer_id)
        if row is None:
            raise NotFound("This officer has no PIN on this tablet.", code="pin_none")
        wait_s = _wait_s(tablet, row)
        if wait_s:
            _note_restart(tablet, db, row)
        else:
            tried_s = str(tablet.clock.monotonic_s())
            pins.note_tries(db, officer_id, tries=row.tries + 1, tried_s=tried_s)
    if wait_s:
        raise PinRefused("It is too early to try again.", code="pin_wait", wait_s=wait_s)
    if not is_same(hash_pin(pin, row.salt, row.method), row.hash):
        with tablet.database.reading() as db:
            tried = pins.find_pin(db, officer_id) or row
        raise PinRefused("This PIN is wrong.", wait_s=_wait_s(tablet, tried))
    with tablet.database.writing() as db:
        pins.note_tries(db, officer_id, tries=0, tried_s="0")


def _wait_s(tablet: Tablet, row: pins.PinRow) -> int:
    return still_to_wait_s(row.tries, Decimal(row.tried_s), tablet.clock.monotonic_s())


def _note_restart(tablet: Tablet, db: Connection, row: pins.PinRow) -> None:
    """Count from the machine's start when it was started since, once that is seen."""
    if tablet.clock.monotonic_s() < Decimal(row.tried_s):
        pins.note_tries(db, row.officer_id, tries=row.tries, tried_s="0")
