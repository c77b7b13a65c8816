"""The seal step with a camera that reads what the test says, and seals that are replaced."""

from collections.abc import AsyncIterator, Awaitable, Callable

import flet as ft
import pytest

from inspector_app.screens.inspection import seal_scanner
from inspector_app.services.inspecting import load_inspection
from inspector_app.services.opening import Tablet
from inspector_app.services.views import ReplacedSeal, ScanKind, ScanResult, SealState
from inspector_app.store.reference import apply_changes
from tests.screens_inspection.test_screen import Shown
from tests.support.in_process import said_by
from tests.support.registry import PUMP, instrument

pytestmark = pytest.mark.anyio

Seen = Callable[[ScanResult], Awaitable[bool]]
Scan = Callable[[str], Awaitable[bool]]


@pytest.fixture
def scan(monkeypatch: pytest.MonkeyPatch) -> Scan:
    """Hold a text before the lens; answers whether the camera was content."""
    watching: list[Seen] = []

    def finder(seen: Seen, aim: int = 0) -> ft.Control:
        watching[:] = [seen]
        return ft.Container()

    async def read(text: str) -> bool:
        return await watching[0](ScanResult(ScanKind.NOT_OURS, text))

    monkeypatch.setattr(seal_scanner, "CodeFinder", finder)
    return read


@pytest.fixture(params=[False, True], ids=["portrait", "landscape"])
async def shown(tablet: Tablet, request: pytest.FixtureRequest) -> AsyncIterator[Shown]:
    """The inspection of the dispenser, in English."""
    opened = Shown(tablet, PUMP, "en", wide=request.param)
    yield opened
    opened.screen.close()


def seals(shown: Shown) -> list[tuple[SealState | None, str | None]]:
    found = load_inspection(shown.tablet, shown.draft_id).seals
    return [(seal.state, seal.found) for seal in found]


async def test_right_seals_one_after_the_other_are_intact_without_a_tap(
    shown: Shown, scan: Scan
) -> None:
    await shown.screen.tap("seal-scan")
    await shown.screen.wait_for("seal-scan-back")
    assert not await scan("HTTPS://M.EXAMPLE.GOV/S/A100")
    await shown.screen.wait_for("seal-match", "Right: A100")
    assert not await scan("A100")  # it still hangs before the lens
    assert seals(shown) == [(SealState.INTACT, "A100"), (None, None)]
    assert await scan("a101")
    await shown.screen.wait_for("seals-done")
    assert seals(shown)[1] == (SealState.INTACT, "a101")


async def test_a_wrong_seal_is_recorded_only_after_a_tap(shown: Shown, scan: Scan) -> None:
    await shown.screen.tap("seal-scan")
    await shown.screen.wait_for("seal-scan-back")
    assert not await scan("X9")
    await shown.screen.wait_for("seal-match", "Another seal: expected A100, found X9.")
    await shown.screen.wait_for("seal-match", "X9 is not in the register.")
    assert not await scan("A100")  # the question stands until it is answered
    assert seals(shown)[0] == (None, None)
    await shown.screen.tap("seal-scan-take")
    await shown.screen.wait_for("seal-expected", "A101")
    assert seals(shown)[0] == (SealState.OTHER_NUMBER, "X9")


async def test_the_end_of_the_seals_says_how_many_are_not_in_order(shown: Shown) -> None:
    await shown.screen.tap("seal-intact")
    await shown.screen.wait_for("seal-expected", "A101")
    await shown.screen.tap("seal-broken")
    await shown.screen.wait_for("seals-done", "Every seal was looked at; 1 is not in order.")


async def test_a_question_can_be_answered_by_scanning_again(shown: Shown, scan: Scan) -> None:
    await shown.screen.tap("seal-scan")
    await shown.screen.wait_for("seal-scan-back")
    await scan("X9")
    await shown.screen.tap("seal-scan-again")
    await shown.screen.wait_for("seal-scan-back")
    await scan("A100")
    assert seals(shown)[0] == (SealState.INTACT, "A100")


async def test_a_seal_of_another_place_is_offered_there_or_recorded_here(
    shown: Shown, scan: Scan
) -> None:
    await shown.screen.tap("seal-scan")
    await shown.screen.wait_for("seal-scan-back")
    await scan("A101")
    await shown.screen.wait_for("seal-match", "Main board")
    await shown.screen.tap("seal-scan-take")
    assert seals(shown) == [(None, None), (SealState.INTACT, "A101")]
    await shown.screen.wait_for("seal-scan-back")
    await scan("A101")
    await shown.screen.tap("seal-scan-here")
    assert seals(shown)[0] == (SealState.OTHER_NUMBER, "A101")


async def test_a_seal_of_another_instrument_is_named_with_its_place(
    shown: Shown, scan: Scan, tablet: Tablet
) -> None:
    other = instrument("P2", nozzle="7", seals=[{"position": "main_board", "number": "X9"}])
    with tablet.database.writing() as db:
        apply_changes(db, [("instruments", "P2", other)])
    await shown.screen.tap("seal-scan")
    await shown.screen.wait_for("seal-scan-back")
    await scan("X9")
    said = said_by(await shown.screen.wait_for("seal-match", "X9 is registered at"))
    assert "7" in said
    assert "东风加油站" in said


async def test_the_tag_of_an_instrument_is_no_seal(shown: Shown, scan: Scan) -> None:
    await shown.screen.tap("seal-scan")
    await shown.screen.wait_for("seal-scan-back")
    await scan(f"HTTPS://M.EXAMPLE.GOV/I/{PUMP}")
    await shown.screen.wait_for("seal-match", "not the number of a seal")
    await shown.screen.tap("seal-scan-back")
    await shown.screen.wait_for("seal-expected", "A100")


async def test_leaving_the_step_closes_the_camera(shown: Shown, scan: Scan) -> None:
    await shown.screen.tap("seal-scan")
    await shown.screen.wait_for("seal-scan-back")
    await shown.screen.tap("step-readings")
    await shown.screen.wait_for("key-next")
    await shown.screen.tap("step-seals")
    await shown.screen.wait_for("seal-expected", "A100")


async def test_a_replacement_is_told_by_typing_and_scanning_and_shown_in_the_overview(
    shown: Shown, scan: Scan
) -> None:
    await shown.screen.tap("seal-broken")
    await shown.screen.wait_for("seal-expected", "A101")
    await shown.screen.tap("seal-transducer")
    await shown.screen.tap("seal-replace")
    await shown.screen.tap("seal-new-scan")
    await shown.screen.wait_for("seal-scan-back")
    assert not await scan("A100")
    await shown.screen.wait_for("seal-match", "A100 is the seal that was there before.")
    assert await scan("B7")
    await shown.screen.wait_for("seal-applied")
    told = load_inspection(shown.tablet, shown.draft_id).seals[0].change
    assert told == ReplacedSeal("A100", "B7", "broken")
    await shown.screen.tap("seal-reason-repair")
    await shown.screen.tap("seal-change-keep")
    await shown.screen.wait_for("seal-transducer", "A100 removed, B7 put on")
    seal = load_inspection(shown.tablet, shown.draft_id).seals[0]
    assert seal.change == ReplacedSeal("A100", "B7", "repair", done=True)
    assert seal.state is SealState.BROKEN
    await shown.screen.tap("seal-transducer")
    await shown.screen.tap("seal-change-back")
    await shown.screen.wait_for("seal-replace")
    assert load_inspection(shown.tablet, shown.draft_id).seals[0].change is None


async def test_what_is_typed_of_a_replacement_is_there_after_the_app_was_killed(
    shown: Shown, tablet: Tablet
) -> None:
    await shown.screen.tap("seal-replace")
    await shown.screen.type_into("seal-applied", "B7")
    again = Shown(tablet, PUMP, "en", wide=False)
    await again.screen.wait_for("seal-applied")
    told = load_inspection(tablet, shown.draft_id).seals[0].change
    assert told is not None
    assert (told.applied, told.done) == ("B7", False)
    again.screen.close()
