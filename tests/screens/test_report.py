"""The report on the screen: its pages, its languages, saved and shared without a network."""

import io
from pathlib import Path

import flet as ft
import pytest
from PIL import Image

from inspector_app.screens.routes import Place, Stop, parse_route, route_to
from inspector_app.services import finishing, inspecting, reporting
from inspector_app.services.opening import Tablet
from tests.screens.conftest import Opener
from tests.support.in_process import ScreenInProcess, below
from tests.support.registry import PUMP
from tests.support.visits import fill_in, seal_one

pytestmark = pytest.mark.anyio


def page_pictures(screen: ScreenInProcess) -> list[bytes]:
    found = screen.find("report-page-1")
    return [one.src for one in below(found) if isinstance(one, ft.Image)] if found else []


@pytest.mark.parametrize("wide", [False, True], ids=["portrait", "landscape"])
async def test_a_sealed_record_of_the_list_shows_its_report(
    open_app: Opener, tablet: Tablet, *, wide: bool
) -> None:
    line = seal_one(tablet)
    screen = open_app("/sync", wide=wide)
    await screen.tap(f"record-{line.record_id}")
    shown = await screen.wait_for("report-page-1")
    assert shown.label == "Page 1 of 1"
    (png,) = page_pictures(screen)
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.height > picture.width > 1000
    await screen.tap("report-close")
    await screen.wait_for(f"record-{line.record_id}")


async def test_another_language_shows_other_pages(open_app: Opener, tablet: Tablet) -> None:
    line = seal_one(tablet)
    screen = open_app(route_to(Place.REPORT, line.record_id))
    seen = set()
    for language in ("en", "zh", "both"):
        await screen.tap(f"report-{language}")
        await screen.wait_for("report-page-1")
        (png,) = page_pictures(screen)
        assert png == reporting.report_pages(tablet, line.record_id, language)[0]
        seen.add(png)
    assert len(seen) == 3


async def test_characters_that_no_font_has_are_named_above_the_pages(
    open_app: Opener, tablet: Tablet
) -> None:
    draft = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft)
    inspecting.write_note(tablet, draft, "⛽ 龘")
    line = finishing.seal_draft(tablet, draft)
    screen = open_app(route_to(Place.REPORT, line.record_id))
    await screen.wait_for("report-boxes", "⛽ (U+26FD)")


async def test_in_a_browser_the_report_is_downloaded(open_app: Opener, tablet: Tablet) -> None:
    line = seal_one(tablet)
    screen = open_app(route_to(Place.REPORT, line.record_id))
    await screen.wait_for("report-page-1")
    await screen.tap("report-save")
    await screen.called("save_file")
    assert screen.find("report-share") is None


async def test_at_a_desk_the_report_is_saved_into_a_folder(
    open_app: Opener, tablet: Tablet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = seal_one(tablet)
    monkeypatch.setattr(reporting, "find_downloads", lambda: tmp_path)
    screen = open_app(route_to(Place.REPORT, line.record_id))
    await screen.wait_for("report-page-1")
    screen.session.page.web = False
    await screen.tap("report-save")
    await screen.wait_for("notice", str(tmp_path))
    (saved,) = tmp_path.glob("report-*.pdf")
    assert saved.read_bytes() == reporting.report_of(tablet, line.record_id, "en")


async def test_a_tablet_hands_the_report_to_other_apps(open_app: Opener, tablet: Tablet) -> None:
    line = seal_one(tablet)
    screen = open_app(route_to(Place.REPORT, line.record_id))
    await screen.wait_for("report-page-1")
    screen.session.page.platform = ft.PagePlatform.ANDROID
    await screen.tap("report-zh")
    await screen.tap("report-share")
    await screen.called("share_files")


async def test_the_sealed_screen_shows_the_report_and_comes_back(
    open_app: Opener, tablet: Tablet
) -> None:
    draft = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft)
    screen = open_app(route_to(Place.INSPECT, draft))
    await screen.tap("step-signatures")
    await screen.tap("seal-record")
    await screen.tap("seal-unsigned-yes")
    await screen.tap("report")
    await screen.wait_for("report-page-1")
    await screen.tap("report-close")
    await screen.wait_for("record-id", draft)


async def test_a_record_that_is_not_here_is_told_in_a_sentence(open_app: Opener) -> None:
    screen = open_app("/report/nothing")
    await screen.wait_for("banner", "not on this tablet")


def test_the_address_of_a_report_names_its_record() -> None:
    assert parse_route("/report/abc") == Stop(Place.REPORT, "abc")
