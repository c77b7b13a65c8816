"""A drawn signature: strokes of whole points on a field of 1000 by 400, the left top being 0, 0.

In a body a stroke is a flat list `[x, y, x, y, ...]`, so a signature is small and looks the same at
any size.
"""

from collections.abc import Sequence

FIELD = (1000, 400)
MOST_STROKES = 200

Point = tuple[int, int]
Stroke = tuple[Point, ...]


def read_strokes(told: object) -> tuple[Stroke, ...] | None:
    """Return the strokes of a body's signature; None when these are none."""
    if not isinstance(told, list) or not 0 < len(told) <= MOST_STROKES:
        return None
    strokes = tuple(_read_stroke(stroke) for stroke in told)
    return None if () in strokes else strokes


def spell_strokes(strokes: Sequence[Sequence[Point]]) -> list[list[int]]:
    """Return strokes as they stand in a body."""
    return [[number for point in stroke for number in point] for stroke in strokes]


def _read_stroke(told: object) -> Stroke:
    if not isinstance(told, list) or len(told) % 2 or not told:
        return ()
    if not all(type(number) is int for number in told):
        return ()
    points = tuple(zip(told[::2], told[1::2], strict=True))
    inside = all(0 <= x <= FIELD[0] and 0 <= y <= FIELD[1] for x, y in points)
    return points if inside else ()
