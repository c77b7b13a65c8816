"""The door of the app's page on this machine: only for the browser that has the secret.

Any program and any user of the machine can call a port of it, and any site in a browser, too. The
launcher makes a secret for as long as it runs and hands it to the browser in the address; from then
on the browser shows it in a cookie that no page can read. An address that a browser is started with
can be seen by other users of the machine, so that one is good once.
"""

import os
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

HOST = "127.0.0.1"
LINK = "page-link"
_NAMES = ("127.0.0.1", "localhost", "[::1]")
_POLICY = (
    "default-src 'self' blob: data:; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self' blob: data: ws://127.0.0.1:* "
    "ws://localhost:*; worker-src 'self' blob:; frame-ancestors 'none'"
)
"""What a page may load: only what this machine serves, so that it is the same without a network."""

_REFUSED = (
    "This page opens only by the link that inspector prints at its start. "
    "此页面只能通过 inspector 启动时显示的链接打开。"
)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


class Secrets:
    """The secret of a run of the app, and the ones that are good once."""

    def __init__(self) -> None:
        self.lasting = secrets.token_urlsafe(32)
        self._once: set[str] = set()

    def make_once(self) -> str:
        """Return a secret that opens the door once."""
        made = secrets.token_urlsafe(32)
        self._once.add(made)
        return made

    def opens(self, key: str) -> bool:
        """True if a key of an address opens the door; uses up one that is good once."""
        if key in self._once:
            self._once.discard(key)
            return True
        return self.is_lasting(key)

    def is_lasting(self, key: str) -> bool:
        """True if this is the secret of this run."""
        return secrets.compare_digest(key.encode("utf-8", "replace"), self.lasting.encode())


def link_of(port: int, key: str) -> str:
    """Return the address that opens the page with a key."""
    return f"http://{HOST}:{port}/?key={key}"


def keep_link(folder: Path, link: str) -> Path:
    """Keep the link in the tablet's folder, for its user alone; returns the file."""
    path = folder / LINK
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{link}\n")
    return path


def guarded(app: Asgi, port: int, keys: Secrets) -> Asgi:
    """Let in only pages of our own, in a browser that has the secret."""
    hosts = {f"{name}:{port}" for name in _NAMES}
    origins = {f"http://{host}" for host in hosts}
    cookie = f"inspector-{port}"

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        headers = {name.decode(): text.decode("latin-1") for name, text in scope["headers"]}
        ours = headers.get("host") in hosts and headers.get("origin") in origins | {None}
        known = keys.is_lasting(_read_cookie(headers.get("cookie", ""), cookie))
        key = _read_key(scope) if scope["type"] == "http" else ""
        if ours and key and (keys.opens(key) or known):  # no key stays in an address
            await _let_in(scope, send, f"{cookie}={keys.lasting}")
        elif ours and known:
            await app(scope, receive, with_policy(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await _refuse(send)

    return guard


async def _let_in(scope: Scope, send: Send, cookie: str) -> None:
    """Give the cookie, and lead to the same page without the key in its address."""
    path = "/" + str(scope.get("path", "/")).lstrip("/")
    location = path.encode("ascii", "ignore").replace(b"\r", b"").replace(b"\n", b"")
    fields = [
        (b"location", location),
        (b"set-cookie", f"{cookie}; Path=/; HttpOnly; SameSite=Strict".encode()),
        (b"cache-control", b"no-store"),
        (b"referrer-policy", b"no-referrer"),
    ]
    await send({"type": "http.response.start", "status": 303, "headers": fields})
    await send({"type": "http.response.body", "body": b""})


async def _refuse(send: Send) -> None:
    kind = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": 403, "headers": [kind]})
    await send({"type": "http.response.body", "body": _REFUSED.encode()})


def _read_key(scope: Scope) -> str:
    asked = parse_qs(bytes(scope.get("query_string", b"")).decode("latin-1"))
    return asked.get("key", [""])[0]


def _read_cookie(field: str, name: str) -> str:
    try:
        found = SimpleCookie(field).get(name)
    except CookieError:
        return ""
    return found.value if found is not None else ""


def with_policy(send: Send) -> Send:
    """Add to every answer what the page may load."""

    async def answer(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            policy = (b"content-security-policy", _POLICY.encode())
            message["headers"] = [*message.get("headers", ()), policy]
        await send(message)

    return answer
