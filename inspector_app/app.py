"""The app itself: opens the tablet's folder once and gives every session its screens."""

import threading
import webbrowser
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

import flet as ft

from inspector_app.devices.keystore import KeyStore
from inspector_app.devices.late_replies import drop_late_replies
from inspector_app.door import HOST, Secrets, guarded, keep_link, link_of
from inspector_app.screens.indexing import Indexing
from inspector_app.screens.root import open_session
from inspector_app.screens.running import SyncRun
from inspector_app.screens.trying_again import TryingAgain
from inspector_app.services.opening import Tablet
from inspector_app.services.recovering import open_or_recover
from inspector_app.settings import assets_folder, load_settings


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


def serve(folder: Path, *, port: int, open_browser: bool, tell: Callable[[str], None]) -> None:
    """Serve the app to this user's own browser until it is stopped. Loopback only.

    The link that opens it is told, and kept in the folder for its user.
    """
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
    keys = Secrets()
    config = uvicorn.Config(
        guarded(web, port, keys), host=HOST, port=port, log_level="warning", ws="websockets-sansio"
    )
    link = link_of(port, keys.lasting)
    kept = keep_link(folder, link)
    tell(link)
    if open_browser:
        once = link_of(port, keys.make_once())
        threading.Timer(1.0, webbrowser.open, [once]).start()
    try:
        uvicorn.Server(config).run()
    finally:
        kept.unlink(missing_ok=True)
        one.close()


def open_native() -> None:
    """Open the app of a native build on a phone or tablet."""
    ft.run(sessions_of(OneTablet(load_settings().folder)), assets_dir=str(assets_folder()))
