"""Files as an office has them: reference rows as CSV and as XLSX."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

Row = Mapping[str, Any]


def cells_of(rows: Sequence[Row]) -> list[list[str]]:
    """Return the heading and the rows as text cells, with JSON where a value has parts."""
    heading = list(rows[0])
    return [heading, *([spell(row[name]) for name in heading] for row in rows)]


def spell(value: object) -> str:
    """Spell one value of a row as a cell."""
    if isinstance(value, str) or value is None:
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def write_csv(path: Path, lines: Iterable[Sequence[str]], *, mark: bool = False) -> Path:
    """Write a CSV file, with a byte order mark if asked to; returns its path."""
    with path.open("w", encoding="utf-8-sig" if mark else "utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


def write_xlsx(path: Path, lines: Iterable[Sequence[object]]) -> Path:
    """Write the first sheet of a workbook; returns its path."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for line in lines:
        sheet.append(list(line))
    workbook.save(path)
    return path
