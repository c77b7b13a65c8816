"""Setting a few words into a small box with the app's own fonts, Chinese and Latin."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from inspector_app.labels.arrangement import dots
from inspector_app.labels.lettering import drawable, font_of

_SIZES = tuple(map(dots, (3.6, 3.2, 2.8, 2.4, 2.1, 1.8)))
_LARGEST_IDENTIFIER = dots(3.2)
READABLE = dots(1.2)
"""What is set smaller can hardly be read."""
_SIZE_STEP = 4
_TITLE_LINES = 2
_LONGEST = 300
_LINE_SPACING = 1.25
_ASCENT = 0.88  # of a Chinese character, in its size
_HALF_CAPITAL = 0.367
# A Chinese character with the punctuation that may not begin a line, or a Latin word, or blanks.
_HAN = "\u2e80-\uffef\U00020000-\U000323af"
_UNIT = re.compile(rf"[{_HAN}][，。、；：！？）》」』】]*|[^\s{_HAN}]+|\s+")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character in one size (dots) of the app's font; equal glyphs look equal."""

    character: str
    size: int
    bold: bool

    def draw(self) -> tuple[Image.Image, int, int]:
        """Return its ink as a one-bit picture, and where that begins from its baseline's left."""
        font = font_of(self.character, self.size, bold=self.bold)
        left, top, right, bottom = map(int, font.getbbox(self.character, anchor="ls"))
        picture = Image.new("1", (max(1, right - left), max(1, bottom - top)), 1)
        ImageDraw.Draw(picture).text((-left, -top), self.character, fill=0, font=font, anchor="ls")
        return picture, left, top


@dataclass(frozen=True, slots=True)
class Setting:
    """Some text in one size (dots) of the app's font."""

    text: str
    size: int
    bold: bool

    @property
    def width(self) -> int:
        """How far it reaches, in dots."""
        return measure(self.text, self.size, bold=self.bold)

    @property
    def overhang(self) -> int:
        """How far its ink stands left of where it begins."""
        first = self.text[:1]
        font = font_of(first, self.size, bold=self.bold)
        return max(0, -int(font.getbbox(first, anchor="ls")[0]))

    def glyphs(self) -> Iterator[tuple[int, Glyph]]:
        """Give every character that has ink with its distance from the line's left end."""
        left = 0
        for character in self.text:
            if not character.isspace():
                yield left, Glyph(character, self.size, self.bold)
            left += advance(character, self.size, bold=self.bold)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, by its baseline in a box."""

    setting: Setting
    baseline: int

    @property
    def text(self) -> str:
        """The words of the line."""
        return self.setting.text


def fit_line(text: str, width: int, height: int) -> Line:
    """Return a bold line in the largest size in which `text` stays in a box, in its mid height."""
    size = min(_LARGEST_IDENTIFIER, height)
    needed = measure(text, size, bold=True)
    if needed > width:
        size = max(_SIZE_STEP, int(size * width / needed) // _SIZE_STEP * _SIZE_STEP)
    return Line(Setting(text, size, bold=True), height // 2 + int(size * _HALF_CAPITAL))


def fit_words(title: str, subtitle: str, width: int, height: int) -> tuple[Line, ...]:
    """Return the lines of a bold title and a subtitle in the largest size that fits a box.

    What does not fit in the smallest size is cut, and an ellipsis at the end of what is left says
    so. A box too low for any line gets none.
    """
    title = _clipped(drawable(title))
    subtitle = "\n".join(_clipped(drawable(part)) for part in subtitle.splitlines())
    for size in _SIZES:
        titles, others = _wrapped(title, subtitle, size, width)
        room = _room(size, height)
        fits = len(titles) <= _TITLE_LINES and len(titles) + len(others) <= room
        if fits and not _breaks_a_word(f"{title} {subtitle}", size, width):
            break
    title_room = min(room, max(_TITLE_LINES, room - len(others)))
    bold = _shortened(titles, title_room, size, width, bold=True)
    regular = _shortened(others, room - len(bold), size, width, bold=False)
    if others and bold and not regular:  # then the title's end says that something is lost
        bold = _shortened([*bold, ""], len(bold), size, width, bold=True)
    settings = [Setting(text, size, bold=True) for text in bold]
    settings += [Setting(text, size, bold=False) for text in regular]
    return tuple(
        Line(setting, int(size * (_ASCENT + at * _LINE_SPACING)))
        for at, setting in enumerate(settings)
    )


def fits_whole(title: str, subtitle: str, lines: tuple[Line, ...]) -> bool:
    """True if these lines show all of the words."""
    wanted = drawable(f"{title}\n{subtitle}")
    shown = " ".join(line.text for line in lines)
    return "".join(wanted.split()) == "".join(shown.split())


def measure(text: str, size: int, *, bold: bool) -> int:
    """Return how far some text reaches, in dots."""
    return sum(advance(character, size, bold=bold) for character in text)


@lru_cache(maxsize=20_000)
def advance(character: str, size: int, *, bold: bool) -> int:
    """Return how far the next character stands from this one, in dots."""
    return round(font_of(character, size, bold=bold).getlength(character))


def _room(size: int, height: int) -> int:
    return 0 if height < size else 1 + int((height - size) / (size * _LINE_SPACING))


def _wrapped(title: str, subtitle: str, size: int, width: int) -> tuple[list[str], list[str]]:
    others = [
        line for part in subtitle.splitlines() for line in wrap(part, size, width, bold=False)
    ]
    return wrap(title, size, width, bold=True), others


def wrap(text: str, size: int, width: int, *, bold: bool) -> list[str]:
    """Break a text into lines that fit a width (dots), between words where that can be."""
    lines: list[str] = []
    line = ""
    for unit in _UNIT.findall(text):
        if measure((line + unit).rstrip(), size, bold=bold) <= width:
            line += unit
            continue
        lines.append(line.rstrip())
        line = unit.lstrip()
        while measure(line, size, bold=bold) > width and len(line) > 1:
            fits = max(1, _fitting(line, size, width, bold=bold))
            lines.append(line[:fits])
            line = line[fits:]
    return [each for each in (*lines, line.rstrip()) if each]


def _breaks_a_word(text: str, size: int, width: int) -> bool:
    return any(measure(unit, size, bold=True) > width for unit in _UNIT.findall(text))


def _fitting(text: str, size: int, width: int, *, bold: bool) -> int:
    """Return how many characters of `text` fit."""
    reach = 0
    for count, character in enumerate(text):
        reach += advance(character, size, bold=bold)
        if reach > width:
            return count
    return len(text)


def _shortened(lines: list[str], room: int, size: int, width: int, *, bold: bool) -> list[str]:
    if len(lines) <= room or room <= 0:
        return lines[: max(0, room)]
    last = lines[room - 1]
    ellipsis_width = advance("…", size, bold=bold)
    kept = last[: _fitting(last, size, width - ellipsis_width, bold=bold)].rstrip()
    return [*lines[: room - 1], kept + "…"]


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…"
