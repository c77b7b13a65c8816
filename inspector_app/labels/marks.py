"""What a page is made of: bars, and lines of words. In dots from a left top corner."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from inspector_app.labels.typesetting import Setting


@dataclass(frozen=True, slots=True)
class Bars:
    """Black rectangles (left, top, width, height), counted in units of `unit` dots.

    White ones cover what was drawn before them.
    """

    left: int
    top: int
    unit: int
    bars: tuple[tuple[int, int, int, int], ...]
    white: bool = False

    def moved(self, right: int, down: int) -> "Bars":
        """Return them elsewhere."""
        return replace(self, left=self.left + right, top=self.top + down)


@dataclass(frozen=True, slots=True)
class Words:
    """One line of words, from the left end of its baseline."""

    left: int
    baseline: int
    setting: Setting

    def moved(self, right: int, down: int) -> "Words":
        """Return it elsewhere."""
        return replace(self, left=self.left + right, baseline=self.baseline + down)


Mark = Bars | Words


def frame(left: int, top: int, width: int, height: int, thickness: int) -> Bars:
    """Return the outline of a box; its lines lie inside."""
    return bars(
        (
            (left, top, width, thickness),
            (left, top + height - thickness, width, thickness),
            (left, top, thickness, height),
            (left + width - thickness, top, thickness, height),
        )
    )


def bars(rectangles: Iterable[tuple[int, int, int, int]], *, white: bool = False) -> Bars:
    """Return rectangles given in dots."""
    return Bars(0, 0, 1, tuple(rectangles), white)
