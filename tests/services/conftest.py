"""An enrolled tablet that holds a small city, and the clock that it goes by."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.services.opening import Tablet
from tests.support.registry import FixedClock, open_city


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at half past nine in Shanghai."""
    return FixedClock()


@pytest.fixture
def tablet(tmp_path: Path, clock: FixedClock) -> Iterator[Tablet]:
    """The tablet, opened for one test."""
    opened = open_city(tmp_path / "tablet", clock)
    yield opened
    opened.close()
