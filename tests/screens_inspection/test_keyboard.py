"""A real keyboard in the readings: Enter means "next" only while the readings have the focus."""

from typing import Any, cast

import flet as ft
import pytest

from inspector_app.screens.inspection.keyboard import listen
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.scanner import Scanner
from inspector_app.services.views import Step

pytestmark = pytest.mark.anyio


async def press(scanner: Scanner, *keys: str) -> None:
    assert scanner.take_key
    for key in keys:
        event = ft.KeyboardEvent(
            name="keyboard_event", control=cast("Any", None), data=None, key=key,
            shift=False, ctrl=False, alt=False, meta=False,
        )  # fmt: skip
        await scanner.take_key(event)


@pytest.fixture
async def scanner(draft: OpenDraft, taking: Taking) -> Scanner:
    scanner = Scanner()
    listen(scanner, taking)
    await taking.go_to_step(Step.READINGS)
    assert draft.place.field == "indicated_L"
    return scanner


async def test_enter_goes_to_the_next_reading(draft: OpenDraft, scanner: Scanner) -> None:
    await press(scanner, "2", "0", "Enter")
    assert draft.place.field == "neck_reading_mm"


async def test_after_tab_enter_is_for_what_has_the_focus(
    draft: OpenDraft, scanner: Scanner
) -> None:
    await press(scanner, "2", "0", "Tab", "Enter")
    assert (draft.place.field, draft.typing.text) == ("indicated_L", "20")


async def test_the_next_digit_brings_the_focus_back(draft: OpenDraft, scanner: Scanner) -> None:
    await press(scanner, "2", "Tab", "0")
    assert not draft.roaming
    await press(scanner, "Enter")
    assert draft.place.field == "neck_reading_mm"


async def test_no_key_reaches_the_readings_below_a_sheet(
    draft: OpenDraft, scanner: Scanner
) -> None:
    draft.open_sheet(lambda: ft.BottomSheet(ft.Text("")))
    await press(scanner, "2", "Enter")
    assert (draft.place.field, draft.typing.text) == ("indicated_L", None)


async def test_an_enter_after_a_reading_that_went_on_by_itself_skips_none(
    draft: OpenDraft, scanner: Scanner
) -> None:
    await press(scanner, "2", "0", "Period", "0", "Numpad 0")
    assert draft.place.field == "neck_reading_mm"
    await press(scanner, "Enter")
    assert draft.place.field == "neck_reading_mm"
    await press(scanner, "6", "6", "Enter")
    assert draft.place.field == "nozzle_temperature_C"


async def test_backspace_after_a_reading_that_went_on_by_itself_returns_to_its_last_digit(
    draft: OpenDraft, scanner: Scanner
) -> None:
    await press(scanner, "2", "0", "Period", "0", "0", "Backspace")
    assert (draft.place.field, draft.typing.text) == ("indicated_L", "20.0")
