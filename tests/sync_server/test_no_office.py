"""Commands that read make nothing; what is gone or swapped is noticed; a full disk can be read."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from sync.server.cli import main
from sync.server.errors import DatabaseTrouble
from sync.server.settings import load_settings
from sync.server.tables import engine
from sync.server.tables.engine import open_database
from sync.server.tables.meta import find_note, write_note
from sync.server.work.epochs import get_epoch
from sync.server.work.finding import reading_office
from sync.server.work.opening import Office
from tests.support.serving import enrolled_device, opened_office, serving

READING = (
    ("verify",), ("verify", "--json"), ("backup", "b.zip"), ("enroll", "--name", "n"),
    ("new-epoch",), ("devices",), ("export", "inspections"), ("import-bundle", "x.zip"),
    ("labels", "--out", "l.pdf"), ("report", "r", "--out", "r.pdf"),
)  # fmt: skip


@pytest.mark.parametrize("command", READING, ids=" ".join)
@pytest.mark.parametrize("folder", ["nix", "empty", "a%41b", "north?1"])
def test_a_command_that_reads_makes_nothing_where_no_office_is(
    command: tuple[str, ...], folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    before = sorted(tmp_path.rglob("*"))
    assert main([*command, "--data", folder]) == 2
    assert f"no office in {folder}" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("command", [*READING, ("demo",), ("import", "sites", "s.csv")])
def test_a_file_where_a_folder_belongs_is_said(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("")
    assert main([*command, "--data", "file"]) == 2
    assert "is a file, not a folder" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["north?1", "a%41b", "a#b", "sp ace", "ü", "50%", "a;b", "[x]"])
def test_the_database_lies_in_the_folder_that_was_named_whatever_its_name(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / name
    (tmp_path / "s.csv").write_text("site_id,name,kind\nS1,One,market\n")
    assert main(["import", "sites", str(tmp_path / "s.csv"), "--data", str(folder)]) == 0
    assert "a new office is begun" in capsys.readouterr().err
    assert (folder / "server.db").is_file()
    assert [each.name for each in tmp_path.iterdir() if each.is_dir()] == [name]
    assert main(["verify", "--data", str(folder)]) == 0


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Office]:
    with opened_office(tmp_path, f"sqlite:///{tmp_path / 'server.db'}") as opened:
        yield opened


def remove(path: Path) -> None:
    for each in path.parent.glob("server.db*"):
        each.unlink()


def replace(path: Path) -> None:
    copy = path.with_name("copy.db")
    shutil.copyfile(path, copy)
    copy.replace(path)


def remove_log(path: Path) -> None:
    Path(f"{path}-wal").unlink()


@pytest.mark.parametrize("harm", [remove, replace, remove_log])
def test_a_server_whose_database_was_removed_or_replaced_gives_no_receipt(
    harm: object, kept: Office, tmp_path: Path
) -> None:
    with serving(kept) as url:
        device = enrolled_device(kept, url)
        assert device.send(device.seal()).status_code == 200
        harm(tmp_path / "server.db")  # type: ignore[operator]
        assert requests.get(f"{url}/readyz", timeout=10).status_code == 503
        assert device.send(device.seal()).status_code == 503
        assert requests.get(f"{url}/healthz", timeout=10).status_code == 200
    assert not (tmp_path / "server.db").exists() or harm is not remove


def test_a_database_that_is_overwritten_with_an_older_one_is_noticed_at_once_and_at_the_start(
    tmp_path: Path,
) -> None:
    place, copy = tmp_path / "server.db", tmp_path / "old.db"
    with opened_office(tmp_path, f"sqlite:///{place}") as office, serving(office) as url:
        device = enrolled_device(office, url)
        with sqlite3.connect(copy) as old, sqlite3.connect(place) as now:
            now.backup(old)
        old.close()
        assert device.send(device.seal()).status_code == 200
        with sqlite3.connect(copy) as old, sqlite3.connect(place) as now:
            old.backup(now)
        now.close()
        assert device.send(device.seal()).status_code == 503
        assert requests.get(f"{url}/readyz", timeout=10).status_code == 503
        before = get_epoch(office.database)
    with opened_office(tmp_path, f"sqlite:///{place}") as office:
        assert get_epoch(office.database) != before


def test_the_same_database_keeps_its_epoch_from_start_to_start(tmp_path: Path) -> None:
    place = f"sqlite:///{tmp_path / 'server.db'}"
    with opened_office(tmp_path, place) as office, serving(office) as url:
        device = enrolled_device(office, url)
        assert device.send(device.seal()).status_code == 200
        epoch = get_epoch(office.database)
    with opened_office(tmp_path, place) as office:
        assert get_epoch(office.database) == epoch


def test_no_empty_file_appears_in_the_place_of_a_removed_database(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    database = open_database(path)
    with database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE meta (name TEXT, value TEXT)")
        write_note(connection, "a", "1")
    database.close()
    with database.reading() as connection:
        assert find_note(connection, "a") == "1"
    remove(path)
    database.close()
    with pytest.raises(DatabaseTrouble), database.reading():
        pass
    assert not path.exists()
    database.close()


@pytest.fixture
def unwritable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office on a disk that takes no byte more: SQLite says so to whoever writes there."""
    folder = tmp_path / "office"
    with (
        opened_office(folder, f"sqlite:///{folder / 'server.db'}") as office,
        serving(office) as url,
    ):
        device = enrolled_device(office, url)
        assert device.send(device.seal()).status_code == 200
    real = engine.begin_writing

    def begin(connection: engine.Connection, patience_s: float) -> None:
        if str(folder) in str(connection.engine.url.database):
            raise DatabaseTrouble("attempt to write a readonly database", full=False)
        real(connection, patience_s)

    monkeypatch.setattr(engine, "begin_writing", begin)
    return folder


def kept_in(folder: Path) -> list[Path]:
    """Return what lies in a folder, but for what SQLite needs to look at a database."""
    return sorted(path for path in folder.rglob("*") if path.suffix not in (".db-wal", ".db-shm"))


def test_backup_export_and_verify_work_from_a_disk_that_cannot_be_written(
    unwritable: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = kept_in(unwritable)
    where = ("--data", str(unwritable))
    assert main(["backup", str(tmp_path / "b.zip"), *where]) == 0
    assert main(["export", "inspections", "--out", str(tmp_path / "e.ndjson"), *where]) == 0
    assert len((tmp_path / "e.ndjson").read_text().splitlines()) == 1
    assert main(["verify", *where]) == 0
    assert "1 records" in capsys.readouterr().out
    assert kept_in(unwritable) == before
    assert main(["restore", str(tmp_path / "b.zip"), "--data", str(tmp_path / "new")]) == 0


def test_what_is_still_in_the_log_is_in_the_copy(tmp_path: Path) -> None:
    place = tmp_path / "server.db"
    with opened_office(tmp_path, f"sqlite:///{place}") as office, serving(office) as url:
        device = enrolled_device(office, url)
        assert device.send(device.seal()).status_code == 200
        killed = tmp_path / "killed"
        killed.mkdir()
        for end in ("", "-wal"):
            shutil.copyfile(f"{place}{end}", killed / f"server.db{end}")
    settings = load_settings({"data": str(killed)})
    with reading_office(settings) as read, read.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT count(*) FROM records").scalar()
    assert rows == 1
