"""The sync screen says what stands where, what keeps it here, what to do, and what comes next."""

import pytest

from inspector_app.screens.running import SyncRun
from inspector_app.services.beginning import begin
from inspector_app.services.handing_in import hand_in, is_waiting
from inspector_app.services.opening import Tablet
from inspector_app.services.outbox import TabletOutbox
from inspector_app.services.photographing import add_photo
from inspector_app.services.settling import change_setting
from inspector_app.store.records import set_aside
from tests.screens.conftest import Opener
from tests.support.leaving import SHA256, complete, let_go
from tests.support.registry import PUMP
from tests.support.tour import PHOTO
from tests.support.visits import fill_in, seal_one

pytestmark = pytest.mark.anyio


def seal_with_photo(tablet: Tablet) -> str:
    from inspector_app.services.finishing import seal_draft

    draft = begin(tablet, PUMP)
    fill_in(tablet, draft)
    add_photo(tablet, draft, PHOTO)
    return seal_draft(tablet, draft).record_id


async def test_records_and_photos_are_shown_as_shares(open_app: Opener, tablet: Tablet) -> None:
    seal_with_photo(tablet)
    seal_one(tablet)
    screen = open_app("/sync")
    await screen.wait_for("records-share", "0 of 2")
    await screen.wait_for("photos-share", "0 of 1")
    await screen.wait_for("last-sync", "Never synced")
    assert hand_in(tablet).photos == 1


async def test_every_problem_says_what_to_do(open_app: Opener, tablet: Tablet) -> None:
    record = seal_with_photo(tablet)
    begin(tablet, PUMP)
    change_setting(tablet, "photos", "wifi")
    with tablet.database.writing() as db:
        set_aside(db, record, "schema-invalid")
    screen = open_app("/sync")
    await screen.wait_for("problem-drafts", "Finish or discard")
    await screen.wait_for("problem-set-aside", "Tell the office")
    await screen.wait_for("problem-wifi", "1 photo waits for Wi-Fi")
    await screen.tap("photos-any")
    assert screen.find("problem-wifi") is None or not is_waiting(tablet, on_wifi=False)
    await screen.tap("go-drafts")
    await screen.wait_for("site-S1")


async def test_a_photo_that_left_and_that_the_server_lost_is_told(
    open_app: Opener, tablet: Tablet
) -> None:
    complete(tablet, at="2026-10-01T08:00:00Z")
    let_go(tablet)
    TabletOutbox(tablet).send_photos_again([SHA256])
    screen = open_app("/sync")
    await screen.wait_for("problem-missed", "The server lacks 1 photo that had left this tablet.")
    await screen.wait_for("keep-tablet", "1 photos lost at the server")
    await screen.wait_for("photos-share", "0 of 1")


def test_photos_that_wait_for_wifi_are_no_reason_to_sync_without_it(tablet: Tablet) -> None:
    assert not is_waiting(tablet, on_wifi=True)
    record = seal_with_photo(tablet)
    assert is_waiting(tablet, on_wifi=False)
    with tablet.database.writing() as db:
        set_aside(db, record, "schema-invalid")
    change_setting(tablet, "photos", "wifi")
    assert not is_waiting(tablet, on_wifi=False)
    assert is_waiting(tablet, on_wifi=True)


async def test_the_next_attempt_is_counted_down(
    open_app: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SyncRun, "next_attempt_s", lambda _run: 64.2)
    await open_app("/sync").wait_for("next-attempt", "1:05")


async def test_todays_list_tells_when_everything_went_through_last(open_app: Opener) -> None:
    await open_app("/").wait_for("last-sync", "Never synced")
