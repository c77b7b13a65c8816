"""Only pages of our own are answered: any site in the browser could call a port of the machine."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from inspector_app.app import guarded

Message = MutableMapping[str, Any]
PORT = 8550


def answer(kind: str, **headers: str) -> list[Message]:
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
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }

    async def ask() -> None:
        await guarded(app, PORT)(scope, receive, send)

    asyncio.run(ask())
    return sent


@pytest.mark.parametrize("host", ["127.0.0.1:8550", "localhost:8550", "[::1]:8550"])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_page_of_our_own_is_let_in(kind: str, host: str) -> None:
    (first, *_) = answer(kind, host=host, origin=f"http://{host}")
    assert first["type"] in ("http.response.start", "websocket.accept")
    assert first["status"] == 200


def test_a_browser_that_opens_the_address_sends_no_origin_and_is_let_in() -> None:
    assert answer("http", host="127.0.0.1:8550")[0]["status"] == 200


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
    assert answer("http", **headers)[0]["status"] == 403
    assert answer("websocket", **headers) == [{"type": "websocket.close", "code": 1008}]


def test_what_a_page_may_load_is_only_what_this_machine_serves() -> None:
    headers = dict(answer("http", host="localhost:8550")[0]["headers"])
    policy = headers[b"content-security-policy"].decode()
    assert "default-src 'self'" in policy
    assert "https:" not in policy


def test_starting_and_stopping_pass_the_door() -> None:
    assert answer("lifespan")[0]["type"] == "lifespan.startup.complete"
