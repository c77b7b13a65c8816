"""QR codes of links, with the mask that the standard prefers.

A code is the exclusive or of its data and of a pattern that its version and mask decide. So one
code drawn in mask 0 gives the other seven, and whole codes are compared as single large integers:
module (row, column) of a code of n x n is bit row * n + column, dark is 1.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import qrcode
from qrcode.constants import ERROR_CORRECT_H
from qrcode.util import ALPHA_NUM

_MASKS = range(8)
_RUN_OF_DARK = re.compile("1+")
_LIKE_A_FINDER = ((1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0), (0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1))


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of `width` by `width` modules, without quiet zone."""

    width: int
    dark: int

    def rows(self) -> Iterator[str]:
        """Give each row from the top as text of 0 (light) and 1 (dark)."""
        spelled = f"{self.dark:0{self.width**2}b}"[::-1]
        for start in range(0, self.width**2, self.width):
            yield spelled[start : start + self.width]

    def bars(self) -> Iterator[tuple[int, int, int, int]]:
        """Give the dark modules as bars along the rows: left, top, width, height in modules."""
        for top, row in enumerate(self.rows()):
            for run in _RUN_OF_DARK.finditer(row):
                yield run.start(), top, run.end() - run.start(), 1


def encode(link: str) -> Code:
    """Return a link as a QR code with error correction H: a third of it may be scratched.

    Raises ValueError for a link that does not fit the alphanumeric mode, or no code at all.
    """
    if not link or not set(link.encode()) <= set(ALPHA_NUM):
        raise ValueError(f"“{link}” does not fit the alphanumeric mode of a QR code.")
    drawn = qrcode.QRCode(error_correction=ERROR_CORRECT_H, border=0, mask_pattern=0)
    drawn.add_data(link, optimize=0)
    drawn.make()
    patterns = _patterns(drawn.version)
    data = _bits(drawn.modules) ^ patterns[0]
    width = drawn.modules_count
    return min((Code(width, data ^ pattern) for pattern in patterns), key=penalty)


@cache
def _patterns(version: int) -> tuple[int, ...]:
    """Return the code of nothing but zeros in every mask."""
    drawn = qrcode.QRCode(version, ERROR_CORRECT_H, border=0)
    drawn.data_cache = [0] * (drawn.version * 4 + 17) ** 2  # more than there is room for
    patterns = []
    for mask in _MASKS:
        drawn.makeImpl(False, mask)
        patterns.append(_bits(drawn.modules))
    return tuple(patterns)


def _bits(modules: Iterable[Iterable[bool | None]]) -> int:
    spelled = "".join("1" if dark else "0" for row in modules for dark in row)
    return int(spelled[::-1], 2)


def penalty(code: Code) -> int:
    """Return how badly a code reads by ISO/IEC 18004, 7.8.3: the mask with the least is taken.

    Long runs and blocks of one colour, what looks like a finder pattern, too much of one colour.
    """
    n, dark = code.width, code.dark
    every = (1 << n * n) - 1
    light = every ^ dark
    along = ~(dark ^ dark >> 1) & _columns_up_to(n, n - 1)  # equal to its neighbour to the right
    down = ~(dark ^ dark >> n) & every >> n  # equal to its neighbour below
    blocks = along & along >> n & down
    found = 3 * blocks.bit_count()
    for equal, step in ((along, 1), (down, n)):
        fives = equal & equal >> step & equal >> 2 * step & equal >> 3 * step
        begins = fives & ~(fives << step)
        found += fives.bit_count() + 2 * begins.bit_count()
    for step, starts in ((1, _columns_up_to(n, n - 10)), (n, every)):
        for looks in _LIKE_A_FINDER:
            there = starts
            for at, is_dark in enumerate(looks):
                there &= (dark if is_dark else light) >> at * step
            found += 40 * there.bit_count()
    share = 100 * dark.bit_count() // (n * n)
    return found + 10 * (abs(share - 50) // 5)


@cache
def _columns_up_to(n: int, end: int) -> int:
    row = (1 << end) - 1
    return sum(row << start for start in range(0, n * n, n))
