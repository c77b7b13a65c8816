"""Which network the device itself says that it has, through Flet."""

import asyncio
from collections.abc import Callable
from enum import Enum

import flet as ft

PATIENCE_S = 5.0
_UNMETERED = {ft.ConnectivityType.WIFI, ft.ConnectivityType.ETHERNET}


class Network(Enum):
    """What a sync may use."""

    NONE = "none"
    METERED = "metered"  # a network that may cost by the byte, or of which nothing is known
    WIFI = "wifi"


def network_of(kinds: list[ft.ConnectivityType]) -> Network:
    """Return the best of the ways out of the device that stand open."""
    if _UNMETERED & set(kinds):
        return Network.WIFI
    is_open = any(kind is not ft.ConnectivityType.NONE for kind in kinds)
    return Network.METERED if is_open else Network.NONE


def watch_network(tell: Callable[[Network], None]) -> ft.Connectivity:
    """Return the watcher, which tells every change; it works as long as somebody holds it."""
    return ft.Connectivity(on_change=lambda event: tell(network_of(event.connectivity)))


async def ask_network(watcher: ft.Connectivity) -> Network:
    """Ask once; a device that does not answer is taken to have a network: a sync will tell."""
    try:
        return network_of(await asyncio.wait_for(watcher.get_connectivity(), PATIENCE_S))
    except (TimeoutError, RuntimeError):
        return Network.METERED
