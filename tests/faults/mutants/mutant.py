"""A small way to break the product, which some test must notice."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """What is wrong with it; an early one changes also what is made before the first history."""

    name: str
    apply: Patch
    early: bool = False
    look: Callable[[], str] | None = None  # where no history would come by often enough
