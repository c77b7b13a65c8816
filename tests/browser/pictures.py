"""The pictures in docs/screenshots/: each of a screen that stands still."""

from pathlib import Path

from PIL import Image

from tests.support.tablet_screen import TabletScreen

TARGET = Path(__file__).parents[2] / "docs" / "screenshots"
COLOURS = 128


def wait_until_still(screen: TabletScreen) -> None:
    """Wait until two pictures, a little apart, are the same (or a camera keeps moving)."""
    before = b""
    for _ in range(12):
        now = screen.page.screenshot()
        if now == before:
            return
        before = now
        screen.page.wait_for_timeout(200)


def write(screen: TabletScreen, name: str) -> None:
    """Write the picture of a screen that stands still, with few colours to keep it small."""
    path = TARGET / f"{name}.png"
    wait_until_still(screen)
    screen.picture(path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
