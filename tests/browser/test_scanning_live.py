"""Live scanning in a real browser: a moving damaged tag, a walk past three."""

from collections import Counter
from pathlib import Path

import pytest

from inspector_app.services.planning import load_site
from tests.support.demo_tablet import Target, due_instruments, opened
from tests.support.film import clean_label, dirty_label, film_walk
from tests.support.stack import Stack
from tests.support.tablet_screen import tablet_screen

HELD_FRAMES = 97
"""Three seconds before the lens, and no multiple of what passes between thorough looks."""

pytestmark = pytest.mark.browser


def due_at_one_site(stack: Stack, many: int) -> list[Target]:
    """Return so many due dispensers of one station."""
    targets = due_instruments(stack.folder / "tablet", "fuel_dispenser")
    ((site_id, _),) = Counter(target.site_id for target in targets).most_common(1)
    return [target for target in targets if target.site_id == site_id][:many]


def test_a_dirty_and_scratched_tag_in_moving_pictures_opens_its_instrument(
    stack: Stack, tmp_path: Path
) -> None:
    target = due_instruments(stack.folder / "tablet", "fuel_dispenser")[0]
    label = dirty_label(target.instrument_id)
    film = film_walk([label], tmp_path / "dirty.mjpeg", frames=HELD_FRAMES)
    with tablet_screen(camera=film) as screen:
        screen.open(f"{stack.app_url}/scan")
        screen.see("start-inspection")
        assert target.instrument_id[:4] in screen.read("title")
        for _ in range(2):  # loaded again, as a browser does when it was asleep
            screen.page.goto("about:blank")
            screen.open(f"{stack.app_url}/scan")
            screen.see("start-inspection")


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
