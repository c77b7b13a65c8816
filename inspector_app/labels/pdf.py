"""A PDF of black-and-white pictures placed at true size, written page by page.

Nothing is held but the places of what was written, so the number of pages does not matter. The
file asks viewers not to scale it when printing.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from inspector_app.labels.arrangement import DPI, MM_PER_INCH

_POINTS = 72
_CATALOGUE, _PAGES = 1, 2


@dataclass(frozen=True, slots=True)
class Placed:
    """A bilevel picture with its left top corner on the page, in dots."""

    picture: Image.Image
    left: int
    top: int


class PdfFile:
    """A PDF being written to an open binary file, which needs no seeking."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._written = 0
        self._places: dict[int, int] = {}
        self._pages: list[int] = []
        self._last = _PAGES
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    @property
    def pages(self) -> int:
        """Pages written so far."""
        return len(self._pages)

    def add_page(self, width_mm: float, height_mm: float, placed: Iterable[Placed]) -> None:
        """Write one page with its pictures."""
        height = height_mm * _POINTS / MM_PER_INCH
        drawn: list[bytes] = []
        named: list[bytes] = []
        for at, each in enumerate(placed):
            named.append(b"/P%d %d 0 R" % (at, self._add_picture(each.picture)))
            drawn.append(_draw(at, each, height))
        contents = self._add_stream(b"", zlib.compress(b"\n".join(drawn)))
        self._pages.append(
            self._add(
                b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.4f %.4f]/Contents %d 0 R"
                b"/Resources<</XObject<<%b>>>>>>"
                % (_PAGES, width_mm * _POINTS / MM_PER_INCH, height, contents, b" ".join(named))
            )
        )

    def finish(self) -> None:
        """Write what points to everything; the file stays open."""
        kids = b" ".join(b"%d 0 R" % page for page in self._pages)
        self._put(_PAGES, b"<</Type/Pages/Count %d/Kids[%b]>>" % (self.pages, kids))
        self._put(
            _CATALOGUE,
            b"<</Type/Catalog/Pages %d 0 R/ViewerPreferences<</PrintScaling/None>>>>" % _PAGES,
        )
        start = self._written
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % (self._last + 1))
        for number in range(1, self._last + 1):
            self._write(b"%010d 00000 n \n" % self._places[number])
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
            % (self._last + 1, _CATALOGUE, start)
        )

    def _add_picture(self, picture: Image.Image) -> int:
        return self._add_stream(
            b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray"
            b"/BitsPerComponent 1" % picture.size,
            zlib.compress(picture.tobytes()),
        )

    def _add_stream(self, entries: bytes, packed: bytes) -> int:
        return self._add(
            b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream"
            % (entries, len(packed), packed)
        )

    def _add(self, content: bytes) -> int:
        self._last += 1
        self._put(self._last, content)
        return self._last

    def _put(self, number: int, content: bytes) -> None:
        self._places[number] = self._written
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, content))

    def _write(self, content: bytes) -> None:
        self._file.write(content)
        self._written += len(content)


def _draw(at: int, placed: Placed, page_height: float) -> bytes:
    """PDF counts points from the left bottom corner of the page."""
    scale = _POINTS / DPI
    width, height = placed.picture.width * scale, placed.picture.height * scale
    bottom = page_height - placed.top * scale - height
    return b"q %.4f 0 0 %.4f %.4f %.4f cm /P%d Do Q" % (
        width, height, placed.left * scale, bottom, at,
    )  # fmt: skip
