"""Seals in a real browser: the camera reads one, the register says whether it is right."""

from pathlib import Path

import pytest
import qrcode

from inspector_app.tags.link import seal_link
from tests.support.demo_tablet import due_instruments
from tests.support.film import film_tag
from tests.support.inspector import Inspector
from tests.support.stack import Stack
from tests.support.tablet_screen import tablet_screen

pytestmark = pytest.mark.browser


def film_of_seal(number: str, folder: Path) -> Path:
    """Film the tag that hangs on a seal."""
    code = qrcode.QRCode(border=6, error_correction=qrcode.ERROR_CORRECT_H)
    code.add_data(seal_link("M.EXAMPLE.GOV", number))
    picture = code.make_image().get_image().convert("RGB")
    return film_tag(picture, folder / "seal.mjpeg")


def test_a_right_seal_before_the_camera_is_intact_and_the_next_one_is_asked(
    stack: Stack, tmp_path: Path
) -> None:
    target = due_instruments(stack.folder / "tablet", "fuel_dispenser")[1]
    with tablet_screen(camera=film_of_seal(target.seals[0], tmp_path)) as screen:
        screen.open(f"{stack.app_url}/instrument/{target.instrument_id}")
        screen.tap("start-inspection")
        screen.wait_for_words("seal-expected", target.seals[0])
        screen.tap("seal-scan")
        screen.wait_for_words("seal-match", target.seals[0])
        screen.tap("seal-scan-back")
        screen.wait_for_words("seal-expected", target.seals[1])
        for number in target.seals[1:]:
            screen.wait_for_words("seal-expected", number)
            screen.tap("seal-intact")
        screen.see("seals-done")
        screen.tap("next")
        Inspector(screen).type_number("indicated_L", "20")
