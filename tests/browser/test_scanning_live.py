"""Live scanning in a real browser: moving damaged tags, a walk past three, a hand scanner."""

from collections import Counter
from pathlib import Path

import pytest

from inspector_app.services.planning import load_site
from inspector_app.tags.link import DEFAULT_HOST, instrument_link
from tests.support.demo_tablet import Target, due_instruments, opened
from tests.support.film import clean_label, dirty_label, film_walk
from tests.support.inspector import Inspector
from tests.support.stack import Stack
from tests.support.tablet_screen import TabletScreen, tablet_screen

pytestmark = pytest.mark.browser
SCANNER_MS = 8
"""Between two characters of a hand scanner."""


def due_at_one_site(stack: Stack, many: int) -> list[Target]:
    """Return so many due dispensers of one station."""
    targets = due_instruments(stack.folder / "tablet", "fuel_dispenser")
    ((site_id, _),) = Counter(target.site_id for target in targets).most_common(1)
    return [target for target in targets if target.site_id == site_id][:many]


def scan_by_hand(screen: TabletScreen, text: str) -> None:
    """Type as a keyboard-wedge scanner does."""
    screen.page.keyboard.type(text, delay=SCANNER_MS)
    screen.page.keyboard.press("Enter")


def test_a_dirty_and_scratched_tag_in_moving_pictures_opens_its_instrument(
    stack: Stack, tmp_path: Path
) -> None:
    target = due_instruments(stack.folder / "tablet", "fuel_dispenser")[0]
    label = dirty_label(target.instrument_id)
    with tablet_screen(camera=film_walk([label], tmp_path / "dirty.mjpeg")) as screen:
        screen.open(f"{stack.app_url}/scan")
        screen.see("start-inspection")
        assert target.instrument_id[:4] in screen.read("title")


def test_a_walk_past_three_tags_ticks_three_instruments_and_offers_the_due_one(
    stack: Stack, tmp_path: Path
) -> None:
    targets = due_at_one_site(stack, 3)
    site_id = targets[0].site_id
    with opened(stack.folder / "tablet") as tablet:
        whole = len(load_site(tablet, site_id).instruments)
    film = film_walk([clean_label(one.instrument_id) for one in targets], tmp_path / "walk.mjpeg")
    with tablet_screen(camera=film) as screen:
        screen.open(f"{stack.app_url}/site/{site_id}")
        screen.tap("walk")
        screen.wait_for_words("walk-count", f"已找到 3/{whole}")
        for target in targets:
            screen.see(f"here-{target.instrument_id}")
        screen.wait_until_enabled("walk-next")
        screen.tap("walk-next")
        screen.see("start-inspection")
        first = screen.read("title")
        screen.tap("back")
        screen.wait_until_enabled("walk-next")
        screen.tap("walk-next")
        screen.see("start-inspection")
        assert screen.read("title") != first
    stack.kill("app")
    stack.start_app()
    with tablet_screen() as screen:
        screen.open(f"{stack.app_url}/walk/{site_id}")
        screen.wait_for_words("walk-count", f"已找到 3/{whole}")


def test_a_hand_scanner_opens_the_instrument_from_any_screen(stack: Stack) -> None:
    target, other = due_at_one_site(stack, 2)
    with tablet_screen() as screen:
        screen.open(stack.app_url)
        screen.see("scan")
        screen.wait_until_still()  # while the first pictures are drawn, Chromium hands keys on late
        scan_by_hand(screen, instrument_link(DEFAULT_HOST, target.instrument_id))
        screen.wait_for_words("title", target.instrument_id[:4])
        screen.tap("back")
        screen.tap("search")
        screen.see("search-field")
        scan_by_hand(screen, other.instrument_id)
        screen.wait_for_words("title", other.instrument_id[:4])


def test_a_hand_scanner_never_types_into_a_reading(stack: Stack) -> None:
    target, other = due_at_one_site(stack, 2)
    with tablet_screen() as screen:
        screen.open(f"{stack.app_url}/instrument/{target.instrument_id}")
        screen.tap("start-inspection")
        Inspector(screen).confirm_seals(target.seals)
        screen.see("field-indicated_L")
        screen.page.keyboard.type("20.0", delay=150)
        screen.wait_for_words("field-indicated_L", "20.0")
        scan_by_hand(screen, instrument_link(DEFAULT_HOST, other.instrument_id))
        screen.wait_for_words("title", other.instrument_id[:4])
        screen.tap("back")
        screen.wait_for_words("field-indicated_L", "20.0")
        screen.wait_until_still()  # docs/scanning.md: while a screen is drawn, keys come late
        scan_by_hand(screen, "6901234567892")
        screen.wait_for_words("notice", "6901234567892")
        screen.page.keyboard.type("5", delay=150)
        screen.wait_for_words("field-indicated_L", "20.05")
