"""Not one byte of what the server holds can be changed without `verify` naming it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import make_url

from sync.protocol.digest import sha256_hex
from sync.server.work.opening import Office
from sync.server.work.verifying import Fault, verify_office
from tests.support.device import Device
from tests.support.harm import with_one_changed
from tests.support.serving import enrolled_device, opened_office, serving

PHOTOS = b"a photo of the seal", b"another photo"
RECORDS = 3
COLUMNS = {
    "records": (
        "id", "prev", "entry", "sha256", "sig", "body", "received_at", "receipt_sig",
        "instrument_id", "site_id", "rule", "verdict", "value", "unit", "finished_at",
    ),
    "quarantine": ("id", "sha256", "body", "received_at", "receipt_sig"),
    "chain_heads": ("device_id", "entry"),
    "record_files": ("record_id", "sha256"),
    "files": ("sha256",),
    "devices": ("public_key",),
}  # fmt: skip
EVERY_COLUMN = [(table, name) for table, names in COLUMNS.items() for name in names]
DRAWN = st.integers(0, 10**6)


@dataclass(frozen=True)
class Held:
    """A server that holds three records, two photos and some bytes in quarantine."""

    office: Office
    items: tuple[dict[str, Any], ...]

    @property
    def database(self) -> Path:
        """The file of its database."""
        return Path(make_url(self.office.settings.database).database or "")

    def faults(self) -> list[Fault]:
        """Verify."""
        return verify_office(self.office).faults

    def run(self, statement: str, *values: object) -> list[Any]:
        """Do something to the database behind the server's back."""
        with closing(sqlite3.connect(self.database)) as db, db:
            return db.execute(statement, values).fetchall()


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    folder = tmp_path_factory.mktemp("held")
    with (
        opened_office(folder, f"sqlite:///{folder / 'server.db'}") as office,
        serving(office) as url,
    ):
        yield Held(office, send_everything(enrolled_device(office, url)))


def send_everything(device: Device) -> tuple[dict[str, Any], ...]:
    items = (*(device.seal(photos=[photo]) for photo in PHOTOS), device.seal())
    device.results(*items, {"id": "x", "body": '{"half": tr', "sha256": "0" * 64})
    for photo in PHOTOS:
        device.upload(photo)
    return items


def test_what_nobody_touched_verifies(held: Held) -> None:
    found = verify_office(held.office)
    assert (found.records, found.files, found.files_waiting) == (RECORDS, len(PHOTOS), 0)
    assert (found.faults, found.quarantined) == ([], {"hash-mismatch": 1})


@settings(max_examples=250)
@given(column=st.sampled_from(EVERY_COLUMN), row=DRAWN, place=DRAWN, by=DRAWN)
@example(column=("records", "sig"), row=0, place=85, by=81)
@example(column=("records", "receipt_sig"), row=0, place=85, by=81)
@example(column=("records", "received_at"), row=0, place=23, by=90)
def test_any_sign_of_any_row_that_is_changed_is_named(
    held: Held, column: tuple[str, str], row: int, place: int, by: int
) -> None:
    table, name = column
    rows = held.run(f"SELECT rowid, {name} FROM {table} ORDER BY rowid")
    rowid, value = rows[row % len(rows)]
    statement = f"UPDATE {table} SET {name} = ? WHERE rowid = ?"
    held.run(statement, with_one_changed(value, place, by), rowid)
    try:
        assert held.faults() != []
    finally:
        held.run(statement, value, rowid)


@pytest.mark.parametrize(
    ("table", "name", "by"),
    [
        ("records", "change_seq", 1000),
        ("records", "change_seq", -1000),
        ("records", "seq", 1000),
        ("records", "seq", -1),
        ("quarantine", "change_seq", 1000),
        ("quarantine", "change_seq", -1000),
        ("chain_heads", "seq", 1000),
        ("chain_heads", "seq", -1),
    ],
)
def test_a_number_that_is_changed_is_named(held: Held, table: str, name: str, by: int) -> None:
    ((rowid, value),) = held.run(f"SELECT max(rowid), {name} FROM {table}")
    statement = f"UPDATE {table} SET {name} = ? WHERE rowid = ?"
    held.run(statement, value + by, rowid)
    try:
        assert held.faults() != []
    finally:
        held.run(statement, value, rowid)


@settings(max_examples=60)
@given(photo=st.sampled_from(PHOTOS), place=DRAWN, by=DRAWN)
def test_any_byte_of_a_photo_that_is_changed_is_named(
    held: Held, photo: bytes, place: int, by: int
) -> None:
    path = path_of(held, photo)
    changed = with_one_changed(photo, place, by)
    assert isinstance(changed, bytes)
    path.write_bytes(changed)
    try:
        (fault,) = held.faults()
        assert (fault.kind, fault.id) == ("file", sha256_hex(photo))
    finally:
        path.write_bytes(photo)


def path_of(held: Held, photo: bytes) -> Path:
    (path,) = held.office.settings.files.rglob(sha256_hex(photo))
    return path


def test_two_photos_that_changed_places_are_both_named(held: Held) -> None:
    one, other = (path_of(held, photo) for photo in PHOTOS)
    one.write_bytes(PHOTOS[1])
    other.write_bytes(PHOTOS[0])
    try:
        assert {fault.id for fault in held.faults()} == set(map(sha256_hex, PHOTOS))
    finally:
        one.write_bytes(PHOTOS[0])
        other.write_bytes(PHOTOS[1])


def test_a_photo_that_was_put_under_another_record_is_named(held: Held) -> None:
    one, other = (sha256_hex(photo) for photo in PHOTOS)
    swap = "UPDATE record_files SET sha256 = CASE sha256 WHEN ? THEN ? ELSE ? END"
    held.run(swap, one, other, one)
    try:
        assert {fault.id for fault in held.faults()} == {item["id"] for item in held.items[:2]}
    finally:
        held.run(swap, one, other, one)


def put_back(held: Held, table: str, row: tuple[object, ...]) -> None:
    held.run(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", *row)


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_record_that_is_missing_is_named(held: Held, seq: int) -> None:
    (row,) = held.run("SELECT * FROM records WHERE seq = ?", seq)
    held.run("DELETE FROM records WHERE seq = ?", seq)
    try:
        assert held.faults() != []
    finally:
        put_back(held, "records", row)
    assert held.faults() == []


def test_a_photo_that_a_record_no_longer_names_is_missed(held: Held) -> None:
    (row, *_) = held.run("SELECT * FROM record_files")
    held.run("DELETE FROM record_files WHERE sha256 = ?", row[1])
    try:
        (fault,) = held.faults()
        assert fault.id == row[0]
    finally:
        put_back(held, "record_files", row)


def test_a_record_that_stands_there_twice_is_named(held: Held) -> None:
    names = [row[1] for row in held.run("PRAGMA table_info(records)")]
    (row,) = held.run("SELECT * FROM records WHERE seq = 2")
    copy = dict(zip(names, row, strict=True)) | {"id": "copied", "change_seq": 900}
    put_back(held, "records", tuple(copy.values()))
    try:
        faults = held.faults()
        assert any("forks" in fault.problem for fault in faults)
        assert any(fault.id == "copied" for fault in faults)
    finally:
        held.run("DELETE FROM records WHERE id = 'copied'")


def test_receipts_that_changed_places_are_both_named(held: Held) -> None:
    rows = held.run("SELECT id, receipt_sig FROM records WHERE seq < 3 ORDER BY seq")
    (one, its), (other, others) = rows
    statement = "UPDATE records SET receipt_sig = ? WHERE id = ?"
    held.run(statement, others, one)
    held.run(statement, its, other)
    try:
        assert {fault.id for fault in held.faults()} == {one, other}
    finally:
        held.run(statement, its, one)
        held.run(statement, others, other)
