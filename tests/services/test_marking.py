"""Marks on photos: a new photo beside the one that was taken, which stays as it is."""

import pytest

from inspector_app.errors import NotFound, PictureTrouble, WrongUse
from inspector_app.services import finishing, inspecting, photographing
from inspector_app.services.marking import MOST_MARKS, Mark, Shape, draw_marks, mark_photo
from inspector_app.services.opening import Tablet
from inspector_app.services.views import Photo
from tests.support.pictures import encode, exif, jpeg, markers, opened
from tests.support.registry import PUMP
from tests.support.visits import fill_in

ARROW = Mark(Shape.ARROW, (0.2, 0.8), (0.5, 0.5))
CIRCLE = Mark(Shape.CIRCLE, (0.5, 0.5), (0.7, 0.5))


@pytest.fixture
def draft(tablet: Tablet) -> str:
    """An inspection that was just begun."""
    return inspecting.begin(tablet, PUMP)


def taken(tablet: Tablet, draft: str) -> Photo:
    (photo,) = photographing.capture_photo(tablet, draft, jpeg(800, 600), caption="封签").photos
    return photo


def redness(data: bytes, x: float, y: float) -> int:
    picture = opened(data).convert("RGB")
    pixel = picture.getpixel((round(x * picture.width), round(y * picture.height)))
    assert isinstance(pixel, tuple)
    return int(pixel[0] - pixel[1])


def test_a_marked_photo_is_another_one_and_the_taken_one_stays(tablet: Tablet, draft: str) -> None:
    photo = taken(tablet, draft)
    first, second = mark_photo(tablet, draft, photo.sha256, [ARROW]).photos
    assert first == photo
    assert (second.of, second.caption) == (photo.sha256, "封签")
    assert photographing.load_photo(tablet, photo.sha256) == jpeg(800, 600)


def test_marks_are_burned_in_where_they_were_drawn(tablet: Tablet, draft: str) -> None:
    data = draw_marks(jpeg(800, 600), [ARROW, CIRCLE])
    assert opened(data).size == (800, 600)
    assert redness(data, 0.35, 0.65) > 90  # on the shaft
    assert redness(data, 0.5, 0.5 + 0.2 * 800 / 600) > 90  # on the circle, which stays round
    assert redness(data, 0.8, 0.9) < 20
    assert not {*range(0xE1, 0xF0), 0xFE} & set(markers(data))


def test_marks_of_an_arrow_are_at_its_head_and_not_at_its_tail() -> None:
    data = draw_marks(jpeg(800, 600), [Mark(Shape.ARROW, (0.2, 0.5), (0.8, 0.5))])
    reds = [redness(data, x, 0.522) > 60 for x in (0.2 + 0.02, 0.8 - 0.035)]
    assert reds == [False, True]


def test_a_turned_photo_is_marked_as_it_is_seen() -> None:
    held = jpeg(800, 600, exif=exif(orientation=6))
    assert opened(draw_marks(held, [ARROW])).size == (600, 800)


def test_what_is_made_of_a_marked_photo_names_the_one_that_was_taken(
    tablet: Tablet, draft: str
) -> None:
    photo = taken(tablet, draft)
    _, second = mark_photo(tablet, draft, photo.sha256, [ARROW]).photos
    photos = mark_photo(tablet, draft, second.sha256, [CIRCLE]).photos
    assert sorted(one.of for one in photos) == ["", photo.sha256, photo.sha256]


def test_a_new_caption_leaves_it_known_what_a_marked_photo_was_made_of(
    tablet: Tablet, draft: str
) -> None:
    photo = taken(tablet, draft)
    _, marked = mark_photo(tablet, draft, photo.sha256, [ARROW]).photos
    photos = photographing.write_caption(tablet, draft, marked.sha256, "箭头处").photos
    assert [(one.of, one.caption) for one in photos] == [("", "封签"), (photo.sha256, "箭头处")]


def test_the_record_names_of_which_photo_a_marked_one_was_made(tablet: Tablet, draft: str) -> None:
    photo = taken(tablet, draft)
    mark_photo(tablet, draft, photo.sha256, [ARROW])
    fill_in(tablet, draft)
    body = finishing.load_sealed(tablet, finishing.seal_draft(tablet, draft).record_id)
    first, second = body["photos"]
    assert "of" not in first
    assert (first["sha256"], second["of"]) == (photo.sha256, photo.sha256)
    assert second["sha256"] != photo.sha256


@pytest.mark.parametrize("marks", [[], [ARROW] * (MOST_MARKS + 1)], ids=["none", "too-many"])
def test_none_and_too_many_marks_are_refused(tablet: Tablet, draft: str, marks: list[Mark]) -> None:
    photo = taken(tablet, draft)
    with pytest.raises(WrongUse):
        mark_photo(tablet, draft, photo.sha256, marks)


def test_as_many_marks_as_may_be_are_drawn() -> None:
    assert opened(draw_marks(jpeg(), [ARROW] * MOST_MARKS)).format == "JPEG"


def test_a_photo_of_another_inspection_is_not_marked_here(tablet: Tablet, draft: str) -> None:
    with pytest.raises(NotFound):
        mark_photo(tablet, draft, "0" * 64, [ARROW])


def test_a_picture_that_cannot_be_read_is_told() -> None:
    for data in (b"\xff\xd8\xff", encode(opened(jpeg()), "PNG")[:90]):
        with pytest.raises(PictureTrouble):
            draw_marks(data, [ARROW])
