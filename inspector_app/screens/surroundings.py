"""What surrounds the screens: light, direction, loads of the page, network."""

from typing import TYPE_CHECKING

import flet as ft

from inspector_app.devices.in_view import InView
from inspector_app.devices.network import Network, ask_network, watch_network
from inspector_app.screens import theme
from inspector_app.screens.running import SyncRun
from inspector_app.screens.way import Way

if TYPE_CHECKING:
    from inspector_app.services.opening import Tablet


def use_appearance(page: ft.Page, appearance: str, *, rtl: bool) -> None:
    """Give the page its colours and its direction, and again when a setting changes."""

    def paint() -> None:
        page.rtl = rtl
        page.theme, page.dark_theme, page.theme_mode = theme.themes(appearance)
        page.update()

    ft.use_effect(paint, [appearance, rtl])


def use_loads(page: ft.Page, in_view: InView, way: Way) -> int:
    """Return how often the page was loaded again; each time it is at its own address, in view."""
    loads, count = ft.use_state(0)

    def loaded_again(_event: object) -> None:
        in_view.connect()
        way.arrive(page.route)
        count(lambda before: before + 1)  # Flet drops what it was to draw while the page was gone

    def listen() -> None:
        page.on_connect = loaded_again

    ft.use_effect(listen, [])
    return int(loads)


def use_network(page: ft.Page, sync_run: SyncRun, tablet: "Tablet") -> bool:
    """Return whether the device says that it has a network; the sync hears which one it is."""
    online, set_online = ft.use_state(True)
    was_online: ft.MutableRef[bool] = ft.use_ref(True)

    def change(network: Network) -> None:
        is_online = network is not Network.NONE
        came_back, was_online.current = is_online and not was_online.current, is_online
        set_online(is_online)
        sync_run.on_wifi = network is Network.WIFI
        if came_back:
            page.run_task(sync_run.network_came_back, tablet)
        elif is_online:
            sync_run.hurry()

    watcher = ft.use_memo(lambda: watch_network(change), [])

    async def ask() -> None:
        change(await ask_network(watcher))

    ft.use_effect(ask, [])
    return bool(online)
