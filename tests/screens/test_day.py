"""An inspector's day on the screen, drawn in the test's own process."""

import asyncio
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import flet as ft
import pytest

from inspector_app.devices.camera import CameraAbsent
from inspector_app.errors import StorageTrouble, SyncTrouble
from inspector_app.screens import enrol as enrol_screen
from inspector_app.screens import site as site_screen
from inspector_app.screens.parts import finder
from inspector_app.screens.today import SHOWN_SITES
from inspector_app.services import syncing
from inspector_app.services.handing_in import hand_in
from inspector_app.services.inspecting import begin
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.recovering import open_or_recover
from inspector_app.services.settling import tablet_info
from inspector_app.services.views import ScanKind, ScanResult, SyncPhase, SyncProgress, SyncReport
from inspector_app.store.reference import apply_changes
from inspector_app.store.tablet import note_tablet
from tests.screens.conftest import Opener
from tests.support.in_process import ScreenInProcess, below, said_by
from tests.support.registry import PUMP, SCALE, FixedClock, instrument, open_city, site
from tests.support.visits import seal_one

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def no_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    """A device without a camera."""

    async def absent(_camera: object) -> None:
        raise CameraAbsent("no camera")

    monkeypatch.setattr(finder, "open_camera", absent)


async def test_from_todays_list_to_an_inspection_and_back(open_app: Opener) -> None:
    screen = open_app()
    await screen.wait_for("site-S1", "1 due")
    await screen.tap("site-S1")
    await screen.wait_for(f"instrument-{PUMP}", "Due")
    await screen.tap(f"instrument-{PUMP}")
    await screen.wait_for("start-inspection", "Start inspection")
    await screen.tap("start-inspection")
    await screen.wait_for("step-seals")
    await screen.tap("back")
    await screen.wait_for("start-inspection", "Continue")
    await screen.tap("back")
    await screen.wait_for(f"instrument-{PUMP}", "In progress")
    await screen.tap("back")
    await screen.wait_for("site-S1")


async def test_a_long_work_list_is_shown_some_sites_at_a_time(
    open_app: Opener, tablet: Tablet
) -> None:
    many = [f"M{at:02}" for at in range(SHOWN_SITES + 5)]
    with tablet.database.writing() as db:
        for site_id in many:
            due = {"instrument_id": f"I{site_id}", "due_on": "2026-11-23"}
            apply_changes(db, [
                ("sites", site_id, site(site_id, f"Zebra {site_id}")),
                ("instruments", f"I{site_id}", instrument(f"I{site_id}", site_id=site_id)),
                ("worklist", f"I{site_id}", due),
            ])  # fmt: skip
    screen = open_app()
    await screen.wait_for("more-sites")
    assert len([one for one in screen.identifiers() if one.startswith("site-")]) == SHOWN_SITES
    await screen.tap("more-sites")
    await screen.wait_for(f"site-{many[-1]}")
    assert screen.find("more-sites") is None
    assert {f"site-{each}" for each in many} < screen.identifiers()


async def test_an_open_draft_stands_first_on_todays_list_and_is_one_tap_away(
    open_app: Opener, tablet: Tablet
) -> None:
    draft = begin(tablet, PUMP)
    screen = open_app()
    await screen.wait_for(f"draft-{draft}", "Continue")
    await screen.tap(f"draft-{draft}")
    await screen.wait_for("step-seals")


async def test_the_occasion_that_was_chosen_is_the_inspections(
    open_app: Opener, tablet: Tablet
) -> None:
    from inspector_app.services.inspecting import load_inspection

    screen = open_app(f"/instrument/{PUMP}")
    await screen.tap("phase-subsequent")
    await screen.tap("start-inspection")
    await screen.wait_for("step-seals")
    assert load_inspection(tablet, begin(tablet, PUMP)).phase == "subsequent"


async def test_an_address_opens_its_screen_at_once(open_app: Opener) -> None:
    await open_app("/site/S2").wait_for("title", "Market 50%")
    await open_app(f"/instrument/{SCALE}").wait_for("title", "15 kg")
    await open_app("/nowhere").wait_for("title", "Today")


async def test_what_is_not_on_the_tablet_is_said_in_a_sentence(open_app: Opener) -> None:
    screen = open_app("/instrument/NONE")
    await screen.wait_for("banner", "not on this tablet")


async def test_an_instrument_without_a_rule_says_so_and_cannot_be_begun(open_app: Opener) -> None:
    screen = open_app("/instrument/0000000022")
    await screen.wait_for("no-rule", "No rule")
    button = await screen.wait_for("start-inspection")
    assert button.content is not None
    assert button.content.disabled


async def press(screen: ScreenInProcess, keys: str) -> None:
    """Press the keys of an id."""
    for key in keys.lower():
        await screen.tap(f"key-{key}")


async def test_an_id_is_typed_on_the_apps_keys_and_opens_its_instrument(open_app: Opener) -> None:
    screen = open_app()
    await screen.tap("type-id")
    await press(screen, PUMP)
    await screen.wait_for("scan-answer", "in the registry")
    await screen.wait_for(f"instrument-{PUMP}")
    await screen.tap("open")
    await screen.wait_for("start-inspection")
    await screen.tap("back")
    await screen.wait_for("site-S1")


async def test_a_mistyped_id_is_told_and_the_one_meant_is_offered(open_app: Opener) -> None:
    screen = open_app("/type-id")
    await press(screen, PUMP[:3] + PUMP[4] + PUMP[3] + PUMP[5:])
    await screen.wait_for("scan-answer", "wrong character")
    await screen.tap(f"instrument-{PUMP}")
    await screen.wait_for("start-inspection")


async def test_a_keyboard_or_hand_scanner_may_type_the_id_too(open_app: Opener) -> None:
    screen = open_app("/type-id")
    await screen.type_into("id-field", PUMP)
    await screen.wait_for("scan-answer", "in the registry")
    await screen.tap("key-clear")
    await screen.gone("scan-answer")


async def test_a_search_finds_sites_and_instruments(open_app: Opener) -> None:
    screen = open_app("/search")
    await screen.type_into("search-field", "SC-9")
    await screen.wait_for(f"instrument-{SCALE}")
    await screen.type_into("search-field", "50%")
    await screen.wait_for("site-S2")


async def test_a_scan_without_a_camera_names_the_other_ways(open_app: Opener) -> None:
    screen = open_app("/scan")
    await screen.wait_for("no-camera", "Choose a picture from a file, or type the id")
    await screen.tap("type-id")
    await screen.wait_for("id-field")


async def test_a_language_that_is_chosen_holds_at_once_and_is_kept(
    open_app: Opener, tablet: Tablet
) -> None:
    screen = open_app("/settings")
    await screen.tap("language-zh")
    await screen.wait_for("title", "设置")
    assert tablet_info(tablet).settings["language"] == "zh"
    await open_app("/sync").wait_for("title", "同步")


@pytest.mark.parametrize("appearance", ["light", "dark", "sun", "system"])
async def test_an_appearance_that_is_chosen_paints_the_page(
    open_app: Opener, appearance: str
) -> None:
    screen = open_app("/settings")
    await screen.tap(f"appearance-{appearance}")
    await screen.wait_for(f"appearance-{appearance}")
    page = screen.session.page
    assert page.theme_mode is not None
    assert page.theme_mode.value == ("light" if appearance == "sun" else appearance)


async def test_the_records_can_be_checked_from_the_settings(open_app: Opener) -> None:
    screen = open_app("/settings")
    await screen.tap("check-tablet")
    await screen.wait_for("check-answer", "as it was sealed")


def sync_that(report: SyncReport, *, wait: bool = False) -> Any:
    """Return a stand-in for the sync that ends with `report`, when it is stopped if `wait`."""

    def sync_now(
        _tablet: object, *, progress: Any, stop: threading.Event, **_named: Any
    ) -> SyncReport:
        progress(SyncProgress(SyncPhase.RECORDS, 1, 2))
        if wait:
            assert stop.wait(10)
        return report

    return sync_now


async def test_a_sync_shows_its_parts_can_be_stopped_and_says_how_it_ended(
    open_app: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = SyncReport(1, 1, 0, 0, 0, 0, 1, "stopped")
    monkeypatch.setattr(syncing, "sync_now", sync_that(stopped, wait=True))
    screen = open_app("/sync")
    await screen.wait_for("safe-to-hand-in")
    running = asyncio.create_task(screen.tap("sync-now"))
    await screen.wait_for("sync-progress", "1 / 2")
    assert screen.find("safe-to-hand-in") is None
    await screen.tap("sync-stop")
    await screen.wait_for("sync-problem", "stopped")
    await running


async def test_a_draft_keeps_the_tablet_from_being_handed_in(
    open_app: Opener, tablet: Tablet
) -> None:
    begin(tablet, PUMP)
    screen = open_app("/sync")
    await screen.wait_for("keep-tablet", "1 begun")
    assert screen.find("safe-to-hand-in") is None


async def test_what_waits_is_saved_to_a_file_and_stays_to_be_sent(
    open_app: Opener, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector_app.services.exporting.find_downloads", lambda: None)
    screen = open_app("/sync")
    await screen.wait_for("safe-to-hand-in")
    assert screen.find("plan-b") is None
    seal_one(tablet)
    screen = open_app("/sync")
    await screen.tap("export")
    banner = await screen.wait_for("exported", "1 records and 0 photos")
    (file,) = (tablet.folder / "exports").iterdir()
    assert str(file) in said_by(banner)
    assert hand_in(tablet).sealed == 1
    await screen.wait_for("keep-tablet", "1 records to be sent")


async def test_a_recovered_tablet_says_so_once_before_anything_else(
    open_app: Opener, closing: ExitStack, tmp_path: Path
) -> None:
    open_city(tmp_path / "damaged").close()
    open_city(tmp_path / "damaged").close()
    (tmp_path / "damaged" / "tablet.db").write_bytes(b"\xee" * 5000)
    recovered = open_or_recover(tmp_path / "damaged", clock=FixedClock())
    closing.callback(recovered.close)
    screen = open_app(open_tablet=lambda _keystore: recovered)
    await screen.wait_for("recovered", "0 records and 0 begun inspections were saved.")
    await screen.wait_for("recovered-lines", "tablet-damaged-20261123T013000Z.db")
    await screen.tap("go-on")
    await screen.wait_for("title", "Today")
    again = open_app(open_tablet=lambda _keystore: recovered)
    await again.wait_for("title", "Today")


async def test_a_sync_that_ends_behind_another_screen_is_told_there(
    open_app: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "sync_now", sync_that(SyncReport(0, 0, 0, 0, 0, 0, 0, "offline")))
    screen = open_app("/sync")
    await screen.wait_for("sync-now")
    screen.session.page.route = "/settings"  # as the client tells when one has gone there
    await screen.tap("sync-now")
    await screen.wait_for("notice", "cannot be reached")
    await screen.tap("notice-close")
    await screen.gone("notice")


async def test_a_tablet_of_no_office_is_enrolled_first(
    open_app: Opener, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tablet.database.writing() as db:
        note_tablet(db, device_id=None)

    def refuse(_tablet: Tablet, code: str, *, server: str, name: str) -> None:
        if code != "GOOD":
            raise SyncTrouble("no", code="code_expired")
        assert (server, name) == ("http://127.0.0.1:9", "T1")
        with tablet.database.writing() as db:
            note_tablet(db, device_id="01900000-0000-7000-8000-000000000001")

    monkeypatch.setattr(enrol_screen, "enrol", refuse)
    screen = open_app("/site/S1")
    await screen.wait_for("enrol-answer", "no office yet")
    await screen.type_into("enrol-code", "OLD")
    await screen.type_into("enrol-name", "T1")
    await screen.ready("enrol")
    await screen.tap("enrol")
    await screen.wait_for("notice", "expired")
    await screen.type_into("enrol-code", "GOOD")
    await screen.ready("enrol")
    await screen.tap("enrol")
    await screen.wait_for("sync-now")


def test_a_scanned_invitation_fills_the_form_and_keeps_the_name() -> None:
    invitation = '{"v": 1, "url": "https://m.example.gov", "code": "ABCD-1234"}'
    form = enrol_screen.Form(name="T1")
    filled = enrol_screen.fill(form, ScanResult(ScanKind.ENROLMENT, invitation))
    assert filled == enrol_screen.Form("ABCD-1234", "https://m.example.gov", "T1", scans=1)


async def test_data_that_cannot_be_opened_are_told_and_tried_again(
    open_app: Opener, tablet: Tablet
) -> None:
    attempts: list[int] = []

    def open_tablet(_keystore: object) -> Tablet:
        attempts.append(1)
        if len(attempts) == 1:
            raise StorageTrouble("full", code="disk_full")
        return tablet

    screen = open_app(open_tablet=open_tablet)
    await screen.wait_for("opening-trouble", "is full")
    await screen.tap("try-again")
    await screen.wait_for("scan")


async def test_a_screen_that_cannot_be_drawn_says_so_and_the_app_goes_on(
    open_app: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> list[ft.Control]:
        raise KeyError("unforeseen")

    monkeypatch.setattr(site_screen, "site_body", broken)
    screen = open_app("/site/S1")
    await screen.wait_for("banner", "Something went wrong")
    await screen.tap("back")
    await screen.wait_for("site-S1")


ADDRESSES = (
    "/", "/site/S1", f"/instrument/{PUMP}", "/scan", "/type-id", "/search", "/sync", "/settings",
    "/enrol",
)  # fmt: skip


@pytest.mark.parametrize("wide", [False, True], ids=["upright", "wide"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
async def test_everything_to_tap_is_named_and_large_enough(
    open_app: Opener, address: str, language: str, *, wide: bool
) -> None:
    screen = open_app(address, language=language, wide=wide)
    await screen.wait_for("title")
    await screen.wait_for(
        {"/": "site-S1", "/site/S1": f"instrument-{PUMP}", "/sync": "sync-counts"}.get(
            address, "title"
        )
    )
    for control in screen.named():
        surface = control.content
        if isinstance(surface, ft.IconButton):
            assert surface.tooltip
            assert surface.height is not None
            assert surface.height >= 56
        elif isinstance(surface, ft.Container) and surface.on_click:
            assert said_by(control).strip(), control.identifier
            assert surface.height is None or surface.height >= 56, control.identifier
        elif any(isinstance(one, ft.TextField) for one in below(control)):
            (field,) = [one for one in below(control) if isinstance(one, ft.TextField)]
            assert field.label


async def test_settings_say_plainly_that_this_device_has_no_keystore(open_app: Opener) -> None:
    screen = open_app("/settings")
    await screen.wait_for("key-place", "offers no keystore")


@pytest.mark.parametrize(("language", "words"), [("en", "lost the key"), ("zh", "密钥")])
async def test_a_tablet_that_lost_its_key_says_what_to_do(
    open_app: Opener, tablet: Tablet, closing: ExitStack, language: str, words: str
) -> None:
    seal_one(tablet)
    tablet.close()
    (tablet.folder / "key").unlink()
    locked = open_tablet(tablet.folder, clock=tablet.clock)
    closing.callback(locked.close)
    screen = open_app("/", language=language, open_tablet=lambda _keystore: locked)
    await screen.wait_for("key-lost", words)
    await screen.tap("sync")
    await screen.tap("export")
    await screen.wait_for("exported")
