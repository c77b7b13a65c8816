"""Groups beside the readings on the screen: folded, one tap for all, never in the way."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from inspector_app.services import inspecting, noting
from inspector_app.services.opening import Tablet
from inspector_app.services.views import Inspection
from tests.screens_inspection.test_screen import Shown, assert_named_and_large
from tests.support.editions import SHIPPED, version_with
from tests.support.inspections import FUEL
from tests.support.particulars import register_parts
from tests.support.registry import PUMP, open_city
from tests.support.reports import take_apart
from tests.support.visits import fill_in

pytestmark = pytest.mark.anyio


@pytest.fixture
async def shown(tablet: Tablet) -> AsyncIterator[Shown]:
    """The inspection of the dispenser whose parts the register knows, upright, in English."""
    register_parts(tablet)
    opened = Shown(tablet, PUMP, "en", wide=False)
    yield opened
    opened.screen.close()


def now(shown: Shown) -> Inspection:
    return inspecting.load_inspection(shown.tablet, shown.draft_id)


def answers(shown: Shown) -> dict[str, bool | None]:
    return {check.id: check.ok for check in now(shown).checks}


async def test_all_in_order_says_nothing_of_what_stands_folded(shown: Shown) -> None:
    await shown.screen.tap("step-checks")
    await shown.screen.tap("checks-all-ok")
    await shown.screen.wait_for("verdict")
    told = answers(shown)
    needed = {check.id for check in now(shown).checks if not check.optional}
    assert {check for check, ok in told.items() if ok} == needed
    assert told["no_leak"] is None


async def test_all_in_order_answers_a_group_that_stands_open_too(shown: Shown) -> None:
    await shown.screen.tap("step-checks")
    await shown.screen.tap("group-functions")
    await shown.screen.tap("check-vapour_recovery-not-applicable")
    await shown.screen.tap("checks-all-ok")
    await shown.screen.wait_for("verdict")
    assert (answers(shown)["no_leak"], answers(shown)["vapour_recovery"]) == (True, None)


async def test_one_tap_finds_a_group_in_order_and_stays_there(shown: Shown) -> None:
    await shown.screen.tap("step-checks")
    await shown.screen.tap("group-functions")
    await shown.screen.tap("group-functions-all-ok")
    await shown.screen.wait_for("group-functions", "6 of 6")
    assert answers(shown)["earthing"] is True
    assert answers(shown)["working"] is None
    await shown.screen.tap("group-functions")
    await shown.screen.gone("check-earthing-ok")


async def test_a_group_stands_open_again_after_a_kill(shown: Shown) -> None:
    await shown.screen.tap("step-checks")
    await shown.screen.tap("group-totaliser")
    await shown.screen.type_into("entry-returned_L", "20.")
    again = Shown(shown.tablet, PUMP, "en", wide=False)
    field = await again.screen.wait_for("entry-returned_L")
    assert field
    assert next(one.text for one in now(shown).entries if one.id == "returned_L") == "20."
    again.screen.close()


async def test_what_differs_from_the_register_is_said_there_and_at_the_outcome(
    shown: Shown,
) -> None:
    await shown.screen.tap("step-checks")
    await shown.screen.tap("group-parts")
    await shown.screen.wait_for("entry-serial_main_board", "Register: MB-1")
    await shown.screen.type_into("entry-serial_main_board", "MB-9")
    await shown.screen.wait_for("entry-serial_main_board", "The register has MB-1.")
    await shown.screen.wait_for("group-parts", "Differs from the register")
    await shown.screen.tap("group-parts-as-registered")
    await shown.screen.wait_for("group-parts", "Differs from the register")
    await shown.screen.tap("step-outcome")
    await shown.screen.wait_for("differs", "MB-9; the register has MB-1")


async def test_an_entry_that_cannot_be_read_is_said_and_stops_the_seal(shown: Shown) -> None:
    fill_in(shown.tablet, shown.draft_id)
    await shown.screen.tap("step-outcome")
    await shown.screen.tap("on-site")
    await shown.screen.tap("group-environment")
    await shown.screen.type_into("entry-humidity_percent", "140")
    await shown.screen.wait_for("entry-humidity_percent", "too large")
    await shown.screen.wait_for("group-environment", "To be corrected")
    await shown.screen.type_into("entry-humidity_percent", "40")
    await shown.screen.wait_for("group-environment", "1 of 3")


async def test_a_failure_asks_for_the_record_on_site_before_the_signatures(shown: Shown) -> None:
    fill_in(shown.tablet, shown.draft_id)
    inspecting.answer_check(shown.tablet, shown.draft_id, "self_lock", False)
    again = Shown(shown.tablet, PUMP, "en", wide=False)
    await again.screen.tap("step-outcome")
    await again.screen.wait_for("next", "Next: record on site")
    await again.screen.tap("next")
    await again.screen.tap("group-party-as-registered")
    await again.screen.tap("entry-rights_told_at-now")
    await again.screen.tap("entry-visit_kind-follow_up")
    killed = Shown(shown.tablet, PUMP, "en", wide=False)
    await killed.screen.wait_for("entry-visit_kind-follow_up")
    await killed.screen.tap("on-site-next")
    await killed.screen.wait_for("sign-keep")
    told = {entry.id: entry.text for entry in now(shown).entries if entry.text}
    assert told["representative"] == "张经理"
    assert told["rights_told_at"] == "2026-11-23 09:30"
    assert told["visit_kind"] == "follow_up"
    again.screen.close()
    killed.screen.close()


async def test_a_pass_goes_to_the_signatures_as_before(shown: Shown) -> None:
    fill_in(shown.tablet, shown.draft_id, neck_reading_mm="67.0")
    again = Shown(shown.tablet, PUMP, "en", wide=False)
    await again.screen.tap("step-outcome")
    await again.screen.tap("next")
    await again.screen.wait_for("sign-keep")
    again.screen.close()


async def test_everything_to_tap_in_groups_and_record_on_site_is_named_and_large_enough(
    shown: Shown,
) -> None:
    await shown.screen.tap("step-checks")
    for group in now(shown).groups:
        await shown.screen.tap(f"group-{group.id}")
    await shown.screen.wait_for("entry-station_measure_until")
    for control in shown.screen.named():
        assert_named_and_large(control)
    await shown.screen.tap("step-outcome")
    await shown.screen.tap("on-site")
    await shown.screen.wait_for("on-site-next")
    for control in shown.screen.named():
        assert_named_and_large(control)


def with_a_new_group() -> dict[str, bytes]:
    """Return the dispenser's rule with a group that nobody knew when the code was written."""
    data: dict[str, Any] = json.loads(SHIPPED)
    procedure = data["procedure"]
    procedure["checks"].append({"id": "hologram", "label": {"en": "Hologram", "zh": "防伪标"}})
    procedure["groups"].append(
        {
            "id": "marks", "label": {"en": "Marks", "zh": "标识"}, "source": "parts",
            "before_readings": True, "checks": ["hologram"],
            "particulars": [
                {"id": "hologram_colour", "label": {"en": "Colour", "zh": "颜色"}, "kind": "choice",
                 "choices": [{"value": "red", "label": {"en": "Red", "zh": "红色"}},
                             {"value": "blue", "label": {"en": "Blue", "zh": "蓝色"}}]},
                {"id": "hologram_angle", "label": {"en": "Angle", "zh": "角度"}, "kind": "number",
                 "unit": "°", "low": "0", "high": "90"},
            ],
        }
    )  # fmt: skip
    return {FUEL: json.dumps(data).encode()}


async def test_a_group_that_comes_with_data_alone_is_asked_before_any_load_sealed_and_printed(
    tmp_path: Path,
) -> None:
    from inspector_app.services import finishing
    from inspector_app.services.reporting import report_of

    with version_with(tmp_path / "data", with_a_new_group()):
        tablet = open_city(tmp_path / "newer")
        shown = Shown(tablet, PUMP, "en", wide=False)
        screen = shown.screen
        await screen.tap("seal-intact")
        await screen.wait_for("seal-expected", "A101")
        await screen.tap("seal-intact")
        await screen.wait_for("check-hologram-ok")
        await screen.tap("step-readings")
        await screen.tap("first-look")
        await screen.tap("check-hologram-ok")
        await screen.tap("entry-hologram_colour-blue")
        await screen.type_into("entry-hologram_angle", "45")
        await screen.tap("step-readings")
        await screen.gone("first-look")
        noting.set_applicable(tablet, shown.draft_id, "self_lock", applies=False)
        inspecting.choose_officers(tablet, shown.draft_id, ["O1", "O2"])
        record_id = finishing.seal_draft(tablet, shown.draft_id).record_id
        body = finishing.load_sealed(tablet, record_id)
        assert body["particulars"][0]["id"] == "marks"
        text = take_apart(report_of(tablet, record_id, "en"), dpi=30).text
        assert "Colour" in text
        assert "Blue" in text
        assert "45 °" in text
        screen.close()
        tablet.close()
