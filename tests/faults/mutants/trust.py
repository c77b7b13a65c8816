"""Ways to break whom the tablet and the server believe, each of which some test must notice."""

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import create_engine

from inspector_app.services import safety
from inspector_app.services.outbox import TabletOutbox
from inspector_app.store import taking
from sync.client import proving, uploads
from sync.client.proving import Belief, Question
from sync.client.trouble import Unproven
from sync.protocol.answers import Asked
from sync.server.errors import Refused
from sync.server.tables.schema import used_assertions
from sync.server.work import enrolling, identifying
from sync.server.work.identifying import Proven
from sync.server.work.witness import Witness
from tests.faults.mutants.mutant import Mutant


def _went_back_unseen(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(TabletOutbox, "newest_receipt", lambda self: 0)
    patch.setattr(Witness, "check_start", lambda self, database: False)
    patch.setattr(Witness, "check", lambda self, connection, last: "")


def _bad_row_stops_its_page(patch: pytest.MonkeyPatch) -> None:
    def applied(db: Any, rows: Any) -> bool:
        taking.reference.apply_changes(db, [(row.kind, row.id, row.body) for row in rows])
        return True

    patch.setattr(taking, "_applied", applied)


def _bad_row_untold(patch: pytest.MonkeyPatch) -> None:
    from sync.client import engine

    patch.setattr(engine, "tell_of_rows", lambda *told: None)


def _bad_row_takes_its_page_along(patch: pytest.MonkeyPatch) -> None:
    real = taking._applied

    def applied(db: Any, rows: Any) -> bool:
        return len(rows) != 1 and real(db, rows)

    patch.setattr(taking, "_applied", applied)


def _unsigned_is_good_enough(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(proving.Belief, "check", lambda self, question, told, sha256: True)


def _look_at_unsigned() -> str:
    try:
        Belief(b"\1" * 32, signs=True).check(Question(Asked.CHANGES), {}, "0" * 64)
    except Unproven:
        return ""
    return "an unsigned page of a server that signs is taken"


def _receipts_hold_for_ever(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(safety, "_proves", lambda *told: True)


def _look_at_a_bad_receipt() -> str:
    rows: Any = SimpleNamespace(
        query=lambda sql, *_: iter(
            [{"id": "r", "sha256": "0" * 64, "receipt": "{}"}]
            if "FROM records" in sql
            else [{"server_key": b"\1" * 32}]
        )
    )
    return "" if safety.list_unproven(rows) else "a receipt that nobody signed counts"


def _any_location(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(uploads, "find_path", lambda server_url, told: told)


def _look_at_locations() -> str:
    places = ("http://evil/v1/uploads/u", "//evil/v1/uploads/u", "@evil/v1/uploads/u")
    return next((f"the token goes to {one}" for one in places
                 if uploads.find_path("http://office", one)), "")  # fmt: skip


def _assertions_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(identifying, "use_assertion", lambda *told, **named: True)


def _look_at_an_assertion_twice() -> str:
    made = create_engine("sqlite://")
    used_assertions.create(made)
    proven = Proven("d", "2026-11-23T09:00:00.000Z", "0" * 64)
    with made.begin() as connection:
        try:
            for _ in range(2):
                identifying.use_once(connection, proven, "2026-11-23T08:00:00.000Z")
        except Refused:
            return ""
    return "an assertion is good twice"


def _any_32_bytes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(enrolling, "is_sound_key", lambda raw: True)


def _look_at_small_orders() -> str:
    return "a key of small order is enrolled" if enrolling.is_sound_key(bytes(32)) else ""


TRUST = (
    Mutant("a server that went back is not noticed", _went_back_unseen),
    Mutant("a bad row stops its page", _bad_row_stops_its_page),
    Mutant("a bad row is not told of", _bad_row_untold),
    Mutant("a bad row takes the others of its page along", _bad_row_takes_its_page_along),
    Mutant("unsigned pages are taken for ever", _unsigned_is_good_enough, look=_look_at_unsigned),
    Mutant("a receipt once verified holds", _receipts_hold_for_ever, look=_look_at_a_bad_receipt),
    Mutant("any address of an upload is good", _any_location, look=_look_at_locations),
    Mutant("an assertion is good twice", _assertions_again, look=_look_at_an_assertion_twice),
    Mutant("any 32 bytes are a key", _any_32_bytes, look=_look_at_small_orders),
)
