"""The app itself: opens the tablet's folder once and gives every session its screens."""

import threading
import webbrowser
from collections.abc import Awaitable, Callable, MutableMapping
from itertools import count
from pathlib import Path
from typing import Any

import flet as ft

from inspector_app.devices.keystore import KeyStore
from inspector_app.devices.late_replies import drop_late_replies
from inspector_app.screens.indexing import Indexing
from inspector_app.screens.root import open_session
from inspector_app.screens.running import SyncRun
from inspector_app.screens.trying_again import TryingAgain
from inspector_app.services.opening import Tablet
from inspector_app.services.recovering import open_or_recover
from inspector_app.settings import assets_folder, load_settings

HOST = "127.0.0.1"
_NAMES = ("127.0.0.1", "localhost", "[::1]")
_POLICY = (
    "default-src 'self' blob: data:; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self' blob: data: ws://127.0.0.1:* "
    "ws://localhost:*; worker-src 'self' blob:; frame-ancestors 'none'"
)
"""What a page may load: only what this machine serves, so that it is the same without a network."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


class OneTablet:
    """The tablet in a folder, opened once however many sessions there are."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._tablet: Tablet | None = None

    def open(self, keystore: KeyStore | None = None) -> Tablet:
        """Return the tablet, recovered if it was damaged. Raises StorageTrouble."""
        with self._lock:
            if self._tablet is None:
                self._tablet = open_or_recover(self._folder, keystore=keystore)
            return self._tablet

    def close(self) -> None:
        """Close it if it was opened."""
        with self._lock:
            if self._tablet is not None:
                self._tablet.close()
            self._tablet = None


def sessions_of(one: OneTablet) -> Callable[[ft.Page], Awaitable[None]]:
    """Return what fills a page; every page works on the same tablet and the same sync."""
    drop_late_replies()
    sync_run = SyncRun(TryingAgain())
    indexing, opened = Indexing(), count()

    async def main(page: ft.Page) -> None:
        is_first = next(opened) == 0  # another tab of the browser begins at its own address
        reopens = is_first or not page.web
        await open_session(page, one.open, sync_run, indexing, reopens=reopens)

    return main


def serve(folder: Path, *, port: int, open_browser: bool) -> None:
    """Serve the app to this machine's own browser until it is stopped. Loopback only."""
    import uvicorn

    one = OneTablet(folder)
    one.open()
    web = ft.run(
        sessions_of(one),
        export_asgi_app=True,
        assets_dir=str(assets_folder()),
        web_renderer=ft.WebRenderer.CANVAS_KIT,
        no_cdn=True,
    )
    config = uvicorn.Config(
        guarded(web, port), host=HOST, port=port, log_level="warning", ws="websockets-sansio"
    )
    if open_browser:
        threading.Timer(1.0, webbrowser.open, [f"http://{HOST}:{port}"]).start()
    try:
        uvicorn.Server(config).run()
    finally:
        one.close()


def open_native() -> None:
    """Open the app of a native build on a phone or tablet."""
    ft.run(sessions_of(OneTablet(load_settings().folder)), assets_dir=str(assets_folder()))


def guarded(app: Asgi, port: int) -> Asgi:
    """Let in only pages of our own: any site in the browser could call a port of this machine."""
    hosts = {f"{name}:{port}" for name in _NAMES}
    origins = {f"http://{host}" for host in hosts}

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        headers = {name.decode(): text.decode("latin-1") for name, text in scope["headers"]}
        if headers.get("host") in hosts and headers.get("origin") in origins | {None}:
            await app(scope, receive, with_policy(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await send({"type": "http.response.start", "status": 403, "headers": []})
            await send({"type": "http.response.body", "body": b"This page is not ours."})

    return guard


def with_policy(send: Send) -> Send:
    """Add to every answer what the page may load."""

    async def answer(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            policy = (b"content-security-policy", _POLICY.encode())
            message["headers"] = [*message.get("headers", ()), policy]
        await send(message)

    return answer
