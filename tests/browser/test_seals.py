"""Seals in a real browser: the camera reads one, the register says whether it is right."""

from pathlib import Path

import pytest
import qrcode

from inspector_app.tags.link import DEFAULT_HOST, seal_link
from tests.support.demo_tablet import due_instruments
from tests.support.film import film_tag
from tests.support.stack import Stack
from tests.support.tablet_screen import tablet_screen

pytestmark = pytest.mark.browser

WRONG = "SL1234567"


def film_of_seal(number: str, folder: Path) -> Path:
    """Film the tag that hangs on a seal."""
    code = qrcode.QRCode(border=6, error_correction=qrcode.ERROR_CORRECT_H)
    code.add_data(seal_link(DEFAULT_HOST, number))
    picture = code.make_image().get_image().convert("RGB")
    return film_tag(picture, folder / "seal.mjpeg")


def test_a_wrong_seal_before_the_camera_is_told_and_fails_with_both_numbers(
    stack: Stack, tmp_path: Path
) -> None:
    target = due_instruments(stack.folder / "tablet", "fuel_dispenser")[0]
    expected, second = target.seals[:2]
    with tablet_screen(camera=film_of_seal(WRONG, tmp_path), language="en-US") as screen:
        screen.open(f"{stack.app_url}/instrument/{target.instrument_id}")
        screen.tap_until("start-inspection", "seal-scan")
        screen.wait_for_words("seal-expected", expected)
        screen.tap_until("seal-scan", "seal-match")
        told = screen.read("seal-match")
        assert expected in told
        assert WRONG in told
        screen.wait_until_enabled("seal-scan-take")
        screen.tap_until("seal-scan-take", "seal-intact")
        screen.wait_for_words("seal-expected", second)
        screen.tap_until("step-outcome", "verdict")
        screen.wait_for_words("verdict", WRONG)
        assert expected in screen.read("verdict")


def test_a_right_seal_before_the_camera_is_intact_and_the_next_one_is_asked(
    stack: Stack, tmp_path: Path
) -> None:
    target = due_instruments(stack.folder / "tablet", "fuel_dispenser")[1]
    with tablet_screen(camera=film_of_seal(target.seals[0], tmp_path)) as screen:
        screen.open(f"{stack.app_url}/instrument/{target.instrument_id}")
        screen.tap_until("start-inspection", "seal-scan")
        screen.wait_for_words("seal-expected", target.seals[0])
        screen.tap_until("seal-scan", "seal-match")
        assert target.seals[0] in screen.read("seal-match")
        screen.tap_until("seal-scan-back", "seal-intact")
        screen.wait_for_words("seal-expected", target.seals[1])
