"""Proving who one is, and being refused."""

import json
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.assertion import GRANT_TYPE
from sync.server.settings import utc_now
from sync.server.work.enrolling import revoke
from sync.server.work.identifying import LEEWAY_S
from sync.server.work.opening import Office
from tests.support.device import Device
from tests.support.serving import enrolled_device, opened_office, serving


def ask(device: Device, assertion: str) -> tuple[int, str]:
    reply = device.post("/v1/token", {"grant_type": GRANT_TYPE, "assertion": assertion})
    return reply.status_code, reply.json().get("type", "").rpartition(":")[2]


def test_a_token_is_given_for_a_form_too(device: Device) -> None:
    form = {"grant_type": GRANT_TYPE, "assertion": device.assertion()}
    reply = device.call("POST", "/v1/token", data=form)
    assert reply.status_code == 200
    assert set(reply.json()) == {"access_token", "token_type", "expires_in"}
    assert reply.json()["token_type"] == "Bearer"
    device.token = reply.json()["access_token"]
    assert device.send().status_code == 200


def test_an_assertion_that_another_key_signed_is_refused(device: Device) -> None:
    forged = device.assertion(sign=Ed25519PrivateKey.generate().sign)
    assert ask(device, forged) == (401, "unauthenticated")


@pytest.mark.parametrize("seconds", [-400, 400])
def test_an_assertion_of_another_time_is_refused(device: Device, seconds: int) -> None:
    issued_at = int(utc_now().timestamp()) + seconds
    assert ask(device, device.assertion(issued_at=issued_at)) == (401, "unauthenticated")


def test_an_assertion_of_nobody_is_refused(device: Device) -> None:
    assert ask(device, device.assertion(device_id=str(uuid.uuid4())))[0] == 401


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "another"},
        {"sub": "another"},
        {"exp": int(utc_now().timestamp()) + 3600},
        {"jti": None},
        {"iss": ["a"]},
        {"iss": "a\x00"},
    ],
)
def test_an_assertion_with_other_claims_is_refused(device: Device, change: dict[str, Any]) -> None:
    usual = jwt.decode(device.assertion(), options={"verify_signature": False})
    claims = {name: value for name, value in (usual | change).items() if value is not None}
    signed = jwt.PyJWS().encode(json.dumps(claims).encode(), device.key, algorithm="EdDSA")
    assert ask(device, signed)[0] == 401


@pytest.mark.parametrize("text", ["", "a.b.c", "\x00", "é"])
def test_what_is_no_assertion_is_refused(device: Device, text: str) -> None:
    assert ask(device, text)[0] == 401


def test_an_unsigned_assertion_is_refused(device: Device) -> None:
    claims = jwt.decode(device.assertion(), options={"verify_signature": False})
    assert ask(device, jwt.encode(claims, "", algorithm="none"))[0] == 401


def test_another_grant_is_refused(device: Device) -> None:
    reply = device.post("/v1/token", {"grant_type": "password", "assertion": "x"})
    assert (reply.status_code, reply.json()["type"]) == (422, "urn:inspector:problem:invalid")


@pytest.mark.parametrize("field", ["", "Bearer", "Bearer x", "Basic abc"])
def test_a_request_without_a_valid_token_is_refused(device: Device, field: str) -> None:
    reply = device.call("GET", "/v1/changes", headers={"Authorization": field})
    assert reply.status_code == 401
    assert reply.headers["www-authenticate"] == "Bearer"


def test_an_assertion_is_no_access_token(device: Device) -> None:
    device.token = device.assertion()
    assert device.send().status_code == 401


def test_a_token_is_over_after_its_time(tmp_path: Path, database_url: str) -> None:
    def long_ago() -> datetime:
        return utc_now() - timedelta(seconds=3600 + LEEWAY_S + 1)

    with opened_office(tmp_path, database_url, now=long_ago) as office, serving(office) as url:
        assert enrolled_device(office, url).send().status_code == 401


def test_a_revoked_device_is_told_so_on_its_next_request_and_gets_no_token(
    device: Device, office: Office
) -> None:
    item = device.seal()
    assert device.send(item).status_code == 200
    revoke(office, device.device_id)
    for reply in (device.send(item), device.call("GET", "/v1/changes"), device.log_in()):
        assert reply.status_code == 403
        assert reply.json()["type"] == "urn:inspector:problem:revoked"
        assert reply.json()["retryable"] is False
