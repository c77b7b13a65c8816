"""On the screen, too, every kind goes from its first reading to its verdict by its data alone."""

import pytest

from inspector_app.metrology.rule import Rule
from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.procedures import plan_points
from inspector_app.rulebook.suitability import imagine_readings
from inspector_app.services import inspecting
from inspector_app.services.opening import Tablet
from inspector_app.services.views import Place, SealState, Step
from tests.screens_inspection.test_screen import Shown
from tests.support.in_process import said_by
from tests.support.kinds import INSTRUMENTS, THING, TODAY, certificate, register, standard_row

pytestmark = pytest.mark.anyio

BOOK = load_rulebook()
RULES = [
    rule
    for rule in BOOK.values()
    if rule.instrument_kind not in ("goods", "station") and rule.is_in_force(TODAY)
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
async def test_every_kind_is_typed_in_key_by_key_and_passes(
    tablet: Tablet, rule: Rule, language: str
) -> None:
    draft = register(tablet, rule, standard_row(rule))
    shown = Shown(tablet, THING, language, wide=language == "en", draft_id=draft)
    try:
        await type_everything(shown, rule)
        await shown.screen.tap("step-checks")
        await shown.screen.tap("checks-all-ok")
        words = {"en": "Pass", "zh": "合格"}[language]
        await shown.screen.wait_for("verdict", words)
    finally:
        shown.screen.close()


async def type_everything(shown: Shown, rule: Rule) -> None:
    """Find every seal intact, and type every reading that must be taken; "next" takes an offer."""
    tablet, draft, screen = shown.tablet, shown.draft_id, shown.screen
    inspection = inspecting.load_inspection(tablet, draft)
    for _ in inspection.seals:
        await screen.tap("seal-intact")
    await screen.tap("step-readings")
    points = plan_points(rule, INSTRUMENTS[rule.id], inspection.phase, certificate(rule))
    needed = [point for point in points if not point.optional]
    readings = imagine_readings(needed, INSTRUMENTS[rule.id], certificate(rule))
    for point in needed:
        if len(points) > 1:
            await screen.tap(f"point-{point.key}")
        for run in range(point.runs):
            for field in (field for field in point.fields if field.shown):
                text = readings.get((point.key, run, field.key), "")
                box = await screen.wait_for(f"field-{field.key}")
                assert said_by(box)
                offered = bool(field.hint) and text == field.hint
                await shown.type_run("" if offered else f"{float(text):g}" if text else "")
    left = inspecting.load_inspection(tablet, draft)
    assert all(seal.state is SealState.INTACT for seal in left.seals)
    assert left.place == Place(Step.READINGS, left.place.point, left.place.run, left.place.field)
