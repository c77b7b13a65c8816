"""What the office keeps is for its owner alone, and nobody sees a page that was not opened."""

import json
import os
import socket
import stat
import subprocess
from pathlib import Path

import pytest
import requests

from sync.server.addresses import check_public_url, listen_at
from sync.server.cli import main
from sync.server.errors import WrongUse
from sync.server.guarding import mend_rights
from sync.server.settings import load_settings
from tests.support.device import Device
from tests.support.server_process import server_process
from tests.support.serving import make_office
from tests.support.stack import BIN

NOBODY = 65_534


def open_to_others(folder: Path) -> list[str]:
    """Return what in a folder, and the folder itself, others may do anything with."""
    every = [folder, *folder.rglob("*")]
    return [str(one) for one in every if one.lstat().st_mode & 0o077 and not one.is_symlink()]


def filled(folder: Path) -> None:
    """Let a server make everything that it makes: records, photos, uploads, snapshots, pictures."""
    folder.mkdir(mode=0o700)
    with server_process(folder, f"sqlite:///{folder / 'server.db'}") as server:
        (folder / "server.log").chmod(0o600)  # the test's own
        device = server.enrol()
        photo = b"photo"
        device.results(device.seal(photos=[photo]))
        device.upload(photo)
        half = device.begin_upload(b"begun")
        device.send_piece(server.url + half.headers["Location"], 0, b"be")
        assert device.call("GET", "/v1/snapshot").status_code == 200
        assert open_to_others(folder) == []


def test_everything_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    filled(tmp_path / "office")
    assert open_to_others(tmp_path / "office") == []


def test_what_others_could_read_is_mended_at_the_start_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "office"
    filled(folder)
    for one in [folder, *folder.rglob("*")]:
        one.chmod(0o755 if one.is_dir() else 0o644)
    capsys.readouterr()
    assert main(["enroll", "--name", "t", "--data", str(folder)]) == 0
    told = capsys.readouterr().err
    assert open_to_others(folder) == [str(folder / "server.log")]  # not ours
    assert "Others could read" in told
    assert str(folder / "server.db") in told


def test_a_folder_with_folders_of_others_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir(mode=0o755)
    (tmp_path / "server.db").touch(0o644)
    tmp_path.chmod(0o755)
    assert mend_rights({tmp_path: r"server\.db.*"}) == [tmp_path / "server.db"]
    assert stat.S_IMODE((tmp_path / "theirs").stat().st_mode) == 0o755
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another user")
def test_another_user_of_the_machine_reads_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    filled(folder)
    for above in (tmp_path, *tmp_path.parents[:3]):
        if above != Path("/tmp"):
            above.chmod(0o755)
    script = 'find "$1"/* ; cat "$1"/* "$1"/*/* ; ls "$1" && ls -a "$1"'
    seen = subprocess.run(
        ["/bin/sh", "-c", script, "sh", str(folder)],
        user=NOBODY, group=NOBODY, extra_groups=[], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Permission denied" in seen.stderr
    assert seen.stdout == ""


def test_a_code_is_in_no_name_and_its_picture_is_private_even_over_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_office(tmp_path / "office")
    picture = tmp_path / "qr.png"
    picture.touch(0o644)
    options = ["enroll", "--name", "t", "--json", "--data", str(tmp_path / "office")]
    assert main([*options, "--qr", str(picture)]) == 0
    assert main(options) == 0
    for line in capsys.readouterr().out.splitlines():
        told = json.loads(line)
        assert told["code"] not in told["qr_png"]
        assert Path(told["qr_png"]).stat().st_mode & 0o077 == 0


def test_what_a_command_writes_is_for_its_owner_alone(tmp_path: Path) -> None:
    make_office(tmp_path / "office")
    out, backup = tmp_path / "out.csv", tmp_path / "backup.zip"
    Path(f"{backup}.unfinished").touch(0o644)
    data = ["--data", str(tmp_path / "office")]
    assert main(["export", "inspections", "--format", "csv", "--out", str(out), *data]) == 0
    assert main(["backup", str(backup), *data]) == 0
    assert [one.stat().st_mode & 0o777 for one in (out, backup)] == [0o600, 0o600]


PAGES = ("/", "/inspections", "/quarantine", "/devices", "/inspections/1", "/console/style.css")


def test_no_page_is_shown_before_somebody_opens_it(tmp_path: Path) -> None:
    with server_process(tmp_path, f"sqlite:///{tmp_path / 'server.db'}") as server:
        for path in PAGES:  # what nginx with proxy_pass alone hands on looks just like this
            host = {"Host": f"127.0.0.1:{server.port}", "Connection": "close"}
            assert requests.get(server.url + path, headers=host, timeout=10).status_code == 403


def test_pages_of_this_machine_are_not_shown_through_what_says_that_it_hands_on(
    office: object, server_url: str, device: Device
) -> None:
    assert requests.get(f"{server_url}/", timeout=10).status_code == 200
    for name in ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP"):
        reply = requests.get(f"{server_url}/", headers={name: "127.0.0.1"}, timeout=10)
        assert reply.status_code == 403, name


@pytest.mark.parametrize("host", ["", " ", "0", "00", "0.0", "0x0", "*", "nix.invalid"])
def test_a_host_that_is_none_is_refused(host: str, tmp_path: Path) -> None:
    with pytest.raises(WrongUse):
        listen_at(host, 0)
    assert main(["serve", "--host", host, "--data", str(tmp_path / "new")]) == 2
    assert not (tmp_path / "new").exists()


def test_every_network_is_listened_to_only_where_that_is_said() -> None:
    with listen_at("0.0.0.0", 0) as listener:
        assert listener.getsockname()[0] == "0.0.0.0"


def test_a_port_that_is_taken_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "--port", port, "--data", str(tmp_path / "new")]) == 2
    told = capsys.readouterr().err
    assert f"Port {port} of 127.0.0.1 is taken" in told
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_taken_port_ends_the_installed_command_without_a_traceback(
    tmp_path: Path, workers: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [BIN / "inspector-server", "serve", "--port", str(taken.getsockname()[1])]
        command += ["--workers", workers, "--data", str(tmp_path)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr


USELESS = (
    "office.example", "office.example:8000", "//office.example", "ftp://office.example", "https://",
    "https:///path", "https://office example", "https://office.example:0", "https://h:99999",
    "https://h:port", "https://0.0.0.0", "http://[::]:8000", "http://0:8000", "https://u:p@h",
    "https://h?x=1", "https://h#x", "https://h?", "https://h:", "https://-h", "https://a..b",
    "https://办公室", "https://[::1", "https:office.example", "", " ",
)  # fmt: skip


@pytest.mark.parametrize("url", USELESS)
def test_a_public_url_that_no_tablet_can_use_is_refused(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_office(tmp_path)
    command = ["enroll", "--name", "a", "--public-url", url, "--data", str(tmp_path)]
    assert main(command) == 2
    assert not (tmp_path / "enrolment").exists()
    assert "public" in capsys.readouterr().err


@pytest.mark.parametrize(
    "url",
    ["https://office.example", "https://h:8443/base", "http://127.0.0.1:8000", "http://[::1]"],
)
def test_a_public_url_that_a_tablet_can_use_is_taken(url: str) -> None:
    assert check_public_url(f"{url}/") == url


def test_an_option_that_is_blank_is_no_default(tmp_path: Path) -> None:
    for name in ("data", "database", "files", "public_url"):
        with pytest.raises(WrongUse, match="blank"):
            load_settings({name: ""})
