"""Thousands of labels go into one PDF, and the memory for them does not grow with their number."""

import subprocess
import sys
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]

from tests.support.printed import read, some_labels

ROOT = Path(__file__).parents[2]
PRINT = """
import resource, sys
from inspector_app.labels.printing import Printing
from inspector_app.labels.sheets import write_sheets
from inspector_app.labels.stocks import STOCKS
from tests.support.printed import some_labels
count, path = int(sys.argv[1]), sys.argv[2]
with open(path, "wb") as file:
    write_sheets(file, some_labels(count), Printing(STOCKS["L7162"]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak_of(count: int, path: Path) -> int:
    """Return the most memory that printing so many labels took, in the system's unit."""
    ran = subprocess.run(
        [sys.executable, "-c", PRINT, str(count), str(path)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(ran.stdout)


def test_ten_times_the_labels_take_no_more_memory(tmp_path: Path) -> None:
    few = peak_of(500, tmp_path / "few.pdf")
    many = peak_of(5000, tmp_path / "many.pdf")
    assert many < few * 1.1
    *_, last = some_labels(5000)
    with pypdfium2.PdfDocument(tmp_path / "many.pdf") as document:
        assert len(document) == 313  # 16 on a sheet
        page = document[312].render(scale=300 / 72).to_pil()
    assert last.link in read(page)
    assert (tmp_path / "many.pdf").stat().st_size < 5000 * 2000
