"""From the bytes of a CSV file to lines, whatever its encoding and whatever parts its cells."""

import csv
import io
import re
from collections.abc import Iterator

from inspector_app.labels.encodings import Unclear, decode

_SEPARATORS = (",", ";", "\t", "|", "，", "；")
_SAID = re.compile(r'"?sep=(.)"?[,;\t|]*\r?\n?', re.IGNORECASE)
"""The line by which Excel is told how cells are parted."""
_LONGEST_HEADING = 10_000


class NotDelimited(ValueError):
    """The bytes are no CSV that can be read; `line` is where that was noticed."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_delimited(data: bytes, encoding: str = "") -> Iterator[tuple[int, list[str]]]:
    """Give the cells of each line with its number as people count. Raises NotDelimited."""
    try:
        text = decode(data, encoding)
    except Unclear as fault:
        raise NotDelimited(fault.line, str(fault)) from fault
    said = _SAID.match(text)
    separator = said[1] if said else _find_separator(text)
    skipped = text[: said.end()].count("\n") if said else 0
    rest = text[said.end() :] if said else text
    reader = csv.reader(io.StringIO(rest, newline=""), delimiter=separator, strict=True)
    while True:
        number = skipped + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise NotDelimited(number, f"is not a line of CSV: {fault}") from fault
        yield number, cells


def _find_separator(text: str) -> str:
    """Return what parts the heading, whose words hold none of these signs, into most cells."""
    heading = next((line for line in text[:_LONGEST_HEADING].splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=heading.count)
