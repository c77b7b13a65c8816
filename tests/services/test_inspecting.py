"""A draft: what is said is stored, doubted where doubtful, and found again as it was."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.errors import NotFound, NotReady, WrongUse
from inspector_app.metrology.model import Verdict
from inspector_app.services import inspecting
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.views import Inspection, Place, SealState, Step
from inspector_app.store.reference import apply_changes
from tests.support.registry import (
    EXPIRED,
    METER,
    PUMP,
    SCALE,
    STANDARD,
    FixedClock,
    instrument,
)
from tests.support.visits import ENOUGH, POINT, RUN, fill_in


@pytest.fixture
def draft(tablet: Tablet) -> str:
    """An inspection that was just begun."""
    return inspecting.begin(tablet, PUMP)


def text_of(shown: Inspection, field: str, run: int = 0) -> str:
    (point,) = (point for point in shown.points if point.key == POINT)
    return next(each.text for each in point.runs[run].fields if each.key == field)


def take(tablet: Tablet, draft: str, field: str, text: str, *, sure: bool = False) -> str:
    """Take a reading; returns the doubt's code."""
    taken = inspecting.take_reading(tablet, draft, POINT, 0, field, text, sure=sure)
    return taken.doubt.code if taken.doubt else ""


def test_an_inspection_begins_as_a_spot_check_with_everything_open(
    tablet: Tablet, draft: str
) -> None:
    shown = inspecting.load_inspection(tablet, draft)
    assert (shown.phase, shown.rule_id) == ("spot_check", "cn.fuel-dispenser.jjg443-2023")
    assert shown.outcome.verdict is Verdict.INCOMPLETE
    assert [seal.state for seal in shown.seals] == [None, None]
    assert shown.needs_standard
    assert shown.place == Place()


def test_beginning_again_opens_the_same_draft(tablet: Tablet, draft: str) -> None:
    assert inspecting.begin(tablet, PUMP) == draft


def test_an_instrument_without_a_rule_cannot_be_inspected_yet(tablet: Tablet) -> None:
    with pytest.raises(NotReady) as told:
        inspecting.begin(tablet, METER)
    assert told.value.code == "no_rule"


def test_an_unknown_instrument_or_phase_is_refused(tablet: Tablet) -> None:
    with pytest.raises(NotFound):
        inspecting.begin(tablet, "nothing")
    with pytest.raises(WrongUse):
        inspecting.begin(tablet, PUMP, phase="acceptance")


def test_no_inspection_begins_while_the_clock_is_wrong(tablet: Tablet, clock: FixedClock) -> None:
    clock.at = clock.at.replace(year=1970)
    with pytest.raises(NotReady) as told:
        inspecting.begin(tablet, PUMP)
    assert told.value.code == "clock"


def test_a_whole_inspection_passes(tablet: Tablet, draft: str) -> None:
    shown = fill_in(tablet, draft)
    assert (shown.outcome.verdict, shown.outcome.missing) == (Verdict.PASS, ())
    result = shown.points[0].runs[0].result
    assert result is not None
    assert result.verdict is Verdict.PASS
    assert result.limit_max is not None
    assert str(result.limit_max) == "0.30"


def test_a_reading_is_stored_as_ascii_with_the_digits_typed(tablet: Tablet, draft: str) -> None:
    assert take(tablet, draft, "indicated_L", "２０，００") == ""
    assert text_of(inspecting.load_inspection(tablet, draft), "indicated_L") == "20.00"


def test_empty_text_erases_a_reading(tablet: Tablet, draft: str) -> None:
    take(tablet, draft, "indicated_L", "20.00")
    take(tablet, draft, "indicated_L", " ")
    assert text_of(inspecting.load_inspection(tablet, draft), "indicated_L") == ""


def test_what_is_no_number_is_never_stored_however_sure(tablet: Tablet, draft: str) -> None:
    take(tablet, draft, "indicated_L", "20.00")
    assert take(tablet, draft, "indicated_L", "1.234.5", sure=True) == "not_a_number"
    assert text_of(inspecting.load_inspection(tablet, draft), "indicated_L") == "20.00"


@pytest.mark.parametrize(("text", "code"), [("15.00", "magnitude"), ("20000", "unit")])
def test_an_unlikely_reading_is_stored_only_when_the_inspector_is_sure(
    tablet: Tablet, draft: str, text: str, code: str
) -> None:
    assert take(tablet, draft, "indicated_L", text) == code
    assert text_of(inspecting.load_inspection(tablet, draft), "indicated_L") == ""
    assert take(tablet, draft, "indicated_L", text, sure=True) == ""
    assert text_of(inspecting.load_inspection(tablet, draft), "indicated_L") == text


@pytest.mark.parametrize(
    ("point", "run", "field"),
    [("nothing", 0, "indicated_L"), (POINT, 1, "indicated_L"), (POINT, -1, "indicated_L"),
     (POINT, 0, "nothing")],
)  # fmt: skip
def test_a_field_that_the_procedure_has_not_is_refused(
    tablet: Tablet, draft: str, point: str, run: int, field: str
) -> None:
    with pytest.raises(NotFound):
        inspecting.take_reading(tablet, draft, point, run, field, "20")


def test_more_runs_are_averaged_and_three_give_a_repeatability(tablet: Tablet, draft: str) -> None:
    fill_in(tablet, draft, runs=2)
    assert inspecting.load_inspection(tablet, draft).points[0].repeatability is None
    assert len(inspecting.add_run(tablet, draft, POINT).points[0].runs) == 3
    for field, text in (RUN | {"indicated_L": "20.01"}).items():
        inspecting.take_reading(tablet, draft, POINT, 2, field, text)
    point = inspecting.load_inspection(tablet, draft).points[0]
    results = [run.result for run in point.runs]
    assert all(results)
    assert point.summary is not None
    assert point.repeatability is not None
    values = [result.value for result in results if result]
    assert min(values) < point.summary.value < max(values)
    estimate = (max(values) - min(values)) / Decimal("1.69")
    assert abs(point.repeatability.value - estimate) < min(values) ** 2


def test_a_run_beyond_the_limit_leads_to_the_two_that_decide(tablet: Tablet, draft: str) -> None:
    assert len(fill_in(tablet, draft).points[0].runs) == 1
    inspecting.take_reading(tablet, draft, POINT, 0, "indicated_L", "20.20")
    shown = inspecting.load_inspection(tablet, draft)
    assert (shown.outcome.verdict, shown.outcome.missing) == (Verdict.INCOMPLETE, ("runs",))
    assert (shown.points[0].runs_wanted, len(shown.points[0].runs)) == (3, 3)
    shown = fill_in(tablet, draft, runs=3, indicated_L="20.20")
    assert (shown.outcome.verdict, shown.outcome.missing) == (Verdict.FAIL, ())


def test_another_phase_wants_more_runs_and_keeps_what_was_read(tablet: Tablet, draft: str) -> None:
    fill_in(tablet, draft)
    shown = inspecting.choose_phase(tablet, draft, "in_service")
    assert (shown.points[0].runs_wanted, len(shown.points[0].runs)) == (3, 3)
    assert text_of(shown, "indicated_L") == "20.00"
    assert "runs" in shown.outcome.missing
    with pytest.raises(WrongUse):
        inspecting.choose_phase(tablet, draft, "maintenance")


@pytest.mark.parametrize(
    ("state", "found", "kept", "number", "verdict"),
    [
        (SealState.INTACT, "", SealState.INTACT, "A100", Verdict.PASS),
        (SealState.INTACT, "a100", SealState.INTACT, "a100", Verdict.PASS),
        (SealState.INTACT, "A999", SealState.OTHER_NUMBER, "A999", Verdict.FAIL),
        (SealState.OTHER_NUMBER, "A999", SealState.OTHER_NUMBER, "A999", Verdict.FAIL),
        (SealState.OTHER_NUMBER, "", SealState.OTHER_NUMBER, None, Verdict.INCOMPLETE),
        (SealState.BROKEN, "", SealState.BROKEN, None, Verdict.FAIL),
        (SealState.MISSING, "", SealState.MISSING, None, Verdict.FAIL),
    ],
)
def test_a_seal_is_judged_by_its_state_and_number(
    tablet: Tablet,
    draft: str,
    state: SealState,
    found: str,
    kept: SealState,
    number: str | None,
    verdict: Verdict,
) -> None:
    fill_in(tablet, draft)
    shown = inspecting.record_seal(tablet, draft, "transducer", state, found)
    assert (shown.seals[0].state, shown.seals[0].found) == (kept, number)
    assert shown.outcome.verdict is verdict


def test_a_seal_can_be_taken_back_and_another_place_is_refused(tablet: Tablet, draft: str) -> None:
    fill_in(tablet, draft)
    shown = inspecting.record_seal(tablet, draft, "transducer", None)
    assert shown.outcome.missing == ("seals[0].state",)
    with pytest.raises(NotFound):
        inspecting.record_seal(tablet, draft, "roof", SealState.INTACT)


def test_a_check_that_is_not_in_order_fails_and_can_be_taken_back(
    tablet: Tablet, draft: str
) -> None:
    fill_in(tablet, draft)
    assert inspecting.answer_check(tablet, draft, "working", False).outcome.verdict is Verdict.FAIL
    shown = inspecting.answer_check(tablet, draft, "working", None)
    assert (shown.outcome.verdict, shown.checks[0].ok) == (Verdict.INCOMPLETE, None)
    with pytest.raises(NotFound):
        inspecting.answer_check(tablet, draft, "nothing", True)


def test_checks_are_found_in_order_together_or_not_at_all(tablet: Tablet, draft: str) -> None:
    asked = [check.id for check in inspecting.load_inspection(tablet, draft).checks]
    assert len(asked) > 1
    with pytest.raises(NotFound):
        inspecting.find_in_order(tablet, draft, [*asked, "nothing"])
    assert {check.ok for check in inspecting.load_inspection(tablet, draft).checks} == {None}
    assert {check.ok for check in inspecting.find_in_order(tablet, draft, asked).checks} == {True}


def test_the_only_usable_standard_is_chosen_and_an_expired_one_is_shown(
    tablet: Tablet, draft: str
) -> None:
    shown = inspecting.load_inspection(tablet, draft)
    assert shown.standard is not None
    assert shown.standard.standard_id == "STD-20"
    assert {each.standard_id: each.reason for each in shown.standards} == {
        "STD-20": "",
        "STD-OLD": "expired",
    }


def test_an_expired_standard_keeps_the_verdict_open(tablet: Tablet, draft: str) -> None:
    fill_in(tablet, draft)
    shown = inspecting.choose_standard(tablet, draft, "STD-OLD")
    assert shown.outcome.missing == ("standard_expired",)
    assert shown.outcome.verdict is Verdict.INCOMPLETE


def test_a_standard_that_cannot_be_read_or_is_of_another_kind_is_refused(
    tablet: Tablet, draft: str
) -> None:
    unfit = STANDARD | {"standard_id": "BAD", "characteristics": {"nominal_volume_L": "twenty"}}
    other = EXPIRED | {"standard_id": "W", "kind": "weights"}
    with tablet.database.writing() as db:
        apply_changes(db, [("standards", "BAD", unfit), ("standards", "W", other)])
    with pytest.raises(NotReady) as told:
        inspecting.choose_standard(tablet, draft, "BAD")
    assert told.value.code == "standard_unfit"
    with pytest.raises(NotFound):
        inspecting.choose_standard(tablet, draft, "W")


def test_officers_and_standard_of_today_are_offered_at_the_next_instrument(
    tablet: Tablet, draft: str, clock: FixedClock
) -> None:
    with tablet.database.writing() as db:
        apply_changes(db, [
            ("instruments", "P2", instrument("P2")), ("instruments", "P3", instrument("P3")),
            ("standards", "STD-B", STANDARD | {"standard_id": "STD-B"}),
        ])  # fmt: skip
    inspecting.choose_officers(tablet, draft, ["O3", "O1"])
    inspecting.choose_standard(tablet, draft, "STD-B")
    shown = inspecting.load_inspection(tablet, inspecting.begin(tablet, "P2"))
    assert [officer.officer_id for officer in shown.officers] == ["O3", "O1"]
    assert shown.standard is not None
    assert shown.standard.standard_id == "STD-B"
    clock.move(days=1)
    tomorrow = inspecting.load_inspection(tablet, inspecting.begin(tablet, "P3"))
    assert (tomorrow.officers, tomorrow.standard) == ((), None)


def test_at_most_two_different_officers_of_the_office_are_chosen(
    tablet: Tablet, draft: str
) -> None:
    shown = inspecting.choose_officers(tablet, draft, ["O1", "O1"])
    assert [officer.name for officer in shown.officers] == ["Officer 1"]
    with pytest.raises(WrongUse):
        inspecting.choose_officers(tablet, draft, ["O1", "O2", "O3"])
    with pytest.raises(NotFound):
        inspecting.choose_officers(tablet, draft, ["O9"])
    assert [officer.officer_id for officer in inspecting.list_officers(tablet)] == [
        "O1",
        "O2",
        "O3",
    ]


def test_a_note_is_kept_and_a_book_is_refused(tablet: Tablet, draft: str) -> None:
    assert inspecting.write_note(tablet, draft, " 封签旧 ").note == "封签旧"
    with pytest.raises(WrongUse):
        inspecting.write_note(tablet, draft, "x" * (inspecting.LONGEST_NOTE + 1))


def test_a_discarded_draft_is_gone_and_discarding_again_is_harmless(
    tablet: Tablet, draft: str
) -> None:
    inspecting.discard(tablet, draft)
    inspecting.discard(tablet, draft)
    with pytest.raises(NotFound):
        inspecting.load_inspection(tablet, draft)
    with pytest.raises(NotFound):
        inspecting.stand_at(tablet, draft, Place())
    assert inspecting.begin(tablet, PUMP) != draft


def test_a_draft_keeps_instrument_and_officers_when_the_office_drops_them(
    tablet: Tablet, draft: str
) -> None:
    fill_in(tablet, draft)
    with tablet.database.writing() as db:
        apply_changes(db, [("instruments", PUMP, None), ("sites", "S1", None),
                           ("officers", "O1", None), ("standards", "STD-20", None)])  # fmt: skip
    shown = inspecting.load_inspection(tablet, draft)
    assert (shown.instrument.serial, shown.site.name) == ("sn-2002", "东风加油站")
    assert shown.instrument.valid_until == date(2026, 12, 1)
    assert [officer.name for officer in shown.officers] == ["Officer 1", "Officer 2"]
    assert shown.outcome.verdict is Verdict.PASS


def test_a_draft_keeps_the_rule_it_began_with(tablet: Tablet, draft: str) -> None:
    fill_in(tablet, draft, runs=ENOUGH)
    with tablet.database.writing() as db:
        (row,) = db.query("SELECT sha256, data FROM rules")
        changed = bytes(row["data"]).replace(b'"min": "-0.30"', b'"min": "-0.01"')
        assert changed != row["data"]
        from sync.protocol.digest import sha256_hex

        db.table("rules").insert(
            {"sha256": sha256_hex(changed), "rule_id": "cn.fuel-dispenser.jjg443-2023",
             "data": changed}
        )  # fmt: skip
        db.table("drafts").update(draft, {"rule_sha256": sha256_hex(changed)})
    shown = inspecting.load_inspection(tablet, draft)
    assert shown.outcome.verdict is Verdict.FAIL


def test_a_scale_is_weighed_by_its_own_rule(tablet: Tablet) -> None:
    draft_id = inspecting.begin(tablet, SCALE)
    shown = inspecting.load_inspection(tablet, draft_id)
    assert shown.rule_id == "cn.scale.jjg539-2016"
    point = next(point for point in shown.points if point.test == "weighing")
    for key, text in (("load", "5"), ("indication", "5.010")):
        inspecting.take_reading(tablet, draft_id, point.key, 0, key, text, sure=True)
    shown = inspecting.load_inspection(tablet, draft_id)
    result = next(each for each in shown.points if each.key == point.key).runs[0].result
    assert result is not None
    assert str(result.value) == "0.01"


READINGS = st.lists(
    st.tuples(
        st.sampled_from(sorted(RUN)), st.sampled_from(["", "20", "20.05", "-3", "70,5", "x"])
    ),
    max_size=6,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(readings=READINGS, step=st.sampled_from(Step), note=st.text(max_size=20), typed=st.text())
def test_an_inspection_reopened_equals_the_one_that_was_left(
    tablet: Tablet, readings: list[tuple[str, str]], step: Step, note: str, typed: str
) -> None:
    draft_id = inspecting.begin(tablet, PUMP)
    for field, text in readings:
        inspecting.take_reading(tablet, draft_id, POINT, 0, field, text, sure=True)
    inspecting.write_note(tablet, draft_id, note.encode(errors="ignore").decode())
    place = Place(step, POINT, 0, "indicated_L", typed.encode(errors="ignore").decode())
    inspecting.stand_at(tablet, draft_id, place)
    left = inspecting.load_inspection(tablet, draft_id)
    again = open_tablet(tablet.folder, clock=tablet.clock)
    try:
        assert inspecting.load_inspection(again, draft_id) == left
        assert left.place == place
    finally:
        again.close()
    inspecting.discard(tablet, draft_id)
