"""Filling pages from the top down: what does not fit goes to the next page as a whole."""

from collections.abc import Iterable

from inspector_app.report.marks import HEIGHT, MARGIN, WIDTH, Box, Mark, Page, Words
from inspector_app.report.readings import Table
from inspector_app.report.setting import lines_of, width_of

INNER = WIDTH - 2 * MARGIN
FOOT = 30.0
LEADING = 1.32
_ASCENT = 0.9


class Flow:
    """The page that is being filled; `top` is where the next thing stands.

    Every size that is given is multiplied by `scale`.
    """

    def __init__(self, scale: float = 1.0) -> None:
        self.top, self.scale = MARGIN, scale
        self._pages: list[list[Mark]] = [[]]

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages so far."""
        return tuple(map(tuple, self._pages))

    def need(self, height: float) -> None:
        """Begin a page unless there is so much room on this one."""
        if self.top + height > HEIGHT - MARGIN - FOOT and self._pages[-1]:
            self._pages.append([])
            self.top = MARGIN

    def put(self, *marks: Mark) -> None:
        """Put marks at their places on this page."""
        self._pages[-1] += marks

    def space(self, height: float) -> None:
        """Leave some room free."""
        self.top += height

    def words(
        self,
        texts: Iterable[str],
        size: float,
        *,
        left: float = MARGIN,
        width: float = INNER,
        bold: bool = False,
        grey: bool = False,
    ) -> None:
        """Set paragraphs, each line where there is room for it."""
        size *= self.scale
        for text in texts:
            for line in lines_of(text, size, width, bold=bold):
                self.need(size * LEADING)
                self.put(Words(left, self.top + size * _ASCENT, line, size, bold, grey))
                self.top += size * LEADING

    def named(
        self, label: str, value: str, size: float, *, left: float = MARGIN, width: float = INNER
    ) -> None:
        """Set a bold name and what stands behind it, in one paragraph."""
        lead = self.width_of(label + "  ", size, bold=True) if label else 0.0
        if lead > width / 2 and lead + self.width_of(value, size) > width:
            self.words([label], size, left=left, width=width, bold=True)
            self.words([value], size, left=left + 10, width=width - 10)
            return
        size *= self.scale
        lines = lines_of(value, size, width - lead) or [""]
        for number, line in enumerate(lines):
            self.need(size * LEADING)
            baseline = self.top + size * _ASCENT
            if not number:
                self.put(Words(left, baseline, label, size, bold=True))
            self.put(Words(left + lead, baseline, line, size))
            self.top += size * LEADING

    def heading(self, text: str, size: float, *, keep: float = 0.0) -> None:
        """Set the name of a part, kept together with `keep` of what follows."""
        size *= self.scale
        self.need(size * LEADING * 2 + max(keep, size * LEADING))
        self.space(size * 0.45)
        self.put(Box(MARGIN, self.top, INNER, size * LEADING + 1, thickness=0))
        self.put(Words(MARGIN + 4, self.top + size * _ASCENT + 1, text, size, bold=True))
        self.top += size * LEADING + 3

    def right(self, text: str, size: float, baseline: float, *, bold: bool = False) -> None:
        """Put words against the right edge."""
        size *= self.scale
        left = MARGIN + INNER - width_of(text, size, bold=bold)
        self.put(Words(left, baseline, text, size, bold))

    def table(self, table: Table, size: float) -> None:
        """Set names over columns of figures."""
        width = INNER / len(table.names) if table.names else INNER
        heads = [lines_of(name, size * self.scale, width - 6) for name in table.names]
        line = size * self.scale * LEADING
        self.need(line * (max(map(len, heads), default=0) + 1))
        for at, lines in enumerate(heads):
            for number, text in enumerate(lines):
                baseline = self.top + size * self.scale * _ASCENT + number * line
                left = MARGIN + at * width
                self.put(Words(left, baseline, text, size * self.scale, grey=True))
        self.top += line * max(map(len, heads), default=0)
        for row in table.rows:
            self.need(line)
            for at, figure in enumerate(row):
                baseline = self.top + size * self.scale * _ASCENT
                self.put(Words(MARGIN + at * width, baseline, figure, size * self.scale))
            self.top += line

    def width_of(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how far words reach."""
        return width_of(text, size * self.scale, bold=bold)

    def height_of(
        self, texts: Iterable[str], size: float, width: float, *, bold: bool = False
    ) -> float:
        """Return how much room paragraphs take."""
        size *= self.scale
        lines = sum(len(lines_of(text, size, width, bold=bold)) for text in texts)
        return lines * size * LEADING
