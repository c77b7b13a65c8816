"""The next field comes by itself: what "next" would do is done, and nothing is lost or skipped."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.places import find_field
from inspector_app.screens.inspection.taking import Taking
from inspector_app.services.inspecting import load_inspection
from inspector_app.services.views import Inspection, Place, Step
from tests.support.pad import type_text
from tests.support.registry import SCALE
from tests.support.released import begin_as_released

pytestmark = pytest.mark.anyio

Reopen = Callable[[OpenDraft], OpenDraft]

RUN = {
    "indicated_L": "20.00",
    "neck_reading_mm": "66.0",
    "nozzle_temperature_C": "22.0",
    "measure_temperature_C": "21.5",
}


@pytest.fixture(autouse=True)
async def in_the_readings(taking: Taking) -> None:
    await taking.go_to_step(Step.READINGS)


def on_disk(draft: OpenDraft) -> Inspection:
    return load_inspection(draft.app.tablet, draft.id)


def readings(draft: OpenDraft, run: int = 0) -> dict[str, str]:
    fields = on_disk(draft).points[0].runs[run].fields
    return {field.key: field.text for field in fields if field.text}


async def test_a_run_is_typed_without_a_single_next(draft: OpenDraft, taking: Taking) -> None:
    for text in RUN.values():
        await type_text(taking, text)
    assert readings(draft) == RUN
    assert (draft.place.field, draft.typing.text) == ("measure_temperature_C", None)
    assert draft.inspection.points[0].runs[0].result is not None


async def test_whoever_presses_next_every_time_skips_no_field(
    draft: OpenDraft, taking: Taking
) -> None:
    for text in RUN.values():
        await type_text(taking, text)
        await taking.press("next")
    assert readings(draft) == RUN


async def test_a_second_next_goes_on_as_ever(draft: OpenDraft, taking: Taking) -> None:
    await type_text(taking, "20.00")
    await taking.press("next")
    assert draft.place.field == "neck_reading_mm"
    await taking.press("next")
    assert draft.place.field == "nozzle_temperature_C"


async def test_a_next_after_a_tap_on_a_field_is_for_that_field(
    draft: OpenDraft, taking: Taking
) -> None:
    await type_text(taking, "20.00")
    there = draft.place
    await taking.press("previous")
    await taking.go_to(there)
    await taking.press("next")
    assert draft.place.field == "nozzle_temperature_C"


async def test_the_run_after_this_one_comes_by_itself_where_there_is_one(
    draft: OpenDraft, taking: Taking
) -> None:
    await taking.add_run()
    await taking.go_to(draft.inspection.place)
    for text in RUN.values():
        await type_text(taking, text)
    assert (draft.place.run, draft.place.field) == (1, "indicated_L")
    await taking.press("next")
    assert readings(draft, run=1) == {}


async def test_a_wrong_last_digit_is_taken_back_by_one_key_in_the_field_it_came_from(
    draft: OpenDraft, taking: Taking
) -> None:
    await type_text(taking, "20.05")
    assert draft.place.field == "neck_reading_mm"
    await taking.press("back")
    assert (draft.place.field, draft.typing.text) == ("indicated_L", "20.0")
    await type_text(taking, "0")
    assert (draft.place.field, draft.typing.text) == ("indicated_L", "20.00")
    await taking.press("next")
    assert draft.place.field == "neck_reading_mm"
    assert readings(draft) == {"indicated_L": "20.00"}


async def test_a_reading_is_read_finer_after_its_last_digit_was_taken_back(
    draft: OpenDraft, taking: Taking
) -> None:
    await type_text(taking, "20.00")
    await taking.press("back")
    await type_text(taking, "05")
    await taking.press("next")
    assert readings(draft) == {"indicated_L": "20.005"}


async def test_a_further_decimal_at_the_last_field_is_put_after_the_others(
    draft: OpenDraft, taking: Taking
) -> None:
    for text in RUN.values():
        await type_text(taking, text)
    await type_text(taking, "5")
    assert draft.typing.text == "21.55"
    await taking.press("next")
    assert readings(draft)["measure_temperature_C"] == "21.55"


async def test_back_at_the_last_field_takes_its_last_digit(
    draft: OpenDraft, taking: Taking
) -> None:
    for text in RUN.values():
        await type_text(taking, text)
    await taking.press("back")
    await type_text(taking, "0")
    await taking.press("next")
    assert readings(draft) == RUN | {"measure_temperature_C": "21.0"}


async def test_an_unlikely_value_is_asked_about_before_the_next_field_comes(
    draft: OpenDraft, taking: Taking
) -> None:
    await type_text(taking, "200.00")
    assert draft.question is not None
    assert (draft.place.field, draft.typing.text) == ("indicated_L", "200.00")
    assert readings(draft) == {}
    await type_text(taking, "6")
    await taking.press("next")
    assert (draft.place.field, draft.typing.text) == ("indicated_L", "200.00")


async def test_a_kill_before_the_last_digit_and_after_it_reopens_where_it_was(
    draft: OpenDraft, taking: Taking, reopened: Reopen
) -> None:
    await type_text(taking, "20.0")
    again = reopened(draft)
    assert (again.place.field, again.typing.text) == ("indicated_L", "20.0")
    await type_text(Taking(again), "0")
    anew = reopened(again)
    assert (anew.place.field, anew.typing.text) == ("neck_reading_mm", None)
    assert readings(draft) == {"indicated_L": "20.00"}


async def test_a_pasted_number_waits_for_next(draft: OpenDraft, taking: Taking) -> None:
    await taking.paste("20.00")
    assert (draft.place.field, draft.typing.text) == ("indicated_L", "20.00")


async def test_an_answer_goes_on_too_and_back_returns_to_it_as_it_was_given(
    draft: OpenDraft, tmp_path: Path
) -> None:
    tablet = draft.app.tablet
    draft_id = begin_as_released(tablet, SCALE, tmp_path / "released")  # it asks for an answer
    scale = OpenDraft(draft.app, load_inspection(tablet, draft_id), lambda: None)
    taking = Taking(scale)
    place = next(
        Place(Step.READINGS, point.key, 0, field.key)
        for point in scale.inspection.points
        for field in point.runs[0].fields
        if field.kind == "flag"
    )
    await taking.go_to(place)
    await taking.add_run()
    await taking.go_to(place)
    await taking.press("1")
    reached = scale.place
    assert reached.run == 1
    await taking.press("next")
    assert scale.place == reached
    await taking.go_to(place)
    await taking.press("0")
    await taking.press("back")
    field = find_field(on_disk(scale).points, place)
    assert field is not None
    assert (scale.place, field.text) == (place, "0")


async def test_all_that_a_scanner_typed_is_taken_back_whatever_fields_it_went_through(
    draft: OpenDraft, taking: Taking
) -> None:
    await type_text(taking, "20.00")
    await type_text(taking, "66")
    typed = await type_text(taking, ".022.5")
    assert draft.place.field == "measure_temperature_C"
    for undo in reversed(typed):
        await undo()
    assert (draft.place.field, draft.typing.text) == ("neck_reading_mm", "66")
    assert readings(draft) == {"indicated_L": "20.00"}
    assert on_disk(draft).place.typed == "66"


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_a_scanner_typed_the_draft_is_as_before_when_it_is_taken_back(
    draft: OpenDraft, taking: Taking, seed: int
) -> None:
    chance = random.Random(seed)
    for text in [*RUN.values()][: chance.randrange(4)]:
        await type_text(taking, text)
    if chance.random() < 0.5:
        await taking.press("previous")
    await type_text(taking, chance.choice(["", "2", "20", "20.", "-2."]))
    place, typed, taken = draft.place, draft.typing.text, readings(draft)
    keys = [chance.choice([*"0123456789", "dot", "sign"]) for _ in range(14)]
    undos = [await taking.press(key) for key in keys]
    for undo in reversed(undos):
        await undo()
    assert (draft.place, draft.typing.text, readings(draft)) == (place, typed, taken)
    assert draft.question is None
    assert (on_disk(draft).place.field, on_disk(draft).place.typed) == (place.field, typed or "")
