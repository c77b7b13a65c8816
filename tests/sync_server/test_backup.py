"""A backup is one state of a working office, restored whole or not at all, on either database."""

import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from inspector_app.services.handing_in import hand_in
from inspector_app.services.opening import Tablet
from inspector_app.services.syncing import sync_now
from sync.server.cli import main
from sync.server.errors import WrongUse
from sync.server.files import FolderStore
from sync.server.settings import Settings
from sync.server.tables.copying import read_revision
from sync.server.tables.reference import Change, write_changes
from sync.server.work.backups.form import CONTENTS, parse_contents, spell_contents, table_member
from sync.server.work.backups.restoring import Restored, restore_backup
from sync.server.work.backups.taking import take_backup
from sync.server.work.enrolling import list_devices
from sync.server.work.epochs import read_epoch
from sync.server.work.opening import Office, open_office
from sync.server.work.verifying import verify_office
from tests.support.bundles import enrolled_tablet, record
from tests.support.device import Device
from tests.support.postgres import make_database
from tests.support.serving import opened_office

TABLES = ("devices", "records", "quarantine", "record_files", "files", "reference", "rule_data")


def quiet(_words: str) -> None:
    """Tell nobody."""


def backup_of(office: Office, path: Path, *, with_files: bool = True) -> Path:
    with path.open("wb") as file:
        take_backup(office, file, with_files=with_files, told=quiet)
    return path


@pytest.fixture
def elsewhere(tmp_path: Path, database_url: str, request: pytest.FixtureRequest) -> Settings:
    """The settings of a new place, on the other kind of database."""
    folder = tmp_path / "elsewhere"
    if database_url.startswith("sqlite"):
        url = make_database(request.getfixturevalue("postgres"))
    else:
        url = f"sqlite:///{folder / 'server.db'}"
    return Settings(data=folder, database=url, files=folder / "files")


def restore(settings: Settings, path: Path) -> Restored:
    return restore_backup(settings, FolderStore(settings.files), path, quiet)


def rows_of(office: Office, table: str) -> list[tuple[object, ...]]:
    with office.database.reading() as connection:
        rows = connection.execute(text(f"SELECT * FROM {table}"))
        return sorted((tuple(map(str, map(plain, row))) for row in rows), key=str)


def plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.fixture
def tablet(tmp_path: Path, office: Office, server_url: str) -> Iterator[Tablet]:
    """A tablet that is enrolled at the office."""
    opened = enrolled_tablet(tmp_path / "tablet", office, server_url)
    yield opened
    opened.close()


def test_tablets_send_a_restored_office_everything_that_came_after_the_backup(
    tablet: Tablet,
    office: Office,
    elsewhere: Settings,
    standing_server: tuple[FastAPI, str],
    tmp_path: Path,
) -> None:
    with office.database.writing() as connection:
        write_changes(connection, [Change("sites", "S1", '{"site_id": "S1", "name": "One"}')])
    record(tablet, 2, photo=b"x" * 5000)
    assert sync_now(tablet).problem == ""
    path = backup_of(office, tmp_path / "backup.zip")
    record(tablet, 3, photo=b"y" * 5000, start=2)
    assert sync_now(tablet).problem == ""
    assert hand_in(tablet).complete == 5
    restored = restore(elsewhere, path)
    assert (restored.files_missing, len(restored.contents.files)) == ((), 2)
    with opened_office(elsewhere.data, elsewhere.database) as other:
        standing_server[0].state.office = other
        assert len(rows_of(other, "records")) == 2
        report = sync_now(tablet)
        assert (report.problem, report.records_received, report.photos_sent) == ("", 3, 3)
        assert report.rows_pulled > 0, "the cursor of the epoch before counts no more"
        assert hand_in(tablet).complete == 5
        found = verify_office(other)
        assert (found.records, found.files, found.faults) == (5, 5, [])


def test_what_is_restored_is_what_was_there_but_for_the_epoch(
    tablet: Tablet, office: Office, device: Device, elsewhere: Settings, tmp_path: Path
) -> None:
    record(tablet, 2, photo=b"x")
    sync_now(tablet)
    device.results(device.seal(), device.seal() | {"sig": "bad"})
    path = backup_of(office, tmp_path / "backup.zip")
    before = {table: rows_of(office, table) for table in TABLES}
    restored = restore(elsewhere, path)
    with opened_office(elsewhere.data, elsewhere.database) as other:
        after = {table: rows_of(other, table) for table in TABLES}
        for table in set(TABLES) - {"reference"}:
            assert after[table] == before[table], table
        assert len(after["reference"]) == len(before["reference"])
        assert other.public_key == office.public_key
        with other.database.reading() as connection:
            assert read_epoch(connection) == restored.epoch
        assert restored.epoch != restored.contents.epoch
        assert verify_office(other).faults == verify_office(office).faults


def test_a_backup_that_is_taken_while_tablets_send_is_one_state(
    office: Office, device: Device, elsewhere: Settings, tmp_path: Path
) -> None:
    taken = threading.Event()
    sent: list[int] = []

    def send() -> None:
        while not taken.is_set() and len(sent) < 400:
            device.results(*(device.seal() for _ in range(4)))
            sent.append(4)

    sender = threading.Thread(target=send)
    sender.start()
    try:
        while len(sent) < 3:
            assert sender.is_alive()
            taken.wait(0.01)
        path = backup_of(office, tmp_path / "backup.zip")
    finally:
        taken.set()
        sender.join()
    restored = restore(elsewhere, path)
    with opened_office(elsewhere.data, elsewhere.database) as other:
        found = verify_office(other)
    assert found.faults == []
    assert 12 <= found.records <= sum(sent)
    assert found.records == restored.contents.rows_of("records")
    assert found.records % 4 == 0, "a batch is in it whole or not at all"


def changed(path: Path, change: Callable[[bytes], bytes]) -> Path:
    copy = path.with_name("changed.zip")
    copy.write_bytes(change(path.read_bytes()))
    return copy


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.9, 0.999])
def test_a_backup_that_was_cut_or_changed_restores_nothing(
    tablet: Tablet, office: Office, elsewhere: Settings, tmp_path: Path, share: float
) -> None:
    record(tablet, 2, photo=b"x" * 20_000)
    sync_now(tablet)
    path = backup_of(office, tmp_path / "backup.zip")
    cut = changed(path, lambda data: data[: int(len(data) * share)])
    with pytest.raises(WrongUse):
        restore(elsewhere, cut)
    assert restore(elsewhere, path).contents.rows_of("records") == 2


def test_a_changed_byte_of_a_table_or_a_file_is_found_before_anything_is_written(
    tablet: Tablet, office: Office, elsewhere: Settings, tmp_path: Path
) -> None:
    record(tablet, 1, photo=b"x" * 20_000)
    sync_now(tablet)
    path = backup_of(office, tmp_path / "backup.zip")
    with zipfile.ZipFile(path) as archive:
        places = [
            info.header_offset + 30 + len(info.filename) + 40
            for info in archive.infolist()
            if info.filename == table_member("records") or info.filename.startswith("files/")
        ]
    assert len(places) == 2
    for place in places:
        broken = changed(path, lambda data, at=place: data[:at] + b"?!" + data[at + 2 :])
        with pytest.raises(WrongUse, match="damaged"):
            restore(elsewhere, broken)
    assert restore(elsewhere, path).contents.rows_of("records") == 1


def test_an_office_is_never_written_over(
    office: Office, device: Device, elsewhere: Settings, tmp_path: Path
) -> None:
    path = backup_of(office, tmp_path / "backup.zip")
    with pytest.raises(WrongUse, match="holds an office already"):
        restore(office.settings, path)
    restore(elsewhere, path)
    with pytest.raises(WrongUse, match="holds an office already"):
        restore(elsewhere, path)


def test_a_server_that_was_only_started_counts_as_empty(
    office: Office, device: Device, elsewhere: Settings, tmp_path: Path
) -> None:
    path = backup_of(office, tmp_path / "backup.zip")
    open_office(elsewhere).close()
    restore(elsewhere, path)
    with opened_office(elsewhere.data, elsewhere.database) as other:
        assert len(list_devices(other)) == 1


def with_contents(path: Path, revision: str, without: str = "") -> Path:
    """Return a copy of a backup as another version would have taken it."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == CONTENTS:
                contents = parse_contents(data)
                assert contents is not None
                tables = tuple(one for one in contents.tables if one.name != without)
                told = json.loads(spell_contents(contents)) | {
                    "revision": revision,
                    "tables": [
                        {name: getattr(one, name) for name in one.__slots__} for one in tables
                    ],
                }
                data = json.dumps(told).encode()
            if name != table_member(without):
                new.writestr(name, data)
    copy = path.with_name("other.zip")
    copy.write_bytes(made.getvalue())
    return copy


def test_a_backup_of_an_earlier_version_is_brought_up_to_this_one(
    office: Office, device: Device, elsewhere: Settings, tmp_path: Path
) -> None:
    path = backup_of(office, tmp_path / "backup.zip")
    with office.database.reading() as connection:
        head = read_revision(connection)
    restore(elsewhere, with_contents(path, "0002", without="printed_tags"))
    with opened_office(elsewhere.data, elsewhere.database) as other:
        assert len(list_devices(other)) == 1
        with other.database.reading() as connection:
            assert read_revision(connection) == head


def test_a_backup_of_a_later_version_is_refused(
    office: Office, elsewhere: Settings, tmp_path: Path
) -> None:
    path = backup_of(office, tmp_path / "backup.zip")
    with pytest.raises(WrongUse, match="newer version"):
        restore(elsewhere, with_contents(path, "9999"))


def test_files_may_be_left_out_and_are_then_named(
    tablet: Tablet, office: Office, elsewhere: Settings, tmp_path: Path
) -> None:
    record(tablet, 2, photo=b"x")
    sync_now(tablet)
    path = backup_of(office, tmp_path / "backup.zip", with_files=False)
    restored = restore(elsewhere, path)
    assert (len(restored.contents.files), len(restored.files_missing)) == (0, 2)


def test_the_commands_say_what_is_in_it_and_what_is_not(
    tablet: Tablet,
    office: Office,
    database_url: str,
    elsewhere: Settings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    record(tablet, 2, photo=b"x")
    sync_now(tablet)
    path = tmp_path / "backup.zip"
    here = ["--data", str(office.settings.data), "--database", database_url]
    there = ["--data", str(elsewhere.data), "--database", elsewhere.database]
    capsys.readouterr()
    assert main(["backup", str(path), "--json", *here]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["tables"]["records"], told["files"], told["files_lacking"]) == (2, 2, [])
    assert path.stat().st_mode & 0o077 == 0, "it holds the server's private key"
    assert main(["restore", str(path), "--json", *there]) == 0
    assert json.loads(capsys.readouterr().out)["files_missing"] == []
    assert main(["restore", str(path), *there]) == 2
    assert "already" in capsys.readouterr().err
    (gone, _) = sorted(each for each in office.settings.files.rglob("*") if each.is_file())
    gone.unlink()
    assert main(["backup", str(path), *here]) == 1
    assert gone.name in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "none"), *there]) == 2
