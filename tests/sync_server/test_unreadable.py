"""What the server cannot read from its disk is told as trouble that may pass, never as a fault."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from sync.protocol.problems import Problem, find_problem
from sync.server.app import create_app
from sync.server.resources import snapshots
from sync.server.work.opening import Office
from tests.support.device import Device
from tests.support.serving import enrolled_device, opened_office, serving_app

PAGE = 4096


def test_a_database_whose_pages_cannot_be_read_refuses_for_now(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'server.db'}"
    with opened_office(tmp_path, url) as office, serving_app(create_app(office)) as server:
        device = enrolled_device(office, server)
        item = device.seal()
        spoil(office)
        reply = device.send(item)
        assert (reply.status_code, find_problem(reply.json()["type"])) == (
            503,
            Problem.UNAVAILABLE,
        )
        assert reply.json()["retryable"] is True
        assert "Retry-After" in reply.headers


def spoil(office: Office) -> None:
    """Overwrite every page but the first, as a broken disk would."""
    with office.database.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    office.database.engine.dispose()
    path = Path(make_url(office.settings.database).database or "")
    with path.open("r+b") as file:
        file.seek(PAGE)
        file.write(b"\xff" * (path.stat().st_size - PAGE))


def test_a_snapshot_that_cannot_be_read_refuses_for_now(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert device.call("GET", "/v1/snapshot").status_code == 200

    def read(path: Path, start: int, end: int) -> Any:
        raise OSError(5, "Input/output error")
        yield b""

    with monkeypatch.context() as patch:
        patch.setattr(snapshots, "_read", read)
        reply = device.call("GET", "/v1/snapshot")
    assert (reply.status_code, find_problem(reply.json()["type"])) == (503, Problem.UNAVAILABLE)
    assert device.call("GET", "/v1/snapshot").status_code == 200
