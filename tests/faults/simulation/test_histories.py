"""Simulated histories keep every promise; a product that is broken on purpose is noticed."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.mutants.__main__ import find_notice
from tests.faults.mutants.patches import MUTANTS
from tests.faults.simulation.history import run_history
from tests.faults.simulation.world import World

HISTORIES = 60
CORE = (
    "no unique record: the same one is taken in twice",
    "a naive cursor skips a row between two pages",
    "in flight counts as received",
)


@pytest.fixture
def world(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """A server and its tablets, in memory where there is such a folder."""
    monkeypatch.setattr(logging.getLogger("uvicorn.error"), "disabled", True)
    made = World(Path(tmp_path_factory.mktemp("world")))
    yield made
    made.close()


def test_every_promise_is_kept_through_simulated_histories(world: World) -> None:
    faults = set()
    for seed in range(1, HISTORIES + 1):
        run_history(world, seed)
        faults.update(one.partition(":")[0] for one in world.network.struck)
    assert len(faults) >= 15, f"only {faults} ever struck"


def test_the_same_seed_lives_the_same_history_again(world: World) -> None:
    def live(seed: int) -> tuple[list[str], list[str]]:
        return run_history(world, seed).events, list(world.network.struck)

    for seed in (3, 8, 44):
        first = live(seed)
        live(seed + 1)
        assert live(seed) == first


@pytest.mark.parametrize("name", CORE)
def test_a_product_that_is_broken_on_purpose_is_noticed(name: str) -> None:
    (mutant,) = (one for one in MUTANTS if one.name == name)
    seed, broken = find_notice(mutant, first=1)
    assert seed, f"nobody noticed: {name}"
    assert broken
