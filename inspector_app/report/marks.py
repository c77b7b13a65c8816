"""What a page of a report is made of. Lengths are points (1/72 inch) from its left top corner."""

from dataclasses import dataclass
from typing import NamedTuple

from sync.protocol.strokes import Stroke

WIDTH, HEIGHT = 595.28, 841.89  # A4
MARGIN = 34.0


@dataclass(frozen=True, slots=True)
class Words:
    """One line of words from the left end of its baseline."""

    left: float
    baseline: float
    text: str
    size: float
    bold: bool = False
    grey: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: outlined, or with a thickness of 0 filled in a light grey."""

    left: float
    top: float
    width: float
    height: float
    thickness: float = 0.5


@dataclass(frozen=True, slots=True)
class Drawn:
    """A signature, as wide as `width`, on its field of 1000 by 400."""

    left: float
    top: float
    width: float
    strokes: tuple[Stroke, ...]


class Jpeg(NamedTuple):
    """A picture as it is embedded."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo in its place."""

    left: float
    top: float
    width: float
    height: float
    jpeg: Jpeg


@dataclass(frozen=True, slots=True)
class Modules:
    """A QR code: dark modules as bars (left, top, width, height), counted in modules."""

    left: float
    top: float
    module: float
    bars: tuple[tuple[int, int, int, int], ...]


Mark = Words | Box | Drawn | Picture | Modules
Page = tuple[Mark, ...]
