"""Inspections from documents: every fault by its path, all or none, never doubled."""

from pathlib import Path
from typing import Any

import pytest

from inspector_app.errors import NotEnrolled
from inspector_app.metrology.document import read_document
from inspector_app.metrology.model import InvalidInput, Verdict
from inspector_app.services import finishing, inspecting
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.handing_in import list_sealed
from inspector_app.services.opening import Tablet
from inspector_app.services.recording import Source, record_all
from inspector_app.store.tablet import note_tablet
from tests.support.inspections import fuel, fuel_run
from tests.support.registry import PUMP
from tests.support.visits import inspection_document, write_photo

ID = "01900000-0000-7000-8000-00000000abcd"


def faults_of(tablet: Tablet, folder: Path, document: object) -> dict[str, str]:
    with pytest.raises(InvalidInput) as told:
        finishing.record_inspection(tablet, document, folder=folder)
    assert list_sealed(tablet) == ()
    return {fault.path: fault.message for fault in told.value.faults}


def test_a_document_becomes_a_record_with_its_photos(tablet: Tablet, tmp_path: Path) -> None:
    write_photo(tmp_path)
    document = inspection_document(
        id=ID.upper(), note="n", photos=[{"path": "photo.jpg", "caption": "c"}]
    )
    line = finishing.record_inspection(tablet, document, folder=tmp_path)
    assert (line.record_id, line.verdict, line.photos_waiting) == (ID, Verdict.PASS, 1)
    body = finishing.load_sealed(tablet, ID)
    assert body["instrument"]["serial"] == "sn-2002"
    assert body["site"]["name"] == "东风加油站"
    assert body["times"]["started_at"] == "2026-11-23T01:00:00Z"
    assert body["photos"][0]["caption"] == "c"
    assert check_integrity(tablet) == ()


def test_bare_numbers_of_a_file_are_sealed_as_the_text_they_were_written_as(
    tablet: Tablet, tmp_path: Path
) -> None:
    evaluation = b"""{"rule": "cn.scale.jjg539-2016", "phase": "spot_check", "date": "2026-11-23",
      "instrument": {"accuracy_class": "III", "max": 15, "e": 0.005, "unit": "kg"},
      "observations": [{"test": "weighing", "load": 5.000, "indication": 5.005}]}"""
    document = inspection_document(evaluation=read_document(evaluation))
    line = finishing.record_inspection(tablet, document, folder=tmp_path)
    given = finishing.load_sealed(tablet, line.record_id)["evaluation"]["input"]
    assert given["observations"][0]["load"] == "5.000"
    assert given["instrument"]["e"] == "0.005"


def test_what_the_registry_does_not_hold_is_marked_so(tablet: Tablet, tmp_path: Path) -> None:
    document = inspection_document(instrument_id="ELSEWHERE", site_id="S-?")
    line = finishing.record_inspection(tablet, document, folder=tmp_path)
    body = finishing.load_sealed(tablet, line.record_id)
    assert body["instrument"] == {"instrument_id": "ELSEWHERE", "registered": False}
    assert body["site"] == {"site_id": "S-?", "registered": False}


def test_the_same_id_with_the_same_content_is_not_doubled(tablet: Tablet, tmp_path: Path) -> None:
    write_photo(tmp_path)
    document = inspection_document(id=ID, photos=[{"path": "photo.jpg", "caption": "c"}])
    first = finishing.record_inspection(tablet, document, folder=tmp_path)
    assert finishing.record_inspection(tablet, document, folder=tmp_path) == first
    assert len(list_sealed(tablet)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"note": "other"},
        {"site_id": "S2"},
        {"evaluation": fuel(fuel_run("20.01"), phase="spot_check")},
        {"finished_at": "2026-11-23T01:21:00Z"},
        {"officers": [{"name": "Officer 2", "certificate": "CERT-2"}]},
    ],
)
def test_the_same_id_with_other_content_is_refused(
    tablet: Tablet, tmp_path: Path, change: dict[str, Any]
) -> None:
    finishing.record_inspection(tablet, inspection_document(id=ID), folder=tmp_path)
    with pytest.raises(InvalidInput) as told:
        finishing.record_inspection(tablet, inspection_document(id=ID, **change), folder=tmp_path)
    assert [fault.path for fault in told.value.faults] == ["id"]
    assert len(list_sealed(tablet)) == 1


def test_the_id_of_an_open_draft_is_refused(tablet: Tablet, tmp_path: Path) -> None:
    draft_id = inspecting.begin(tablet, PUMP)
    assert "id" in faults_of(tablet, tmp_path, inspection_document(id=draft_id))


@pytest.mark.parametrize("document", [None, [], "text", 5])
def test_what_is_no_object_is_refused(tablet: Tablet, tmp_path: Path, document: object) -> None:
    assert "" in faults_of(tablet, tmp_path, document)


def test_every_fault_is_told_at_once_by_its_path(tablet: Tablet, tmp_path: Path) -> None:
    evaluation = fuel(fuel_run("twenty"), phase="nothing")
    document = inspection_document(
        id="not-a-uuid", site_id="", started_at="2026-11-23T09:00:00", finished_at="yesterday",
        officers=[{"name": "A"}], evaluation=evaluation, photos=[{"path": "none.jpg"}],
        unknown=1, note=7,
    )  # fmt: skip
    told = faults_of(tablet, tmp_path, document)
    assert set(told) == {
        "id", "site_id", "started_at", "finished_at", "officers[0].certificate",
        "evaluation.phase", "photos[0].path", "unknown", "note",
    }  # fmt: skip
    assert told["photos[0].path"] == "cannot be read"


def test_the_faults_of_an_evaluation_keep_their_own_paths(tablet: Tablet, tmp_path: Path) -> None:
    document = inspection_document(evaluation=fuel(fuel_run("twenty"), phase="spot_check"))
    assert set(faults_of(tablet, tmp_path, document)) == {"evaluation.observations[0].indicated_L"}


def test_an_empty_document_names_everything_that_is_missing(tablet: Tablet, tmp_path: Path) -> None:
    assert set(faults_of(tablet, tmp_path, {})) == {
        "instrument_id", "site_id", "started_at", "finished_at", "officers", "evaluation",
    }  # fmt: skip


def test_an_inspection_does_not_end_before_it_begins(tablet: Tablet, tmp_path: Path) -> None:
    document = inspection_document(finished_at="2026-11-23T00:59:59Z")
    assert set(faults_of(tablet, tmp_path, document)) == {"finished_at"}


def test_at_least_one_officer_is_named(tablet: Tablet, tmp_path: Path) -> None:
    assert set(faults_of(tablet, tmp_path, inspection_document(officers=[]))) == {"officers"}


def test_of_a_list_with_one_fault_nothing_is_sealed(tablet: Tablet, tmp_path: Path) -> None:
    sources = [
        Source(inspection_document(), tmp_path, "[0]"),
        Source(inspection_document(officers=[]), tmp_path, "[1]"),
    ]
    with pytest.raises(InvalidInput) as told:
        record_all(tablet, sources)
    assert [fault.path for fault in told.value.faults] == ["[1].officers"]
    assert list_sealed(tablet) == ()


def test_of_a_list_with_one_id_for_two_contents_nothing_is_sealed(
    tablet: Tablet, tmp_path: Path
) -> None:
    sources = [
        Source(inspection_document(id=ID, note=note), tmp_path, f"[{index}]")
        for index, note in enumerate(("a", "b"))
    ]
    with pytest.raises(InvalidInput) as told:
        record_all(tablet, sources)
    assert [fault.path for fault in told.value.faults] == ["[1].id"]
    assert list_sealed(tablet) == ()


def test_a_tablet_that_is_not_enrolled_seals_nothing(tablet: Tablet, tmp_path: Path) -> None:
    with tablet.database.writing() as db:
        note_tablet(db, device_id=None)
    with pytest.raises(NotEnrolled):
        finishing.record_inspection(tablet, {}, folder=tmp_path)
