"""Commands that read make nothing where no tablet is; from a disk that takes no byte they read."""

from pathlib import Path

import pytest

from inspector_app.cli import main
from inspector_app.errors import StorageTrouble
from inspector_app.services import finding
from inspector_app.services.opening import open_tablet
from tests.support.registry import open_city
from tests.support.visits import seal_one

READING = (
    ("status",), ("status", "--json"), ("verify",), ("verify", "--json"), ("recover",), ("sync",),
    ("export", "x.zip"), ("report", "r", "--out", "r.pdf"), ("record", "r.json"),
    ("labels", "--out", "l.pdf"),
)  # fmt: skip


@pytest.mark.parametrize("command", READING, ids=" ".join)
@pytest.mark.parametrize("folder", ["nix", "empty", "deep/below", "a%41?b"])
def test_a_command_that_reads_makes_nothing_where_no_tablet_is(
    command: tuple[str, ...], folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "r.json").write_text("[]")
    before = sorted(tmp_path.rglob("*"))
    assert main([*command, "--data", folder]) == 2
    assert f"no tablet in {folder}" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "command", [*READING, ("enroll", "CODE", "--server", "http://127.0.0.1:9")]
)
def test_a_file_where_a_folder_belongs_is_said(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("r.json").write_text("[]")
    Path("file").write_text("")
    assert main([*command, "--data", "file"]) == 2
    err = capsys.readouterr().err
    assert "is a file, not a folder" in err
    assert "Free some space" not in err


def test_enrolling_says_that_it_begins_a_tablet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["enroll", "CODE", "--server", "http://127.0.0.1:9", "--data", str(tmp_path / "new")]
    assert main(command) == 2
    assert "a new tablet is begun" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "-1", "65536", "70000", "99999999999"])
def test_a_port_that_is_none_is_said(
    port: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["app", "--port", port, "--data", str(tmp_path / "t")]) == 2
    assert "A port is a number from 1 to 65535" in capsys.readouterr().err
    assert not (tmp_path / "t").exists()


@pytest.mark.parametrize("name", ["x" * 101, "a\nb", "\x07"])
def test_a_name_that_no_server_takes_is_said_before_asking(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["enroll", "CODE", "--server", "http://127.0.0.1:9", "--name", name]
    assert main([*command, "--data", str(tmp_path / "t")]) == 2
    assert "at most 100 printable characters" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "said"),
    [("http://office.example", "not encrypted"), ("http://192.168.0.7:8000", "not encrypted"),
     ("http://127.0.0.1.evil.example", "not encrypted"), ("ftp://office.example", "no address"),
     ("https://office.example:70000", "no address"), ("https://user@office.example", "no address"),
     ("https://office.example/?x=1", "no address"), ("https://", "no address"),
     ("office.example", "no address"), ("http://[::1", "no address")],
)  # fmt: skip
def test_an_address_that_no_tablet_may_use_is_refused(
    url: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["enroll", "CODE", "--server", url, "--data", str(tmp_path / "t")]) == 2
    assert said in capsys.readouterr().err


def test_a_host_of_ones_own_network_is_spoken_to_where_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["enroll", "CODE", "--server", "http://nobody.invalid:9", "--allow-http",
               "nobody.invalid", "--data", str(tmp_path / "t")]  # fmt: skip
    assert main(command) == 2
    assert "cannot be reached" in capsys.readouterr().err


def kept_in(folder: Path) -> dict[Path, bytes]:
    """Return every file of a folder, but for what SQLite needs to look at a database."""
    return {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in (".db-wal", ".db-shm")
    }


@pytest.mark.parametrize("code", ["io", "disk_full"])
def test_export_status_verify_and_report_work_from_a_disk_that_cannot_be_written(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "tablet"
    tablet = open_city(folder)
    record_id = seal_one(tablet).record_id
    tablet.close()
    before = kept_in(folder)

    def cannot(*_told: object, **_named: object) -> None:
        raise StorageTrouble("The disk cannot be read or written.", code=code)

    monkeypatch.setattr(finding, "open_tablet", cannot)
    where = ("--data", str(folder))
    assert main(["status", *where]) == 0
    assert main(["verify", *where]) == 0
    assert main(["export", str(tmp_path / "b.zip"), *where]) == 0
    assert main(["report", record_id, "--out", str(tmp_path / "r.pdf"), *where]) == 0
    assert "1 records and 0 photos" in capsys.readouterr().out
    assert kept_in(folder) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "r.pdf", "tablet"]


def test_what_is_still_in_the_log_is_exported_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "tablet"
    open_city(folder).close()
    tablet = open_tablet(folder)
    seal_one(tablet)  # not closed: it is in the write-ahead log alone
    monkeypatch.setattr(finding, "open_tablet", lambda *told, **named: 1 / 0)
    with pytest.raises(ZeroDivisionError), finding.reading_tablet(folder):
        pass
    copy = tmp_path / "copy.db"
    finding.copy_database(folder / "tablet.db", copy)
    tablet.close()
    import sqlite3

    with sqlite3.connect(copy) as db:
        assert db.execute("SELECT count(*) FROM records").fetchone() == (1,)
    db.close()
