"""Inspections from documents: every fault by its path, all or none, never doubled."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from inspector_app.errors import NotEnrolled
from inspector_app.metrology.document import read_document
from inspector_app.metrology.model import InvalidInput, Verdict
from inspector_app.services import finishing, inspecting
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.handing_in import list_sealed
from inspector_app.services.opening import Tablet
from inspector_app.services.plausibility import remarks_on
from inspector_app.services.recording import Source, record_all
from inspector_app.store.tablet import note_tablet
from tests.support.inspections import fuel, fuel_run
from tests.support.registry import PUMP, SCALE
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
    document = inspection_document(instrument_id=SCALE, evaluation=read_document(evaluation))
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


@pytest.mark.parametrize(
    "given",
    ["8k3q-z9xw-4t", "８Ｋ３ＱＺ９ＸＷ４Ｔ", " 8K3Q Z9XW 4T ", "HTTPS://M.EXAMPLE.GOV/I/8K3QZ9XW4T",
     "8K3Q–Z9XW–4T", "https://m.example.gov/i/8k3qz9xw4t/"],
)  # fmt: skip
def test_an_instrument_is_found_by_its_id_as_it_is_printed_or_read(
    tablet: Tablet, tmp_path: Path, given: str
) -> None:
    document = inspection_document(instrument_id=given, site_id=" Ｓ１")
    line = finishing.record_inspection(tablet, document, folder=tmp_path)
    body = finishing.load_sealed(tablet, line.record_id)
    assert (body["instrument_id"], body["instrument"]["serial"]) == (PUMP, "sn-2002")
    assert (body["site_id"], body["site"]["name"]) == ("S1", "东风加油站")


def test_an_id_one_slip_away_from_one_of_the_register_is_refused(
    tablet: Tablet, tmp_path: Path
) -> None:
    document = inspection_document(instrument_id="8K3Q-Z9WX-4T")
    assert faults_of(tablet, tmp_path, document) == {
        "instrument_id": "its check character does not fit; perhaps 8K3Q-Z9XW-4T"
    }


@pytest.mark.parametrize(
    ("times", "path"),
    [
        ({"finished_at": "2099-01-01T00:00:00Z"}, "finished_at"),
        ({"started_at": "2026-12-01T01:00:00Z", "finished_at": "2026-12-01T02:00:00Z"},
         "started_at"),
        ({"started_at": "1970-01-01T00:00:00Z", "finished_at": "1970-01-01T01:00:00Z"},
         "started_at"),
        ({"started_at": "0001-01-01T00:00:00Z"}, "started_at"),
        ({"started_at": "2026-10-01T00:00:00Z"}, "finished_at"),
    ],
)  # fmt: skip
def test_instants_that_cannot_be_are_refused(
    tablet: Tablet, tmp_path: Path, times: dict[str, str], path: str
) -> None:
    assert path in faults_of(tablet, tmp_path, inspection_document(**times))


@pytest.mark.parametrize("day", ["2026-01-05", "2026-11-25", "2027-01-01", "1970-01-01"])
def test_a_day_of_evaluation_far_from_the_inspection_is_refused(
    tablet: Tablet, tmp_path: Path, day: str
) -> None:
    document = inspection_document(evaluation=fuel(fuel_run(), phase="spot_check", date=day))
    assert "evaluation.date" in faults_of(tablet, tmp_path, document)


def test_a_clock_of_the_server_that_is_ahead_lets_later_instants_pass(
    tablet: Tablet, tmp_path: Path
) -> None:
    late = inspection_document(finished_at="2026-11-26T01:20:00Z")
    assert "finished_at" in faults_of(tablet, tmp_path, late)
    with tablet.database.writing() as db:
        note_tablet(db, server_offset_s=str(3 * 86_400))
    assert finishing.record_inspection(tablet, late, folder=tmp_path).record_id


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("nozzle_temperature_C", "-300", "-300 °C is below absolute zero, -273.15 °C"),
        ("measure_temperature_C", "293.15", "293.15 °C is not from -273.15 to 150 °C"),
        ("neck_reading_mm", "99999", "99999 mm is not from -2000 to 2000 mm"),
    ],
)
def test_a_reading_that_cannot_be_is_refused_with_its_unit(
    tablet: Tablet, tmp_path: Path, field: str, value: str, message: str
) -> None:
    evaluation = fuel(fuel_run(**{field: value}), phase="spot_check")
    document = inspection_document(evaluation=evaluation)
    assert faults_of(tablet, tmp_path, document) == {f"evaluation.observations[0].{field}": message}


def test_a_measure_certified_in_other_units_than_its_nominal_volume_is_refused(
    tablet: Tablet, tmp_path: Path
) -> None:
    evaluation = fuel(fuel_run(), phase="spot_check")
    evaluation["standard"]["certified_volume_L"] = "20000"
    assert faults_of(tablet, tmp_path, inspection_document(evaluation=evaluation)) == {
        "evaluation.standard.certified_volume_L":
            "20000 L is not near the nominal 20 L; both are in litres"
    }  # fmt: skip


def test_what_is_unusual_is_sealed_and_remarked_with_unit_and_usual_span(
    tablet: Tablet, tmp_path: Path
) -> None:
    write_photo(tmp_path)
    evaluation = fuel(fuel_run(nozzle_temperature_C="75.2"), phase="spot_check", date="2026-11-20")
    document = inspection_document(evaluation=evaluation, photos=[{"path": "photo.jpg"}])
    assert finishing.record_inspection(tablet, document, folder=tmp_path).record_id
    warm, mixed, day, photo = remarks_on(document, tmp_path, tablet.rulebook)
    run = "evaluation.observations[0]"
    assert warm == f"{run}.nozzle_temperature_C: 75.2 °C is unusual; usual is from -20 to 40 °C"
    assert mixed.endswith("measure_temperature_C: 20 °C is unusual; usual is from 71.2 to 79.2 °C")
    assert day == "evaluation.date: 2026-11-20 is not the day of finished_at, 2026-11-23"
    assert photo == "photos[0]: no report will show it. The picture is damaged"


def test_a_rule_for_another_kind_than_the_register_says_is_refused(
    tablet: Tablet, tmp_path: Path
) -> None:
    document = inspection_document(instrument_id=SCALE, site_id="S2")
    assert faults_of(tablet, tmp_path, document) == {
        "evaluation.rule": "is for a fuel dispenser; in the register this is a scale"
    }


def test_goods_are_judged_beside_the_scale_that_sold_them(tablet: Tablet, tmp_path: Path) -> None:
    weighed = {"test": "retail_weighing", "category": "A", "settled_g": "100", "actual_g": "100"}
    evaluation = {"rule": "cn.retail-weighing.order66", "phase": "spot_check",
                  "date": "2026-11-23", "observations": [weighed]}  # fmt: skip
    document = inspection_document(instrument_id=SCALE, site_id="S2", evaluation=evaluation)
    assert finishing.record_inspection(tablet, document, folder=tmp_path).record_id


MP4 = b"\0\0\0\x18ftypmp42" + bytes(40)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"instrument_id": "x"}', "This is a text, not a photo."),
        ("照片".encode(), "This is a text, not a photo."),
        (b"%PDF-1.7 ...", "This is a PDF, not a photo."),
        (MP4, "This is a film or sound, not a photo."),
        (b"\0\0\0\x14ftypqt  " + bytes(9), "This is a film or sound, not a photo."),
        (b"\0\0\0\x1cftypM4A " + bytes(9), "This is a film or sound, not a photo."),
        (b"\0\0\0\x08moov", "This is a film, not a photo."),
        (b"\x1aE\xdf\xa3 webm", "This is a film, not a photo."),
        (b"RIFF\0\0\0\0AVI LIST", "This is a film, not a photo."),
        (b"RIFF\0\0\0\0WAVEfmt ", "This is a sound, not a photo."),
        (b"PK\x03\x04 docx", "This is an archive or office document, not a photo."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is a text, not a photo."),
        (bytes(range(256)), "This is no picture."),
        (b"\0\0\0\x18ftypheic" + bytes(9), "HEIC pictures cannot be read here. Save it as JPEG."),
        (b"", "The file is empty."),
    ],
)
def test_what_is_no_picture_is_no_photo_whatever_its_name(
    tablet: Tablet, tmp_path: Path, content: bytes, why: str
) -> None:
    (tmp_path / "photo.jpg").write_bytes(content)
    document = inspection_document(photos=[{"path": "photo.jpg"}])
    assert faults_of(tablet, tmp_path, document) == {"photos[0].path": why}


@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "MPO"])
def test_a_picture_is_a_photo_whatever_its_name(
    tablet: Tablet, tmp_path: Path, format: str
) -> None:
    Image.new("RGB", (8, 8), "red").save(tmp_path / "photo.pdf", format)
    document = inspection_document(photos=[{"path": "photo.pdf"}])
    line = finishing.record_inspection(tablet, document, folder=tmp_path)
    (photo,) = finishing.load_sealed(tablet, line.record_id)["photos"]
    assert photo["media_type"].startswith("image/")
    assert list(remarks_on(document, tmp_path, tablet.rulebook)) == []


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
