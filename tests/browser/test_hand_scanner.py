"""A hand scanner in a real browser: what it types opens an instrument, and is never a reading."""

import pytest

from inspector_app.tags.link import DEFAULT_HOST, instrument_link
from tests.support.demo_tablet import due_instruments
from tests.support.inspector import Inspector
from tests.support.stack import Stack
from tests.support.tablet_screen import TabletScreen, tablet_screen

pytestmark = pytest.mark.browser
SCANNER_MS = 8
"""Between two characters of a hand scanner."""
PERSON_MS = 150


def scan_by_hand(screen: TabletScreen, text: str) -> None:
    """Type as a keyboard-wedge scanner does."""
    screen.page.keyboard.type(text, delay=SCANNER_MS)
    screen.page.keyboard.press("Enter")


def test_a_hand_scanner_opens_the_instrument_from_any_screen(stack: Stack) -> None:
    target, other = due_instruments(stack.folder / "tablet", "fuel_dispenser")[2:4]
    with tablet_screen() as screen:
        screen.open(stack.app_url)
        screen.see("scan")
        scan_by_hand(screen, instrument_link(DEFAULT_HOST, target.instrument_id))
        screen.wait_for_words("title", target.instrument_id[:4])
        screen.tap_until("back", "search")
        screen.tap_until("search", "search-field")
        scan_by_hand(screen, other.instrument_id)
        screen.wait_for_words("title", other.instrument_id[:4])


def test_a_hand_scanner_never_types_into_a_reading(stack: Stack) -> None:
    target, other = due_instruments(stack.folder / "tablet", "fuel_dispenser")[2:4]
    with tablet_screen() as screen:
        screen.open(f"{stack.app_url}/instrument/{target.instrument_id}")
        screen.tap_until("start-inspection", "seal-intact")
        Inspector(screen).confirm_seals(target.seals)
        screen.see("field-indicated_L")
        screen.page.keyboard.type("20.0", delay=PERSON_MS)
        screen.wait_for_words("field-indicated_L", "20.0")
        scan_by_hand(screen, instrument_link(DEFAULT_HOST, other.instrument_id))
        screen.wait_for_words("title", other.instrument_id[:4])
        screen.tap_until("back", "field-indicated_L")
        screen.wait_for_words("field-indicated_L", "20.0")
        screen.page.keyboard.type("5", delay=PERSON_MS)
        screen.wait_for_words("field-indicated_L", "20.05")
