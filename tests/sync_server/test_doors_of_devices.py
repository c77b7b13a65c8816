"""Who a device is: its key makes its id, an assertion is good once and here, nothing breaks."""

import base64
import json
import uuid
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from sync.protocol.answers import CHALLENGE, SIGNATURE, Asked, verify_answer
from sync.protocol.assertion import GRANT_TYPE, audience_of, spell_assertion
from sync.protocol.digest import sha256_hex, to_base64
from sync.protocol.keys import device_id_of
from sync.protocol.practice import PRACTICE_DEVICE
from sync.server.settings import utc_now
from sync.server.work.enrolling import invite
from sync.server.work.opening import Office
from tests.support.device import Device
from tests.support.serving import enrolled_device

CHALLENGED = {CHALLENGE: "c" * 32}


def now_s() -> int:
    return int(utc_now().timestamp())


def assertion(device: Device, **changes: Any) -> str:
    told = {"device_id": device.device_id, "issued_at": now_s(), "unique": uuid.uuid4().hex,
            "sign": device.key.sign}  # fmt: skip
    return spell_assertion(**(told | changes))


def ask_token(url: str, spelled: object) -> requests.Response:
    body = {"grant_type": GRANT_TYPE, "assertion": spelled}
    return requests.post(f"{url}/v1/token", json=body, timeout=10)


def claims_of(device: Device, **claims: Any) -> str:
    """Sign whatever claims."""

    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    usual = {"iss": device.device_id, "sub": device.device_id, "aud": "inspector-server",
             "iat": now_s(), "exp": now_s() + 100, "jti": uuid.uuid4().hex}  # fmt: skip
    signed = f"{part({'alg': 'EdDSA', 'typ': 'JWT'})}.{part(usual | claims)}"
    sig = base64.urlsafe_b64encode(device.key.sign(signed.encode())).decode().rstrip("=")
    return f"{signed}.{sig}"


def test_an_assertion_is_good_once(device: Device, server_url: str) -> None:
    spelled = assertion(device)
    assert ask_token(server_url, spelled).status_code == 200
    assert ask_token(server_url, spelled).status_code == 401


def test_an_assertion_for_this_server_names_its_key_and_lives_two_minutes(
    device: Device, office: Office, server_url: str
) -> None:
    ours = audience_of(office.public_key)
    assert ask_token(server_url, assertion(device, audience=ours)).status_code == 200
    other = audience_of(bytes(32))
    assert ask_token(server_url, assertion(device, audience=other)).status_code == 401
    long = claims_of(device, aud=ours, exp=now_s() + 240)
    assert ask_token(server_url, long).status_code == 401
    assert ask_token(server_url, claims_of(device, exp=now_s() + 240)).status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "\ud800", "sub": "\ud800"}, {"jti": "\ud800"}, {"jti": 7}, {"jti": None},
        {"iat": 1e308}, {"exp": 1e308}, {"exp": "soon"}, {"exp": float("inf")}, {"iat": []},
        {"iss": PRACTICE_DEVICE, "sub": PRACTICE_DEVICE}, {"iss": ["x"]}, {"sub": {}},
        {"aud": [["x"]]}, {"aud": {}}, {"iat": 10**400}, {"exp": -(10**30)}, {"nbf": "x"},
    ],
    ids=repr,
)  # fmt: skip
def test_whatever_an_assertion_claims_is_refused_and_never_breaks_the_server(
    claims: dict[str, Any], device: Device, server_url: str
) -> None:
    assert ask_token(server_url, claims_of(device, **claims)).status_code in (401, 422)


@pytest.mark.parametrize(
    "spelled", ["\ud800", "a.\ud800.b", "", "a.b.c", "." * 5000, "é.é.é", "\0", 7, None, [], {}]
)
def test_whatever_stands_in_the_place_of_an_assertion_is_refused(
    spelled: object, server_url: str
) -> None:
    assert ask_token(server_url, spelled).status_code in (401, 422)


@pytest.mark.parametrize("name", ["code", "name", "public_key", "assertion", "server_key"])
@pytest.mark.parametrize("value", ["\ud800", "\0", "x" * 5000, 7, None, [], PRACTICE_DEVICE])
def test_whatever_a_request_to_enrol_holds_is_refused_and_never_breaks_the_server(
    name: str, value: object, office: Office, server_url: str
) -> None:
    if (name, value) == ("name", PRACTICE_DEVICE):
        return  # a tablet may be called so
    device = Device(server_url)
    body = {"code": invite(office, name="t", minutes=9).code, "name": "t",
            "public_key": device.public_key}  # fmt: skip
    if name in ("assertion", "server_key"):
        body |= {"assertion": assertion(device, device_id=str(uuid.uuid4())),
                 "server_key": to_base64(office.public_key)}  # fmt: skip
    answer = requests.post(
        f"{server_url}/v1/devices:enrol", json=body | {name: value}, timeout=10,
        headers={"Idempotency-Key": uuid.uuid4().hex},
    )  # fmt: skip
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    "key",
    [bytes(32), b"\1" + bytes(31), bytes.fromhex("ec" + "ff" * 30 + "7f"), b"\2" + bytes(31)],
)
def test_a_key_of_small_order_is_not_enrolled(key: bytes, office: Office, server_url: str) -> None:
    body = {"code": invite(office, name="t", minutes=9).code, "name": "t",
            "public_key": to_base64(key)}  # fmt: skip
    answer = requests.post(f"{server_url}/v1/devices:enrol", json=body, timeout=10,
                           headers={"Idempotency-Key": "k"})  # fmt: skip
    assert answer.status_code == 422


def forget_devices(office: Office) -> None:
    with office.database.writing() as connection:
        connection.execute(text("DELETE FROM enrolment_codes"))
        connection.execute(text("DELETE FROM devices"))


def enrol_as(
    device_id: str, key: Ed25519PrivateKey, office: Office, server_url: str, **of_code: Any
) -> requests.Response:
    thief = Device(server_url, key=key)
    body = {
        "code": invite(office, name="t", minutes=9, **of_code).code, "name": "t",
        "public_key": thief.public_key, "server_key": to_base64(office.public_key),
        "assertion": assertion(thief, device_id=device_id),
    }  # fmt: skip
    return requests.post(f"{server_url}/v1/devices:enrol", json=body, timeout=10,
                         headers={"Idempotency-Key": uuid.uuid4().hex})  # fmt: skip


def test_a_forgotten_id_is_taken_by_its_own_key_alone(office: Office, server_url: str) -> None:
    device = enrolled_device(office, server_url)
    assert device.device_id == device_id_of(device.key.public_key().public_bytes_raw())
    forget_devices(office)
    thief = enrol_as(device.device_id, Ed25519PrivateKey.generate(), office, server_url)
    assert thief.status_code == 422
    again = enrol_as(device.device_id, device.key, office, server_url)
    assert (again.status_code, again.json()["device_id"]) == (201, device.device_id)


@pytest.mark.parametrize(
    "given", ["0b8b9c2e-6a57-4f0e-9a7e-3f1d2c4b5a69", PRACTICE_DEVICE, "x", ""]
)
def test_an_id_that_no_key_makes_is_not_taken(given: str, office: Office, server_url: str) -> None:
    answer = enrol_as(given, Ed25519PrivateKey.generate(), office, server_url)
    assert answer.status_code in (401, 422)


def test_the_office_may_let_a_tablet_of_the_released_version_come_again_by_its_id(
    office: Office, server_url: str
) -> None:
    old, key = str(uuid.uuid4()), Ed25519PrivateKey.generate()
    answer = enrol_as(old, key, office, server_url, for_device=old)
    assert (answer.status_code, answer.json()["device_id"]) == (201, old)
    other = enrol_as(str(uuid.uuid4()), key, office, server_url, for_device=old)
    assert other.status_code == 422


def test_a_comparison_tells_nothing_of_what_other_tablets_sent(
    device: Device, office: Office, server_url: str
) -> None:
    photo = b"\xff\xd8\xff\xe0 a photo"
    item = device.seal(photos=[photo])
    assert device.send(item).json()["results"][0]["status"] == "created"
    other = enrolled_device(office, server_url)
    asked = {"records": [[item["id"], item["sha256"]], [item["id"], "0" * 64]]}
    told = [
        requests.post(f"{server_url}/v1/records:diff", json=asked, timeout=10,
                      headers={"Authorization": f"Bearer {each.token}"}).json()
        for each in (other, device)
    ]  # fmt: skip
    unknown = {"missing": [item["id"]], "different": [], "missing_files": []}
    assert told[0] == unknown
    assert told[1]["missing_files"] == [sha256_hex(photo)]


def signed(
    answer: requests.Response, office: Office, what: Asked, asked: bytes, body: bytes
) -> bool:
    return verify_answer(
        office.public_key, answer.headers.get(SIGNATURE, ""), what, "c" * 32, asked,
        sha256_hex(body),
    )  # fmt: skip


def test_whoever_sends_a_challenge_gets_signed_answers(
    device: Device, office: Office, server_url: str
) -> None:
    def ask(method: str, path: str, **more: Any) -> requests.Response:
        bearer = {"Authorization": f"Bearer {device.token}"}
        headers = CHALLENGED | bearer | more.pop("headers", {})
        return requests.request(method, server_url + path, timeout=10, headers=headers, **more)

    told = ask("GET", "/v1/capabilities")
    assert signed(told, office, Asked.CAPABILITIES, b"", told.content)
    assert told.json()["server_key"] == to_base64(office.public_key)
    page = ask("GET", "/v1/changes?cursor=")
    assert signed(page, office, Asked.CHANGES, b"", page.content)
    cursor = json.loads(page.content.splitlines()[-1])["next"]
    later = ask("GET", f"/v1/changes?cursor={cursor}")
    assert signed(later, office, Asked.CHANGES, cursor.encode(), later.content)
    assert not signed(later, office, Asked.CHANGES, b"", later.content)
    whole = ask("GET", "/v1/snapshot")
    assert signed(whole, office, Asked.SNAPSHOT, b"", whole.content)
    part = ask("GET", whole.headers["Content-Location"], headers={"Range": "bytes=5-"})
    assert part.status_code == 206
    assert signed(part, office, Asked.SNAPSHOT, b"", whole.content)
    body = b'{"records": []}'
    diff = ask("POST", "/v1/records:diff", data=body, headers={"Content-Type": "application/json"})
    assert signed(diff, office, Asked.DIFFERENCE, body, diff.content)


@pytest.mark.parametrize("challenge", ["", "short", "ä" * 20, "x" * 101, "a b" * 10])
def test_what_is_no_challenge_is_not_signed(challenge: str, server_url: str) -> None:
    answer = requests.get(f"{server_url}/v1/capabilities", timeout=10,
                          headers={CHALLENGE: challenge.encode("latin-1")})  # fmt: skip
    assert answer.status_code == 200
    assert SIGNATURE not in answer.headers


@pytest.mark.parametrize(
    "rows", [None, [1], [{}], [{"kind": "k", "id": "i", "why": "\ud800"}],
             [{"kind": "k", "id": "\0", "why": "w"}], [{"kind": "k" * 201, "id": "", "why": ""}]],
)  # fmt: skip
def test_rows_that_cannot_be_told_of_are_refused(rows: Any, device: Device) -> None:
    answer = requests.post(f"{device.url}/v1/rows:aside", json={"rows": rows}, timeout=10,
                           headers={"Authorization": f"Bearer {device.token}"})  # fmt: skip
    assert answer.status_code == 422
