"""Widths and lines of words in points, measured at the one size in which characters are drawn."""

from inspector_app.labels.lettering import drawable
from inspector_app.labels.typesetting import measure, wrap

EM = 96
"""Dots of a character's side: 864 to the inch in words of 8 points."""


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how far words reach."""
    return measure(text, EM, bold=bold) * size / EM


def lines_of(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Break words into lines that fit."""
    return [
        line
        for part in text.splitlines()
        for line in wrap(drawable(part), EM, int(width * EM / size), bold=bold)
    ]
