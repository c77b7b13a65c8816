"""Particulars in a document: taken and sealed, every fault by its path, nothing doubled."""

from pathlib import Path
from typing import Any

import pytest

from inspector_app.metrology.document import read_document
from inspector_app.metrology.model import InvalidInput
from inspector_app.services import finishing
from inspector_app.services.handing_in import list_sealed
from inspector_app.services.opening import Tablet
from tests.support.particulars import register_parts
from tests.support.visits import inspection_document

ID = "01900000-0000-7000-8000-00000000abcd"
TOLD = {
    "visit_kind": "double_random", "visit_reference": "draw 7", "humidity_percent": "45.0",
    "serial_main_board": "MB-9", "adjusted": True, "rights_told_at": "2026-11-23T09:05:00+08:00",
    "station_measure_until": "2027-03-01", "delivery_kind": "preset",
}  # fmt: skip


def record(tablet: Tablet, folder: Path, **parts: Any) -> dict[str, Any]:
    line = finishing.record_inspection(tablet, inspection_document(**parts), folder=folder)
    return finishing.load_sealed(tablet, line.record_id)


def faults_of(tablet: Tablet, folder: Path, **parts: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as told:
        record(tablet, folder, **parts)
    assert list_sealed(tablet) == ()
    return {fault.path: fault.message for fault in told.value.faults}


def test_what_a_document_tells_is_sealed_with_its_wording_and_what_the_register_has(
    tablet: Tablet, tmp_path: Path
) -> None:
    register_parts(tablet)
    body = record(
        tablet, tmp_path, particulars=TOLD, checks_not_applicable=["vapour_recovery", "self_lock"]
    )
    told = {entry["id"]: entry for group in body["particulars"] for entry in group["entries"]}
    assert set(told) == set(TOLD)
    assert told["adjusted"]["answer"]["zh"] == "是"
    assert told["rights_told_at"]["value"] == "2026-11-23T01:05:00Z"
    assert told["humidity_percent"] == {
        "id": "humidity_percent", "label": {"en": "Relative humidity", "zh": "相对湿度"},
        "kind": "number", "value": "45.0", "unit": "%",
    }  # fmt: skip
    assert told["serial_main_board"]["agrees"] is False
    assert [check["id"] for check in body["checks_not_applicable"]] == [
        "self_lock", "vapour_recovery",
    ]  # fmt: skip
    assert [notice["id"] for notice in body["notices"]] == ["preliminary"]


def test_bare_numbers_keep_the_digits_that_they_were_written_with(
    tablet: Tablet, tmp_path: Path
) -> None:
    told = read_document(b'{"humidity_percent": 45.10}')
    body = record(tablet, tmp_path, particulars=told)
    assert body["particulars"][0]["entries"][0]["value"] == "45.10"


def test_everything_wrong_is_named_by_its_path_at_once(tablet: Tablet, tmp_path: Path) -> None:
    wrong = {
        "serial_wheel": "x", "humidity_percent": "101", "ambient_temperature_C": "cold",
        "visit_kind": "holiday", "adjusted": "perhaps", "rights_told_at": "noon",
        "station_measure_until": "2027-13-01", "fault_codes": 7, "case_number": ["a"],
    }  # fmt: skip
    faults = faults_of(
        tablet, tmp_path, particulars=wrong, note=5,
        checks_not_applicable=["never", 3, "self_lock", "self_lock"],
    )  # fmt: skip
    assert set(faults) == {
        *(f"particulars.{item}" for item in wrong), "note", "checks_not_applicable[0]",
        "checks_not_applicable[1]", "checks_not_applicable[3]",
    }  # fmt: skip
    assert faults["particulars.humidity_percent"] == "must not be greater than 100"


@pytest.mark.parametrize("shape", [["a"], "a", 1])
def test_particulars_that_are_no_object_and_checks_that_are_no_list_are_faults(
    tablet: Tablet, tmp_path: Path, shape: object
) -> None:
    assert "particulars" in faults_of(tablet, tmp_path, particulars=shape)
    assert "checks_not_applicable" in faults_of(tablet, tmp_path, checks_not_applicable={"a": 1})


def test_an_entry_that_is_given_twice_is_a_fault(tablet: Tablet, tmp_path: Path) -> None:
    told = read_document(b'{"case_number": "1", "case_number": "2"}')
    faults = faults_of(tablet, tmp_path, particulars=told)
    assert faults == {"particulars.case_number": "is given more than once"}


def test_a_check_cannot_be_answered_and_not_apply(tablet: Tablet, tmp_path: Path) -> None:
    document = inspection_document()
    evaluation = document["evaluation"] | {"checks": [{"id": "working", "ok": True}]}
    faults = faults_of(tablet, tmp_path, evaluation=evaluation, checks_not_applicable=["working"])
    assert "checks_not_applicable[0]" in faults


def test_the_readings_and_the_particulars_are_at_fault_together(
    tablet: Tablet, tmp_path: Path
) -> None:
    evaluation = inspection_document()["evaluation"] | {"phase": "never"}
    faults = faults_of(
        tablet, tmp_path, evaluation=evaluation, particulars={"humidity_percent": "x"}
    )
    assert {"evaluation.phase", "particulars.humidity_percent"} <= set(faults)


def test_the_same_told_again_is_not_doubled_and_other_particulars_are_another_content(
    tablet: Tablet, tmp_path: Path
) -> None:
    first = record(tablet, tmp_path, id=ID, particulars=TOLD)
    assert record(tablet, tmp_path, id=ID, particulars=TOLD) == first
    with pytest.raises(InvalidInput, match="other content"):
        record(tablet, tmp_path, id=ID, particulars=TOLD | {"visit_kind": "plan"})
    with pytest.raises(InvalidInput, match="other content"):
        record(tablet, tmp_path, id=ID, particulars=TOLD, checks_not_applicable=["no_leak"])
    assert len(list_sealed(tablet)) == 1


def test_a_document_without_particulars_is_sealed_without_any(
    tablet: Tablet, tmp_path: Path
) -> None:
    body = record(tablet, tmp_path)
    assert "particulars" not in body
    assert "checks_not_applicable" not in body
