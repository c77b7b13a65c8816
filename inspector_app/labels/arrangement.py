"""Where the code, the identifier and the words stand on a label, in dots.

The code comes first: modules of at least 0.5 mm with a quiet zone of four, wherever the stock has
room for them. The identifier stands under the code, or beside it when that lets the code have its
size. The words take what is left, to the right or below.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from inspector_app.labels.stocks import Stock

DPI = 600
MM_PER_INCH = 25.4
QUIET_MODULES = 4
WANTED_MODULE = 12
"""0.508 mm, the smallest of 600 dpi that is not under 0.5 mm."""
SMALLEST_MODULE = 6
"""0.254 mm: what a tablet's camera still reads from a hand's breadth."""
LARGEST_MODULE = 24


def dots(length_mm: float) -> int:
    """Return a length on paper as the nearest whole number of dots."""
    return round(length_mm * DPI / MM_PER_INCH)


def millimetres(length: int) -> float:
    """Return a number of dots as a length on paper."""
    return length * MM_PER_INCH / DPI


IDENTIFIER_HEIGHT = dots(3.4)
_IDENTIFIER_WIDTH = dots(20)
_WORDS_WIDTH = dots(15)
_WORDS_HEIGHT = dots(4)
_MARGIN = dots(1)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a label, from its left top corner."""

    left: int
    top: int
    width: int
    height: int

    def moved(self, right: int, down: int) -> "Box":
        """Return the same rectangle elsewhere."""
        return Box(self.left + right, self.top + down, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One label: `code` includes the quiet zone; `words` is None when there is no room."""

    module: int
    code: Box
    identifier: Box
    words: Box | None

    @property
    def module_mm(self) -> float:
        """Width of one module on paper."""
        return millimetres(self.module)

    @property
    def code_mm(self) -> float:
        """Width of the code on paper with its quiet zone."""
        return millimetres(self.code.width)

    def moved(self, right: int, down: int) -> "Arrangement":
        """Return the same boxes elsewhere."""
        code, identifier = (each.moved(right, down) for each in (self.code, self.identifier))
        words = self.words.moved(right, down) if self.words else None
        return Arrangement(self.module, code, identifier, words)


@cache
def arrange(stock: Stock, modules: int) -> Arrangement:
    """Return how a label of `stock` holds a code of `modules` by `modules`.

    The first arrangement with modules of the wanted size wins, else the one with the largest.
    Raises ValueError when the code would be too fine to be read.
    """
    edge_x, edge_y = dots(stock.edge_x_mm), dots(stock.edge_y_mm)
    width = dots(stock.label_width_mm) - 2 * edge_x
    height = dots(stock.label_height_mm) - 2 * edge_y
    found = tuple(_arrangements(width, height, modules + 2 * QUIET_MODULES))
    wanted = next((each for each in found if each.module >= WANTED_MODULE), None)
    best = wanted or max(found, key=lambda each: each.module)
    if best.module < SMALLEST_MODULE:
        raise ValueError(
            f"Labels of {stock.label_width_mm:g} x {stock.label_height_mm:g} mm are too small "
            f"for a code of {modules} x {modules} modules and its identifier."
        )
    return best.moved(edge_x, edge_y)


def _arrangements(width: int, height: int, across: int) -> Iterator[Arrangement]:
    """Yield them in order of liking; `across` counts modules with the quiet zone."""

    def module(free_width: int, free_height: int) -> int:
        return max(0, min(free_width // across, free_height // across, LARGEST_MODULE))

    size = module(width - _WORDS_WIDTH, height - IDENTIFIER_HEIGHT)
    yield _with_words_beside(width, height, size, size * across)
    size = module(width - _IDENTIFIER_WIDTH - _MARGIN, height)
    yield _with_all_beside(width, height, size, size * across)
    size = module(width, height - IDENTIFIER_HEIGHT - _WORDS_HEIGHT - _MARGIN)
    yield _with_words_below(width, height, size, size * across)
    size = module(width, height - IDENTIFIER_HEIGHT)
    yield _without_words(width, height, size, size * across)


def _with_words_beside(width: int, height: int, module: int, side: int) -> Arrangement:
    top = (height - side - IDENTIFIER_HEIGHT) // 2
    column = Box(side, _MARGIN, width - side - _MARGIN, height - 2 * _MARGIN)
    return Arrangement(
        module, Box(0, top, side, side),
        Box(_MARGIN // 2, top + side, side - _MARGIN, IDENTIFIER_HEIGHT), column,
    )  # fmt: skip


def _with_all_beside(width: int, height: int, module: int, side: int) -> Arrangement:
    margin = min(_MARGIN, height // 20)
    column = width - side - _MARGIN
    above = height - 2 * margin - IDENTIFIER_HEIGHT
    return Arrangement(
        module, Box(0, (height - side) // 2, side, side),
        Box(side, margin + above, column, IDENTIFIER_HEIGHT),
        Box(side, margin, column, above) if above >= _WORDS_HEIGHT else None,
    )  # fmt: skip


def _with_words_below(width: int, height: int, module: int, side: int) -> Arrangement:
    words_top = side + IDENTIFIER_HEIGHT
    return Arrangement(
        module, Box((width - side) // 2, 0, side, side),
        Box(_MARGIN, side, width - 2 * _MARGIN, IDENTIFIER_HEIGHT),
        Box(_MARGIN, words_top, width - 2 * _MARGIN, height - words_top - _MARGIN),
    )  # fmt: skip


def _without_words(width: int, height: int, module: int, side: int) -> Arrangement:
    top = (height - side - IDENTIFIER_HEIGHT) // 2
    return Arrangement(
        module, Box((width - side) // 2, top, side, side),
        Box(_MARGIN // 2, top + side, width - _MARGIN, IDENTIFIER_HEIGHT), None,
    )  # fmt: skip
