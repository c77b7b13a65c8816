"""The whole inspection drawn without a client: what is on it, what a tap and a key change."""

from collections.abc import AsyncIterator
from typing import Any

import flet as ft
import pytest

from inspector_app.screens.inspection import InspectionScreen
from inspector_app.screens.running import SyncRun
from inspector_app.screens.state import App, AppContext, Notices
from inspector_app.services.handing_in import list_sealed
from inspector_app.services.inspecting import begin, discard, load_inspection
from inspector_app.services.opening import Tablet
from inspector_app.services.settling import tablet_info
from inspector_app.texts.catalogue import load_texts
from tests.support.in_process import ScreenInProcess, said_by
from tests.support.registry import PUMP, SCALE

pytestmark = pytest.mark.anyio

STEPS = ("seals", "readings", "checks", "outcome", "signatures")
LEAST_TARGET = 56
RUN = ("20.00", "66.0", "22.0", "22.0")


class Shown:
    """An inspection on the screen, and where the app was sent from it."""

    def __init__(
        self, tablet: Tablet, instrument_id: str, language: str, *, wide: bool, draft_id: str = ""
    ) -> None:
        self.tablet, self.went = tablet, []  # type: tuple[Tablet, list[str]]
        self.draft_id = draft_id or begin(tablet, instrument_id)
        self.language, self.wide = language, wide
        self.screen = ScreenInProcess(root, self)

    def app(self) -> App:
        """Return the session that the screens see."""
        return App(
            page=ft.context.page, tablet=self.tablet, t=load_texts(self.language),
            info=tablet_info(self.tablet), sync_run=SyncRun(), notices=Notices(), online=True,
            wide=self.wide, go_to=self.went.append, go_back=lambda: None,
            refresh_info=_nothing,
        )  # fmt: skip

    async def type_run(self, *texts: str) -> None:
        """Type readings on the keypad, each followed by "next"."""
        for text in texts:
            for sign in text:
                await self.screen.tap({".": "key-dot", "-": "key-sign"}.get(sign, f"key-{sign}"))
            await self.screen.tap("key-next")


async def _nothing() -> None:
    """Stand in for what these tests do not look at."""


@ft.component
def root(shown: Shown) -> ft.Control:
    """Stand in for the app's root."""
    app = shown.app()
    return AppContext(app, lambda: InspectionScreen(shown.draft_id))


@pytest.fixture
async def shown(tablet: Tablet) -> AsyncIterator[Shown]:
    """The inspection of the dispenser on an upright tablet, in English."""
    opened = Shown(tablet, PUMP, "en", wide=False)
    yield opened
    opened.screen.close()


async def test_an_inspection_goes_from_the_first_seal_to_the_sealed_record(
    shown: Shown, tablet: Tablet
) -> None:
    screen = shown.screen
    await screen.wait_for("seal-expected", "A100")
    await screen.tap("seal-intact")
    await screen.wait_for("seal-expected", "A101")
    await screen.tap("seal-intact")
    await screen.wait_for("seals-done")
    await screen.tap("next")
    await screen.wait_for("key-next")
    await shown.type_run(*RUN)
    await screen.wait_for("result", "Customer receives")
    await screen.wait_for("share", "% of the tolerance")
    await screen.tap("next")
    await screen.tap("checks-all-ok")
    await screen.wait_for("verdict", "Pass (preliminary finding)")
    await screen.wait_for("preliminary", "not a verification")
    await screen.tap("next")
    await screen.tap("officer-O1")
    await screen.tap("officer-O3")
    await screen.wait_for("seal-record", "Seal the record")
    await screen.tap("seal-record")
    await screen.wait_for("seal-unsigned-dialog", "The trader has neither signed nor refused.")
    await screen.tap("seal-unsigned-yes")
    await screen.wait_for("record-id", shown.draft_id)
    await screen.wait_for("waiting-to-be-sent")
    await screen.tap("how-0")
    await screen.wait_for("calculation-0", "lies within")
    (line,) = list_sealed(tablet)
    assert line.record_id == shown.draft_id


async def test_a_key_changes_its_field_and_draws_nothing_else(shown: Shown) -> None:
    await shown.screen.tap("step-readings")
    await shown.screen.wait_for("key-2")
    await shown.screen.tap("key-2")
    await shown.screen.wait_for("field-indicated_L", "2")
    before = len(shown.screen.client.patches)
    await shown.screen.tap("key-0")
    await shown.screen.wait_for("field-indicated_L", "20")
    (size,) = shown.screen.client.patches[before:]
    assert size < 300


async def test_the_value_of_a_field_is_exposed_as_it_was_typed(shown: Shown) -> None:
    await shown.screen.tap("step-readings")
    await shown.screen.tap("key-sign")
    await shown.screen.tap("key-5")
    field = await shown.screen.wait_for("field-indicated_L", "-5")
    assert field.label == "Dispenser indication -5 L"


async def test_a_doubted_value_is_asked_about_and_taken_when_confirmed(
    shown: Shown, tablet: Tablet
) -> None:
    await shown.screen.tap("step-readings")
    await shown.type_run("200")
    await shown.screen.wait_for("really-dialog", "really 200 L?")
    await shown.screen.tap("really-yes")
    await shown.screen.wait_for("field-neck_reading_mm")
    field = load_inspection(tablet, shown.draft_id).points[0].runs[0].fields[0]
    assert field.text == "200"


async def test_another_number_of_a_seal_is_typed_and_taken(shown: Shown, tablet: Tablet) -> None:
    screen = shown.screen
    await screen.tap("seal-other")
    await screen.type_into("seal-number", "B7")
    await screen.tap("seal-number-take")
    await screen.wait_for("seal-expected", "A101")
    assert load_inspection(tablet, shown.draft_id).seals[0].found == "B7"


async def test_a_draft_is_discarded_only_after_a_question(shown: Shown, tablet: Tablet) -> None:
    screen = shown.screen
    await screen.tap("menu")
    await screen.tap("discard")
    await screen.wait_for("discard-dialog")
    assert load_inspection(tablet, shown.draft_id)
    await screen.tap("discard-yes")
    assert shown.went == [f"/instrument/{PUMP}"]


async def test_what_is_missing_has_a_way_to_it(shown: Shown) -> None:
    await shown.screen.tap("step-outcome")
    await shown.screen.wait_for("missing-readings")
    await shown.screen.wait_for("missing-seals")
    await shown.screen.wait_for("missing-checks")
    await shown.screen.tap("go-checks")
    await shown.screen.wait_for("checks-all-ok")


async def test_how_a_finding_was_calculated_unfolds_and_folds_away_again(shown: Shown) -> None:
    screen = shown.screen
    await screen.tap("step-readings")
    await shown.type_run(*RUN)
    await screen.wait_for("result", "Customer receives")
    await screen.tap("step-outcome")
    await screen.wait_for("finding-0", "source not verified: read on a page that quotes it")
    control = await screen.wait_for("how-0", "How this was calculated")
    assert "Volume indication error" in (control.label or "")
    assert (control.expanded, screen.find("calculation-0")) == (False, None)
    assert_named_and_large(control)
    await screen.tap("how-0")
    worked = await screen.wait_for("calculation-0", "Volume in the measure, run 1:")
    assert "V_B = V_0 + (h − h_0) × k / 1000 = " in said_by(worked).replace("\n", " ")
    assert "lies within −0.30 … +0.30 %" in said_by(worked).replace("\n", " ")
    assert (await screen.wait_for("how-0")).expanded
    await screen.tap("how-0")
    await screen.wait_for("how-0")
    assert screen.find("calculation-0") is None


async def test_a_seal_has_nothing_to_be_calculated(shown: Shown) -> None:
    await shown.screen.wait_for("seal-expected", "A100")
    await shown.screen.tap("seal-intact")
    await shown.screen.tap("step-outcome")
    await shown.screen.wait_for("finding-0", "Seal")
    assert shown.screen.find("how-0") is None


@pytest.mark.parametrize("wide", [False, True], ids=["upright", "wide"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("instrument_id", [PUMP, SCALE], ids=["pump", "scale"])
async def test_every_step_can_be_drawn_and_everything_to_tap_is_named_and_large_enough(
    tablet: Tablet, instrument_id: str, language: str, *, wide: bool
) -> None:
    shown = Shown(tablet, instrument_id, language, wide=wide)
    for step in STEPS:
        await shown.screen.tap(f"step-{step}")
        await shown.screen.wait_for("title")
        for control in shown.screen.named():
            assert_named_and_large(control)
    shown.screen.close()


def assert_named_and_large(control: ft.Semantics) -> None:
    surface: Any = control.content
    if not (control.on_tap or (isinstance(surface, ft.Container) and surface.on_click)):
        return
    assert said_by(control).strip(), control.identifier
    height = surface.height
    assert height is None or height >= LEAST_TARGET, control.identifier
    assert surface.width is None or surface.width >= LEAST_TARGET, control.identifier


async def test_a_note_is_kept_with_every_letter(shown: Shown, tablet: Tablet) -> None:
    await shown.screen.tap("step-outcome")
    for words in ("L", "Le", "Leaks"):
        await shown.screen.type_into("note", words)
    assert load_inspection(tablet, shown.draft_id).note == "Leaks"


async def test_the_app_opens_a_draft_at_the_step_where_it_was_left(
    shown: Shown, tablet: Tablet
) -> None:
    await shown.screen.tap("step-checks")
    await shown.screen.wait_for("checks-all-ok")
    again = Shown(tablet, PUMP, "en", wide=False)
    await again.screen.wait_for("checks-all-ok")
    again.screen.close()


async def test_a_draft_that_is_gone_is_said_in_a_sentence(shown: Shown, tablet: Tablet) -> None:
    discard(tablet, shown.draft_id)
    gone = Shown(tablet, PUMP, "en", wide=False, draft_id=shown.draft_id)
    await gone.screen.wait_for("banner", "not on this tablet")
    gone.screen.close()
