"""Not one byte of a sealed record, its receipt or its photo changes without `verify` naming it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inspector_app.services import finishing, inspecting, photographing
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.opening import Tablet
from inspector_app.services.outbox import TabletOutbox
from inspector_app.store.photos import photo_path
from inspector_app.store.schema import GUARDS
from sync.client.ports import Accepted
from sync.protocol.digest import sha256_hex
from tests.support.harm import with_one_changed
from tests.support.receipts import sign_receipt
from tests.support.registry import PUMP, SERVER_KEY, open_city
from tests.support.visits import fill_in

PHOTOS = b"\xff\xd8\xff one", b"\xff\xd8\xff two"
COLUMNS = "id", "prev", "entry", "sha256", "sig", "body", "receipt", "sealed_at", "finished_at"
DRAWN = st.integers(0, 10**6)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tablet]:
    """A tablet with two received records, each with a photo; nothing guards its rows any more."""
    tablet = open_city(tmp_path_factory.mktemp("sealed") / "tablet")
    for number, photo in enumerate(PHOTOS, 1):
        draft_id = inspecting.begin(tablet, PUMP)
        fill_in(tablet, draft_id)
        photographing.add_photo(tablet, draft_id, photo)
        line = finishing.seal_draft(tablet, draft_id)
        receipt = sign_receipt(
            SERVER_KEY, id=line.record_id, sha256=line.sha256, change_seq=number,
            received_at="2026-11-23T08:00:00.000Z",
        )  # fmt: skip
        TabletOutbox(tablet).store_receipts([Accepted(receipt)])
    for guard in GUARDS:
        run(tablet, f"DROP TRIGGER {guard.split()[2]}")
    assert check_integrity(tablet) == ()
    yield tablet
    tablet.close()


def run(tablet: Tablet, statement: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(tablet.database.path)) as db, db:
        return db.execute(statement, values).fetchall()


@settings(max_examples=250)
@given(column=st.sampled_from(COLUMNS), row=DRAWN, place=DRAWN, by=DRAWN)
@example(column="sig", row=0, place=85, by=81)
@example(column="receipt", row=0, place=6, by=0)
def test_any_sign_of_a_record_that_is_changed_is_named(
    sealed: Tablet, column: str, row: int, place: int, by: int
) -> None:
    rows = run(sealed, f"SELECT rowid, {column} FROM records ORDER BY seq")
    rowid, value = rows[row % len(rows)]
    statement = f"UPDATE records SET {column} = ? WHERE rowid = ?"
    run(sealed, statement, with_one_changed(value, place, by), rowid)
    try:
        assert check_integrity(sealed) != ()
    finally:
        run(sealed, statement, value, rowid)


def path_of(sealed: Tablet, photo: bytes) -> Path:
    return photo_path(sealed.folder, sha256_hex(photo))


@settings(max_examples=60)
@given(photo=st.sampled_from(PHOTOS), place=DRAWN, by=DRAWN)
def test_any_byte_of_a_photo_that_is_changed_is_named(
    sealed: Tablet, photo: bytes, place: int, by: int
) -> None:
    changed = with_one_changed(photo, place, by)
    assert isinstance(changed, bytes)
    path_of(sealed, photo).write_bytes(changed)
    try:
        (fault,) = check_integrity(sealed)
        assert (fault.code, fault.subject) == ("photo_changed", f"photo {sha256_hex(photo)}")
    finally:
        path_of(sealed, photo).write_bytes(photo)


def test_two_photos_that_changed_places_are_both_named(sealed: Tablet) -> None:
    for photo, other in (PHOTOS, PHOTOS[::-1]):
        path_of(sealed, photo).write_bytes(other)
    try:
        codes = [fault.code for fault in check_integrity(sealed)]
        assert codes == ["photo_changed", "photo_changed"]
    finally:
        for photo in PHOTOS:
            path_of(sealed, photo).write_bytes(photo)


def test_photos_that_were_put_under_each_others_record_are_named(sealed: Tablet) -> None:
    one, other = map(sha256_hex, PHOTOS)
    swap = "UPDATE record_photos SET sha256 = CASE sha256 WHEN ? THEN ? ELSE ? END"
    run(sealed, swap, one, other, one)
    try:
        assert [fault.code for fault in check_integrity(sealed)] == ["photos", "photos"]
    finally:
        run(sealed, swap, one, other, one)


def test_receipts_that_changed_places_are_both_named(sealed: Tablet) -> None:
    (one, its), (other, others) = run(sealed, "SELECT id, receipt FROM records ORDER BY seq")
    statement = "UPDATE records SET receipt = ? WHERE id = ?"
    run(sealed, statement, others, one)
    run(sealed, statement, its, other)
    try:
        assert [fault.code for fault in check_integrity(sealed)] == ["receipt", "receipt"]
    finally:
        run(sealed, statement, its, one)
        run(sealed, statement, others, other)


def test_a_record_that_stands_there_twice_is_named(sealed: Tablet) -> None:
    names = [row[1] for row in run(sealed, "PRAGMA table_info(records)")]
    (row,) = run(sealed, "SELECT * FROM records WHERE seq = 2")
    copy = dict(zip(names, row, strict=True)) | {"id": "copied", "seq": 3}
    places = ", ".join("?" * len(copy))
    run(sealed, f"INSERT INTO records VALUES ({places})", *copy.values())
    try:
        assert {fault.code for fault in check_integrity(sealed)} >= {"chain", "hash", "receipt"}
    finally:
        run(sealed, "DELETE FROM records WHERE id = 'copied'")
