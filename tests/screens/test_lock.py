"""The lock covers every screen, loses nothing, and opens with an officer's PIN."""

from decimal import Decimal
from typing import Any

import flet as ft
import pytest

from inspector_app.screens import lock as lock_module
from inspector_app.screens import pin_entry
from inspector_app.services import inspecting, signing_in
from inspector_app.services.opening import Tablet
from inspector_app.services.settling import change_setting
from inspector_app.services.signing_in import list_signers, set_pin, sign_out
from tests.screens.conftest import Opener
from tests.support.in_process import ScreenInProcess, below
from tests.support.registry import PUMP, FixedClock

pytestmark = pytest.mark.anyio
PIN = "2468"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash quickly, and look often whether somebody is there."""
    real = signing_in.hash_pin
    monkeypatch.setattr(signing_in, "METHOD", "scrypt:16:8:1")
    monkeypatch.setattr(
        signing_in, "hash_pin", lambda pin, salt, method="scrypt:16:8:1": real(pin, salt, method)
    )
    monkeypatch.setattr(lock_module, "CHECK_S", 0.01)
    monkeypatch.setattr(pin_entry, "TICK_S", 0.01)


async def type_pin(screen: ScreenInProcess, pin: str = PIN) -> None:
    for number, digit in enumerate(pin, 1):
        await screen.tap(f"pin-{digit}")
        await screen.wait_for("pin-typed", f"{number} ")
    await screen.tap("pin-done")


def is_seen(screen: ScreenInProcess, identifier: str) -> bool:
    """True if a control stands on the screen and nothing above it is invisible."""

    def visible(control: Any) -> bool:
        if getattr(control, "visible", True) is False:
            return False
        if isinstance(control, ft.Semantics) and control.identifier == identifier:
            return True
        inside = [
            child
            for name in ("_b", "content", "controls")
            for child in as_list(getattr(control, name, None))
        ]
        return any(visible(child) for child in inside)

    return visible(screen.session.page.views[0])


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def clock_of(tablet: Tablet) -> FixedClock:
    assert isinstance(tablet.clock, FixedClock)
    return tablet.clock


async def test_without_a_pin_the_app_opens_as_ever(open_app: Opener) -> None:
    screen = open_app("/")
    await screen.wait_for("scan")
    assert screen.find("lock") is None


async def test_a_pin_is_set_twice_the_same_and_signs_its_officer_in(
    open_app: Opener, tablet: Tablet
) -> None:
    screen = open_app("/settings")
    await screen.tap("officers")
    await screen.tap("set-pin-O1")
    await type_pin(screen)
    await screen.wait_for("pin-typed", "0 ")
    await type_pin(screen, "9999")
    await screen.wait_for("pin-told", "differ")
    await type_pin(screen)
    await screen.wait_for("signer-O1", "First officer")
    assert screen.find("lock") is None, "who has just set it goes on working"
    await screen.tap("set-pin-O2")
    await type_pin(screen, "1357")
    await screen.wait_for("pin-typed", "0 ")
    await type_pin(screen, "1357")
    await screen.wait_for("signer-O2", "Second officer")
    await screen.tap("sign-out-O1")
    await screen.wait_for("sign-in-O1")
    assert {one.officer.officer_id: one.place for one in list_signers(tablet)}["O2"] == 1


async def test_the_app_opens_locked_and_a_pin_leads_to_where_one_was_going(
    open_app: Opener, tablet: Tablet
) -> None:
    set_pin(tablet, "O1", PIN)
    screen = open_app("/site/S1")
    await screen.wait_for("lock")
    assert not is_seen(screen, "back")
    await type_pin(screen, "1111")
    await screen.wait_for("pin-told", "wrong")
    assert not is_seen(screen, "back")
    await type_pin(screen)
    await screen.wait_for("title", "东风加油站")
    assert screen.find("lock") is None and is_seen(screen, "back")


async def test_who_is_there_is_asked_where_several_have_a_pin(
    open_app: Opener, tablet: Tablet
) -> None:
    set_pin(tablet, "O1", PIN)
    set_pin(tablet, "O2", "1357")
    sign_out(tablet, "O2")
    screen = open_app("/")
    await screen.tap("lock-O1")
    await type_pin(screen, "1357")
    await screen.wait_for("pin-told", "wrong")
    await screen.tap("lock-other")
    await screen.tap("lock-O2")
    await type_pin(screen, "1357")
    await screen.wait_for("scan")
    assert [one.place for one in list_signers(tablet)] == [1, 2, 0]


async def test_three_wrong_pins_close_the_pad_for_a_while(open_app: Opener, tablet: Tablet) -> None:
    set_pin(tablet, "O1", PIN)
    screen = open_app("/")
    for _ in range(2):
        await type_pin(screen, "1111")
        await screen.wait_for("pin-typed", "0 ")
        await screen.wait_for("pin-told")
    await type_pin(screen, "1111")
    await screen.wait_for("pin-wait", "Wait 0:")
    clock_of(tablet).ran_s += Decimal(30)
    await type_when_open(screen)
    await screen.wait_for("scan")


async def type_when_open(screen: ScreenInProcess) -> None:
    """Type once the pad's own countdown is through."""
    import asyncio

    async with asyncio.timeout(10):
        while screen.find("pin-wait") is not None:
            await asyncio.sleep(0.01)
    await type_pin(screen)


async def test_it_locks_when_nothing_was_touched_for_as_long_as_the_settings_say(
    open_app: Opener, tablet: Tablet
) -> None:
    set_pin(tablet, "O1", PIN)
    change_setting(tablet, "lock", "2")
    screen = open_app("/")
    await screen.wait_for("lock")
    await type_pin(screen)
    await screen.wait_for("scan")
    clock_of(tablet).ran_s += Decimal(119)
    await screen.tap("settings")
    await screen.wait_for("title", "Settings")
    clock_of(tablet).ran_s += Decimal(119)
    await screen.tap("back")
    await screen.wait_for("title", "Today")
    assert screen.find("lock") is None, "a tap begins the time anew"
    clock_of(tablet).ran_s += Decimal(120)
    await screen.wait_for("lock")


async def test_a_half_typed_reading_is_there_after_the_lock(
    open_app: Opener, tablet: Tablet
) -> None:
    set_pin(tablet, "O1", PIN)
    draft = inspecting.begin(tablet, PUMP)
    screen = open_app(f"/inspect/{draft}")
    await screen.wait_for("lock")
    await type_pin(screen)
    await screen.wait_for("step-readings")
    await screen.tap("step-readings")
    await screen.tap("key-2")
    await screen.tap("key-0")
    before = words_of(screen)
    await away(screen)
    await screen.wait_for("lock")
    await type_pin(screen)
    await screen.wait_for("key-2")
    assert screen.find("lock") is None
    assert words_of(screen) == before
    await screen.tap("key-1")


def words_of(screen: ScreenInProcess) -> list[str]:
    """Return every word on the screen below the lock."""
    return [str(one.value) for one in below(screen.session.page.views[0])
            if isinstance(one, ft.Text)]  # fmt: skip


async def away(screen: ScreenInProcess) -> None:
    """Let the app go into the background, as the device tells it."""
    page = screen.session.page
    await screen.session.dispatch_event(page._i, "app_lifecycle_state_change", {"state": "hide"})


async def test_keys_of_a_real_keyboard_type_the_pin_and_nothing_below(
    open_app: Opener, tablet: Tablet
) -> None:
    set_pin(tablet, "O1", PIN)
    draft = inspecting.begin(tablet, PUMP)
    screen = open_app(f"/inspect/{draft}")
    await screen.wait_for("lock")
    page = screen.session.page
    for key in (*PIN, "Enter"):
        data = {"key": key, "shift": False, "ctrl": False, "alt": False, "meta": False}
        await screen.session.dispatch_event(page._i, "keyboard_event", data)
    await screen.wait_for("step-readings")
    shown = inspecting.load_inspection(tablet, draft)
    typed = [field.text for point in shown.points for run in point.runs for field in run.fields]
    assert not any(typed)


async def test_never_means_never_and_lock_now_means_now(open_app: Opener, tablet: Tablet) -> None:
    set_pin(tablet, "O1", PIN)
    change_setting(tablet, "lock", "never")
    screen = open_app("/officers")
    await screen.wait_for("lock")
    await type_pin(screen)
    await screen.wait_for("signer-O1")
    clock_of(tablet).ran_s += Decimal(100_000)
    await screen.tap("lock-now")
    await screen.wait_for("lock")
