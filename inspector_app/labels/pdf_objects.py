"""The skeleton of a PDF: numbered objects, written as they come, and where each begins.

Nothing is held but the places of what was written, so the size of the file does not matter, and
the file needs no seeking.
"""

import zlib
from array import array
from typing import BinaryIO


class PdfObjects:
    """A PDF being written to an open binary file; the first `reserved` numbers are kept free."""

    def __init__(self, file: BinaryIO, *, reserved: int) -> None:
        self._file = file
        self._written = 0
        self._places = array("Q", [0] * (reserved + 1))  # by object number; 0 is nobody's
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add(self, content: bytes) -> int:
        """Write an object; returns its number."""
        self._places.append(0)
        number = len(self._places) - 1
        self.put(number, content)
        return number

    def add_stream(self, entries: bytes, content: bytes) -> int:
        """Write a packed stream; returns its number."""
        packed = zlib.compress(content)
        return self.add_packed(entries + b"/Filter/FlateDecode", packed)

    def add_packed(self, entries: bytes, content: bytes) -> int:
        """Write a stream as it is; `entries` name its filter."""
        return self.add(
            b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(content), content)
        )

    def put(self, number: int, content: bytes) -> None:
        """Write the object of a reserved number."""
        self._places[number] = self._written
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, content))

    def finish(self, root: int) -> None:
        """Write what points to everything; the file stays open."""
        start, objects = self._written, len(self._places)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % objects)
        for place in self._places[1:]:
            self._write(b"%010d 00000 n \n" % place)
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (objects, root, start)
        )

    def _write(self, content: bytes) -> None:
        self._file.write(content)
        self._written += len(content)
