"""Waiting for a condition, never for a time."""

import time
from collections.abc import Callable

PATIENCE_S = 120


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; fails when it never does."""
    give_up_at = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < give_up_at, "it never came true"
        time.sleep(0.02)
