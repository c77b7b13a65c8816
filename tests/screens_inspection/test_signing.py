"""Signing on the screen: one after the other, drawn, typed, as before, or refused."""

from collections.abc import AsyncIterator
from types import SimpleNamespace

import flet as ft
import flet.canvas as cv
import pytest

from inspector_app.screens.inspection.pad import Drawing, place_on_field
from inspector_app.screens.inspection.signing import pad_width
from inspector_app.services import finishing, inspecting, signing
from inspector_app.services.opening import Tablet
from inspector_app.services.views import Place, Step
from tests.screens_inspection.test_screen import Shown, assert_named_and_large
from tests.support.in_process import below
from tests.support.registry import PUMP
from tests.support.visits import fill_in

pytestmark = pytest.mark.anyio

WAVE = [[(100, 100), (300, 300), (500, 100)]]
FIRST, SECOND = "officer.O1", "officer.O2"


@pytest.fixture
def draft_id(tablet: Tablet) -> str:
    """An inspection that only has to be signed, left at its last step."""
    begun = inspecting.begin(tablet, PUMP)
    fill_in(tablet, begun)
    inspecting.stand_at(tablet, begun, Place(Step.SIGNATURES))
    return begun


@pytest.fixture(params=[False, True], ids=["portrait", "landscape"])
async def shown(
    tablet: Tablet, draft_id: str, request: pytest.FixtureRequest
) -> AsyncIterator[Shown]:
    """The last step of that inspection, in English."""
    opened = Shown(tablet, PUMP, "en", wide=request.param, draft_id=draft_id)
    yield opened
    opened.screen.close()


async def draw(shown: Shown, *places: tuple[float, float]) -> None:
    """Lead a finger over the field."""
    pad = await shown.screen.wait_for("pad")
    field = pad.content
    assert isinstance(field, ft.GestureDetector)
    events = [SimpleNamespace(local_position=SimpleNamespace(x=x, y=y)) for x, y in places]
    assert field.on_pan_start is not None
    assert field.on_pan_update is not None
    field.on_pan_start(events[0])  # type: ignore[call-arg, arg-type]
    for event in events[1:]:
        field.on_pan_update(event)  # type: ignore[call-arg, arg-type]


def strokes_shown(shown: Shown) -> int:
    pad = shown.screen.find("pad")
    assert pad is not None
    (canvas,) = [one for one in below(pad) if isinstance(one, cv.Canvas)]
    return sum(isinstance(shape, cv.Points) for shape in canvas.shapes)


async def test_two_officers_and_the_trader_sign_one_after_the_other(
    shown: Shown, tablet: Tablet
) -> None:
    screen = shown.screen
    await screen.tap("sign-next")
    for who in ("Officer 1", "Officer 2"):
        await screen.wait_for("pad", who)
        await draw(shown, (20, 30), (60, 90))
        await screen.tap("sign-keep")
    await screen.wait_for("pad", "Trader")
    await screen.type_into("signer-name", "Ms Zhang")
    await draw(shown, (20, 30), (60, 90))
    await screen.tap("sign-keep")
    await screen.wait_for("signer-trader", "Trader: Ms Zhang")
    await screen.wait_for("signer-trader", "Signed at 09:30")
    await screen.wait_for("seal-record")
    assert screen.find("sign-next") is None
    await screen.tap("seal-record")
    await screen.wait_for("record-id")
    body = finishing.load_sealed(tablet, shown.draft_id)
    assert [one["name"] for one in body["signatures"]] == ["Officer 1", "Officer 2", "Ms Zhang"]


async def test_the_outcome_leads_to_the_first_signature_and_the_last_to_verdict_and_seal(
    shown: Shown,
) -> None:
    screen = shown.screen
    await screen.tap("step-outcome")
    await screen.wait_for("verdict", "Pass")
    await screen.tap("next")
    for _ in range(2):
        await screen.wait_for("pad", "Officer")
        await draw(shown, (20, 30), (60, 90))
        await screen.tap("sign-keep")
    await screen.wait_for("pad", "Trader")
    await screen.tap("sign-later")
    await screen.wait_for("seal-record")
    await screen.wait_for("verdict", "Pass")


async def test_an_outcome_that_is_open_leads_to_no_signature(shown: Shown, tablet: Tablet) -> None:
    checks = inspecting.load_inspection(tablet, shown.draft_id).checks
    await shown.screen.tap("step-checks")
    await shown.screen.tap(f"check-{checks[0].id}-ok")
    await shown.screen.tap("step-outcome")
    await shown.screen.wait_for("missing-checks")
    await shown.screen.tap("next")
    await shown.screen.wait_for("banner", "Something is still open")
    assert shown.screen.find("pad") is None


async def test_what_is_drawn_is_shown_and_cleared(shown: Shown) -> None:
    await shown.screen.tap(f"signer-{FIRST}")
    await draw(shown, (20, 30), (60, 90))
    await draw(shown, (5, 5))
    await shown.screen.wait_for("pad")
    while strokes_shown(shown) != 2:
        await shown.screen.wait_for("pad")
        await ft_turn()
    await shown.screen.tap("pad-clear")
    while strokes_shown(shown):
        await ft_turn()
    await shown.screen.tap("sign-keep")
    assert signing.load_signing(shown.tablet, shown.draft_id).by_key[FIRST].signature is None


async def ft_turn() -> None:
    """Let the screen draw."""
    import asyncio

    await asyncio.sleep(0.005)


async def test_a_signature_is_given_by_name_without_drawing(shown: Shown, tablet: Tablet) -> None:
    await shown.screen.tap("signer-trader")
    await shown.screen.tap("sign-typed")
    assert signing.load_signing(tablet, shown.draft_id).by_key["trader"].signature is None
    await shown.screen.type_into("signer-name", "Ms Zhang")
    await shown.screen.tap("sign-typed")
    await shown.screen.wait_for("signer-trader", "Confirmed with the name at 09:30")


async def test_a_trader_refuses_and_a_witness_signs(shown: Shown, tablet: Tablet) -> None:
    screen = shown.screen
    await screen.tap("signer-trader")
    await screen.tap("refuse")
    await screen.tap("refusal-disagrees")
    await screen.type_into("refusal-note", "20.1 L")
    await screen.tap("refusal-keep")
    await screen.wait_for("pad", "Witness")
    await screen.type_into("signer-name", "Mr Li")
    await draw(shown, (20, 30), (60, 90))
    await screen.tap("sign-keep")
    await screen.wait_for("signer-trader", "Refused to sign (Disagrees: 20.1 L)")
    await screen.wait_for("signer-witness", "Mr Li")
    finishing.seal_draft(tablet, shown.draft_id)
    told = [one["role"] for one in finishing.load_sealed(tablet, shown.draft_id)["signatures"]]
    assert told == ["trader", "witness"]


async def test_a_refusal_that_nobody_saw_asks_for_words(shown: Shown) -> None:
    screen = shown.screen
    await screen.tap("signer-trader")
    await screen.tap("refuse")
    await screen.tap("refusal-absent")
    await screen.tap("witness-none")
    await screen.tap("refusal-keep")
    await screen.wait_for("refusal-note")
    await screen.type_into("refusal-note", "nobody at the till")
    await screen.tap("refusal-keep")
    await screen.wait_for("signer-trader", "Refused to sign (Absent: nobody at the till)")
    assert screen.find("signer-witness") is None


async def test_a_later_change_is_said_at_the_signatures(shown: Shown, tablet: Tablet) -> None:
    signing.sign(tablet, shown.draft_id, FIRST, WAVE)
    screen = shown.screen
    await screen.tap("step-outcome")
    await screen.type_into("note", "Leaks")
    await screen.tap("step-signatures")
    await screen.wait_for("signatures-dropped", "changed after it was signed")
    await screen.wait_for(f"signer-{FIRST}", "Signed before the change")
    await screen.tap("sign-next")
    await screen.wait_for("signature-dropped")
    await draw(shown, (20, 30), (60, 90))
    await screen.tap("sign-keep")
    await screen.tap("sign-later")
    await screen.wait_for(f"signer-{FIRST}", "Signed at 09:30")
    assert screen.find("signatures-dropped") is None


async def test_who_has_not_signed_is_asked_about_once(shown: Shown, tablet: Tablet) -> None:
    screen = shown.screen
    signing.sign(tablet, shown.draft_id, FIRST, WAVE)
    await screen.tap("seal-record")
    await screen.wait_for("seal-unsigned-dialog", "Not every officer has signed.")
    await screen.wait_for("seal-unsigned-dialog", "The trader has neither signed nor refused.")
    await screen.tap("seal-unsigned-no")
    assert inspecting.load_inspection(tablet, shown.draft_id)
    await screen.tap("seal-record")
    await screen.tap("seal-unsigned-yes")
    await screen.wait_for("record-id")


async def test_an_officer_signs_as_before_with_one_tap(tablet: Tablet, draft_id: str) -> None:
    signing.sign(tablet, draft_id, FIRST, WAVE)
    finishing.seal_draft(tablet, draft_id)
    second = inspecting.begin(tablet, PUMP)
    fill_in(tablet, second)
    inspecting.stand_at(tablet, second, Place(Step.SIGNATURES))
    shown = Shown(tablet, PUMP, "zh", wide=False, draft_id=second)
    await shown.screen.tap("sign-next")
    await shown.screen.tap("sign-again")
    await shown.screen.wait_for("pad", "Officer 2")
    assert shown.screen.find("sign-again") is None
    shown.screen.close()


async def test_everything_to_tap_while_signing_is_named_and_large_enough(shown: Shown) -> None:
    await shown.screen.tap("signer-trader")
    await shown.screen.wait_for("pad")
    for control in shown.screen.named():
        assert_named_and_large(control)
    await shown.screen.tap("refuse")
    await shown.screen.wait_for("refusal-keep")
    for control in shown.screen.named():
        assert_named_and_large(control)


def test_a_finger_beside_the_field_draws_at_its_edge() -> None:
    assert place_on_field(-5, 500, 500, 200) == (0, 400)
    assert place_on_field(250, 100, 500, 200) == (500, 200)


def test_a_finger_that_rests_adds_no_points() -> None:
    drawing = Drawing()
    drawing.go_on((1, 1))
    drawing.begin((5, 5))
    drawing.go_on((5, 5))
    drawing.go_on((6, 5))
    assert drawing.strokes == [[(5, 5), (6, 5)]]


@pytest.mark.parametrize(
    ("width", "height", "wide"), [(800, 1280, False), (1280, 800, True), (1024, 600, True)]
)
def test_the_field_leaves_room_for_all_that_stands_beside_it(
    width: int, height: int, *, wide: bool
) -> None:
    found = pad_width(width, height, wide=wide)
    assert found * 0.4 <= height - (340 if wide else 620)
    assert found <= width - 28
