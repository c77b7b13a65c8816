"""Whether the device itself says that it has a network, through Flet."""

import asyncio
from collections.abc import Callable

import flet as ft

PATIENCE_S = 5.0


def is_connected(kinds: list[ft.ConnectivityType]) -> bool:
    """Tell whether any of the ways out of the device stands open."""
    return any(kind is not ft.ConnectivityType.NONE for kind in kinds)


def watch_network(tell: Callable[[bool], None]) -> ft.Connectivity:
    """Return the watcher, which tells every change; it works as long as somebody holds it."""
    return ft.Connectivity(on_change=lambda event: tell(is_connected(event.connectivity)))


async def ask_network(watcher: ft.Connectivity) -> bool:
    """Ask once; a device that does not answer is taken to have a network: a sync will tell."""
    try:
        return is_connected(await asyncio.wait_for(watcher.get_connectivity(), PATIENCE_S))
    except (TimeoutError, RuntimeError):
        return True
