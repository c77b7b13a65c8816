"""Promise 8: nothing is deleted on the tablet without a receipt, whoever tries."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.services import finishing, inspecting, photographing, settling
from inspector_app.services.handing_in import list_sealed
from inspector_app.services.opening import Tablet
from inspector_app.services.outbox import TabletOutbox
from inspector_app.services.reference_copy import TabletReference
from inspector_app.services.syncing import sync_now
from sync.protocol.digest import sha256_hex
from tests.support.registry import PUMP, open_city
from tests.support.sealed_bytes import bodies_on, photo_on
from tests.support.visits import fill_in

PHOTO = b"\xff\xd8\xff one"


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[Tablet]:
    """A tablet with one sealed record and its photo, and no network."""
    opened = open_city(tmp_path / "tablet")
    draft_id = inspecting.begin(opened, PUMP)
    fill_in(opened, draft_id)
    photographing.add_photo(opened, draft_id, PHOTO)
    finishing.seal_draft(opened, draft_id)
    yield opened
    opened.close()


def held(tablet: Tablet) -> list[bytes]:
    return [*bodies_on(tablet).values(), photo_on(tablet, sha256_hex(PHOTO))]


def test_no_service_takes_a_sealed_record_or_its_photo_away(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector_app.services.syncing._wait", lambda stopped, seconds: None)
    before = held(tablet)
    (line,) = list_sealed(tablet)
    inspecting.discard(tablet, line.record_id)
    other = inspecting.begin(tablet, PUMP)
    photographing.add_photo(tablet, other, PHOTO)
    inspecting.discard(tablet, other)
    settling.change_setting(tablet, "language", "en")
    reference = TabletReference(tablet)
    reference.start_afresh()
    reference.apply_page([], "e:1", is_last=True)
    outbox = TabletOutbox(tablet)
    outbox.set_aside(line.record_id, "too-large")
    outbox.send_again([line.record_id])
    outbox.send_photos_again([sha256_hex(PHOTO)])
    with pytest.raises(InspectorError):
        inspecting.begin(tablet, PUMP)
    assert sync_now(tablet).problem == "offline"
    assert held(tablet) == before


@pytest.mark.parametrize("table", ["records", "photos", "record_photos"])
def test_the_database_itself_refuses(tablet: Tablet, table: str) -> None:
    with pytest.raises(sqlite3.IntegrityError), tablet.database.writing() as db:
        db.execute(f"DELETE FROM {table}")
    with pytest.raises(sqlite3.IntegrityError), tablet.database.writing() as db:
        db.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_a_photo_whose_record_is_received_stays_until_it_is_confirmed(tablet: Tablet) -> None:
    with tablet.database.writing() as db:
        db.execute("UPDATE records SET receipt = '{}', state = 'received'")
    with pytest.raises(sqlite3.IntegrityError), tablet.database.writing() as db:
        db.execute("DELETE FROM photos")
