"""The app itself: opens the tablet's folder once and gives every session its screens."""

from pathlib import Path

import flet as ft

from inspector_app.screens.root import open_session
from inspector_app.screens.running import SyncRun
from inspector_app.services.opening import open_tablet
from inspector_app.settings import assets_folder, load_settings


def serve(folder: Path, *, port: int, open_browser: bool) -> None:
    """Serve the app to this machine's own browser until it is stopped. Loopback only."""
    tablet = open_tablet(folder)
    sync_run = SyncRun()

    async def main(page: ft.Page) -> None:
        await open_session(page, tablet, sync_run)

    try:
        ft.run(
            main,
            host="127.0.0.1",
            port=port,
            view=ft.AppView.WEB_BROWSER if open_browser else None,
            assets_dir=str(assets_folder()),
            no_cdn=True,
            web_renderer=ft.WebRenderer.CANVAS_KIT,
        )
    finally:
        tablet.close()


def open_native() -> None:
    """Open the app of a native build on a phone or tablet."""
    tablet = open_tablet(load_settings().folder)
    sync_run = SyncRun()

    async def main(page: ft.Page) -> None:
        await open_session(page, tablet, sync_run)

    ft.run(main, assets_dir=str(assets_folder()))
