"""The one bridge to threads: what it tells, and in which order."""

import asyncio
import threading
from dataclasses import replace
from typing import Any

import pytest

from inspector_app.screens.running import SyncRun, SyncState, run_beside
from inspector_app.screens.trying_again import TryingAgain
from inspector_app.services import handing_in, syncing
from inspector_app.services.views import SyncPhase, SyncProgress, SyncReport

REPORT = SyncReport(2, 2, 0, 0, 0, 5, 0)


def test_work_runs_in_another_thread_and_its_error_comes_back() -> None:
    async def both() -> None:
        assert await run_beside(threading.get_ident) != threading.get_ident()
        with pytest.raises(ZeroDivisionError):
            await run_beside(lambda: 1 // 0)

    asyncio.run(both())


def watch(run: SyncRun) -> list[SyncState]:
    told: list[SyncState] = []
    run.subscribe(told.append)
    return told


def test_a_sync_tells_its_progress_and_its_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def sync_now(
        _tablet: object, *, progress: Any, stop: threading.Event, **_named: Any
    ) -> SyncReport:
        assert not stop.is_set()
        progress(SyncProgress(SyncPhase.RECORDS, 0, 2))
        progress(SyncProgress(SyncPhase.RECORDS, 2, 2))
        return REPORT

    monkeypatch.setattr(syncing, "sync_now", sync_now)
    run = SyncRun()
    told = watch(run)
    assert asyncio.run(run.run(object())) is REPORT  # type: ignore[arg-type]
    phases = [state.progress.phase for state in told if state.progress]
    assert phases[0] is SyncPhase.CONNECTING
    assert phases[-1] is SyncPhase.RECORDS
    assert told[-1] == SyncState(report=REPORT)
    assert not run.state.running


def test_a_second_sync_does_not_start_while_one_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    go = threading.Event()

    def sync_now(
        _tablet: object, *, progress: Any, stop: threading.Event, **_named: Any
    ) -> SyncReport:
        calls.append(1)
        go.wait(10)
        return REPORT

    monkeypatch.setattr(syncing, "sync_now", sync_now)

    async def twice() -> None:
        run = SyncRun()
        first = asyncio.create_task(run.run(object()))  # type: ignore[arg-type]
        while not run.state.running:
            await asyncio.sleep(0)
        assert await run.run(object()) is None  # type: ignore[arg-type]
        go.set()
        assert await first is REPORT

    asyncio.run(twice())
    assert calls == [1]


def test_stopping_reaches_the_running_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    def sync_now(
        _tablet: object, *, progress: Any, stop: threading.Event, **_named: Any
    ) -> SyncReport:
        assert stop.wait(10)
        return REPORT

    monkeypatch.setattr(syncing, "sync_now", sync_now)

    async def stopped() -> list[SyncState]:
        run = SyncRun()
        told = watch(run)
        running = asyncio.create_task(run.run(object()))  # type: ignore[arg-type]
        while not run.state.running:
            await asyncio.sleep(0)
        run.stop()
        await running
        return told

    assert any(state.stopping for state in asyncio.run(stopped()))


def test_a_sync_that_breaks_is_told_as_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    from inspector_app.errors import NotEnrolled

    def sync_now(_tablet: object, **_named: Any) -> SyncReport:
        raise NotEnrolled("no")

    monkeypatch.setattr(syncing, "sync_now", sync_now)
    run = SyncRun()
    with pytest.raises(NotEnrolled):
        asyncio.run(run.run(object()))  # type: ignore[arg-type]
    assert run.state == SyncState(trouble="not_enrolled")


def test_a_listener_that_left_is_told_nothing() -> None:
    run = SyncRun()
    told: list[SyncState] = []
    leave = run.subscribe(told.append)
    leave()
    leave()
    run._tell(SyncState(running=True))
    assert told == []


class Waiting:
    """Stands in for the services: whether something waits, and how often a sync ran."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, waits: bool, problem: str = "") -> None:
        self.syncs = 0
        self.asked_with: list[bool] = []

        def sync_now(_tablet: object, **_named: Any) -> SyncReport:
            self.syncs += 1
            return replace(REPORT, problem=problem)

        def is_waiting(_tablet: object, *, on_wifi: bool) -> bool:
            self.asked_with.append(on_wifi)
            return waits

        monkeypatch.setattr(syncing, "sync_now", sync_now)
        monkeypatch.setattr(handing_in, "is_waiting", is_waiting)


@pytest.mark.parametrize("waits", [True, False])
def test_when_the_network_returns_a_sync_begins_exactly_if_something_waits(
    monkeypatch: pytest.MonkeyPatch, waits: bool
) -> None:
    services = Waiting(monkeypatch, waits=waits)
    run = SyncRun(TryingAgain())
    run.on_wifi = True
    asyncio.run(run.network_came_back(object()))  # type: ignore[arg-type]
    assert services.syncs == int(waits)
    assert services.asked_with == [True]


def test_it_is_told_how_long_it_is_until_the_next_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    Waiting(monkeypatch, waits=True, problem="offline")

    async def play() -> None:
        run = SyncRun(TryingAgain(lambda: 1.0))
        assert run.next_attempt_s() is None
        await run.run(object())  # type: ignore[arg-type]
        left = run.next_attempt_s()
        assert left is not None
        assert 0 < left <= 2
        run.stop()
        assert run.next_attempt_s() is None

    asyncio.run(play())
