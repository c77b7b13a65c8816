"""Enrolling over a wire that loses the answer, by a tablet that is killed while it waits for it."""

import json
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest

from inspector_app.cli import main
from sync.server.work.enrolling import invite, list_devices
from sync.server.work.opening import Office
from tests.support.relay import Relay, relaying
from tests.support.stack import BIN


def noted(folder: Path) -> dict[str, object]:
    with sqlite3.connect(folder / "tablet.db") as db:
        db.row_factory = sqlite3.Row
        (row,) = db.execute("SELECT device_id, enrol_key, private_key, server_key FROM tablet")
    db.close()
    return dict(row)


def enrol_killed(relay: Relay, code: str, folder: Path) -> None:
    """Enrol with the real command, which is killed when the server has answered."""
    command = [BIN / "inspector", "enroll", code, "--server", relay.url, "--data", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(answer: bytes) -> bool:
        if not answer.startswith(b"HTTP/1.1 201"):
            return True  # first the server says who it is
        process.send_signal(signal.SIGKILL)
        return False

    relay.on_answer = kill
    assert process.wait(timeout=60) == -signal.SIGKILL
    relay.on_answer = lambda answer: True


def test_a_tablet_killed_before_the_answer_came_is_the_same_device_afterwards(
    office: Office, server_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, folder = invite(office, name="tablet", minutes=15).code, tmp_path / "tablet"
    with relaying(server_url) as relay:
        enrol_killed(relay, code, folder)
        before = noted(folder)
        assert before["device_id"] is None
        assert before["enrol_key"]
        assert main(["enroll", code, "--server", relay.url, "--data", str(folder)]) == 0
        after = noted(folder)
        (device,) = list_devices(office)
        assert after["device_id"] == device.device_id
        assert (after["enrol_key"], after["private_key"]) == (
            before["enrol_key"],
            before["private_key"],
        )
        assert after["server_key"] == office.public_key
        capsys.readouterr()
        assert main(["sync", "--data", str(folder), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["problem"] == ""


def test_the_code_of_a_killed_tablet_is_good_for_no_other(
    office: Office, server_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = invite(office, name="tablet", minutes=15).code
    with relaying(server_url) as relay:
        enrol_killed(relay, code, tmp_path / "tablet")
        other = str(tmp_path / "other")
        assert main(["enroll", code, "--server", relay.url, "--data", other]) != 0
        assert "used already" in capsys.readouterr().err
    assert len(list_devices(office)) == 1
