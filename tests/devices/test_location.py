"""The location port: one answer in the end, whatever the device does."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft
import flet_geolocator as fg
import pytest

from inspector_app.devices import location
from inspector_app.devices.fix import Fix, NoFix
from inspector_app.devices.location import Locator, fix_of

pytestmark = pytest.mark.anyio
Status = fg.GeolocatorPermissionStatus
HERE = fg.GeolocatorPosition(latitude=36.6000004, longitude=-109.4, accuracy=18.25)


@pytest.fixture
def anyio_backend() -> str:
    """Run asynchronous tests on asyncio alone, as the app does."""
    return "asyncio"


class FakeGeolocator:
    """A device: what it says of permissions, and how it answers when it is asked for a place."""

    def __init__(
        self,
        answer: Callable[[], Awaitable[Any]],
        known: Any = Status.WHILE_IN_USE,
        decided: Any = Status.WHILE_IN_USE,
    ) -> None:
        self.answer, self.known, self.decided = answer, known, decided
        self.asked: list[str] = []

    async def get_permission_status(self) -> Any:
        """Tell what was decided before."""
        self.asked.append("status")
        return self.known

    async def request_permission(self) -> Any:
        """Ask the user."""
        self.asked.append("permission")
        return self.decided

    async def get_current_position(self, _configuration: object) -> Any:
        """Find the place."""
        self.asked.append("position")
        return await self.answer()


async def here() -> fg.GeolocatorPosition:
    """Answer at once."""
    return HERE


async def find(monkeypatch: pytest.MonkeyPatch, device: FakeGeolocator) -> Fix | NoFix:
    monkeypatch.setattr(location.fg, "Geolocator", lambda: device)
    return await Locator().find()


async def test_a_fix_is_decimal_text(monkeypatch: pytest.MonkeyPatch) -> None:
    device = FakeGeolocator(here)
    assert await find(monkeypatch, device) == Fix("36.600000", "-109.400000", "18.2")
    assert device.asked == ["status", "position"]


async def test_a_person_who_was_not_asked_before_is_asked_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    device = FakeGeolocator(here, known=Status.DENIED)
    assert isinstance(await find(monkeypatch, device), Fix)
    assert device.asked == ["status", "permission", "position"]


@pytest.mark.parametrize("decided", [Status.DENIED, Status.DENIED_FOREVER])
async def test_a_refusal_is_taken_and_no_place_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, decided: Status
) -> None:
    device = FakeGeolocator(here, known=Status.DENIED, decided=decided)
    assert await find(monkeypatch, device) is NoFix.DENIED
    assert "position" not in device.asked


async def test_who_refused_for_ever_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    device = FakeGeolocator(here, known=Status.DENIED_FOREVER)
    assert await find(monkeypatch, device) is NoFix.DENIED
    assert device.asked == ["status"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (RuntimeError("User denied Geolocation"), NoFix.DENIED),
        (RuntimeError("The location service on the device is disabled."), NoFix.UNAVAILABLE),
        (ft.FletUnsupportedPlatformException("not here"), NoFix.UNAVAILABLE),
        (TimeoutError(), NoFix.TIMED_OUT),
        (TypeError("an answer that is none"), NoFix.UNAVAILABLE),
    ],
)
async def test_a_device_without_an_answer_is_told_by_its_reason(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, told: NoFix
) -> None:
    async def fail() -> None:
        raise fault

    assert await find(monkeypatch, FakeGeolocator(fail)) is told


async def test_a_device_that_never_answers_is_not_waited_for_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def never() -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(location, "FIX_S", 0.01)
    assert await find(monkeypatch, FakeGeolocator(never)) is NoFix.TIMED_OUT


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (fg.GeolocatorPosition(latitude=0.0, longitude=0, accuracy=5), Fix("0.000000", "0.000000",
                                                                           "5.0")),
        (fg.GeolocatorPosition(latitude=1e-7, longitude=1.0, accuracy=0.0), Fix("0.000000",
                                                                               "1.000000", "")),
        (fg.GeolocatorPosition(latitude=None, longitude=1.0), NoFix.UNAVAILABLE),
    ],
)  # fmt: skip
async def test_zero_is_a_place_and_no_accuracy(
    position: fg.GeolocatorPosition, expected: Fix | NoFix
) -> None:
    assert fix_of(position) == expected
