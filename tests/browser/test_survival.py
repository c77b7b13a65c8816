"""The app is killed in the middle of the readings; everything that was typed is there again."""

from pathlib import Path

import pytest
from PIL import Image

from tests.support.demo_tablet import due_instruments, find_standard
from tests.support.film import film_tag
from tests.support.inspector import Inspector
from tests.support.stack import Stack
from tests.support.tablet_screen import tablet_screen

pytestmark = pytest.mark.browser


def test_every_reading_is_there_after_the_app_was_killed(stack: Stack) -> None:
    tablet = stack.folder / "tablet"
    target = due_instruments(tablet, "fuel_dispenser")[-1]
    measure = find_standard(
        tablet, "standard_measure", nominal_volume_L="20", material="stainless_steel"
    )
    with tablet_screen() as screen:
        inspector = Inspector(screen)
        screen.open(f"{stack.app_url}/instrument/{target.instrument_id}")
        screen.tap("start-inspection")
        inspector.confirm_seals(target.seals)
        inspector.choose_standard(measure)
        inspector.type_number("indicated_L", "20.00")
        screen.tap("key-next")
        inspector.type_number("neck_reading_mm", "71.5")
        screen.tap("key-next")
        inspector.type_number("nozzle_temperature_C", "23")
    stack.kill("app")
    stack.start_app()
    with tablet_screen() as screen:
        screen.open(stack.app_url)  # the app reopens where it was killed
        screen.wait_for_words("field-indicated_L", "20.00")
        screen.wait_for_words("field-neck_reading_mm", "71.5")
        screen.wait_for_words("field-nozzle_temperature_C", "23")
        Inspector(screen).type_number("nozzle_temperature_C", ".5")
        screen.wait_for_words("field-nozzle_temperature_C", "23.5")
        assert "71.5" in screen.read("field-neck_reading_mm")


def test_leaving_the_camera_by_loading_another_page_is_no_trouble(
    stack: Stack, tmp_path: Path
) -> None:
    plate = film_tag(Image.new("RGB", (400, 200), "white"), tmp_path / "plate.mjpeg")
    with tablet_screen(camera=plate) as screen:
        for _ in range(3):
            screen.open(f"{stack.app_url}/scan")
            screen.wait_for_words("scan-state", "对准镜头")
            screen.open(f"{stack.app_url}/type-id")
            screen.see("id-field")
            screen.page.wait_for_timeout(1500)
            assert screen.find("notice").count() == 0, screen.read("notice")
