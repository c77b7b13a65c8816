"""Measures and marks on the screen: a tap proposes, a drag draws, keys draw as well."""

from collections.abc import AsyncIterator

import flet as ft
import flet.canvas as cv
import pytest

from inspector_app.services import photographing
from inspector_app.services.finishing import load_sealed
from inspector_app.services.handing_in import list_sealed
from inspector_app.services.inspecting import load_inspection
from inspector_app.services.opening import Tablet
from inspector_app.services.proposing import list_measures, propose
from tests.screens_inspection.test_screen import Shown
from tests.support.in_process import ScreenInProcess, below, said_by, until
from tests.support.pictures import jpeg
from tests.support.registry import PUMP
from tests.support.visits import ENOUGH, fill_in

pytestmark = pytest.mark.anyio
SIZE = (800, 600)
FIELDS = {"pan_start": "klg", "pan_update": "lg", "pan_end": ("l", "g", "v", "pv")}


@pytest.fixture
async def shown(tablet: Tablet) -> AsyncIterator[Shown]:
    """An inspection of a dispenser that gives too little, with one photo."""
    opened = Shown(tablet, PUMP, "en", wide=False)
    fill_in(tablet, opened.draft_id, runs=ENOUGH, indicated_L="20.08")
    photographing.capture_photo(tablet, opened.draft_id, jpeg(*SIZE), caption="display")
    await opened.screen.tap("step-outcome")
    yield opened
    opened.screen.close()


def chosen(shown: Shown) -> set[str]:
    listed = list_measures(shown.tablet, shown.draft_id)
    return {choice.id for choice in listed if choice.chosen}


def canvas(screen: ScreenInProcess) -> cv.Canvas:
    picture = screen.find("mark-picture")
    assert picture is not None
    (found,) = [one for one in layers(picture) if isinstance(one, cv.Canvas)]
    return found


def layers(control: ft.Control) -> list[ft.Control]:
    return [one for one in below(control) if isinstance(one, ft.Control)]


async def open_marks(shown: Shown) -> ScreenInProcess:
    (photo, *_) = load_inspection(shown.tablet, shown.draft_id).photos
    screen = shown.screen
    await screen.tap(f"photo-{photo.sha256[:8]}")
    await screen.tap("photo-mark")
    await screen.wait_for("mark-picture")
    return screen


async def drag(screen: ScreenInProcess, *points: tuple[float, float]) -> None:
    """Drag over the picture from point to point, in shares of its sides."""
    names = ["pan_start", *["pan_update"] * (len(points) - 1), "pan_end"]
    width, height = float(canvas(screen).width or 0), float(canvas(screen).height or 0)
    for name, (x, y) in zip(names, (*points, points[-1]), strict=True):
        at = {"x": x * width, "y": y * height}
        told = {"k": "touch", "l": at, "g": at, "v": {"x": 0, "y": 0}, "pv": 0}
        told = {key: told[key] for key in FIELDS[name]}
        await screen.session.dispatch_event(area(screen)._i, name, told)
        if name == "pan_update":  # the next event goes to the control that is drawn then
            await until(lambda at=(at["x"], at["y"]): is_drawn_at(screen, at))


def is_disabled(screen: ScreenInProcess, identifier: str) -> bool:
    key = screen.find(identifier)
    assert key is not None
    assert isinstance(key.content, ft.Container)
    return bool(key.content.disabled)


def is_drawn_at(screen: ScreenInProcess, at: tuple[float, float]) -> bool:
    lines = [shape.points or [] for shape in canvas(screen).shapes if isinstance(shape, cv.Points)]
    ends = [(point.x, point.y) for line in lines for point in line if isinstance(point, ft.Offset)]
    return any(end == pytest.approx(at) for end in ends)


def area(screen: ScreenInProcess) -> ft.GestureDetector:
    picture = screen.find("mark-picture")
    assert picture is not None
    (found,) = [one for one in below(picture) if isinstance(one, ft.GestureDetector)]
    return found


async def test_what_fits_is_shown_and_a_tap_proposes_it_and_takes_it_back(shown: Shown) -> None:
    row = await shown.screen.wait_for("measure-cn.stop-use", "Proposed: order")
    assert "Art. 25 · text read" in said_by(row)
    assert shown.screen.find("measure-cn.refused") is None
    await shown.screen.tap("measure-cn.stop-use")
    await shown.screen.wait_for("measures", "1 proposed")
    assert chosen(shown) == {"cn.stop-use"}
    await shown.screen.tap("measure-cn.stop-use")
    await until(lambda: chosen(shown) == set())


async def test_every_other_measure_is_one_tap_away_and_a_chosen_one_stays_shown(
    shown: Shown,
) -> None:
    await shown.screen.wait_for("measure-cn.stop-use")
    await shown.screen.tap("measures-more")
    await shown.screen.tap("measure-cn.refused")
    await shown.screen.wait_for("measures", "1 proposed")
    await shown.screen.tap("measures-more")
    await shown.screen.wait_for("measures-more", "more")
    assert shown.screen.find("measure-cn.refused") is not None
    assert shown.screen.find("measure-cn.register") is None


async def test_an_arrow_is_drawn_by_a_drag_and_kept_as_another_photo(shown: Shown) -> None:
    screen = await open_marks(shown)
    await drag(screen, (0.2, 0.8), (0.4, 0.6), (0.5, 0.5))
    await until(lambda: not is_disabled(screen, "mark-keep"))
    await screen.tap("mark-keep")
    await screen.wait_for("verdict")
    taken, marked = load_inspection(shown.tablet, shown.draft_id).photos
    assert (marked.of, marked.caption) == (taken.sha256, "display")


async def test_a_tap_that_slipped_draws_nothing_and_undo_takes_back(shown: Shown) -> None:
    screen = await open_marks(shown)
    await drag(screen, (0.5, 0.5), (0.505, 0.5))
    await until(lambda: canvas(screen).shapes == [])
    await drag(screen, (0.2, 0.2), (0.6, 0.6))
    one = len(canvas(screen).shapes)
    await screen.tap("mark-circle")
    await drag(screen, (0.5, 0.5), (0.7, 0.5))
    assert len(canvas(screen).shapes) > one > 0
    await screen.tap("mark-undo")
    await until(lambda: len(canvas(screen).shapes) == one)
    await screen.tap("mark-undo")
    await until(lambda: canvas(screen).shapes == [])
    await until(lambda: is_disabled(screen, "mark-keep"))


def head(screen: ScreenInProcess) -> tuple[float, float]:
    """Return where the last line drawn has its middle: the head of an arrow."""
    if not canvas(screen).shapes:
        return -1, -1
    last = canvas(screen).shapes[-1]
    assert isinstance(last, cv.Points)
    assert last.points is not None
    at = last.points[1]
    assert isinstance(at, ft.Offset)
    return at.x / float(canvas(screen).width or 1), at.y / float(canvas(screen).height or 1)


async def test_without_a_drag_an_arrow_is_put_at_a_place_and_its_head_moved(shown: Shown) -> None:
    screen = await open_marks(shown)
    label = (await screen.wait_for("mark-at-2-0")).label
    assert label == "Arrow here: upper right"
    await screen.tap("mark-at-2-0")
    await until(lambda: head(screen) == pytest.approx((5 / 6, 1 / 6)))
    await screen.tap("mark-left")
    await screen.tap("mark-down")
    await until(lambda: head(screen) == pytest.approx((5 / 6 - 0.02, 1 / 6 + 0.02)))


async def test_a_mark_never_leaves_the_photo(shown: Shown) -> None:
    screen = await open_marks(shown)
    await screen.tap("mark-at-0-0")
    for _ in range(12):
        await screen.tap("mark-up")
    await until(lambda: head(screen)[1] == 0)


async def test_back_keeps_nothing(shown: Shown) -> None:
    screen = await open_marks(shown)
    await screen.tap("mark-at-1-1")
    await screen.tap("mark-cancel")
    await screen.wait_for("verdict")
    assert len(load_inspection(shown.tablet, shown.draft_id).photos) == 1


@pytest.mark.parametrize("wide", [False, True], ids=["upright", "wide"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_key_of_the_marks_has_a_name_and_room_for_a_thumb(
    tablet: Tablet, language: str, *, wide: bool
) -> None:
    opened = Shown(tablet, PUMP, language, wide=wide)
    photographing.capture_photo(tablet, opened.draft_id, jpeg(*SIZE))
    await opened.screen.tap("step-outcome")
    screen = await open_marks(opened)
    keys = [one for one in screen.named() if str(one.identifier).startswith("mark-")]
    assert len(keys) == 3 + 9 + 4 + 2 + 1
    for key in keys:
        assert said_by(key).strip()
        if str(key.identifier) != "mark-picture":
            assert isinstance(key.content, ft.Container)
            assert (key.content.height or 0) >= 56
    screen.close()


async def test_the_sealed_record_tells_its_place_measures_and_marked_photos(shown: Shown) -> None:
    propose(shown.tablet, shown.draft_id, "cn.stop-use", chosen=True)
    screen = await open_marks(shown)
    await screen.tap("mark-at-1-1")
    await screen.tap("mark-keep")
    await screen.wait_for("verdict")
    await screen.tap("step-signatures")
    await screen.tap("seal-record")
    await screen.tap("seal-unsigned-yes")
    evidence = said_by(await screen.wait_for("sealed-evidence"))
    assert "2 photos, 1 of them with marks" in evidence
    assert "Proposed: order that this instrument is no longer used" in evidence
    assert "The location was not asked for." in evidence
    (line,) = list_sealed(shown.tablet)
    body = load_sealed(shown.tablet, line.record_id)
    assert [measure["id"] for measure in body["measures"]] == ["cn.stop-use"]
