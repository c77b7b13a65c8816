"""Which network a sync may use, from what the device says."""

import flet as ft
import pytest

from inspector_app.devices.network import Network, network_of

Kind = ft.ConnectivityType


@pytest.mark.parametrize(
    ("kinds", "network"),
    [
        ([], Network.NONE), ([Kind.NONE], Network.NONE), ([Kind.MOBILE], Network.METERED),
        ([Kind.VPN], Network.METERED), ([Kind.WIFI], Network.WIFI),
        ([Kind.MOBILE, Kind.WIFI], Network.WIFI), ([Kind.ETHERNET, Kind.VPN], Network.WIFI),
    ],
)  # fmt: skip
def test_only_wifi_and_a_cable_count_as_free(kinds: list[Kind], network: Network) -> None:
    assert network_of(kinds) is network
