"""Only pages of our own are answered: any site in the browser could call a port of the machine."""

import asyncio
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest

from inspector_app.door import LINK, Secrets, guarded, keep_link, link_of

Message = MutableMapping[str, Any]
PORT = 8550


KEYS = Secrets()
COOKIE = f"inspector-{PORT}={KEYS.lasting}"


def answer(kind: str, query: str = "", path: str = "/", **headers: str) -> list[Message]:
    """Return what a request with these headers is answered."""
    sent: list[Message] = []

    async def app(scope: Message, _receive: Any, send: Any) -> None:
        begin = {"http": "http.response.start", "websocket": "websocket.accept"}.get(scope["type"])
        await send({"type": begin or "lifespan.startup.complete", "status": 200, "headers": []})

    async def receive() -> Message:
        return {}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": kind,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }

    async def ask() -> None:
        await guarded(app, PORT, KEYS)(scope, receive, send)

    asyncio.run(ask())
    return sent


@pytest.mark.parametrize("host", ["127.0.0.1:8550", "localhost:8550", "[::1]:8550"])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_page_of_our_own_is_let_in(kind: str, host: str) -> None:
    (first, *_) = answer(kind, host=host, origin=f"http://{host}", cookie=COOKIE)
    assert first["type"] in ("http.response.start", "websocket.accept")
    assert first["status"] == 200


def test_a_browser_that_opens_the_address_sends_no_origin_and_is_let_in() -> None:
    assert answer("http", host="127.0.0.1:8550", cookie=COOKIE)[0]["status"] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "127.0.0.1:8550", "origin": "https://evil.example"},
        {"host": "127.0.0.1:8550", "origin": "http://127.0.0.1:9999"},
        {"host": "127.0.0.1:8550", "origin": "null"},
        {"host": "rebound.example:8550"},
        {"host": "rebound.example:8550", "origin": "http://rebound.example:8550"},
        {},
    ],
)
def test_a_foreign_page_or_a_rebound_name_is_refused(headers: dict[str, str]) -> None:
    headers |= {"cookie": COOKIE}
    assert answer("http", **headers)[0]["status"] == 403
    assert answer("websocket", **headers) == [{"type": "websocket.close", "code": 1008}]


def test_what_a_page_may_load_is_only_what_this_machine_serves() -> None:
    headers = dict(answer("http", host="localhost:8550", cookie=COOKIE)[0]["headers"])
    policy = headers[b"content-security-policy"].decode()
    assert "default-src 'self'" in policy
    assert "https:" not in policy


def test_starting_and_stopping_pass_the_door() -> None:
    assert answer("lifespan")[0]["type"] == "lifespan.startup.complete"


@pytest.mark.parametrize(
    "cookie", ["", "inspector-8550=", "inspector-8550=guessed", "inspector-8551=x", "=;;\x7f"]
)
@pytest.mark.parametrize("query", ["", "key=", "key=guessed", "key=%ff", "other=1"])
def test_nobody_without_the_secret_of_this_run_is_let_in(cookie: str, query: str) -> None:
    here = {"host": "127.0.0.1:8550", "cookie": cookie}
    assert answer("http", query, **here)[0]["status"] == 403
    assert answer("websocket", query, **here) == [{"type": "websocket.close", "code": 1008}]


def test_the_link_gives_the_browser_its_cookie_and_leaves_no_key_in_the_address() -> None:
    link = link_of(PORT, KEYS.lasting)
    query = link.partition("?")[2]
    first = answer("http", query, path="/sync", host="127.0.0.1:8550")[0]
    fields = dict(first["headers"])
    assert (first["status"], fields[b"location"]) == (303, b"/sync")
    cookie = fields[b"set-cookie"].decode()
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert answer("http", host="127.0.0.1:8550", cookie=cookie.split(";")[0])[0]["status"] == 200


@pytest.mark.parametrize(
    "key", [KEYS.lasting, "of-the-run-before"], ids=["of-this-run", "of-the-run-before"]
)
def test_a_browser_that_is_known_already_is_led_away_from_a_key_in_the_address(key: str) -> None:
    here = {"host": "127.0.0.1:8550", "cookie": COOKIE}
    first = answer("http", f"key={key}", path="/walk/S1", **here)[0]
    assert (first["status"], dict(first["headers"])[b"location"]) == (303, b"/walk/S1")


def test_an_address_that_other_users_could_see_at_the_start_is_good_once() -> None:
    once = KEYS.make_once()
    here = {"host": "127.0.0.1:8550"}
    statuses = [answer("http", f"key={once}", **here)[0]["status"] for _ in range(2)]
    assert statuses == [303, 403]


def test_the_key_leads_to_no_other_place() -> None:
    query = f"key={KEYS.lasting}"
    told = answer("http", query, path="//evil.example/\r\nx", host="127.0.0.1:8550")[0]
    assert dict(told["headers"])[b"location"] == b"/evil.example/x"


def test_the_kept_link_is_for_its_user_alone(tmp_path: Path) -> None:
    (tmp_path / LINK).write_text("of an earlier run")
    (tmp_path / LINK).chmod(0o644)
    kept = keep_link(tmp_path, "http://127.0.0.1:8550/?key=k")
    assert kept.read_text() == "http://127.0.0.1:8550/?key=k\n"
    assert kept.stat().st_mode & 0o777 == 0o600
