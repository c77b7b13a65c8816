"""How much one device may leave for the office to look at."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from sync.protocol.problems import Problem, find_problem
from sync.server.cli import main
from sync.server.files import COMING
from sync.server.tables.records import load_quarantined
from sync.server.work.opening import Office
from sync.server.work.quotas import clear, measure_left
from sync.server.work.sweeping import LEFT_S, sweep
from tests.support.device import Device
from tests.support.serving import enrolled_device


@pytest.fixture
def small(office: Office, standing_server: tuple[FastAPI, str]) -> tuple[Office, Device]:
    """An office that lets a device leave little, and a device."""
    app, url = standing_server
    settings = replace(office.settings, quarantined_items=3, unnamed_photos=2, known_uploads=6)
    app.state.office = held = replace(office, settings=settings)
    return held, enrolled_device(held, url)


def damaged(device: Device) -> dict[str, Any]:
    return device.seal() | {"sha256": "0" * 64}


def test_what_is_over_the_quota_stays_on_the_tablet_and_good_records_go_on(
    small: tuple[Office, Device],
) -> None:
    office, device = small
    odd = [damaged(device) for _ in range(5)]
    results = device.results(*odd, device.seal())
    assert [r["status"] for r in results] == [*["quarantined"] * 3, *["retry"] * 2, "created"]
    assert {r["problem"] for r in results if r["status"] == "retry"} == {"quarantine-full"}
    assert all(r["receipt"] is None for r in results if r["status"] == "retry")
    assert len(kept(office)) == 3
    assert measure_left(office)[device.device_id].is_most


def test_another_device_has_a_quota_of_its_own(small: tuple[Office, Device]) -> None:
    office, device = small
    other = enrolled_device(office, device.url)
    device.results(*(damaged(device) for _ in range(3)))
    (result,) = other.results(damaged(other))
    assert result["status"] == "quarantined"


def test_after_the_office_has_cleared_it_the_rest_comes_and_nothing_is_gone(
    small: tuple[Office, Device],
) -> None:
    office, device = small
    odd = [damaged(device) for _ in range(5)]
    device.results(*odd)
    begun = device.begin_upload(b"begun").headers["Location"]
    clear(office, device.device_id)
    assert not measure_left(office)[device.device_id].is_most
    statuses = [result["status"] for result in device.results(*odd)]
    assert statuses == [*["duplicate"] * 3, *["quarantined"] * 2]
    assert len(kept(office)) == 5
    gone = device.call("HEAD", begun, headers={"Tus-Resumable": "1.0.0"})
    assert gone.status_code == 404


def test_photos_that_no_record_names_are_bounded_and_named_ones_are_not(
    small: tuple[Office, Device],
) -> None:
    office, device = small
    photos = [b"%d" % number for number in range(5)]
    for photo in photos[:2]:
        assert device.upload(photo).status_code == 204
    refused = device.begin_upload(photos[2])
    assert find_problem(refused.json()["type"]) is Problem.QUOTA
    assert int(refused.headers["Retry-After"]) > 0
    device.results(device.seal(photos=photos))
    for photo in photos[2:4]:
        assert device.upload(photo).status_code == 204
    assert measure_left(office)[device.device_id].unnamed_photos == 0


def test_uploads_that_are_known_are_bounded(small: tuple[Office, Device]) -> None:
    _, device = small
    device.results(device.seal(photos=[b"photo"]))
    device.upload(b"photo")
    replies = [device.begin_upload(b"photo") for _ in range(6)]  # each is finished at once
    assert [reply.status_code for reply in replies] == [*[201] * 5, 429]


def test_the_command_tells_and_clears(
    small: tuple[Office, Device], capsys: pytest.CaptureFixture[str]
) -> None:
    office, device = small
    data = ["--data", str(office.settings.data), "--database", office.settings.database]
    device.results(*(damaged(device) for _ in range(3)))
    assert main(["devices", "--json", *data]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["left"]["quarantined"] == 3
    assert main(["devices", "--clear", device.device_id, "--json", *data]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["left"]["quarantined"] == 0
    assert main(["devices", "--clear", "nobody", *data]) == 2


def test_what_races_leave_is_swept_when_it_is_a_day_old(office: Office, device: Device) -> None:
    assert isinstance(office.settings.files, Path)
    begun = device.begin_upload(b"begun").headers["Location"]
    device.send_piece(device.url + begun, 0, b"be")
    uploads, files = office.settings.files / "uploads", office.settings.files
    old, young = uploads / "given-up", uploads / "just-given-up"
    coming = files / f"{COMING}x"
    for path in (old, young, coming):
        path.write_bytes(b"x")
    long_ago = office.now().timestamp() - LEFT_S - 1
    for path in (old, coming, *uploads.glob("[0-9a-f]*")):
        os.utime(path, (long_ago, long_ago))
    assert sweep(office) == 2
    assert not old.exists()
    assert not coming.exists()
    assert young.exists()
    assert device.send_piece(device.url + begun, 2, b"gun").status_code == 204


def kept(office: Office) -> list[str]:
    with office.database.reading() as connection:
        return [row.id for row in load_quarantined(connection)]
