"""Thinning a drawn signature: as few points as show the same line, so that a record stays small."""

import json
from collections.abc import Sequence

from inspector_app.errors import WrongUse
from sync.protocol.strokes import MOST_STROKES, Point, Stroke, read_strokes, spell_strokes

MOST_BYTES = 8_000
_TOLERANCES = (1, 2, 3, 5, 8, 12)
"""How far a point may stand from the thinned line, in thousandths of the field's width."""


def thin_strokes(drawn: Sequence[Sequence[Point]]) -> list[list[int]]:
    """Return strokes as they are sealed, with at most `MOST_BYTES` of JSON.

    Raises WrongUse with the code "no_strokes" when nothing was drawn, "strokes" when it is not a
    signature: outside the field, or so long that even a coarse line of it is too large.
    """
    strokes = [stroke for stroke in drawn if stroke]
    if not strokes:
        raise WrongUse("Nothing was drawn.", code="no_strokes")
    if len(strokes) <= MOST_STROKES:
        for tolerance in _TOLERANCES:
            told = spell_strokes([_thinned(stroke, tolerance) for stroke in strokes])
            if len(json.dumps(told, separators=(",", ":"))) <= MOST_BYTES and read_strokes(told):
                return told
    raise WrongUse("This is too much for a signature.", code="strokes")


def _thinned(stroke: Sequence[Point], tolerance: int) -> Stroke:
    """Return the line by Ramer, Douglas and Peucker: its ends, and what stands out between them."""
    kept = {0, len(stroke) - 1}
    spans = [(0, len(stroke) - 1)]
    while spans:
        first, last = spans.pop()
        inner = range(first + 1, last)
        if not inner:
            continue
        ends = stroke[first], stroke[last]
        farthest = max(inner, key=lambda at: _distance_squared(stroke[at], *ends))
        if _distance_squared(stroke[farthest], *ends) > tolerance**2:
            kept.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return tuple(stroke[at] for at in sorted(kept))


def _distance_squared(point: Point, start: Point, end: Point) -> float:
    """Return how far a point is from the line between two others, squared."""
    along = (end[0] - start[0], end[1] - start[1])
    off = (point[0] - start[0], point[1] - start[1])
    length_squared = along[0] ** 2 + along[1] ** 2
    if not length_squared:
        return float(off[0] ** 2 + off[1] ** 2)
    share = max(0.0, min(1.0, (off[0] * along[0] + off[1] * along[1]) / length_squared))
    return (off[0] - share * along[0]) ** 2 + (off[1] - share * along[1]) ** 2
