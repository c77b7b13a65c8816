"""Quadrilaterals in a picture: laying one flat, also from round a pipe. Pure arithmetic.

A code that was found but could not be read is worth a second look from straight above. Its four
corners tell the projection; how far it is bent, nobody knows, so some bends are tried.
"""

import itertools
import math
from collections.abc import Callable
from typing import NamedTuple

Box = tuple[int, int, int, int]
Corners = tuple[float, ...]
Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""Corners in the order of the code: its top left, top right, bottom right, bottom left."""

_STRIPS = 14
_FINDER = 0.12  # where the middle of a finder pattern lies, of the side of a code of 29 modules


class Bend(NamedTuple):
    """How a label lies round a pipe: half the angle that it covers, and how it sags to one side."""

    half_angle: float = 0.0
    sag: float = 0.0
    upright: bool = True
    """Whether the pipe runs from the label's top to its bottom."""


def projection(quad: Quad) -> Callable[[float, float], Point]:
    """Return the map from the unit square onto the quadrilateral (Heckbert 1989)."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = quad
    dx, dy = x0 - x1 + x2 - x3, y0 - y1 + y2 - y3
    across, down = (x1 - x2, y1 - y2), (x3 - x2, y3 - y2)
    area = across[0] * down[1] - across[1] * down[0]
    if not area:
        raise ValueError("The corners lie on one line.")
    g = (dx * down[1] - dy * down[0]) / area
    h = (across[0] * dy - across[1] * dx) / area
    a, b = x1 - x0 + g * x1, x3 - x0 + h * x3
    d, e = y1 - y0 + g * y1, y3 - y0 + h * y3

    def to_picture(u: float, v: float) -> Point:
        depth = g * u + h * v + 1
        depth = depth if abs(depth) > 1e-6 else 1e-6
        return (a * u + b * v + x0) / depth, (d * u + e * v + y0) / depth

    return to_picture


def flat_pieces(quad: Quad, side: int, margin: float, bend: Bend) -> list[tuple[Box, Corners]]:
    """Return the pieces, as Pillow's MESH takes them, that lay `quad` flat into a square.

    The square of `side` pixels holds `margin` of the code's side around it.
    """
    to_picture = projection(quad)
    edges = [round(side * each / _STRIPS) for each in range(_STRIPS + 1)]

    def seen(x: float, y: float) -> Point:
        u, v = (each / side * (1 + 2 * margin) - margin for each in (x, y))
        if bend.upright:
            u, v = _bent(u, v, bend)
        else:
            v, u = _bent(v, u, bend)
        return to_picture(u, v)

    pieces = []
    for start, end in itertools.pairwise(edges):
        box = (start, 0, end, side) if bend.upright else (0, start, side, end)
        left, top, right, bottom = box
        corners = (seen(left, top), seen(left, bottom), seen(right, bottom), seen(right, top))
        pieces.append((box, tuple(number for point in corners for number in point)))
    return pieces


def _bent(along: float, beside: float, bend: Bend) -> Point:
    """Return where on the flat quadrilateral the point of a bent label is seen.

    The middles of the finder patterns stay where they are: by them the quadrilateral was found.
    """
    if not bend.half_angle:
        return along, beside
    reach = 1 - 2 * _FINDER
    angle, fixed = bend.half_angle * (2 * along - 1), bend.half_angle * reach
    angle = max(-1.5, min(1.5, angle))
    seen = 0.5 + 0.5 * reach * math.sin(angle) / math.sin(fixed)
    return seen, beside + bend.sag * (math.cos(angle) - math.cos(fixed))


def spread(quad: Quad) -> float:
    """Return the mean length of the sides."""
    around = zip(quad, (*quad[1:], quad[0]), strict=True)
    return sum(math.dist(one, other) for one, other in around) / 4


def middle(quad: Quad) -> Point:
    """Return the mean of the corners."""
    return sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4


def is_plausible(quad: Quad) -> bool:
    """True if a square seen from an angle can look like that: convex, and not too slim."""
    ring = (*quad, *quad[:2])
    turns = [
        (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
        for a, b, c in zip(ring, ring[1:], ring[2:], strict=False)
    ]
    sides = [math.dist(a, b) for a, b in itertools.pairwise(ring[:5])]
    convex = all(turn > 0 for turn in turns) or all(turn < 0 for turn in turns)
    return convex and min(sides) > 12 and max(sides) < 4 * min(sides)
