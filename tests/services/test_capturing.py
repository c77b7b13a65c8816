"""A photo at capture: what is hashed is what is kept; and files that `inspector record` brings."""

from pathlib import Path
from typing import Any

import pytest

from inspector_app.errors import PictureTrouble
from inspector_app.metrology.model import InvalidInput
from inspector_app.services import finishing, inspecting, photographing
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.handing_in import list_sealed
from inspector_app.services.opening import Tablet
from sync.protocol.digest import sha256_hex
from tests.support.pictures import PLACE_WORDS, jpeg, opened, telling_jpeg
from tests.support.registry import PUMP
from tests.support.sealed_bytes import photo_on
from tests.support.visits import inspection_document

ID = "01900000-0000-7000-8000-00000000abcd"
HERE = {
    "latitude": "36.601",
    "longitude": "109.401",
    "accuracy_m": "8",
    "at": "2026-11-23T01:05:00Z",
}


def test_a_photo_is_hashed_as_it_is_kept(tablet: Tablet) -> None:
    draft = inspecting.begin(tablet, PUMP)
    (photo,) = photographing.capture_photo(tablet, draft, telling_jpeg(3000, 2000)).photos
    kept = photo_on(tablet, photo.sha256)
    assert photo.sha256 == sha256_hex(kept)
    assert (photo.bytes, photo.media_type) == (len(kept), "image/jpeg")
    assert max(opened(kept).size) == 1600
    assert not any(word in kept for word in PLACE_WORDS)


def test_what_cannot_be_a_photo_leaves_nothing_behind(tablet: Tablet) -> None:
    draft = inspecting.begin(tablet, PUMP)
    with pytest.raises(PictureTrouble):
        photographing.capture_photo(tablet, draft, telling_jpeg()[:-300])
    assert not (tablet.folder / "photos").exists()


def record(tablet: Tablet, folder: Path, **changes: Any) -> dict[str, Any]:
    line = finishing.record_inspection(tablet, inspection_document(**changes), folder=folder)
    return finishing.load_sealed(tablet, line.record_id)


def test_a_file_without_a_place_is_recorded_byte_by_byte(tablet: Tablet, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg(2400, 1800))
    (photo,) = record(tablet, tmp_path, photos=[{"path": "a.jpg", "caption": "c"}])["photos"]
    assert photo["sha256"] == sha256_hex(jpeg(2400, 1800))


def test_a_file_with_a_place_is_recorded_without_it_in_its_own_size(
    tablet: Tablet, tmp_path: Path
) -> None:
    (tmp_path / "a.jpg").write_bytes(telling_jpeg(2400, 1800))
    told = {"id": ID, "photos": [{"path": "a.jpg", "caption": "c"}]}
    (photo,) = record(tablet, tmp_path, **told)["photos"]
    kept = photographing.load_photo(tablet, photo["sha256"])
    assert opened(kept).size == (2400, 1800)
    assert not any(word in kept for word in PLACE_WORDS)
    assert photo["bytes"] == len(kept)
    record(tablet, tmp_path, **told)
    assert len(list_sealed(tablet)) == 1
    assert check_integrity(tablet) == ()


def test_a_place_that_cannot_be_taken_out_is_told_by_its_path(
    tablet: Tablet, tmp_path: Path
) -> None:
    (tmp_path / "a.jpg").write_bytes(telling_jpeg()[:-300])
    with pytest.raises(InvalidInput) as told:
        record(tablet, tmp_path, photos=[{"path": "a.jpg"}])
    (fault,) = told.value.faults
    assert fault.path == "photos[0].path"
    assert "Save it as JPEG" in fault.message


def test_a_document_may_tell_where_it_was(tablet: Tablet, tmp_path: Path) -> None:
    body = record(tablet, tmp_path, id=ID, location=HERE)
    assert body["location"] == HERE | {"distance_m": "143"}
    assert body["visit"] is None
    assert "no_location" not in body
    assert record(tablet, tmp_path, id=ID, location=HERE) == body
    with pytest.raises(InvalidInput):
        record(tablet, tmp_path, id=ID, location=HERE | {"longitude": "109.402"})


def test_accuracy_and_instant_of_a_location_may_be_left_out(tablet: Tablet, tmp_path: Path) -> None:
    here = {"latitude": "36.6", "longitude": "109.4"}
    location = record(tablet, tmp_path, location=here)["location"]
    assert location == here | {"accuracy_m": None, "at": None, "distance_m": "0"}


def test_a_document_without_a_location_says_that_none_was_asked_for(
    tablet: Tablet, tmp_path: Path
) -> None:
    body = record(tablet, tmp_path)
    assert (body["location"], body["no_location"]) == (None, "not_asked")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"latitude": "90.1"}, "location.latitude"),
        ({"longitude": "-180.01"}, "location.longitude"),
        ({"latitude": "north"}, "location.latitude"),
        ({"latitude": 36.6}, "location.latitude"),  # a binary float never gets this far
        ({"accuracy_m": "-1"}, "location.accuracy_m"),
        ({"at": "noon"}, "location.at"),
        ({"altitude": "4"}, "location.altitude"),
    ],
)
def test_a_wrong_location_is_named_by_its_path(
    tablet: Tablet, tmp_path: Path, change: dict[str, Any], path: str
) -> None:
    with pytest.raises(InvalidInput) as told:
        record(tablet, tmp_path, location=HERE | change)
    assert [fault.path for fault in told.value.faults] == [path]
