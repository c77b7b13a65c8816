"""Enrolling tablets with one-time codes."""

import threading
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.keys import device_id_of
from sync.server.errors import WrongUse
from sync.server.settings import utc_now
from sync.server.work.enrolling import invite, list_devices
from sync.server.work.opening import Office
from tests.support.device import Device
from tests.support.serving import enrolled_device, opened_office, serving


def problem_of(reply: requests.Response) -> str:
    assert reply.headers["content-type"] == "application/problem+json"
    return str(reply.json()["type"]).rpartition(":")[2]


def new_code(office: Office) -> str:
    return invite(office, name="tablet", minutes=15).code


def test_a_code_enrols_a_tablet_and_tells_it_the_key_to_pin(
    office: Office, server_url: str
) -> None:
    reply = Device(server_url).enrol(new_code(office))
    assert reply.status_code == 201
    assert set(reply.json()) == {"device_id", "server_key", "tag_hosts"}
    assert reply.json()["tag_hosts"] == ["M.EXAMPLE.GOV"]
    assert [device.name for device in list_devices(office)] == ["tablet"]


def test_a_code_may_be_typed_in_small_letters_without_hyphens(
    office: Office, server_url: str
) -> None:
    typed = new_code(office).lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert Device(server_url).enrol(typed).status_code == 201


def test_the_same_request_again_gives_the_same_answer_when_the_reply_was_lost(
    office: Office, server_url: str
) -> None:
    code, device = new_code(office), Device(server_url)
    first, second = device.enrol(code, key="k"), device.enrol(code, key="k")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert len(list_devices(office)) == 1


@pytest.mark.parametrize(("key", "name"), [("other", "tablet"), ("k", "other")])
def test_a_used_code_is_refused_to_any_other_request(
    office: Office, server_url: str, key: str, name: str
) -> None:
    code, device = new_code(office), Device(server_url)
    device.enrol(code, key="k")
    reply = device.enrol(code, key=key, name=name)
    assert (reply.status_code, problem_of(reply)) == (409, "code-used")


def test_a_used_code_is_refused_to_another_tablet_with_the_same_key(
    office: Office, server_url: str
) -> None:
    code = new_code(office)
    Device(server_url).enrol(code, key="k")
    assert Device(server_url).enrol(code, key="k").status_code == 409


def test_a_code_that_nobody_made_is_refused(server_url: str) -> None:
    reply = Device(server_url).enrol("AAAA-BBBB-CCCC")
    assert (reply.status_code, problem_of(reply)) == (403, "code-unknown")


def test_a_code_is_refused_once_its_minutes_are_over_but_a_lost_reply_is_repeated(
    tmp_path: Path, database_url: str
) -> None:
    late = [timedelta()]

    def now() -> datetime:
        return utc_now() + late[0]

    with opened_office(tmp_path, database_url, now=now) as office, serving(office) as url:
        used, unused = new_code(office), new_code(office)
        device = Device(url)
        first = device.enrol(used, key="k")
        late[0] = timedelta(minutes=15, seconds=1)
        again, too_late = device.enrol(used, key="k"), device.enrol(unused)
    assert again.json() == first.json()
    assert (too_late.status_code, problem_of(too_late)) == (403, "code-expired")


def test_of_two_tablets_with_one_code_at_the_same_time_one_is_enrolled(
    office: Office, server_url: str
) -> None:
    code = new_code(office)
    replies: list[int] = []
    threads = [
        threading.Thread(target=lambda: replies.append(Device(server_url).enrol(code).status_code))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(replies) == [201, 409, 409, 409, 409, 409]
    assert len(list_devices(office)) == 1


@pytest.mark.parametrize(
    ("change", "headers"),
    [
        ({"public_key": "AAAA"}, {"Idempotency-Key": "k"}),
        ({"public_key": "not base64!"}, {"Idempotency-Key": "k"}),
        ({"name": "a\x00b"}, {"Idempotency-Key": "k"}),
        ({"name": "x" * 101}, {"Idempotency-Key": "k"}),
        ({"code": 5}, {"Idempotency-Key": "k"}),
        ({}, {}),
    ],
)
def test_a_request_that_does_not_fit_is_refused_and_the_code_stays_good(
    office: Office, server_url: str, change: dict[str, object], headers: dict[str, str]
) -> None:
    code, device = new_code(office), Device(server_url)
    given = {"code": code, "name": "tablet", "public_key": device.public_key} | change
    reply = device.post("/v1/devices:enrol", given, **headers)
    assert (reply.status_code, problem_of(reply)) == (422, "invalid")
    assert device.enrol(code).status_code == 201


@pytest.mark.parametrize(("name", "minutes"), [("", 15), ("x" * 101, 15), ("t", 0), ("t", 10081)])
def test_an_invitation_needs_a_name_and_a_reasonable_time(
    office: Office, name: str, minutes: int
) -> None:
    with pytest.raises(WrongUse):
        invite(office, name=name, minutes=minutes)


def test_a_tablet_of_before_gets_its_own_id_again_by_its_key(
    office: Office, server_url: str
) -> None:
    device = Device(server_url, server_key=office.public_key)
    device.device_id = device_id_of(device.key.public_key().public_bytes_raw())
    before, code = device.device_id, new_code(office)
    first = device.enrol(code, key="k", **device.again())
    again = device.enrol(code, key="k", **device.again(unique="another"))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert [one.device_id for one in list_devices(office)] == [before]
    assert device.enrol(new_code(office), **device.again()).status_code == 201
    assert len(list_devices(office)) == 1


def test_nobody_gets_the_id_of_another_tablet(office: Office, server_url: str) -> None:
    known = enrolled_device(office, server_url)
    stranger = Device(server_url, device_id=known.device_id, server_key=known.server_key)
    code = new_code(office)
    reply = stranger.enrol(code, **stranger.again())
    assert (reply.status_code, problem_of(reply)) == (422, "invalid")
    assert [one.public_key for one in list_devices(office)] == [known.public_key]
    assert known.log_in().status_code == 200
    assert Device(server_url).enrol(code).status_code == 201


@pytest.mark.parametrize(
    ("claims", "problem"),
    [
        ({"sign": Ed25519PrivateKey.generate().sign}, (401, "unauthenticated")),
        ({"issued_at": 0}, (401, "unauthenticated")),
        ({"device_id": "7"}, (422, "invalid")),
        ({"device_id": "{00000000-0000-0000-0000-000000000000}"}, (422, "invalid")),
    ],
)
def test_an_assertion_that_does_not_hold_is_refused_and_the_code_stays_good(
    office: Office, server_url: str, claims: dict[str, Any], problem: tuple[int, str]
) -> None:
    device = Device(server_url, device_id=str(uuid.uuid4()), server_key=office.public_key)
    code = new_code(office)
    reply = device.enrol(code, **device.again(**claims))
    assert (reply.status_code, problem_of(reply)) == problem
    assert not list_devices(office)
    assert device.enrol(code).status_code == 201


def test_a_tablet_of_another_server_is_told_so_and_not_taken(
    office: Office, server_url: str
) -> None:
    device = Device(server_url, device_id=str(uuid.uuid4()), server_key=bytes(32))
    code = new_code(office)
    reply = device.enrol(code, **device.again())
    assert (reply.status_code, problem_of(reply)) == (409, "already-enrolled")
    assert not list_devices(office)
    assert device.enrol(code).status_code == 201
