"""A visit in a real browser: the device's own location, and an arrow drawn with a finger."""

import io

import pytest
from PIL import Image

from inspector_app.services import inspecting, photographing
from inspector_app.services.visiting import end_visit
from inspector_app.store import reference
from tests.support.demo_tablet import due_instruments, opened
from tests.support.pictures import jpeg
from tests.support.stack import Stack
from tests.support.tablet_screen import tablet_screen

pytestmark = pytest.mark.browser


def test_a_visit_is_located_once_and_the_site_says_how_far_it_is(stack: Stack) -> None:
    folder = stack.folder / "tablet"
    site_id = due_instruments(folder, "fuel_dispenser")[0].site_id
    with opened(folder) as tablet, tablet.database.reading() as db:
        site = reference.find_body(db, "sites", site_id) or {}
    with tablet_screen() as screen:
        context = screen.page.context
        context.grant_permissions(["geolocation"])
        latitude = float(site["latitude"]) + 0.001
        context.set_geolocation(
            {"latitude": latitude, "longitude": float(site["longitude"]), "accuracy": 18}
        )
        screen.open(f"{stack.app_url}/site/{site_id}")
        screen.tap("begin-visit")
        screen.wait_for_words("visit-place", "以南 111 m（±18 m）")
    with opened(folder) as tablet, tablet.database.reading() as db:
        (visit,) = db.query("SELECT * FROM visits WHERE ended_at IS NULL")
    assert visit["distance_m"] == "111"


def test_a_location_that_is_refused_hinders_nothing(stack: Stack) -> None:
    folder = stack.folder / "tablet"
    site_id = due_instruments(folder, "scale")[0].site_id
    with opened(folder) as tablet:
        end_visit(tablet, site_id)
    with tablet_screen() as screen:
        screen.open(f"{stack.app_url}/site/{site_id}")
        screen.tap("begin-visit")
        screen.wait_for_words("visit-place", "未允许定位")
        screen.tap("end-visit")
        screen.wait_for_words("visit-state", "到访")


def test_an_arrow_drawn_with_a_finger_is_burned_into_another_photo(stack: Stack) -> None:
    folder = stack.folder / "tablet"
    target = due_instruments(folder, "fuel_dispenser")[0]
    with opened(folder) as tablet:
        draft = inspecting.begin(tablet, target.instrument_id)
        (photo,) = photographing.capture_photo(tablet, draft, jpeg(1600, 1200)).photos
    with tablet_screen() as screen:
        screen.open(f"{stack.app_url}/inspect/{draft}")
        screen.tap_until("step-outcome", f"photo-{photo.sha256[:8]}")
        screen.tap_until(f"photo-{photo.sha256[:8]}", "photo-mark")
        screen.tap_until("photo-mark", "mark-picture")
        box = screen.find("mark-picture").bounding_box()
        assert box
        mouse = screen.page.mouse
        mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.8)
        mouse.down()
        mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5, steps=12)
        mouse.up()
        screen.wait_until_enabled("mark-keep")
        screen.tap_until("mark-keep", "verdict")
    with opened(folder) as tablet:
        taken, marked = inspecting.load_inspection(tablet, draft).photos
        data = photographing.load_photo(tablet, marked.sha256)
    assert marked.of == taken.sha256 == photo.sha256
    with Image.open(io.BytesIO(data)) as picture:
        red, green, _ = picture.convert("RGB").getpixel((560, 780))  # type: ignore[misc]
    assert red - green > 60
