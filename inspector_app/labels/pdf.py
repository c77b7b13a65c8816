"""A PDF of black marks at true size, written page by page.

Bars are paths, which every printer draws with its own dots. A character is a one-bit picture of
600 dots to the inch, written once for all the labels that carry it. Nothing is held but the places
of what was written, so the number of pages does not matter. The file asks viewers not to scale it
when printing.
"""

from array import array
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from inspector_app.labels.arrangement import DPI, MM_PER_INCH
from inspector_app.labels.marks import Bars, Mark, Words
from inspector_app.labels.pdf_objects import PdfObjects
from inspector_app.labels.typesetting import Glyph

_POINTS = 72
_CATALOGUE, _PAGES, _RESOURCES = 1, 2, 3

_Picture = tuple[int, int, int, int, int]  # object number, width, height, left and top of the ink


class PdfFile:
    """A PDF being written to an open binary file, which needs no seeking."""

    def __init__(self, file: BinaryIO) -> None:
        self._objects = PdfObjects(file, reserved=_RESOURCES)
        self._pages = array("L")
        self._glyphs: dict[Glyph, _Picture] = {}

    @property
    def pages(self) -> int:
        """Pages written so far."""
        return len(self._pages)

    def add_page(self, width_mm: float, height_mm: float, marks: Iterable[Mark]) -> None:
        """Write one page of marks."""
        width, height = (length * _POINTS / MM_PER_INCH for length in (width_mm, height_mm))
        scale = _POINTS / DPI
        # From here on lengths are dots and count downwards from the left top corner.
        drawn = [b"%.2f 0 0 -%.2f 0 %.4f cm" % (scale, scale, height)]
        for mark in marks:
            match mark:
                case Bars():
                    drawn.append(_draw_bars(mark))
                case Words():
                    drawn += self._draw_words(mark)
        contents = self._objects.add_stream(b"", b"\n".join(drawn))
        self._pages.append(
            self._objects.add(
                b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.4f %.4f]/Contents %d 0 R"
                b"/Resources %d 0 R>>" % (_PAGES, width, height, contents, _RESOURCES)
            )
        )

    def finish(self) -> None:
        """Write what points to everything; the file stays open."""
        kids = b" ".join(b"%d 0 R" % page for page in self._pages)
        self._objects.put(_PAGES, b"<</Type/Pages/Count %d/Kids[%b]>>" % (self.pages, kids))
        named = b" ".join(b"/G%d %d 0 R" % (each[0], each[0]) for each in self._glyphs.values())
        self._objects.put(_RESOURCES, b"<</XObject<<%b>>>>" % named)
        self._objects.put(
            _CATALOGUE,
            b"<</Type/Catalog/Pages %d 0 R/ViewerPreferences<</PrintScaling/None>>>>" % _PAGES,
        )
        self._objects.finish(_CATALOGUE)

    def _draw_words(self, mark: Words) -> Iterator[bytes]:
        """A picture is one by one and upright where lengths count upwards."""
        for right, glyph in mark.setting.glyphs():
            number, width, height, left, top = self._picture_of(glyph)
            yield b"q %d 0 0 -%d %d %d cm /G%d Do Q" % (
                width, height, mark.left + right + left, mark.baseline + top + height, number,
            )  # fmt: skip

    def _picture_of(self, glyph: Glyph) -> _Picture:
        """Return a character's picture, written now unless another label carried it already."""
        if glyph not in self._glyphs:
            picture, left, top = glyph.draw()
            number = self._objects.add_stream(
                b"/Type/XObject/Subtype/Image/ImageMask true/Width %d/Height %d"
                b"/BitsPerComponent 1" % picture.size,
                picture.tobytes(),
            )
            self._glyphs[glyph] = (number, *picture.size, left, top)
        return self._glyphs[glyph]


def _draw_bars(mark: Bars) -> bytes:
    """Draw them as one path, so that where two touch no viewer shows a seam."""
    path = b"".join(b"%d %d %d %d re\n" % bar for bar in mark.bars)
    colour = b"1 g " if mark.white else b""
    unit = mark.unit
    return b"q %b%d 0 0 %d %d %d cm\n%bf Q" % (colour, unit, unit, mark.left, mark.top, path)
