"""Setting a few words into a small box with the app's own fonts, Chinese and Latin."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path

from PIL import ImageFont

from inspector_app.labels.arrangement import dots

_SIZES = tuple(map(dots, (3.6, 3.2, 2.8, 2.4, 2.1, 1.8)))
_LARGEST_IDENTIFIER = dots(3.2)
_SIZE_STEP = 4
_TITLE_LINES = 2
_LONGEST = 300
_LINE_SPACING = 1.25
_ASCENT = 0.88  # of a Chinese character, in its size
_HALF_CAPITAL = 0.367
# A Chinese character with the punctuation that may not begin a line, or a Latin word, or blanks.
_UNIT = re.compile(r"[\u2e80-\uffef][，。、；：！？）》」』】]*|[^\s\u2e80-\uffef]+|\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, by the left end of its baseline in a box."""

    text: str
    font: ImageFont.FreeTypeFont
    baseline: int


def fit_line(text: str, width: int, height: int) -> Line:
    """Return a bold line in the largest size in which `text` stays in a box, in its mid height."""
    size = min(_LARGEST_IDENTIFIER, height)
    needed = load_font(size, bold=True).getlength(text)
    if needed > width:
        size = max(_SIZE_STEP, int(size * width / needed) // _SIZE_STEP * _SIZE_STEP)
    return Line(text, load_font(size, bold=True), height // 2 + int(size * _HALF_CAPITAL))


def fit_words(title: str, subtitle: str, width: int, height: int) -> tuple[Line, ...]:
    """Return the lines of a bold title and a subtitle in the largest size that fits a box.

    What does not fit in the smallest size is cut, and an ellipsis says so.
    """
    for size in _SIZES:
        titles, others = _wrapped(title, subtitle, size, width)
        room = _room(size, height)
        fits = len(titles) <= _TITLE_LINES and len(titles) + len(others) <= room
        if fits and not _breaks_a_word(f"{title} {subtitle}", size, width):
            break
    else:  # not in the smallest size either
        titles = _shortened(titles, min(_TITLE_LINES, room), load_font(size, bold=True), width)
        others = _shortened(others, room - len(titles), load_font(size, bold=False), width)
    fonts = [load_font(size, bold=True)] * len(titles) + [load_font(size, bold=False)] * len(others)
    return tuple(
        Line(text, font, int(size * (_ASCENT + at * _LINE_SPACING)))
        for at, (text, font) in enumerate(zip(titles + others, fonts, strict=True))
    )


@lru_cache(maxsize=24)
def load_font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    """Return the app's font; `size` in dots."""
    return ImageFont.truetype(BytesIO(_font_file(bold=bold)), size)


@cache
def _font_file(*, bold: bool) -> bytes:
    folder: Traversable = files("inspector_app") / "assets"
    if not folder.is_dir():  # not installed from a wheel: the assets lie beside the package
        folder = Path(str(files("inspector_app"))).parent / "assets"
    name = "inspector-bold.woff2" if bold else "inspector-regular.woff2"
    return (folder / "fonts" / name).read_bytes()


def _room(size: int, height: int) -> int:
    return 0 if height < size else 1 + int((height - size) / (size * _LINE_SPACING))


def _wrapped(title: str, subtitle: str, size: int, width: int) -> tuple[list[str], list[str]]:
    bold, regular = load_font(size, bold=True), load_font(size, bold=False)
    others = [line for part in subtitle.splitlines() for line in _wrap(part, regular, width)]
    return _wrap(title, bold, width), others


def _wrap(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for unit in _UNIT.findall(_printable(text)):
        if font.getlength((line + unit).rstrip()) <= width:
            line += unit
            continue
        lines.append(line.rstrip())
        line = unit.lstrip()
        while font.getlength(line) > width and len(line) > 1:
            fits = max(1, _fitting(line, font, width))
            lines.append(line[:fits])
            line = line[fits:]
    return [each for each in (*lines, line.rstrip()) if each]


def _breaks_a_word(text: str, size: int, width: int) -> bool:
    font = load_font(size, bold=True)
    return any(font.getlength(unit) > width for unit in _UNIT.findall(_printable(text)))


def _fitting(text: str, font: ImageFont.FreeTypeFont, width: int) -> int:
    """Return how many characters of `text` fit."""
    return sum(1 for end in range(1, len(text) + 1) if font.getlength(text[:end]) <= width)


def _shortened(lines: list[str], room: int, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    if len(lines) <= room:
        return lines
    if room <= 0:
        return []
    last = lines[room - 1]
    kept = last[: _fitting(last, font, width - int(font.getlength("…")))].rstrip()
    return [*lines[: room - 1], kept + "…"]


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text)[:_LONGEST].strip()
