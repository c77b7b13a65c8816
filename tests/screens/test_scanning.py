"""Scanning on the screen, without a camera: what the pictures say is put in the camera's place."""

import asyncio
import io
from collections.abc import Callable

import flet as ft
import pytest
from PIL import Image

from inspector_app.devices.film import Film
from inspector_app.devices.lens import PLAIN_LENS, Lens
from inspector_app.screens.parts import finder
from inspector_app.services.opening import Tablet
from inspector_app.services.scanning import read_tags
from inspector_app.services.views import PictureRead, ScanKind, ScanResult
from inspector_app.store.reference import apply_changes
from inspector_app.tags.link import DEFAULT_HOST, instrument_link
from tests.screens.conftest import Opener
from tests.support.film import clean_label, side_by_side
from tests.support.in_process import below
from tests.support.registry import PUMP, SCALE, instrument
from tests.support.whole_app import type_fast

pytestmark = pytest.mark.anyio
NOTHING = PictureRead()


def found(*ids: str) -> PictureRead:
    return PictureRead(tuple(ScanResult(ScanKind.INSTRUMENT, one, one) for one in ids))


class FakeCamera:
    """Gives what the test puts before it, one picture after another, then waits."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, lens: Lens) -> None:
        self.pictures: asyncio.Queue[PictureRead] = asyncio.Queue()
        self.now: list[PictureRead] = []
        self.torch: list[bool] = []

        async def nothing(_self: object) -> None: ...

        async def its_lens(_camera: object) -> Lens:
            return lens

        async def next_picture(_film: Film) -> bytes:
            self.now = [await self.pictures.get()]
            return b""

        async def switch(_camera: object, *, on: bool) -> bool:
            self.torch.append(on)
            return True

        def read(_tablet: Tablet, _data: bytes, *, thorough: bool) -> PictureRead:
            return self.now[0]

        monkeypatch.setattr(finder, "open_camera", nothing)
        monkeypatch.setattr(finder, "find_lens", its_lens)
        monkeypatch.setattr(finder, "read_tags", read)
        monkeypatch.setattr(finder, "switch_torch", switch)
        monkeypatch.setattr("inspector_app.screens.parts.lens_keys.switch_torch", switch)
        monkeypatch.setattr(Film, "begin", nothing)
        monkeypatch.setattr(Film, "next_picture", next_picture)

    def show(self, *reads: PictureRead) -> None:
        for read in reads:
            self.pictures.put_nowait(read)


Lensed = Callable[..., FakeCamera]


@pytest.fixture
def camera(monkeypatch: pytest.MonkeyPatch) -> Lensed:
    """What makes a camera with a lens."""
    return lambda lens=PLAIN_LENS: FakeCamera(monkeypatch, lens)


async def test_a_tag_turns_the_frame_green_with_a_tick_and_opens_its_instrument(
    open_app: Opener, camera: Lensed
) -> None:
    film = camera()
    screen = open_app("/scan")
    film.show(NOTHING, found(PUMP))
    green = await screen.wait_for("finder-passed")
    assert [one for one in below(green) if isinstance(one, ft.Icon)]
    assert screen.find("scan-state") is not None
    await screen.wait_for("start-inspection")
    await screen.called("medium_impact", "play")


async def test_several_tags_in_one_picture_are_offered_and_the_chosen_one_opens(
    open_app: Opener, camera: Lensed
) -> None:
    film = camera()
    screen = open_app("/scan")
    film.show(found(PUMP, SCALE))
    await screen.wait_for(f"choose-{SCALE}", "SC-9")
    await screen.wait_for(f"choose-{PUMP}", "8K3Q-Z9XW-4T")
    await screen.tap("scan-again")
    film.show(found(PUMP, SCALE))
    await screen.tap(f"choose-{SCALE}")
    await screen.wait_for("title", "15 kg")


def test_both_tags_of_one_real_picture_are_read(tablet: Tablet) -> None:
    picture = io.BytesIO()
    side_by_side([clean_label(PUMP), clean_label(SCALE)]).save(picture, "PNG")
    read = read_tags(tablet, picture.getvalue(), thorough=False)
    assert {one.id for one in read.results} == {PUMP, SCALE}


async def test_a_foreign_code_is_said_as_it_was_read_and_the_search_goes_on(
    open_app: Opener, camera: Lensed
) -> None:
    film = camera()
    screen = open_app("/scan")
    film.show(PictureRead((ScanResult(ScanKind.NOT_OURS, "menu"),)), found(PUMP))
    await screen.wait_for("scan-answer", "Read: menu")
    await screen.wait_for("start-inspection")


@pytest.mark.parametrize(
    ("lens", "words"),
    [(Lens(torch=True), "It is dark: switch on the light"), (Lens(), "let light fall")],
)
async def test_a_dark_picture_is_said_and_the_light_only_where_there_is_one(
    open_app: Opener, camera: Lensed, lens: Lens, words: str
) -> None:
    film = camera(lens)
    screen = open_app("/scan")
    film.show(PictureRead(dark=True))
    await screen.wait_for("scan-state", words)
    assert (screen.find("torch") is not None) == lens.torch


async def test_pictures_without_a_tag_name_the_other_ways_in_the_end(
    open_app: Opener, camera: Lensed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finder, "HELP_AFTER", 3)
    film = camera()
    screen = open_app("/scan")
    film.show(NOTHING, NOTHING, NOTHING)
    await screen.wait_for("scan-state", "type the id")


async def test_the_light_stays_as_it_was_left_when_the_camera_is_opened_again(
    open_app: Opener, camera: Lensed
) -> None:
    film = camera(Lens(torch=True, zooms=(1.0, 2.0)))
    screen = open_app("/scan")
    await screen.tap("torch")
    await screen.wait_for("torch", "Switch the light off")
    await screen.wait_for("zoom", "1×")
    await screen.tap("type-id")
    await screen.wait_for("id-field")
    await screen.tap("back")
    await screen.tap("scan")
    await screen.wait_for("torch", "Switch the light off")
    assert film.torch == [True, True]


async def test_a_walk_fills_its_list_names_strangers_and_offers_what_is_due(
    open_app: Opener, camera: Lensed, tablet: Tablet
) -> None:
    with tablet.database.writing() as db:
        apply_changes(db, [("instruments", "P2", instrument("P2", nozzle="3"))])
    film = camera()
    screen = open_app("/site/S1")
    await screen.tap("walk")
    await screen.wait_for("walk-count", "0 of 2 found")
    film.show(found(PUMP), found(PUMP))
    await screen.wait_for("walk-count", "1 of 2 found")
    await screen.wait_for(f"here-{PUMP}")
    await screen.wait_for("missing-P2")
    film.show(found(SCALE))
    await screen.wait_for(f"stranger-{SCALE}", "registered at Market 50%")
    film.show(PictureRead((ScanResult(ScanKind.NOT_REGISTERED, "x", "0000000077"),)))
    await screen.wait_for("stranger-0000000077", "in no registry")
    await screen.wait_for("walk-next", "Open the next due: 2")
    await screen.tap("walk-next")
    await screen.wait_for("start-inspection")
    await screen.tap("back")
    await screen.wait_for("walk-count", "1 of 2 found")


@pytest.mark.parametrize("route", ["/", "/site/S2", "/search", "/settings", "/type-id"])
async def test_a_hand_scanner_opens_the_instrument_from_every_screen(
    open_app: Opener, camera: Lensed, route: str
) -> None:
    screen = open_app(route)
    await screen.wait_for("title")
    await type_fast(screen, instrument_link(DEFAULT_HOST, PUMP))
    await screen.wait_for("start-inspection")


async def test_a_hand_scanner_whose_first_key_comes_late_is_still_read(
    open_app: Opener, camera: Lensed
) -> None:
    screen = open_app("/")
    await screen.wait_for("title")
    await type_fast(screen, instrument_link(DEFAULT_HOST, PUMP), late_s=0.3)
    await screen.wait_for("start-inspection")


async def test_a_hand_scanner_ticks_an_instrument_on_a_walk(
    open_app: Opener, camera: Lensed
) -> None:
    camera()
    screen = open_app("/walk/S1")
    await screen.wait_for("walk-count", "0 of 1")
    await type_fast(screen, PUMP)
    await screen.wait_for("walk-count", "1 of 1")


async def test_what_a_hand_scanner_reads_and_is_no_tag_is_said(
    open_app: Opener, camera: Lensed
) -> None:
    screen = open_app("/settings")
    await screen.wait_for("title")
    await type_fast(screen, "6901234567892")
    await screen.wait_for("notice", "6901234567892")


def test_a_black_picture_is_dark_and_a_light_one_is_not(tablet: Tablet) -> None:
    def shot(level: int) -> bytes:
        file = io.BytesIO()
        Image.new("L", (640, 480), level).save(file, "JPEG")
        return file.getvalue()

    assert read_tags(tablet, shot(12)).dark
    assert not read_tags(tablet, shot(160)).dark
    assert not read_tags(tablet, b"no picture").dark
