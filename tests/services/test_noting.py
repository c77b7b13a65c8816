"""Particulars of a draft: kept as typed, compared with the register, sealed with their wording."""

from pathlib import Path

import pytest

from inspector_app.errors import NotFound, NotReady, WrongUse
from inspector_app.metrology.model import Verdict
from inspector_app.services import finishing, inspecting, noting, signing, visiting
from inspector_app.services.opening import Tablet
from inspector_app.services.views import EntryLine, Inspection
from inspector_app.store.reference import apply_changes
from tests.support.particulars import PARTS, SITE, note_everything, register_parts
from tests.support.registry import PUMP, SCALE, open_city
from tests.support.visits import fill_in

WAVE = [[(100, 100), (300, 200), (500, 100)]]


def entry_of(shown: Inspection, item: str) -> EntryLine:
    return next(entry for entry in shown.entries if entry.id == item)


def body_of(tablet: Tablet, draft: str) -> dict[str, object]:
    return finishing.load_sealed(tablet, finishing.seal_draft(tablet, draft).record_id)


def sealed(body: dict[str, object]) -> dict[str, dict[str, object]]:
    groups = body["particulars"]
    assert isinstance(groups, list)
    return {entry["id"]: entry for group in groups for entry in group["entries"]}


def test_what_is_half_typed_is_on_the_disk_and_comes_back_after_a_kill(tmp_path: Path) -> None:
    tablet = open_city(tmp_path / "killed")
    draft = inspecting.begin(tablet, PUMP)
    for typed in ("M", "MB", "MB-"):
        noting.note(tablet, draft, "serial_main_board", typed)
    noting.note(tablet, draft, "humidity_percent", "4x")
    noting.set_applicable(tablet, draft, "vapour_recovery", applies=False)
    again = open_city(tmp_path / "killed")  # the first one was never closed
    shown = inspecting.load_inspection(again, draft)
    assert entry_of(shown, "serial_main_board").text == "MB-"
    assert entry_of(shown, "humidity_percent").text == "4x"
    assert [check.id for check in shown.checks if not check.applies] == ["vapour_recovery"]
    again.close()
    tablet.close()


def test_every_entry_of_a_draft_comes_back_as_it_was_typed(tmp_path: Path) -> None:
    tablet = open_city(tmp_path / "whole")
    draft = inspecting.begin(tablet, PUMP)
    before = note_everything(tablet, draft)
    tablet.close()
    again = open_city(tmp_path / "whole")
    assert inspecting.load_inspection(again, draft).entries == before.entries
    assert all(entry.text and not entry.fault for entry in before.entries)
    again.close()


def test_empty_text_takes_an_entry_back(tablet: Tablet) -> None:
    draft = inspecting.begin(tablet, PUMP)
    noting.note(tablet, draft, "fault_codes", "E12")
    assert entry_of(noting.note(tablet, draft, "fault_codes", ""), "fault_codes").text == ""


def test_an_entry_that_nobody_asks_for_and_a_text_that_is_too_long_are_refused(
    tablet: Tablet,
) -> None:
    draft = inspecting.begin(tablet, SCALE)
    with pytest.raises(NotFound):
        noting.note(tablet, draft, "serial_encoder", "a pump's")
    with pytest.raises(WrongUse) as told:
        noting.note(tablet, draft, "party_words", "x" * 2001)
    assert told.value.code == "entry_text"
    with pytest.raises(NotFound):
        noting.set_applicable(tablet, draft, "vapour_recovery", applies=False)


def test_another_number_than_the_registers_is_a_remark_and_no_failure(tablet: Tablet) -> None:
    register_parts(tablet)
    draft = inspecting.begin(tablet, PUMP)
    shown = noting.note(tablet, draft, "serial_main_board", "mb‑9")
    assert entry_of(shown, "serial_main_board").differs
    assert entry_of(shown, "serial_main_board").registered == "MB-1"
    shown = noting.note(tablet, draft, "serial_encoder", " ｅ-1 ")  # width, case and blanks
    assert not entry_of(shown, "serial_encoder").differs
    shown = noting.note(tablet, draft, "plate_qmax", "50.0")
    assert not entry_of(shown, "plate_qmax").differs
    fill_in(tablet, draft, neck_reading_mm="67.0")
    body = body_of(tablet, draft)
    told = sealed(body)
    assert body["evaluation"]["outcome"]["verdict"] == "pass"  # type: ignore[index]
    assert (told["serial_main_board"]["registered"], told["serial_main_board"]["agrees"]) == (
        "MB-1", False,
    )  # fmt: skip
    assert told["serial_encoder"]["agrees"] is True


def test_all_that_is_open_in_a_group_is_as_the_register_has_it_with_one_tap(
    tablet: Tablet,
) -> None:
    register_parts(tablet)
    draft = inspecting.begin(tablet, PUMP)
    noting.note(tablet, draft, "serial_encoder", "OTHER")
    shown = noting.note_as_registered(tablet, draft, "parts")
    assert entry_of(shown, "serial_encoder").text == "OTHER"
    assert entry_of(shown, "serial_main_board").text == PARTS["serial_main_board"]
    assert entry_of(shown, "serial_transducer").text == ""
    shown = noting.note_as_registered(tablet, draft, "party")
    assert entry_of(shown, "credit_code").text == SITE["credit_code"]


def test_the_kind_of_visit_is_plan_until_chosen_and_holds_for_the_whole_visit(
    tablet: Tablet,
) -> None:
    first = inspecting.begin(tablet, PUMP)
    assert entry_of(inspecting.load_inspection(tablet, first), "visit_kind").text == "plan"
    noting.note_of_visit(tablet, "S1", "visit_kind", "complaint")
    noting.note_of_visit(tablet, "S1", "visit_reference", "12315-77")
    (kind, reference, _) = visiting.load_site_visit(tablet, "S1").why
    assert (kind.text, reference.text) == ("complaint", "12315-77")
    fill_in(tablet, first)
    told = sealed(body_of(tablet, first))
    assert told["visit_kind"]["answer"] == {"en": "Complaint", "zh": "投诉举报"}
    assert told["visit_reference"]["value"] == "12315-77"
    second = inspecting.begin(tablet, PUMP)
    assert entry_of(inspecting.load_inspection(tablet, second), "visit_kind").text == "complaint"
    noting.note(tablet, second, "representative", "李四")
    visiting.end_visit(tablet, "S1")
    inspecting.discard(tablet, second)
    third = inspecting.begin(tablet, PUMP)  # another visit begins with it
    shown = inspecting.load_inspection(tablet, third)
    assert entry_of(shown, "visit_kind").text == "plan"
    assert entry_of(shown, "representative").text == ""


def test_what_does_not_hold_for_a_visit_stays_with_its_instrument(tablet: Tablet) -> None:
    first = inspecting.begin(tablet, PUMP)
    noting.note(tablet, first, "party_words", "The hose is new.")
    noting.note(tablet, first, "rights_told_at", "9:05")
    inspecting.discard(tablet, first)
    shown = inspecting.load_inspection(tablet, inspecting.begin(tablet, PUMP))
    assert entry_of(shown, "party_words").text == ""
    assert entry_of(shown, "rights_told_at").text == "9:05"
    with pytest.raises(NotFound):
        noting.note_of_visit(tablet, "S1", "party_words", "x")
    with pytest.raises(NotFound):
        noting.note_of_visit(tablet, "S2", "visit_kind", "plan")


def test_a_time_is_the_tablets_own_and_is_sealed_in_utc(tablet: Tablet) -> None:
    draft = inspecting.begin(tablet, PUMP)
    noting.note_now(tablet, draft, "certificates_shown_at")
    noting.note(tablet, draft, "rights_told_at", "9:05")
    fill_in(tablet, draft)
    told = sealed(body_of(tablet, draft))
    assert told["certificates_shown_at"]["value"] == "2026-11-23T01:30:00Z"
    assert told["rights_told_at"]["value"] == "2026-11-23T01:05:00Z"


def test_nothing_is_sealed_while_an_entry_holds_what_it_cannot(tablet: Tablet) -> None:
    draft = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft)
    shown = noting.note(tablet, draft, "humidity_percent", "140")
    assert entry_of(shown, "humidity_percent").fault == "above"
    with pytest.raises(NotReady) as told:
        finishing.seal_draft(tablet, draft)
    assert told.value.code == "entry_fault"
    noting.note(tablet, draft, "humidity_percent", "４０，５")
    assert sealed(body_of(tablet, draft))["humidity_percent"]["value"] == "40.5"


def test_a_check_that_does_not_apply_is_no_failure_and_is_recorded_so(tablet: Tablet) -> None:
    draft = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft, neck_reading_mm="67.0")
    assert (
        inspecting.answer_check(tablet, draft, "self_lock", False).outcome.verdict is Verdict.FAIL
    )
    shown = noting.set_applicable(tablet, draft, "self_lock", applies=False)
    assert shown.outcome.verdict is Verdict.PASS
    body = body_of(tablet, draft)
    assert body["checks_not_applicable"] == [
        {"id": "self_lock", "label": {"en": "The self-lock is enabled", "zh": "自锁功能已启用"}}
    ]
    given = body["evaluation"]["input"]["checks"]  # type: ignore[index]
    assert "self_lock" not in [check["id"] for check in given]


def test_that_a_check_does_not_apply_is_taken_back_by_an_answer(tablet: Tablet) -> None:
    draft = inspecting.begin(tablet, PUMP)
    noting.set_applicable(tablet, draft, "self_lock", applies=False)
    shown = inspecting.answer_check(tablet, draft, "self_lock", True)
    assert next(check for check in shown.checks if check.id == "self_lock").applies
    noting.set_applicable(tablet, draft, "self_lock", applies=False)
    shown = noting.set_applicable(tablet, draft, "self_lock", applies=True)
    assert next(check for check in shown.checks if check.id == "self_lock").ok is None


def test_an_optional_check_keeps_no_verdict_open_and_fails_when_it_is_not_in_order(
    tablet: Tablet,
) -> None:
    draft = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft, neck_reading_mm="67.0")
    shown = inspecting.load_inspection(tablet, draft)
    assert any(check.optional and check.ok is None for check in shown.checks)
    assert inspecting.load_inspection(tablet, draft).outcome.verdict is Verdict.PASS
    shown = inspecting.answer_check(tablet, draft, "no_leak", False)
    assert shown.outcome.verdict is Verdict.FAIL


def test_a_needed_check_still_keeps_the_verdict_open(tablet: Tablet) -> None:
    draft = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft, neck_reading_mm="67.0")
    shown = inspecting.answer_check(tablet, draft, "working", None)
    assert shown.outcome.verdict is Verdict.INCOMPLETE


def test_a_failure_says_that_it_is_preliminary_what_follows_and_the_retest_right(
    tablet: Tablet,
) -> None:
    draft = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft, neck_reading_mm="28.0")
    inspecting.answer_check(tablet, draft, "no_leak", False)
    notices = body_of(tablet, draft)["notices"]
    assert isinstance(notices, list)
    assert [notice["id"] for notice in notices] == ["preliminary", "what_follows", "retest_right"]
    assert [notice["confirmed"] for notice in notices] == [True, True, False]


def test_the_office_words_the_retest_right_and_its_days(tablet: Tablet) -> None:
    own = {"text_id": "retest_right", "zh": "十日内申请复检。", "en": "A retest within 10 days."}
    with tablet.database.writing() as db:
        apply_changes(db, [("texts", "retest_right", own)])
    draft = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft)
    inspecting.answer_check(tablet, draft, "no_leak", False)
    notices = body_of(tablet, draft)["notices"]
    assert isinstance(notices, list)
    assert notices[-1] == {
        "id": "retest_right",
        "text": {"en": "A retest within 10 days.", "zh": "十日内申请复检。"},
        "confirmed": True,
    }


def test_a_verification_is_no_preliminary_finding(tablet: Tablet) -> None:
    draft = inspecting.begin(tablet, PUMP, phase="initial")
    fill_in(tablet, draft)
    assert "notices" not in body_of(tablet, draft)


def test_people_sign_what_was_noted_a_later_change_drops_their_signature(tablet: Tablet) -> None:
    draft = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft)
    signing.sign(tablet, draft, "officer.O1", WAVE)
    assert signing.load_signing(tablet, draft).by_key["officer.O1"].signature
    noting.note(tablet, draft, "party_words", "I was not there.")
    assert signing.load_signing(tablet, draft).by_key["officer.O1"].dropped
