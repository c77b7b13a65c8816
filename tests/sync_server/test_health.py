"""Is it alive, ready, and how much does it hold."""

import re
import shutil

import requests

from sync.server.work.opening import Office
from tests.support.device import Device


def get(device: Device, path: str) -> requests.Response:
    return requests.get(device.url + path, timeout=10)


def test_it_is_alive_and_ready_without_a_login(device: Device) -> None:
    assert get(device, "/healthz").json() == {"status": "ok"}
    assert get(device, "/readyz").json() == {"status": "ok"}


def test_it_is_not_ready_when_files_cannot_be_written(device: Device, office: Office) -> None:
    shutil.rmtree(office.settings.files, ignore_errors=True)
    office.settings.files.write_text("a file stands where the folder should be")
    reply = get(device, "/readyz")
    assert reply.status_code == 503
    assert int(reply.headers["Retry-After"]) > 0


def test_capabilities_are_told_without_a_login(device: Device) -> None:
    told = get(device, "/v1/capabilities").json()
    assert set(told) == {
        "epoch", "server_time", "protocols", "limits", "retention_days", "server_key", "change_seq"
    }  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told["server_time"])
    assert told["retention_days"] == 30


def test_the_metrics_count_what_is_held(device: Device) -> None:
    device.results(device.seal(photos=[b"photo"]), device.seal(schema=2), {"id": "x", "body": "{"})
    text = get(device, "/metrics").text
    numbers = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert numbers == {
        "inspector_records": "2",
        'inspector_quarantined{reason="hash-mismatch"}': "1",
        'inspector_quarantined{reason="schema-unknown"}': "1",
        "inspector_devices": "1",
        "inspector_devices_revoked": "0",
        "inspector_devices_at_quota": "0",
        "inspector_files": "0",
        "inspector_files_waiting": "1",
        "inspector_uploads_open": "0",
        "inspector_change_seq": "4",
    }
