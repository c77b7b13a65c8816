"""Many histories: each seed of a range is lived once, and what broke is told with its seed."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.faults.simulation import many
from tests.faults.simulation.many import Tally, live, run_many


def test_two_processes_live_every_seed_of_the_range_and_count_what_was_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(many, "BLOCK", 3)
    tallies = run_many(1, 4, jobs=2)
    assert next(tallies).histories == 3
    (tally,) = tallies
    assert tally.histories == 4
    assert tally.did["requests"] > tally.did["syncs"] >= 4
    assert tally.did["faults"] >= tally.struck.total()
    assert tally.broken == []


def test_whatever_ends_a_history_is_told_with_its_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    def ends(_world: Any, _seed: int) -> Any:
        raise KeyError("no such row")

    monkeypatch.setattr(many, "run_history", ends)
    tally = Tally()
    world: Any = SimpleNamespace(count=dict, network=SimpleNamespace(struck=[]))
    told = live(world, 7, tally)
    assert told.startswith("seed 7: ")
    assert "no such row" in told
    assert tally.histories == 1
