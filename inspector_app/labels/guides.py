"""What guides a person's hand: cut marks, the hint on a sheet, the page that checks a printer."""

from collections.abc import Iterator
from itertools import pairwise

from inspector_app.labels.arrangement import Box, dots
from inspector_app.labels.drawing import begun, centred
from inspector_app.labels.marks import Bars, Mark, bars, frame
from inspector_app.labels.stocks import Stock
from inspector_app.labels.typesetting import fit_line, fit_words, fits_whole
from inspector_app.texts.catalogue import LANGUAGES, load_texts

_HAIR = 3  # dots
_FREE_MM = 0.3
_MARK_MM = 4.0
_SHORTEST_MM = 0.5
_HINT_MM = 8.0
_LARGEST_BOX_MM = 100

Span = tuple[float, float]


def cut_marks(stock: Stock) -> Bars:
    """Return short lines that prolong every edge of the labels into the free space around them.

    No mark touches a label. Raises ValueError when the stock has no free space to draw them in.
    """
    across = [stock.corner_mm(place)[0] for place in range(stock.columns)]
    down = [stock.corner_mm(row * stock.columns)[1] for row in range(stock.rows)]
    columns = [(left, left + stock.label_width_mm) for left in across]
    rows = [(top, top + stock.label_height_mm) for top in down]
    beside = list(_free(columns, stock.page_width_mm))
    between = list(_free(rows, stock.page_height_mm))
    if not beside or not between:
        raise ValueError(
            f"“{stock.name}” has no free space around its labels, so there is no place for cut "
            "marks."
        )
    half = _HAIR // 2
    upright = (
        (dots(x) - half, dots(start), _HAIR, dots(end) - dots(start))
        for x in sorted({edge for column in columns for edge in column})
        for start, end in between
    )
    level = (
        (dots(start), dots(y) - half, dots(end) - dots(start), _HAIR)
        for y in sorted({edge for row in rows for edge in row})
        for start, end in beside
    )
    return bars((*upright, *level))


def _free(labels: list[Span], page_mm: float) -> Iterator[Span]:
    """Give where a mark has room, outside and between labels that stand in a row."""
    yield from _long_enough(max(0.0, labels[0][0] - _MARK_MM), labels[0][0] - _FREE_MM)
    for (_, end), (start, _) in pairwise(labels):
        yield from _long_enough(end + _FREE_MM, start - _FREE_MM)
    yield from _long_enough(labels[-1][1] + _FREE_MM, min(page_mm, labels[-1][1] + _MARK_MM))


def _long_enough(start: float, end: float) -> Iterator[Span]:
    if end - start >= _SHORTEST_MM:
        yield start, end


def hint(stock: Stock, page: int) -> tuple[Mark, ...]:
    """Return a line for the top margin of a sheet, in both languages, if it has one."""
    if stock.top_mm < _HINT_MM:
        return ()
    texts = [load_texts(language) for language in LANGUAGES]
    told = " · ".join(t("Print at 100 %, without scaling") for t in texts)
    width = dots(stock.columns * stock.label_width_mm)
    (line,) = fit_words("", f"{stock.name} · {page} · {told}", width, dots(2))[:1]
    return (begun(line, Box(dots(stock.left_mm), dots(5), width, dots(2))),)


def calibration(stock: Stock) -> Iterator[Mark]:
    """Give the outline of every label, and a box of known size whose edges are rulers."""
    for place in range(stock.per_page):
        left, top = map(dots, stock.corner_mm(place))
        yield frame(left, top, dots(stock.label_width_mm), dots(stock.label_height_mm), _HAIR)
    width_mm, height_mm = _box_mm(stock.page_width_mm), _box_mm(stock.page_height_mm)
    width, height = dots(width_mm), dots(height_mm)
    left = (dots(stock.page_width_mm) - width) // 2
    top = (dots(stock.page_height_mm) - height) // 2
    yield bars([(left, top, width, height)], white=True)
    yield frame(left, top, width, height, _HAIR)
    yield bars(_ticks(width_mm)).moved(left, top)
    yield bars((y, x, h, w) for x, y, w, h in _ticks(height_mm)).moved(left, top)
    room = Box(left + dots(4), top + dots(4), width - dots(5), height - dots(5))
    yield from _told(width_mm, height_mm, stock.name, room)


def _box_mm(page_mm: float) -> int:
    """Return the whole tens that fit on a page with some free space, 100 at most."""
    return min(_LARGEST_BOX_MM, max(10, int((page_mm - 4) / 10) * 10))


def _ticks(length_mm: int) -> Iterator[tuple[int, int, int, int]]:
    """Give the marks of every millimetre; the first and the last are the box's own edges."""
    for mark in range(1, length_mm):
        length = 3.0 if mark % 10 == 0 else 2.0 if mark % 5 == 0 else 1.0
        yield dots(mark) - _HAIR // 2, 0, _HAIR, dots(length)


def _told(width_mm: int, height_mm: int, name: str, room: Box) -> Iterator[Mark]:
    """Word what to do, in both languages; where there is less room, less of it."""
    size = {"width": width_mm, "height": height_mm}
    texts = [load_texts(language) for language in LANGUAGES]
    in_full = (
        t(
            "Print at 100 %, without scaling. Then this box is {width} × {height} mm. Hold the "
            "page against a sheet of labels; give the difference as --shift X,Y in mm.",
            **size,
        )
        for t in texts
    )
    briefly = (t("Print at 100 %, without scaling") for t in texts)
    measures = f"100 % · {width_mm} × {height_mm} mm"
    for title, subtitle in ((name, "\n".join(in_full)), (measures, "\n".join(briefly))):
        lines = fit_words(title, subtitle, room.width, room.height)
        if fits_whole(title, subtitle, lines):
            yield from (begun(line, room) for line in lines)
            return
    yield centred(fit_line(measures, room.width, room.height), room)
