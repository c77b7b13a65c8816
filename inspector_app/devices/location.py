"""The location through Flet: asked for once, in the foreground, never waited for without end."""

import asyncio
from decimal import Decimal

import flet as ft
import flet_geolocator as fg

from inspector_app.devices.fix import Fix, NoFix

ANSWER_S = 10.0
DECISION_S = 60.0
"""So long a person may look at the device's question."""
FIX_S = 30.0
_DEGREE, _METRE = Decimal("0.000001"), Decimal("0.1")  # a tenth of a metre
_GRANTED = (
    fg.GeolocatorPermissionStatus.WHILE_IN_USE,
    fg.GeolocatorPermissionStatus.ALWAYS,
    fg.GeolocatorPermissionStatus.UNABLE_TO_DETERMINE,  # a browser that tells only when asked
)
_REFUSALS = ("denied", "permission", "refused")


class Locator:
    """One for a session; made when it is first asked, and held, or Flet would drop it."""

    def __init__(self) -> None:
        self._geolocator: fg.Geolocator | None = None

    async def find(self) -> Fix | NoFix:
        """Return where the device is now; it asks its user when it has not been told before."""
        if self._geolocator is None:
            self._geolocator = fg.Geolocator()
        try:
            return await _ask(self._geolocator)
        except TimeoutError:
            return NoFix.TIMED_OUT
        except RuntimeError as fault:
            words = str(fault).lower()
            refused = any(word in words for word in _REFUSALS)
            return NoFix.DENIED if refused else NoFix.UNAVAILABLE
        except (
            ft.FletUnsupportedPlatformException,
            ft.FletPageDisconnectedException,
            TypeError,
            ValueError,
        ):
            return NoFix.UNAVAILABLE  # no such device here, or an answer that is none


async def _ask(geolocator: fg.Geolocator) -> Fix | NoFix:
    status = await asyncio.wait_for(geolocator.get_permission_status(), ANSWER_S)
    if status is fg.GeolocatorPermissionStatus.DENIED:
        status = await asyncio.wait_for(geolocator.request_permission(), DECISION_S)
    if status not in _GRANTED:
        return NoFix.DENIED
    wanted = fg.GeolocatorConfiguration(accuracy=fg.GeolocatorPositionAccuracy.BEST)
    found = await asyncio.wait_for(geolocator.get_current_position(wanted), FIX_S)
    return fix_of(found)


def fix_of(position: fg.GeolocatorPosition) -> Fix | NoFix:
    """Return a position as decimal text; a device without a horizontal accuracy reports 0."""
    if position.latitude is None or position.longitude is None:
        return NoFix.UNAVAILABLE
    accuracy_m = _spell(position.accuracy, _METRE) if position.accuracy else ""
    return Fix(_spell(position.latitude, _DEGREE), _spell(position.longitude, _DEGREE), accuracy_m)


def _spell(number: float, step: Decimal) -> str:
    return str(Decimal(repr(number)).quantize(step))
