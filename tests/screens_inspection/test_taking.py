"""Typed values on their way to the disk: kept while typed, taken by "next", never lost."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from inspector_app.errors import StorageTrouble
from inspector_app.screens.inspection import open_draft
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.places import find_field
from inspector_app.screens.inspection.taking import Taking
from inspector_app.services.inspecting import discard, load_inspection
from inspector_app.services.views import Inspection, Place, SealState, Step
from tests.support.pad import type_text
from tests.support.registry import SCALE
from tests.support.released import begin_as_released

pytestmark = pytest.mark.anyio

Reopen = Callable[[OpenDraft], OpenDraft]

RUN = {
    "indicated_L": "20.00",
    "neck_reading_mm": "66.0",
    "nozzle_temperature_C": "22.0",
    "measure_temperature_C": "22.0",
}


async def take(taking: Taking, *texts: str) -> None:
    for text in texts:
        await type_text(taking, text)
        await taking.press("next")


def on_disk(draft: OpenDraft) -> Inspection:
    return load_inspection(draft.app.tablet, draft.id)


def readings(inspection: Inspection, run: int = 0) -> dict[str, str]:
    fields = inspection.points[0].runs[run].fields
    return {field.key: field.text for field in fields if field.text}


async def test_next_commits_each_field_and_goes_to_the_next_by_itself(
    draft: OpenDraft, taking: Taking
) -> None:
    await taking.go_to_step(Step.READINGS)
    await take(taking, *list(RUN.values())[:-1])
    assert draft.place.field == "measure_temperature_C"
    await take(taking, "22.0")
    assert readings(on_disk(draft)) == RUN
    assert draft.inspection.points[0].runs[0].result is not None


async def test_a_value_is_shown_as_taken_only_when_it_is_on_the_disk(
    draft: OpenDraft, taking: Taking
) -> None:
    await taking.go_to_step(Step.READINGS)
    await type_text(taking, "20.0")
    assert readings(draft.inspection) == {} == readings(on_disk(draft))
    await taking.press("next")
    assert readings(draft.inspection) == {"indicated_L": "20.0"} == readings(on_disk(draft))


async def test_a_kill_in_the_middle_of_a_number_reopens_at_the_field_with_what_was_typed(
    draft: OpenDraft, taking: Taking, reopened: Reopen
) -> None:
    await taking.go_to_step(Step.READINGS)
    await take(taking, "20.00")
    await type_text(taking, "66.")
    again = reopened(draft)
    assert again.place == Place(
        Step.READINGS, "indication_error.q1", 0, "neck_reading_mm", typed="66."
    )
    assert again.typing.text == "66."
    await Taking(again).press("5")
    await Taking(again).press("next")
    assert readings(on_disk(draft)) == {"indicated_L": "20.00", "neck_reading_mm": "66.5"}


async def test_keys_faster_than_the_disk_keep_their_order(draft: OpenDraft, taking: Taking) -> None:
    await taking.go_to_step(Step.READINGS)
    keys = [*"20", "dot", *"00", "next", *"66", "dot", "5", "next", *"22", "next", *"21", "next"]
    await asyncio.gather(*(taking.press(key) for key in keys))
    assert list(readings(on_disk(draft)).values()) == ["20.00", "66.5", "22", "21"]


async def test_next_takes_the_value_that_is_offered(draft: OpenDraft, taking: Taking) -> None:
    await taking.go_to_step(Step.READINGS)
    field = find_field(draft.inspection.points, draft.place)
    assert field is not None
    assert field.hint == "20.00"
    await taking.press("next")
    assert readings(on_disk(draft)) == {"indicated_L": "20.00"}
    assert draft.place.field == "neck_reading_mm"


async def test_next_over_an_empty_field_without_an_offer_leaves_it_empty(
    draft: OpenDraft, taking: Taking
) -> None:
    await taking.go_to_step(Step.READINGS)
    await take(taking, "20.00", "")
    assert draft.place.field == "nozzle_temperature_C"
    assert readings(on_disk(draft)) == {"indicated_L": "20.00"}


async def test_a_key_on_a_taken_value_begins_anew_and_back_shortens_it(
    draft: OpenDraft, taking: Taking
) -> None:
    await taking.go_to_step(Step.READINGS)
    await take(taking, "20.00")
    await taking.press("previous")
    await taking.press("back")
    assert draft.typing.text == "20.0"
    await taking.press("next")
    await taking.press("previous")
    await type_text(taking, "19")
    assert draft.typing.text == "19"


async def test_erasing_a_taken_value_erases_it_on_the_disk(
    draft: OpenDraft, taking: Taking
) -> None:
    await taking.go_to_step(Step.READINGS)
    await take(taking, "20.00", "66")
    await taking.press("previous")
    await taking.press("back")
    await taking.press("back")
    await taking.press("previous")
    assert readings(on_disk(draft)) == {"indicated_L": "20.00"}


async def test_an_unlikely_value_is_asked_about_and_nothing_of_it_is_lost(
    draft: OpenDraft, taking: Taking
) -> None:
    await taking.go_to_step(Step.READINGS)
    await take(taking, "200")
    assert draft.question is not None
    assert draft.place.field == "indicated_L"
    assert draft.typing.text == "200"
    assert readings(on_disk(draft)) == {}


async def test_keys_do_nothing_while_a_question_is_open(draft: OpenDraft, taking: Taking) -> None:
    await taking.go_to_step(Step.READINGS)
    await take(taking, "200")
    await type_text(taking, "77")
    assert draft.typing.text == "200"
    draft.ask(None)
    await taking.press("back")
    assert draft.typing.text == "20"


async def test_no_number_is_said_to_be_none_until_a_key_changes_it(
    draft: OpenDraft, taking: Taking
) -> None:
    await taking.go_to_step(Step.READINGS)
    await take(taking, "-")
    assert draft.doubt is not None
    assert not draft.doubt.can_insist
    assert draft.typing.text == "-"
    assert draft.question is None
    await taking.press("back")
    assert draft.doubt is None


async def test_leaving_the_step_takes_what_was_typed(draft: OpenDraft, taking: Taking) -> None:
    await taking.go_to_step(Step.READINGS)
    await type_text(taking, "20.00")
    await taking.go_to_step(Step.CHECKS)
    assert readings(on_disk(draft)) == {"indicated_L": "20.00"}
    assert draft.place.step is Step.CHECKS


async def test_a_step_is_not_left_before_a_doubted_value_is_answered(
    draft: OpenDraft, taking: Taking
) -> None:
    await taking.go_to_step(Step.READINGS)
    await type_text(taking, "200")
    await taking.go_to_step(Step.CHECKS)
    assert draft.place.step is Step.READINGS
    assert draft.question is not None


async def test_the_readings_keep_their_field_for_the_way_back(
    draft: OpenDraft, taking: Taking
) -> None:
    await taking.go_to_step(Step.READINGS)
    await take(taking, "20.00", "66")
    await taking.go_to_step(Step.OUTCOME)
    await taking.go_to_step(Step.READINGS)
    assert draft.place.field == "nozzle_temperature_C"


async def test_one_more_run_is_entered_at_its_first_field(draft: OpenDraft, taking: Taking) -> None:
    await taking.go_to_step(Step.READINGS)
    await take(taking, *RUN.values())
    await taking.add_run()
    assert (draft.place.run, draft.place.field) == (1, "indicated_L")
    await take(taking, "20.01")
    assert readings(on_disk(draft), run=1) == {"indicated_L": "20.01"}


@pytest.mark.parametrize("pasted", ["２０，０１", "20,01", " ٢٠٫٠١ ", "20.01"])
async def test_a_pasted_number_is_understood_in_any_digits(
    draft: OpenDraft, taking: Taking, pasted: str
) -> None:
    await taking.go_to_step(Step.READINGS)
    await taking.paste(pasted)
    assert draft.typing.text == "20.01"


async def test_a_pasted_text_that_is_no_number_changes_nothing(
    draft: OpenDraft, taking: Taking
) -> None:
    await taking.go_to_step(Step.READINGS)
    await type_text(taking, "2")
    await taking.paste("1,234.5")
    assert draft.typing.text == "2"


async def test_the_number_of_a_seal_is_kept_while_typed_and_taken_when_the_step_is_left(
    draft: OpenDraft, taking: Taking, reopened: Reopen
) -> None:
    draft.place = Place(Step.SEALS, field="main_board")
    await taking.write("A10")
    again = reopened(draft)
    assert (again.place.field, again.typing.text) == ("main_board", "A10")
    await taking.write("A109")
    await taking.go_to_step(Step.READINGS)
    seal = next(one for one in on_disk(draft).seals if one.position == "main_board")
    assert (seal.state, seal.found) == (SealState.OTHER_NUMBER, "A109")


async def test_a_full_disk_shows_as_not_saved_and_typing_goes_on(
    draft: OpenDraft, taking: Taking, monkeypatch: pytest.MonkeyPatch
) -> None:
    await taking.go_to_step(Step.READINGS)

    def refuse(*_: object) -> None:
        raise StorageTrouble("full", code="disk_full")

    with monkeypatch.context() as patched:
        patched.setattr(open_draft, "stand_at", refuse)
        await type_text(taking, "20")
        assert not draft.saved
        assert draft.typing.text == "20"
    await type_text(taking, ".5")
    assert draft.saved
    assert on_disk(draft).place.typed == "20.5"


async def test_typing_in_a_draft_that_is_gone_is_told_and_ends_nothing(
    draft: OpenDraft, taking: Taking
) -> None:
    await taking.go_to_step(Step.READINGS)
    discard(draft.app.tablet, draft.id)
    await taking.press("2")
    assert cast(Any, draft.app).told == ["not_found"]


async def test_a_sign_pressed_on_a_taken_reading_turns_it_and_keeps_its_digits(
    draft: OpenDraft, taking: Taking
) -> None:
    await taking.go_to_step(Step.READINGS)
    await take(taking, "20.00", "66.0")
    await taking.press("previous")
    await taking.press("sign")
    assert draft.typing.text == "-66.0"
    await taking.press("sign")
    assert draft.typing.text == "66.0"


async def test_yes_or_no_answers_a_flag_at_once_and_other_keys_do_nothing_there(
    draft: OpenDraft, tmp_path: Path
) -> None:
    tablet = draft.app.tablet
    draft_id = begin_as_released(tablet, SCALE, tmp_path / "released")  # it asks for an answer
    scale = OpenDraft(draft.app, load_inspection(tablet, draft_id), lambda: None)
    taking = Taking(scale)
    flagged = [
        Place(Step.READINGS, point.key, 0, field.key)
        for point in scale.inspection.points
        for field in point.runs[0].fields
        if field.kind == "flag"
    ]
    for place in flagged:
        await taking.go_to(place)
        for key in ("5", "dot", "sign", "00"):
            await taking.press(key)
        assert scale.typing.text is None
        for key in ("0", "1"):
            await taking.press(key)
            field = find_field(on_disk(scale).points, place)
            assert field is not None
            assert field.text == key
            await taking.go_to(place)
    assert flagged


async def test_a_key_that_was_a_scanners_is_taken_back_and_the_persons_stay(
    draft: OpenDraft, taking: Taking
) -> None:
    await taking.go_to_step(Step.READINGS)
    await type_text(taking, "20.")
    undo = await taking.press("6")
    assert draft.typing.text == "20.6"
    await undo()
    assert draft.typing.text == "20." == on_disk(draft).place.typed


async def test_a_key_is_not_taken_back_where_the_reading_went_on(
    draft: OpenDraft, taking: Taking
) -> None:
    await taking.go_to_step(Step.READINGS)
    undo = await taking.press("6")
    await taking.press("5")
    await undo()
    assert draft.typing.text == "65"
