"""Where an office lies: there or not, the same throughout, and read where nothing is written."""

import contextlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from sync.server.cli import main
from sync.server.errors import DatabaseTrouble
from sync.server.work.examining import Sender
from sync.server.work.ingesting import take_in
from sync.server.work.opening import Office
from tests.support.device import Device
from tests.support.server_process import server_process
from tests.support.serving import make_office

NIX_COMMANDS = (
    ["verify"], ["backup", "{out}"], ["enroll", "--name", "t"], ["new-epoch"], ["devices"],
    ["devices", "--revoke", "x"], ["export", "inspections"],
    ["export", "inspections", "--out", "{out}"], ["report", "x", "--out", "{out}"],
    ["labels", "--out", "{out}"], ["import-bundle", "{out}"],
)  # fmt: skip


@pytest.mark.parametrize("command", NIX_COMMANDS, ids=" ".join)
@pytest.mark.parametrize("place", ["nix", "nix/deeper", "empty", "blank"])
def test_a_wrong_folder_is_told_and_nothing_is_made(
    tmp_path: Path, command: list[str], place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "blank").mkdir()
    (tmp_path / "blank" / "server.db").touch()
    before = sorted(tmp_path.rglob("*"))
    given = [word.format(out=tmp_path / "out") for word in command]
    assert main([*given, "--data", str(tmp_path / place)]) == 2
    assert f"no office in {tmp_path / place}" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


def test_another_database_than_ours_is_no_office(
    tmp_path: Path, postgres: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path / "nix")]
    url = postgres.replace("postgres@", "postgres:secret@")
    assert main(["verify", *data, "--database", url]) == 2
    told = capsys.readouterr().err
    assert "no office in postgresql://" in told
    assert "secret" not in told


def test_who_may_make_an_office_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "sites.csv"
    sheet.write_text("site_id,name,kind,address\nS1,A,fuel_station,Road\n")
    first = ["import", "sites", str(sheet), "--data", str(tmp_path / "office")]
    assert main([*first, "--dry-run"]) == 0
    assert not (tmp_path / "office").exists()
    assert "new office" not in capsys.readouterr().err
    assert main(first) == 0
    assert f"a new office is begun in {tmp_path / 'office'}" in capsys.readouterr().err
    assert main(first) == 0
    assert "new office" not in capsys.readouterr().err


def test_a_backup_that_is_none_makes_nothing(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.zip"
    wrong.write_bytes(b"nothing")
    assert main(["restore", str(wrong), "--data", str(tmp_path / "office")]) == 2
    assert main(["restore", str(tmp_path / "nix"), "--data", str(tmp_path / "office")]) == 2
    assert not (tmp_path / "office").exists()


def test_a_database_of_a_newer_version_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import sqlite3

    make_office(tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "server.db")) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()
    for command in (["verify"], ["devices"], ["enroll", "--name", "t"], ["serve", "--port", "0"]):
        assert main([*command, "--data", str(tmp_path)]) == 2
        assert "newer version" in capsys.readouterr().err


REMOVED = (("server.db", "server.db-wal", "server.db-shm"), ("server.db",), ("server.db-wal",))


@pytest.mark.parametrize("names", REMOVED, ids=" ".join)
def test_a_server_whose_database_was_removed_notices_and_gives_no_receipt(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    with server_process(tmp_path, f"sqlite:///{tmp_path / 'server.db'}") as server:
        device = server.enrol()
        assert device.send(device.seal()).status_code == 200
        for name in names:
            (tmp_path / name).unlink()
        assert_closed(device)
        assert not (tmp_path / names[0]).exists()  # and none came back empty


def test_a_server_whose_database_was_replaced_notices(tmp_path: Path) -> None:
    make_office(tmp_path / "other")
    with server_process(tmp_path, f"sqlite:///{tmp_path / 'server.db'}") as server:
        device = server.enrol()
        (tmp_path / "other" / "server.db").replace(tmp_path / "server.db")
        assert_closed(device)


def test_a_server_whose_folder_was_moved_notices(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    with server_process(folder, f"sqlite:///{folder / 'server.db'}") as server:
        device = server.enrol()
        folder.rename(tmp_path / "moved")
        assert_closed(device)
        (tmp_path / "moved").rename(folder)
        assert device.send(device.seal()).status_code == 200


def assert_closed(device: Device) -> None:
    """Nothing is ready, and nothing is receipted, neither of records nor of photos."""
    assert requests.get(f"{device.url}/readyz", timeout=10).status_code == 503
    reply = device.send(device.seal())
    assert reply.status_code == 503
    assert reply.json()["retryable"] is True
    assert device.begin_upload(b"photo").status_code == 503
    assert device.call("HEAD", f"/v1/files/{'0' * 64}").status_code == 503


def test_a_database_of_another_office_gives_no_receipt(device: Device, office: Office) -> None:
    with office.database.writing() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = 'AAAA' WHERE name = 'server_key'")
    assert requests.get(f"{device.url}/readyz", timeout=10).status_code == 503
    assert device.send(device.seal()).status_code == 503
    assert device.call("HEAD", f"/v1/files/{'0' * 64}").status_code == 503


def test_an_emptied_database_is_trouble_and_no_mistake(
    device: Device, office: Office, database_url: str
) -> None:
    with office.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE records RENAME TO others")
    assert device.send(device.seal()).status_code == 503


def test_what_is_removed_during_a_batch_is_noticed_before_the_receipt(tmp_path: Path) -> None:
    from tests.support.serving import enrolled_device, opened_office, serving

    with (
        opened_office(tmp_path, f"sqlite:///{tmp_path / 'server.db'}") as office,
        serving(office) as url,
    ):
        device = enrolled_device(office, url)
        sender = Sender(device.device_id, device.key.public_key().public_bytes_raw())
        with pytest.raises(DatabaseTrouble, match="removed"), office.database.writing():
            (tmp_path / "server.db").unlink()
        with pytest.raises(DatabaseTrouble, match="removed"):
            take_in(office, sender, [device.seal()])


@pytest.fixture(params=["full", "read-only", "left by a killed server"])
def unwritable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """An office with a record on a disk where nothing can be written; gives it and the record."""
    if os.geteuid() != 0 or subprocess.run(["mount", "-V"], check=False).returncode:
        pytest.skip("only root can mount")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(disk)], check=False
    )
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        folder = disk / "office"
        folder.mkdir()
        with server_process(folder, f"sqlite:///{folder / 'server.db'}") as server:
            device = server.enrol()
            item = device.seal(photos=[b"photo"])
            device.results(item)
            device.upload(b"photo")
            if request.param == "left by a killed server":
                server.kill()
        if request.param == "full":
            with contextlib.suppress(OSError), (disk / "filling").open("wb", buffering=0) as file:
                while file.write(bytes(4096)):
                    pass
        else:
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        yield folder, item["id"]
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_an_office_is_rescued_from_where_nothing_can_be_written(
    unwritable: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, record_id = unwritable
    data = ["--data", str(folder)]
    out = tmp_path / "elsewhere"
    out.mkdir()
    assert main(["export", "inspections", "--out", str(out / "o.ndjson"), *data]) == 0
    assert json.loads((out / "o.ndjson").read_text())["id"] == record_id
    assert main(["verify", *data]) == 0
    assert main(["devices", *data]) == 0
    assert main(["report", record_id, "--out", str(out / "r.pdf"), *data]) == 0
    assert main(["backup", str(out / "b.zip"), *data]) == 0
    assert sorted(one.name for one in out.iterdir()) == ["b.zip", "o.ndjson", "r.pdf"]
    restored = ["--data", str(tmp_path / "restored")]
    assert main(["restore", str(out / "b.zip"), *restored]) == 0
    assert main(["verify", *restored]) == 0
    assert "Everything holds." in capsys.readouterr().out
