"""How long the app itself takes, from an event to the message that shows the answer: no browser."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from random import Random

from inspector_app.screens.indexing import Indexing
from inspector_app.services.beginning import begin
from inspector_app.services.inspecting import discard, stand_at
from inspector_app.services.opening import Tablet
from inspector_app.services.searching import search_registry
from inspector_app.services.views import Place, Step
from inspector_app.store.reference import list_instrument_ids
from tests.speed.bench_tablet import typed_letters
from tests.support.in_process import ScreenInProcess
from tests.support.registry import PUMP
from tests.support.visits import POINT
from tests.support.whole_app import online, start_app, type_fast

FIRST_SCREEN, PAGE, FIELD = "last-sync", "start-inspection", "field-indicated_L"
"""What is there only when all that it stands for was loaded."""
BEGUN, DIGITS = "73", "64185209"
LETTERS = 300

Times = dict[str, list[float]]


@asynccontextmanager
async def app_on(tablet: Tablet, route: str = "/") -> AsyncIterator[ScreenInProcess]:
    """Open a session that forgets where the last one was left."""
    indexing = Indexing()
    with online():
        screen = start_app(lambda _: tablet, indexing, route, language="zh", reopens=False)
        try:
            yield screen
        finally:
            screen.close()
            await indexing.end()


async def first_screens(tablets: dict[str, Tablet], rounds: int) -> Times:
    """Return by tablet how long a session took until its first screen was sent."""
    taken: Times = {name: [] for name in tablets}
    for _ in range(rounds):
        for name, tablet in tablets.items():
            began = time.perf_counter()
            async with app_on(tablet) as screen:
                await screen.seen(FIRST_SCREEN)
                taken[name].append(since(began))
    return taken


async def tags_to_pages(asked: Mapping[str, tuple[Tablet, Sequence[str]]]) -> Times:
    """Return by name how long it took from the end of a tag's keys to its instrument's page."""
    taken: Times = {name: [] for name in asked}
    for name, (tablet, ids) in asked.items():
        async with app_on(tablet) as screen:
            for each in ids:
                await screen.wait_for(FIRST_SCREEN)
                began = await type_fast(screen, each)
                await screen.seen(PAGE)
                taken[name].append(since(began))
                await screen.tap("back")
    return taken


async def keys_to_digits(tablets: dict[str, Tablet]) -> Times:
    """Return by tablet how long it took from a tap on the keypad to the digit in its field."""
    taken: Times = {name: [] for name in tablets}
    for name, tablet in tablets.items():
        draft = begun_draft(tablet)
        async with app_on(tablet, f"/inspect/{draft}") as screen:
            typed = ""
            for digit in BEGUN + DIGITS:
                await screen.wait_for(f"key-{digit}")
                typed += digit
                began = time.perf_counter()
                tapped = asyncio.create_task(screen.tap(f"key-{digit}"))
                await screen.seen(FIELD, typed)
                taken[name].append(since(began))
                await tapped
        discard(tablet, draft)
    return taken


def begun_draft(tablet: Tablet) -> str:
    """Begin an inspection that stands at its first reading, with nothing typed."""
    draft = begin(tablet, PUMP)
    stand_at(tablet, draft, Place(Step.READINGS, POINT, 0, "indicated_L"))
    return draft


async def searches(tablet: Tablet) -> list[float]:
    """Return how long each search took, beside the event loop, after each letter typed."""
    rng, taken = Random(12), []
    with tablet.database.reading() as db:
        ids = rng.sample(list_instrument_ids(db), LETTERS)
    for words in typed_letters(tablet, rng, ids):
        began = time.perf_counter()
        await asyncio.to_thread(search_registry, tablet, words)
        taken.append(since(began))
    return taken


def since(began: float) -> float:
    """Return the milliseconds since an instant of the performance counter."""
    return (time.perf_counter() - began) * 1000
