"""A server that was restored from before a tablet's enrolment knows it again by its key."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from inspector_app.errors import SyncTrouble, WrongUse
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.enrolling import enrol
from inspector_app.services.handing_in import hand_in
from inspector_app.services.opening import Tablet
from inspector_app.services.syncing import sync_now
from inspector_app.store.tablet import load_tablet_row
from sync.server.files import FolderStore
from sync.server.settings import Settings
from sync.server.work.backups.restoring import restore_backup
from sync.server.work.backups.taking import take_backup
from sync.server.work.enrolling import invite, list_devices, revoke
from sync.server.work.opening import Office, open_office
from sync.server.work.verifying import verify_office
from tests.support.bad_wire import BadWire
from tests.support.bundles import enrolled_tablet, record
from tests.support.serving import opened_office, serving

RECORDS = 5
TABLES = ("uploads", "record_files", "records", "chain_heads", "enrolment_codes", "devices")


def quiet(_words: str) -> None:
    """Tell nobody."""


def new_code(office: Office) -> str:
    return invite(office, name="again", minutes=15).code


def device_id_of(tablet: Tablet) -> str:
    with tablet.database.reading() as db:
        return str(load_tablet_row(db)["device_id"])


def forget(office: Office) -> None:
    """Take out every trace of tablets, as a restored backup from before them has none."""
    with office.database.writing() as connection:
        for table in (
            "uploads",
            "record_files",
            "records",
            "chain_heads",
            "enrolment_codes",
            "devices",
        ):
            connection.execute(text(f"DELETE FROM {table}"))


@pytest.fixture
def tablet(tmp_path: Path, office: Office, server_url: str) -> Iterator[Tablet]:
    """A tablet whose records and photos the server has."""
    opened = enrolled_tablet(tmp_path / "tablet", office, server_url)
    record(opened, RECORDS, photo=b"seal")
    assert sync_now(opened).problem == ""
    yield opened
    opened.close()


def test_a_tablet_that_a_restored_backup_does_not_know_brings_everything_again(
    tmp_path: Path, office: Office, server_url: str
) -> None:
    backup = tmp_path / "before.zip"
    with backup.open("wb") as file:
        take_backup(office, file, with_files=True, told=quiet)
    tablet = enrolled_tablet(tmp_path / "tablet", office, server_url)
    try:
        record(tablet, RECORDS, photo=b"seal")
        assert sync_now(tablet).problem == ""
        record(tablet, 1, start=RECORDS)
        folder = tmp_path / "elsewhere"
        url = f"sqlite:///{folder / 'server.db'}"
        settings = Settings(data=folder, database=url, files=folder / "files")
        restore_backup(settings, FolderStore(settings.files), backup, quiet)
        with closing(open_office(settings)) as restored, serving(restored) as address:
            before = device_id_of(tablet)
            info = enrol(tablet, new_code(restored), server=address)
            assert (info.device_id, info.server_url) == (before, address)
            assert sync_now(tablet).problem == ""
            found = verify_office(restored)
            assert (found.records, found.faults) == (RECORDS + 1, [])
            counts = hand_in(tablet)
            assert (counts.complete, counts.safe_to_hand_in) == (RECORDS + 1, True)
        assert not list(check_integrity(tablet))
    finally:
        tablet.close()


def test_a_server_that_does_not_know_the_tablet_says_so_at_once(
    tablet: Tablet, office: Office, server_url: str
) -> None:
    forget(office)
    assert sync_now(tablet).problem == "device_unknown"
    assert hand_in(tablet).complete == RECORDS
    enrol(tablet, new_code(office), server=server_url)
    assert sync_now(tablet).problem == ""
    assert verify_office(office).records == RECORDS


def test_a_lost_answer_is_asked_for_again_with_the_same_code(
    tablet: Tablet, office: Office, server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget(office)
    code, wire = new_code(office), BadWire(monkeypatch)
    wire.loses_answer = lambda method, path, number: path == "/devices:enrol" and number == 0
    with pytest.raises(SyncTrouble, match="cannot be reached"):
        enrol(tablet, code, server=server_url)
    assert [one.device_id for one in list_devices(office)] == [device_id_of(tablet)]
    enrol(tablet, code, server=server_url)
    assert sync_now(tablet).problem == ""
    assert verify_office(office).records == RECORDS


def test_another_server_is_not_asked(tablet: Tablet, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    url = f"sqlite:///{folder / 'server.db'}"
    with opened_office(folder, url) as other, serving(other) as address:
        code = new_code(other)
        with pytest.raises(WrongUse, match="another server") as told:
            enrol(tablet, code, server=address)
        assert told.value.code == "already_enrolled"
        assert not list_devices(other)
    assert sync_now(tablet).problem == ""


def test_a_tablet_that_is_still_known_stays_the_same_device(
    tablet: Tablet, office: Office, server_url: str
) -> None:
    before = list_devices(office)
    enrol(tablet, new_code(office), server=server_url)
    assert [one.device_id for one in list_devices(office)] == [one.device_id for one in before]
    assert sync_now(tablet).problem == ""


def test_a_revoked_tablet_does_not_come_back_with_a_code(
    tablet: Tablet, office: Office, server_url: str
) -> None:
    revoke(office, device_id_of(tablet))
    with pytest.raises(SyncTrouble) as told:
        enrol(tablet, new_code(office), server=server_url)
    assert told.value.code == "revoked"
