"""Killed at any screen, the app reopens there, with what was being typed."""

import asyncio
import time
from collections.abc import Callable, Mapping

import pytest

from inspector_app.errors import StorageTrouble
from inspector_app.screens import kept as kept_module
from inspector_app.screens.kept import KEEP_AFTER_S, KeptWay, KeptWords
from inspector_app.screens.routes import reopen
from inspector_app.services.beginning import begin
from inspector_app.services.inspecting import discard
from inspector_app.services.keeping import Left, load_left
from inspector_app.services.opening import Tablet
from inspector_app.services.photographing import add_photo
from inspector_app.store.tablet import note_tablet
from tests.screens.conftest import Opener
from tests.support.in_process import ScreenInProcess, below
from tests.support.registry import PUMP

pytestmark = pytest.mark.anyio

WAYS = {
    "site": (["site-S1"], "title", "东风加油站"),
    "walk": (["site-S1", "walk"], "walk-next", ""),
    "instrument": (["site-S1", f"instrument-{PUMP}"], "start-inspection", ""),
    "inspection": (["site-S1", f"instrument-{PUMP}", "start-inspection"], "step-seals", ""),
    "scan": (["scan"], "from-file", ""),
    "type id": (["type-id"], "id-field", ""),
    "search": (["search"], "search-field", ""),
    "sync": (["sync"], "sync-now", ""),
    "settings": (["settings"], "language-en", ""),
}


async def left_as(tablet: Tablet, holds: Callable[[Left], bool]) -> None:
    """Wait until the disk says so: what is there then is there after a kill."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if holds(await asyncio.to_thread(load_left, tablet)):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(load_left(tablet))


def field_of(screen: ScreenInProcess, identifier: str) -> str:
    found = screen.find(identifier)
    assert found is not None
    return next(str(one.value) for one in below(found) if type(one).__name__ == "TextField")


@pytest.mark.parametrize("name", WAYS)
async def test_a_killed_app_reopens_at_its_screen_and_the_way_back_is_the_same(
    name: str, open_app: Opener, tablet: Tablet
) -> None:
    taps, seen, words = WAYS[name]
    screen = open_app()
    for identifier in taps:
        await screen.tap(identifier)
    await screen.wait_for(seen, words)
    await left_as(tablet, lambda left: len(left.way) == len(taps) + 1)
    again = open_app()
    await again.wait_for(seen, words)
    await again.called("push_route")  # the address says it too
    for _ in taps:
        await again.tap("back")
    await again.wait_for("site-S1")


async def test_another_tab_of_the_browser_begins_anew(open_app: Opener, tablet: Tablet) -> None:
    screen = open_app()
    await screen.tap("search")
    await screen.type_into("search-field", "东风")
    await left_as(tablet, lambda left: "东风" in left.words.values())
    await open_app(reopens=False).wait_for("site-S1")
    other = open_app("/search", reopens=False)
    await other.wait_for("search-field")
    assert field_of(other, "search-field") == ""


async def test_an_address_that_names_a_screen_goes_before_where_the_app_was_left(
    open_app: Opener, tablet: Tablet
) -> None:
    await open_app().tap("settings")
    await left_as(tablet, lambda left: left.way[-1:] == ("/settings",))
    await open_app("/site/S2").wait_for("title", "Market 50%")


@pytest.mark.parametrize(
    ("address", "identifier", "typed"),
    [("search", "search-field", "东风"), ("type-id", "id-field", PUMP[:6])],
)
async def test_words_half_typed_are_there_again_and_go_when_the_screen_is_left(
    address: str, identifier: str, typed: str, open_app: Opener, tablet: Tablet
) -> None:
    screen = open_app()
    await screen.tap(address)
    await screen.type_into(identifier, typed)
    await left_as(tablet, lambda left: typed in left.words.values())
    again = open_app()
    await again.wait_for(identifier)
    assert field_of(again, identifier) == typed
    await again.tap("back")
    await left_as(tablet, lambda left: not left.words and left.way == ("/",))


async def test_a_search_stands_as_it_was_when_one_comes_back_from_what_it_found(
    open_app: Opener,
) -> None:
    screen = open_app()
    await screen.tap("search")
    await screen.type_into("search-field", PUMP)
    await screen.tap(f"instrument-{PUMP}")
    await screen.wait_for("start-inspection")
    await screen.tap("back")
    await screen.wait_for(f"instrument-{PUMP}")
    assert field_of(screen, "search-field") == PUMP


async def test_an_enrolment_half_typed_is_there_again(open_app: Opener, tablet: Tablet) -> None:
    with tablet.database.writing() as db:
        note_tablet(db, device_id=None)
    typed = {"enrol-code": "ABC-12", "enrol-server": "https://office", "enrol-name": "North 7"}
    screen = open_app()
    for identifier, words in typed.items():
        await screen.type_into(identifier, words)
    await left_as(tablet, lambda left: sorted(left.words.values()) == sorted(typed.values()))
    again = open_app()
    await again.wait_for("enrol-name")
    assert {identifier: field_of(again, identifier) for identifier in typed} == typed


async def test_the_chosen_occasion_is_chosen_again(open_app: Opener, tablet: Tablet) -> None:
    screen = open_app(f"/instrument/{PUMP}")
    await screen.tap("phase-subsequent")
    await left_as(tablet, lambda left: "subsequent" in left.words.values())
    chosen = await open_app(f"/instrument/{PUMP}").wait_for("phase-subsequent")
    assert chosen.selected


async def test_a_caption_half_typed_is_under_its_photo(open_app: Opener, tablet: Tablet) -> None:
    draft = begin(tablet, PUMP)
    photo = b"\xff\xd8\xff\xe0" + b"photo" * 10
    sha256 = add_photo(tablet, draft, photo).photos[0].sha256
    screen = open_app(f"/inspect/{draft}")
    await screen.tap("step-outcome")
    await screen.tap(f"photo-{sha256[:8]}")
    await screen.type_into("photo-caption", "seal br")
    again = open_app(f"/inspect/{draft}")
    await again.tap("step-outcome")
    await again.wait_for(f"photo-{sha256[:8]}", "seal br")


def test_a_draft_that_is_gone_is_no_place_to_reopen_at(tablet: Tablet) -> None:
    draft = begin(tablet, PUMP)
    way = ("/", f"/instrument/{PUMP}", f"/inspect/{draft}")
    assert reopen("/", way, load_left(tablet).drafts) == way
    discard(tablet, draft)
    assert reopen("/", way, load_left(tablet).drafts) == way[:2]


async def test_letters_are_written_together_a_moment_after_the_first() -> None:
    assert KEEP_AFTER_S <= 0.3
    written: list[Mapping[str, str]] = []

    async def keep(words: Mapping[str, str]) -> None:
        written.append(dict(words))

    kept = KeptWords({}, keep)
    for end in range(1, 6):
        kept.put("/search#words", "12345"[:end])
    assert not written
    await kept.flush()
    assert written == [{"/search#words": "12345"}]
    kept.leave("/search")
    await kept.flush()
    assert written[1:] == [{"/search#words": ""}]


async def test_the_first_letter_is_written_even_while_more_letters_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept_module, "KEEP_AFTER_S", 0.0)
    wrote = asyncio.Event()

    async def keep(_words: Mapping[str, str]) -> None:
        wrote.set()

    kept = KeptWords({}, keep)
    for letters in range(1, 1000):
        kept.put("/search#words", "x" * letters)
        await asyncio.sleep(0)
        if wrote.is_set():
            return
    raise AssertionError("typing held the writing back")


async def test_words_that_a_full_disk_refused_are_written_with_the_next() -> None:
    written: list[Mapping[str, str]] = []
    full = [True]

    async def keep(words: Mapping[str, str]) -> None:
        if full.pop() if full else False:
            raise StorageTrouble("full", code="full")
        written.append(dict(words))

    kept = KeptWords({}, keep)
    kept.put("a#1", "one")
    await kept.flush()
    kept.put("b#1", "two")
    await kept.flush()
    assert written == [{"a#1": "one", "b#1": "two"}]


async def test_of_a_fast_walk_through_the_screens_the_last_one_is_written_last() -> None:
    written: list[tuple[str, ...]] = []

    async def keep(way: object) -> None:
        await asyncio.sleep(0)
        written.append(tuple(way))  # type: ignore[call-overload]

    way = KeptWay(keep)
    for at in range(5):
        way.put(("/", f"/site/{at}"))
        await asyncio.sleep(0)
    for _ in range(20):
        await asyncio.sleep(0)
    assert written[-1] == ("/", "/site/4")
