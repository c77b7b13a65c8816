"""Enrolling at a server: the invitation in every form, and a lost answer that costs nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from inspector_app.errors import NotEnrolled, SyncTrouble, WrongUse
from inspector_app.services.enrolling import enrol
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.syncing import sync_now
from sync.protocol.digest import to_base64
from sync.protocol.problems import Problem
from tests.support.registry import DEVICE_ID, SERVER_KEY, FixedClock

ANSWER = {
    "device_id": DEVICE_ID,
    "server_key": to_base64(SERVER_KEY.public_key().public_bytes_raw()),
    "tag_hosts": ["M.EXAMPLE.GOV"],
}


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Tablet]:
    """A tablet that belongs to nobody."""
    opened = open_tablet(tmp_path / "tablet", clock=FixedClock())
    yield opened
    opened.close()


@pytest.fixture
def asked(httpserver: HTTPServer) -> list[tuple[str, dict[str, Any]]]:
    """A server that enrols everybody; what it was asked, with the key of each request."""
    requests: list[tuple[str, dict[str, Any]]] = []

    def answer(request: Request) -> Response:
        requests.append((request.headers["Idempotency-Key"], json.loads(request.data)))
        return Response(json.dumps(ANSWER), 201, content_type="application/json")

    httpserver.expect_request("/v1/devices:enrol", method="POST").respond_with_handler(answer)
    return requests


def url_of(httpserver: HTTPServer) -> str:
    return httpserver.url_for("").rstrip("/")


@pytest.mark.parametrize("form", ["qr", "link", "bare"])
def test_every_form_of_the_invitation_enrols(
    fresh: Tablet, httpserver: HTTPServer, asked: list[tuple[str, dict[str, Any]]], form: str
) -> None:
    url = url_of(httpserver)
    text, server = {
        "qr": (json.dumps({"v": 1, "url": url, "code": "ABCD-1234"}), ""),
        "link": (f"{url}/?code=ABCD-1234", ""),
        "bare": (" ABCD-1234 ", url + "/"),
    }[form]
    info = enrol(fresh, text, server=server, name="North 3")
    assert (info.enrolled, info.device_id, info.server_url) == (True, DEVICE_ID, url)
    ((_, sent),) = asked
    assert (sent["code"], sent["name"]) == ("ABCD-1234", "North 3")
    with fresh.database.reading() as db:
        (row,) = db.query("SELECT * FROM tablet")
    assert json.loads(row["tag_hosts"]) == ["M.EXAMPLE.GOV"]
    assert bytes(row["server_key"]) == SERVER_KEY.public_key().public_bytes_raw()


def test_a_lost_answer_is_asked_for_again_with_the_same_words(
    fresh: Tablet, httpserver: HTTPServer, asked: list[tuple[str, dict[str, Any]]]
) -> None:
    from inspector_app.services import enrolling

    url = url_of(httpserver)
    with pytest.MonkeyPatch.context() as patch:

        def lose(tablet: Tablet, enrolled: object, *, signs: bool) -> None:
            raise ZeroDivisionError

        patch.setattr(enrolling, "_keep", lose)
        with pytest.raises(ZeroDivisionError):
            enrol(fresh, "ABCD", server=url)
    fresh.close()
    assert enrol(fresh, "ABCD", server=url).enrolled
    assert len(asked) == 2
    assert asked[0] == asked[1]


def test_another_code_is_another_request_with_another_key(
    fresh: Tablet, httpserver: HTTPServer
) -> None:
    seen: list[tuple[str, str]] = []

    def refuse(request: Request) -> Response:
        seen.append((request.headers["Idempotency-Key"], json.loads(request.data)["public_key"]))
        kind = Problem.CODE_EXPIRED.value
        body = json.dumps({"type": kind.type, "status": kind.status})
        return Response(body, kind.status, content_type="application/problem+json")

    httpserver.expect_request("/v1/devices:enrol").respond_with_handler(refuse)
    for code in ("A", "B", "B"):
        with pytest.raises(SyncTrouble) as told:
            enrol(fresh, code, server=url_of(httpserver))
        assert told.value.code == "code_expired"
    assert seen[0] != seen[1] == seen[2]


def test_enrolling_again_with_the_same_code_is_harmless_and_at_another_server_refused(
    fresh: Tablet, httpserver: HTTPServer, asked: list[tuple[str, dict[str, Any]]]
) -> None:
    url = url_of(httpserver)
    httpserver.expect_request("/v1/capabilities").respond_with_json(
        {
            "epoch": "E",
            "server_time": "2026-11-23T08:00:00Z",
            "protocols": [1],
            "limits": {},
        }
    )
    info = enrol(fresh, "ABCD", server=url)
    assert enrol(fresh, "ABCD", server=url) == info
    httpserver.expect_oneshot_request("/v1/devices:enrol").respond_with_data(
        json.dumps({"type": Problem.ALREADY_ENROLLED.value.type}),
        409,
        content_type="application/problem+json",
    )
    with pytest.raises(WrongUse) as told:
        enrol(fresh, "OTHER", server=url)
    assert told.value.code == "unproven_server"
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("text", "server", "code"),
    [
        ("", "http://h", "no_code"),
        ("https://example.com/shop", "http://h", "no_code"),
        ("ABCD", "", "server_missing"),
        ("ABCD", "office.example", "server_address"),
        ("ABCD", "http://[", "server_address"),
        ('{"v":9,"url":"http://h","code":"A"}', "", "newer_invitation"),
    ],
)
def test_what_is_no_invitation_is_told_without_a_request(
    fresh: Tablet, text: str, server: str, code: str
) -> None:
    with pytest.raises(WrongUse) as told:
        enrol(fresh, text, server=server)
    assert told.value.code == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Response("<html>log in</html>", 200), "captive_portal"),
        (Response("", 302, headers={"Location": "http://portal"}), "captive_portal"),
        (Response(json.dumps(ANSWER | {"device_id": "7"}), 201), "captive_portal"),
        (Response(json.dumps(ANSWER | {"server_key": "AA=="}), 201), "captive_portal"),
        (Response("", 500), "server_trouble"),
    ],
)
def test_an_answer_that_is_not_our_servers_enrols_nobody(
    fresh: Tablet, httpserver: HTTPServer, answer: Response, code: str
) -> None:
    httpserver.expect_request("/v1/devices:enrol").respond_with_response(answer)
    with pytest.raises(SyncTrouble) as told:
        enrol(fresh, "ABCD", server=url_of(httpserver))
    assert told.value.code == code
    with pytest.raises(NotEnrolled):
        sync_now(fresh)


def test_without_a_server_the_tablet_says_so_and_may_try_again(fresh: Tablet) -> None:
    with pytest.raises(SyncTrouble) as told:
        enrol(fresh, "ABCD", server="http://127.0.0.1:9")
    assert told.value.code == "offline"


def test_a_sync_without_a_server_reports_it_and_notes_the_attempt(tablet: Tablet) -> None:
    from inspector_app.services.handing_in import hand_in
    from tests.support.visits import seal_one

    seal_one(tablet)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("inspector_app.services.syncing._wait", lambda stopped, seconds: None)
        report = sync_now(tablet)
    assert (report.problem, report.remaining, report.records_sent) == ("offline", 1, 0)
    counts = hand_in(tablet)
    assert (counts.last_problem, counts.synced_at, counts.sealed) == ("offline", None, 1)
    assert counts.last_attempt_at is not None
