"""A sync that failed for a passing reason is tried again by itself; never too soon, never twice."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from inspector_app.screens.running import SyncRun
from inspector_app.screens.trying_again import TryingAgain
from inspector_app.services import syncing
from inspector_app.services.syncing import next_wait_s
from inspector_app.services.views import SyncReport
from sync.client.policy import LONGEST_WAIT_S

OFFLINE = SyncReport(0, 0, 0, 0, 0, 0, 3, problem="offline")
THROUGH = replace(OFFLINE, remaining=0, problem="")
PATIENCE_S = 20


@pytest.mark.parametrize(
    ("problem", "again"),
    [
        ("", False), ("offline", True), ("captive_portal", True), ("server_trouble", True),
        ("unavailable", True), ("photos_wait", True), ("too-many-uploads", True),
        ("storage-full", True),
        ("revoked", False), ("stopped", False), ("tls", False), ("set_aside", False),
        ("protocol_too_old", False), ("server_too_old", False), ("storage", False),
    ],
)  # fmt: skip
def test_only_what_passes_by_itself_is_tried_again(problem: str, again: bool) -> None:
    wait = next_wait_s(replace(OFFLINE, problem=problem), 0, 0.5)
    assert (wait is not None) is again


def test_the_waits_grow_from_two_seconds_to_ten_minutes() -> None:
    longest = [next_wait_s(OFFLINE, attempt, 1.0) for attempt in range(12)]
    assert longest[:4] == [2, 4, 8, 16]
    assert longest[-1] == LONGEST_WAIT_S
    assert next_wait_s(OFFLINE, 11, 0.0) == 0


def test_the_server_is_not_asked_sooner_than_it_wants() -> None:
    asked = replace(OFFLINE, problem="unavailable", retry_after_s=45.0)
    assert next_wait_s(asked, 0, 0.0) == 45


class Syncs:
    """Ends one sync after the other as told, then through."""

    def __init__(self, patch: pytest.MonkeyPatch, *reports: SyncReport) -> None:
        self.count = 0
        self.reports = [*reports, THROUGH]
        patch.setattr(syncing, "sync_now", self)

    def __call__(
        self, _tablet: object, *, progress: Any, stop: threading.Event, **_named: Any
    ) -> SyncReport:
        self.count += 1
        return self.reports.pop(0)


async def until(is_so: Callable[[], bool]) -> None:
    async def turn() -> None:
        while not is_so():
            await asyncio.sleep(0)

    await asyncio.wait_for(turn(), PATIENCE_S)


def with_run(again: TryingAgain, play: Callable[[SyncRun], Awaitable[None]]) -> None:
    async def main() -> None:
        await play(SyncRun(again))

    asyncio.run(main())


def test_a_sync_goes_on_by_itself_until_it_is_through(monkeypatch: pytest.MonkeyPatch) -> None:
    syncs, again = Syncs(monkeypatch, OFFLINE, OFFLINE), TryingAgain(lambda: 0.0)

    async def play(run: SyncRun) -> None:
        assert await run.run(object()) == OFFLINE  # type: ignore[arg-type]
        await until(lambda: run.state.report == THROUGH)
        assert not again.is_planned

    with_run(again, play)
    assert syncs.count == 3


def test_the_network_that_comes_back_begins_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    syncs, again = Syncs(monkeypatch, OFFLINE), TryingAgain(lambda: 1e6)

    async def play(run: SyncRun) -> None:
        await run.run(object())  # type: ignore[arg-type]
        run.hurry()
        await until(lambda: run.state.report == THROUGH)

    with_run(again, play)
    assert syncs.count == 2


def test_not_even_then_sooner_than_the_server_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = replace(OFFLINE, problem="unavailable", retry_after_s=500.0)
    syncs, again = Syncs(monkeypatch, busy), TryingAgain(lambda: 0.0)

    async def play(run: SyncRun) -> None:
        await run.run(object())  # type: ignore[arg-type]
        run.hurry()
        assert again._next is not None
        assert again._next.when() - asyncio.get_running_loop().time() > 400
        run.stop()

    with_run(again, play)
    assert syncs.count == 1


def test_the_network_that_comes_back_begins_nothing_that_is_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    syncs, again = Syncs(monkeypatch), TryingAgain(lambda: 0.0)

    async def play(run: SyncRun) -> None:
        await run.run(object())  # type: ignore[arg-type]
        run.hurry()
        assert not again.is_planned

    with_run(again, play)
    assert syncs.count == 1


def test_whoever_stops_it_has_stopped_it(monkeypatch: pytest.MonkeyPatch) -> None:
    Syncs(monkeypatch, OFFLINE)
    again = TryingAgain(lambda: 1.0)

    async def play(run: SyncRun) -> None:
        await run.run(object())  # type: ignore[arg-type]
        assert again.is_planned
        run.stop()
        assert not again.is_planned

    with_run(again, play)


def test_a_sync_by_hand_takes_the_place_of_the_planned_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    syncs, again = Syncs(monkeypatch, OFFLINE), TryingAgain(lambda: 1.0)

    async def play(run: SyncRun) -> None:
        await run.run(object())  # type: ignore[arg-type]
        assert await run.run(object()) == THROUGH  # type: ignore[arg-type]
        assert not again.is_planned

    with_run(again, play)
    assert syncs.count == 2
