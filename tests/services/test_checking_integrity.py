"""Whatever is changed behind the tablet's back is found and named."""

import sqlite3
from collections.abc import Callable

import pytest

from inspector_app.services import finishing, inspecting, photographing
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.opening import Tablet
from inspector_app.services.outbox import TabletOutbox
from inspector_app.store.photos import photo_path
from inspector_app.store.schema import GUARDS
from sync.client.ports import Accepted
from sync.protocol.digest import sha256_hex
from tests.support.receipts import sign_receipt
from tests.support.registry import PUMP, SERVER_KEY
from tests.support.visits import fill_in, seal_one

PHOTO = b"\xff\xd8\xff one"
SHA256 = sha256_hex(PHOTO)


@pytest.fixture
def sealed(tablet: Tablet) -> Tablet:
    """A tablet with three records, the first of them with a photo and a receipt."""
    draft_id = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft_id)
    photographing.add_photo(tablet, draft_id, PHOTO)
    line = finishing.seal_draft(tablet, draft_id)
    receipt = sign_receipt(
        SERVER_KEY, id=line.record_id, sha256=line.sha256, change_seq=1,
        received_at="2026-11-23T08:00:00Z",
    )  # fmt: skip
    TabletOutbox(tablet).store_receipts([Accepted(receipt)])
    seal_one(tablet)
    seal_one(tablet)
    assert check_integrity(tablet) == ()
    return tablet


def tamper(tablet: Tablet, *statements: str) -> None:
    """Change the database as somebody with a screwdriver would: without the guards."""
    tablet.database.close()
    with sqlite3.connect(tablet.database.path) as db:
        for guard in GUARDS:
            db.execute(f"DROP TRIGGER {guard.split()[2]}")
        for statement in statements:
            db.execute(statement)
    db.close()


def codes(tablet: Tablet) -> set[str]:
    return {fault.code for fault in check_integrity(tablet)}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE records SET body = CAST('{\"photos\": []}' AS BLOB) WHERE seq = 2", {"hash"}),
        ("UPDATE records SET body = (SELECT body FROM records WHERE seq = 3) WHERE seq = 2",
         {"hash"}),
        ("UPDATE records SET sha256 = replace(sha256, substr(sha256, 1, 1), 'x') WHERE seq = 2",
         {"hash", "entry"}),
        ("UPDATE records SET entry = prev WHERE seq = 2", {"entry", "chain"}),
        ("UPDATE records SET sig = (SELECT sig FROM records WHERE seq = 1) WHERE seq = 2",
         {"signature"}),
        ("UPDATE records SET seq = 5 WHERE seq = 3", {"chain", "entry", "body"}),
        ("UPDATE records SET verdict = 'fail' WHERE seq = 2", {"body"}),
        ("UPDATE records SET instrument_id = 'other' WHERE seq = 2", {"body"}),
        ("UPDATE records SET finished_at = '2026-11-24T01:30:00Z' WHERE seq = 2", {"body"}),
        ("DELETE FROM records WHERE seq = 2", {"chain"}),
        ("UPDATE records SET receipt = replace(receipt, '08:00', '09:00')", {"receipt"}),
        ("UPDATE records SET receipt = 'nothing' WHERE seq = 1", {"receipt"}),
        ("UPDATE records SET prev = (SELECT entry FROM records WHERE seq = 1) WHERE seq = 3",
         {"chain", "entry", "body"}),
    ],
)  # fmt: skip
def test_a_change_of_the_records_is_found(
    sealed: Tablet, statement: str, expected: set[str]
) -> None:
    tamper(sealed, "PRAGMA foreign_keys = OFF", statement)
    assert codes(sealed) == expected


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda path: path.write_bytes(b"other"), "photo_changed"),
        (lambda path: path.unlink(), "photo_lost"),
    ],
)
def test_a_change_of_the_photos_is_found(
    sealed: Tablet, change: Callable[[object], object], code: str
) -> None:
    change(photo_path(sealed.folder, SHA256))
    (fault,) = check_integrity(sealed)
    assert (fault.code, fault.subject) == (code, f"photo {SHA256}")


def test_a_photo_that_no_row_knows_is_found(sealed: Tablet) -> None:
    tamper(sealed, "PRAGMA foreign_keys = OFF", "DELETE FROM photos")
    assert codes(sealed) == {"database"}
