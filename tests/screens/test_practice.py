"""Practice on the screens: a band over all of them, no sync, and the way back to where one was."""

import pytest

from inspector_app.services.handing_in import hand_in
from inspector_app.services.opening import Tablet
from tests.screens.conftest import Opener
from tests.support.in_process import ScreenInProcess

pytestmark = pytest.mark.anyio
WAYS = (["search"], ["sync"], ["settings", "officers"], ["type-id"], ["site-S-001"])


async def practise(open_app: Opener, language: str = "en") -> ScreenInProcess:
    screen = open_app("/settings", language=language)
    await screen.tap("practise")
    await screen.wait_for("practice-band")
    return screen


@pytest.mark.parametrize(("language", "words"), [("en", "nothing of this is sent"), ("zh", "练习")])
async def test_the_band_stands_over_every_screen_in_both_languages(
    open_app: Opener, language: str, words: str
) -> None:
    screen = await practise(open_app, language)
    await screen.wait_for("practice-band", words)
    for way in WAYS:
        for step in way:
            await screen.tap(step)
        await screen.wait_for("practice-band", words)
        for _ in way:
            await screen.tap("back")


async def test_the_tablets_own_places_are_not_there_and_come_back(open_app: Opener) -> None:
    screen = await practise(open_app)
    await screen.wait_for("site-S-001")
    assert screen.find("site-S1") is None
    await screen.tap("practice-leave")
    await screen.wait_for("title", "Settings")
    assert screen.find("practice-band") is None
    await screen.tap("back")
    await screen.wait_for("site-S1")


async def test_the_sync_screen_says_that_there_is_none(open_app: Opener, tablet: Tablet) -> None:
    screen = await practise(open_app)
    await screen.tap("sync")
    await screen.wait_for("practice-no-sync", "cannot reach a server")
    assert screen.find("sync-now") is None and screen.find("export") is None
    assert hand_in(tablet).last_attempt_at is None


async def test_practice_is_begun_anew_from_its_settings(open_app: Opener) -> None:
    screen = await practise(open_app)
    await screen.tap("settings")
    await screen.tap("practice-anew")
    await screen.wait_for("site-S-001")
    await screen.wait_for("practice-band")
