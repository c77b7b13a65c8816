"""Photos: kept under their hash, refused when they are none, gone with a discarded draft."""

from pathlib import Path

import pytest

from inspector_app.errors import NotFound, PictureTrouble
from inspector_app.services import inspecting, photographing
from inspector_app.services.opening import Tablet
from inspector_app.services.pictures import media_type_of
from inspector_app.store.photos import photo_path
from sync.protocol.digest import sha256_hex
from sync.protocol.limits import Limits
from tests.support.registry import PUMP, SCALE

JPEG = b"\xff\xd8\xff\xe0 seal broken"
SHA256 = sha256_hex(JPEG)


@pytest.fixture
def draft(tablet: Tablet) -> str:
    """An inspection that was just begun."""
    return inspecting.begin(tablet, PUMP)


def files(tablet: Tablet) -> list[str]:
    return [path.name for path in (tablet.folder / "photos").rglob("*") if path.is_file()]


def test_a_photo_is_kept_with_its_caption_and_read_back(tablet: Tablet, draft: str) -> None:
    (photo,) = photographing.add_photo(tablet, draft, JPEG, caption=" 封签断 ").photos
    assert (photo.sha256, photo.bytes, photo.media_type) == (SHA256, len(JPEG), "image/jpeg")
    assert photo.caption == "封签断"
    assert photographing.load_photo(tablet, SHA256) == JPEG


def test_the_same_photo_again_only_renews_its_caption(tablet: Tablet, draft: str) -> None:
    photographing.add_photo(tablet, draft, JPEG, caption="one")
    (photo,) = photographing.add_photo(tablet, draft, JPEG, caption="two").photos
    assert (photo.caption, files(tablet)) == ("two", [SHA256])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_picture"),
        (b"%PDF-1.7", "not_a_picture"),
        (b"\xff\xd8\xff" + bytes(Limits().photo_bytes - 2), "picture_too_large"),
    ],
)
def test_what_is_no_photo_or_too_large_is_refused(
    tablet: Tablet, draft: str, data: bytes, code: str
) -> None:
    with pytest.raises(PictureTrouble) as told:
        photographing.add_photo(tablet, draft, data)
    assert told.value.code == code
    assert files(tablet) == []


def test_a_photo_exactly_at_the_limit_is_kept(tablet: Tablet, draft: str) -> None:
    data = b"\xff\xd8\xff" + bytes(Limits().photo_bytes - 3)
    assert photographing.add_photo(tablet, draft, data).photos[0].bytes == Limits().photo_bytes


def test_a_photo_for_a_draft_that_is_gone_is_refused(tablet: Tablet) -> None:
    with pytest.raises(NotFound):
        photographing.add_photo(tablet, "nothing", JPEG)
    assert not Path(tablet.folder / "photos").exists()


def test_photos_go_with_a_discarded_draft_unless_another_needs_them(
    tablet: Tablet, draft: str
) -> None:
    other = inspecting.begin(tablet, SCALE)
    photographing.add_photo(tablet, draft, JPEG)
    photographing.add_photo(tablet, other, JPEG)
    inspecting.discard(tablet, draft)
    assert files(tablet) == [SHA256]
    inspecting.discard(tablet, other)
    assert files(tablet) == []


def test_a_lost_or_changed_file_is_told(tablet: Tablet, draft: str) -> None:
    photographing.add_photo(tablet, draft, JPEG)
    photo_path(tablet.folder, SHA256).write_bytes(b"changed")
    with pytest.raises(NotFound) as told:
        photographing.load_photo(tablet, SHA256)
    assert told.value.code == "photo_lost"
    photo_path(tablet.folder, SHA256).unlink()
    with pytest.raises(NotFound):
        photographing.load_photo(tablet, SHA256)


@pytest.mark.parametrize(
    ("begins", "media_type"),
    [
        (b"\xff\xd8\xff\xe1", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"RIFF\x00\x00\x00\x00WAVE", "application/octet-stream"),
    ],
)
def test_the_kind_of_a_picture_is_told_by_how_it_begins(begins: bytes, media_type: str) -> None:
    assert media_type_of(begins) == media_type
