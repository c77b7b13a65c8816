"""Seals replaced in an inspection: kept with every letter, sealed, expected the next time."""

import json
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError, NotFound, NotReady
from inspector_app.metrology.model import InvalidInput, Verdict
from inspector_app.services import finishing, inspecting, replacing
from inspector_app.services.beginning import begin
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.planning import load_custody, load_instrument
from inspector_app.services.seal_tags import compare_seal
from inspector_app.services.views import ReplacedSeal, SealMatch, SealState
from inspector_app.store.reference import apply_changes
from tests.support.registry import PUMP, FixedClock, instrument
from tests.support.visits import fill_in, inspection_document

AT = "transducer"


@pytest.fixture
def draft(tablet: Tablet) -> str:
    """An inspection that was just begun."""
    return begin(tablet, PUMP)


def replace_seal(tablet: Tablet, draft: str, applied: str, reason: str = "repair") -> None:
    shown = replacing.begin_replacement(tablet, draft, AT)
    (change,) = (seal.change for seal in shown.seals if seal.position == AT)
    assert change is not None
    told = ReplacedSeal(change.removed, applied, change.reason or reason)
    replacing.write_replacement(tablet, draft, AT, told)
    replacing.finish_replacement(tablet, draft, AT)


def seal_with(tablet: Tablet, applied: str) -> str:
    """Inspect the dispenser, replace its seal, and seal the record."""
    draft = begin(tablet, PUMP)
    fill_in(tablet, draft)
    replace_seal(tablet, draft, applied)
    return finishing.seal_draft(tablet, draft).record_id


@pytest.mark.parametrize(
    ("text", "match", "number", "position"),
    [
        ("HTTPS://M.EXAMPLE.GOV/S/A100", SealMatch.RIGHT, "A100", AT),
        ("a 100", SealMatch.RIGHT, "a 100", AT),
        ("Ａ１００", SealMatch.RIGHT, "Ａ１００", AT),
        ("https://m.example.gov/s/a101", SealMatch.OTHER_POSITION, "A101", "main_board"),
        ("A999", SealMatch.UNKNOWN, "A999", ""),
        ("HTTPS://M.EXAMPLE.GOV/I/8K3QZ9XW4T", SealMatch.NOT_A_SEAL, "", ""),
        ("https://example.org/x", SealMatch.NOT_A_SEAL, "", ""),
        ("", SealMatch.NOT_A_SEAL, "", ""),
        ("A" * 65, SealMatch.NOT_A_SEAL, "", ""),
    ],
)
def test_what_is_scanned_is_held_against_the_register(
    tablet: Tablet, draft: str, text: str, match: SealMatch, number: str, position: str
) -> None:
    check = compare_seal(tablet, draft, AT, text)
    assert (check.match, check.position, check.expected) == (match, position, "A100")
    if match is not SealMatch.NOT_A_SEAL:
        assert check.number == number


def test_a_seal_of_another_instrument_is_found_there(tablet: Tablet, draft: str) -> None:
    other = instrument("P2", nozzle="7", seals=[{"position": AT, "number": "c 55"}])
    with tablet.database.writing() as db:
        apply_changes(db, [("instruments", "P2", other)])
    check = compare_seal(tablet, draft, AT, "C55")
    assert check.match is SealMatch.ELSEWHERE
    assert check.at is not None
    assert (check.at.nozzle, check.site_name, check.position) == ("7", "东风加油站", AT)
    with tablet.database.writing() as db:
        apply_changes(db, [("instruments", "P2", None)])
    assert compare_seal(tablet, draft, AT, "C55").match is SealMatch.UNKNOWN


def test_the_look_up_by_number_uses_its_index(tablet: Tablet) -> None:
    with tablet.database.reading() as db:
        plan = db.query("EXPLAIN QUERY PLAN SELECT * FROM instrument_seals WHERE plain = 'x'")
        assert "USING INDEX" in " ".join(str(row["detail"]) for row in plan)


def test_a_typed_number_that_is_the_registered_one_is_no_other_number(
    tablet: Tablet, draft: str
) -> None:
    shown = inspecting.record_seal(tablet, draft, AT, SealState.OTHER_NUMBER, "a100")
    assert shown.seals[0].state is SealState.INTACT


def test_a_half_told_replacement_survives_a_kill_and_keeps_the_record_open(
    tablet: Tablet, draft: str
) -> None:
    fill_in(tablet, draft)
    replacing.begin_replacement(tablet, draft, AT)
    replacing.write_replacement(tablet, draft, AT, ReplacedSeal("A100", "B", "repair"))
    again = open_tablet(tablet.folder, clock=FixedClock())
    shown = inspecting.load_inspection(again, draft)
    again.close()
    assert shown.seals[0].change == ReplacedSeal("A100", "B", "repair")
    with pytest.raises(NotReady) as told:
        finishing.seal_draft(tablet, draft)
    assert told.value.code == "seal_change"
    replacing.finish_replacement(tablet, draft, AT)
    assert finishing.seal_draft(tablet, draft)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (ReplacedSeal("A100", "", "repair"), "seal_applied"),
        (ReplacedSeal("A100", " a100", "repair"), "seal_same"),
        (ReplacedSeal("A100", "B7", ""), "seal_reason"),
        (ReplacedSeal("A100", "B7", "other", " "), "seal_note"),
        (ReplacedSeal("", "B7", "broken"), "seal_removed"),
        (ReplacedSeal("A100", "B" * 65, "broken"), "seal_text"),
    ],
)
def test_a_replacement_says_what_it_lacks(
    tablet: Tablet, draft: str, told: ReplacedSeal, code: str
) -> None:

    def tell() -> None:
        replacing.write_replacement(tablet, draft, AT, told)
        replacing.finish_replacement(tablet, draft, AT)

    replacing.begin_replacement(tablet, draft, AT)
    with pytest.raises(InspectorError) as fault:
        tell()
    assert fault.value.code == code


def test_a_replacement_can_be_taken_back_and_another_place_is_refused(
    tablet: Tablet, draft: str
) -> None:
    replace_seal(tablet, draft, "B7")
    shown = replacing.take_back_replacement(tablet, draft, AT)
    assert shown.seals[0].change is None
    replacing.take_back_replacement(tablet, draft, AT)
    with pytest.raises(NotFound):
        replacing.begin_replacement(tablet, draft, "roof")
    with pytest.raises(NotFound):
        replacing.finish_replacement(tablet, draft, AT)


@pytest.mark.parametrize(
    ("state", "found", "removed", "reason"),
    [
        (SealState.BROKEN, "", "A100", "broken"),
        (SealState.MISSING, "", "", "missing"),
        (SealState.OTHER_NUMBER, "A999", "A999", ""),
        (SealState.INTACT, "", "A100", ""),
        (None, "", "A100", ""),
    ],
)
def test_what_was_found_is_offered_as_what_is_taken_off(
    tablet: Tablet, draft: str, state: SealState | None, found: str, removed: str, reason: str
) -> None:
    inspecting.record_seal(tablet, draft, AT, state, found)
    change = replacing.begin_replacement(tablet, draft, AT).seals[0].change
    assert change == ReplacedSeal(removed, reason=reason)


def test_a_broken_seal_still_fails_after_it_was_replaced(tablet: Tablet, draft: str) -> None:
    fill_in(tablet, draft)
    inspecting.record_seal(tablet, draft, AT, SealState.BROKEN)
    replace_seal(tablet, draft, "B7")
    shown = inspecting.load_inspection(tablet, draft)
    assert shown.outcome.verdict is Verdict.FAIL
    body = finishing.load_sealed(tablet, finishing.seal_draft(tablet, draft).record_id)
    assert body["evaluation"]["input"]["seals"][0] == {
        "position": AT, "expected": "A100", "found": "", "state": "broken",
    }  # fmt: skip
    assert body["seal_changes"] == [
        {"position": AT, "removed": "A100", "applied": "B7", "reason": "broken", "note": ""}
    ]


def test_an_inspection_without_a_replacement_is_sealed_as_before(
    tablet: Tablet, draft: str
) -> None:
    fill_in(tablet, draft)
    body = finishing.load_sealed(tablet, finishing.seal_draft(tablet, draft).record_id)
    assert "seal_changes" not in body


def test_the_applied_number_is_expected_at_the_next_inspection_before_any_sync(
    tablet: Tablet, clock: FixedClock
) -> None:
    seal_with(tablet, "B7")
    assert load_instrument(tablet, PUMP).seals[0].number == "B7"
    clock.move(hours=1)
    draft = begin(tablet, PUMP)
    assert compare_seal(tablet, draft, AT, "B7").match is SealMatch.RIGHT
    assert compare_seal(tablet, draft, AT, "A100").match is SealMatch.UNKNOWN
    shown = fill_in(tablet, draft)
    assert shown.outcome.verdict is Verdict.PASS


def test_the_office_with_a_newer_word_overrules_our_own_record(
    tablet: Tablet, clock: FixedClock
) -> None:
    seal_with(tablet, "B7")
    newer = {"position": AT, "number": "C1", "changed_at": "2026-11-24T00:00:00Z", "was": "A100"}
    with tablet.database.writing() as db:
        apply_changes(db, [("instruments", PUMP, instrument(seals=[newer]))])
    assert load_instrument(tablet, PUMP).seals[0].number == "C1"


def test_custody_lists_our_own_replacements_and_those_that_the_office_tells(
    tablet: Tablet, clock: FixedClock
) -> None:
    first = seal_with(tablet, "B7")
    clock.move(hours=1)
    seal_with(tablet, "B8")
    told = {
        "record_id": "r0", "instrument_id": PUMP, "site_id": "S1", "verdict": "pass", "value": "",
        "finished_at": "2026-10-01T08:00:00+08:00", "unit": "", "by": ["Officer 3"],
        "seal_changes": [{"position": AT, "removed": "Z1", "applied": "A100", "reason": "repair",
                          "note": "", "expected": "Z1"}],
    }  # fmt: skip
    with tablet.database.writing() as db:
        apply_changes(db, [("history", "r0", told), ("history", first, told | {
            "record_id": first})])  # fmt: skip
    lines = load_custody(tablet, PUMP, position=AT)
    assert [(line.removed, line.applied) for line in lines] == [
        ("B7", "B8"), ("A100", "B7"), ("Z1", "A100"),
    ]  # fmt: skip
    assert not any(line.gap for line in lines)
    assert lines[0].by == ("Officer 1", "Officer 2")
    assert load_custody(tablet, PUMP, position="main_board") == ()
    assert load_instrument(tablet, PUMP).custody == lines


def test_a_document_may_tell_of_replacements_and_its_faults_are_named(
    tablet: Tablet, tmp_path: Path
) -> None:
    change = {"position": AT, "removed": "A100", "applied": "B7", "reason": "broken"}
    document = inspection_document(id="01900000-0000-7000-8000-0000000000bb", seal_changes=[change])
    line = finishing.record_inspection(tablet, document, folder=tmp_path)
    again = finishing.record_inspection(tablet, json.loads(json.dumps(document)), folder=tmp_path)
    assert line.record_id == again.record_id
    assert load_instrument(tablet, PUMP).seals[0].number == "B7"
    with pytest.raises(InvalidInput) as told:
        finishing.record_inspection(
            tablet, inspection_document(seal_changes=[change | {"applied": 7}]), folder=tmp_path
        )
    assert [fault.path for fault in told.value.faults] == ["seal_changes[0].applied"]
