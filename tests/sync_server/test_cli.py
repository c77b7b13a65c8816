"""The office's commands, run as they are installed."""

import json
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from sync.server.cli import main
from sync.server.settings import load_settings
from sync.server.work.opening import open_office
from tests.support.device import Device
from tests.support.server_process import server_process
from tests.support.stack import BIN


def begin_office(folder: Path) -> None:
    """Begin an office, as its first `serve` does."""
    open_office(load_settings({"data": str(folder)})).close()


def test_an_invitation_is_told_and_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin_office(tmp_path)
    command = ["enroll", "--name", "tablet 1", "--minutes", "5", "--json", "--data", str(tmp_path)]
    assert main([*command, "--public-url", "https://office.example/"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"code", "url", "expires_at", "qr_png"}
    assert told["url"] == "https://office.example"
    (found,) = zxingcpp.read_barcodes(Image.open(told["qr_png"]))
    assert json.loads(found.text) == {"v": 1, "url": told["url"], "code": told["code"]}
    assert Path(told["qr_png"]).stat().st_mode & 0o077 == 0
    assert told["code"] not in told["qr_png"]


def test_general_options_may_stand_before_or_after_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--data", str(tmp_path)]
    begin_office(tmp_path)
    assert main([*where, "enroll", "--name", "t"]) == 0
    assert main(["devices", "--json", *where]) == 0
    assert capsys.readouterr().out.endswith("[]\n")


def test_devices_are_listed_and_revoked(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with server_process(tmp_path, database_url) as server:
        options = server.options
        device = server.enrol()
        assert main(["devices", "--json", *options]) == 0
        (listed,) = json.loads(capsys.readouterr().out)
        assert (listed["device_id"], listed["revoked_at"]) == (device.device_id, None)
        assert main(["devices", "--revoke", device.device_id, *options]) == 0
        assert "revoked" in capsys.readouterr().out
        assert device.send().status_code == 403


def test_verify_ends_with_1_when_something_was_changed(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with server_process(tmp_path, database_url) as server:
        device = server.enrol()
        photo = b"photo"
        device.results(device.seal(photos=[photo]))
        device.upload(photo)
        assert main(["verify", *server.options]) == 0
        assert "Everything holds." in capsys.readouterr().out
        (file,) = (path for path in (tmp_path / "files").rglob("*") if path.is_file())
        file.write_bytes(b"other")
        assert main(["verify", *server.options]) == 1
        assert f"FAULT file {file.name}" in capsys.readouterr().out
        assert server.verify(status=1)["ok"] is False


@pytest.mark.parametrize(
    "arguments",
    [
        ["devices", "--revoke", "nobody"],
        ["enroll", "--name", ""],
        ["enroll", "--name", "t", "--minutes", "0"],
        ["devices", "--database", "mysql://x"],
        ["devices", "--database", "postgresql://127.0.0.1:1/none"],
        ["devices", "--files", "https://bucket"],
        ["devices", "--files", "s3://"],
        ["devices", "--database", "sqlite:////proc/none/server.db"],
        ["serve", "--workers", "0"],
        ["serve", "--port", "70000"],
    ],
)
def test_wrong_use_ends_with_2_and_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(["--data", str(tmp_path), *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("inspector-server: ")
    assert (printed.out, "Traceback" in printed.err) == ("", False)


def test_settings_come_from_the_environment_and_from_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(
        "INSPECTOR_SERVER_PUBLIC_URL=https://from.file\nINSPECTOR_SERVER_DATA=ignored\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INSPECTOR_SERVER_DATA", str(tmp_path / "data"))
    begin_office(tmp_path / "data")
    assert main(["enroll", "--name", "t", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["url"] == "https://from.file"
    assert (tmp_path / "data" / "server.db").exists()
    assert not (tmp_path / "ignored").exists()


def test_a_command_that_lists_loads_no_web_server(tmp_path: Path) -> None:
    begin_office(tmp_path)
    program = (
        "import sys; from sync.server.cli import main; "
        f"main(['devices', '--data', {str(tmp_path)!r}]); "
        "sys.exit(any(name in sys.modules for name in ('uvicorn', 'fastapi', 'flet')))"
    )
    python = BIN / "python"
    assert subprocess.run([python, "-c", program], capture_output=True, check=False).returncode == 0


def test_several_workers_serve_one_office(tmp_path: Path, database_url: str) -> None:
    with server_process(tmp_path, database_url, workers=2) as server:
        devices = [server.enrol() for _ in range(2)]
        for device in devices:
            assert isinstance(device, Device)
            assert device.results(device.seal())[0]["status"] == "created"
        assert server.verify()["records"] == 2
