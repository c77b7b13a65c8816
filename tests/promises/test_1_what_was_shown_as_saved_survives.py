"""Promise 1: what the app showed as saved survives a kill, wherever it strikes."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from inspector_app.services import inspecting, photographing
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.handing_in import list_sealed
from inspector_app.services.opening import Tablet, open_tablet
from tests.support.registry import FixedClock
from tests.support.visits import POINT

ROOT = Path(__file__).parents[2]


def killed_after(folder: Path, work: str, lines: int) -> list[str]:
    """Let a tablet work until it has said so many things are saved; kill it; return all it said."""
    command = [sys.executable, "-m", "tests.support.working_tablet", str(folder), work]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout as output:
        said = [next(output).strip() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        said += [line.strip() for line in output if line.endswith("\n")]
    process.wait()
    return said


def reopened(folder: Path) -> Tablet:
    return open_tablet(folder, clock=FixedClock())


@pytest.mark.parametrize("lines", [1, 7, 40])
def test_the_last_reading_shown_as_taken_is_there_after_a_kill(tmp_path: Path, lines: int) -> None:
    draft_id, text = killed_after(tmp_path, "readings", lines)[-1].split()
    tablet = reopened(tmp_path)
    shown = inspecting.load_inspection(tablet, draft_id)
    (point,) = (point for point in shown.points if point.key == POINT)
    (kept,) = (field.text for field in point.runs[0].fields if field.key == "indicated_L")
    assert kept >= text  # the one after it may have been committed and not said any more
    assert check_integrity(tablet) == ()
    tablet.close()


@pytest.mark.parametrize("lines", [1, 12])
def test_every_record_shown_as_sealed_is_there_once_after_a_kill(
    tmp_path: Path, lines: int
) -> None:
    said = killed_after(tmp_path, "records", lines)
    tablet = reopened(tmp_path)
    kept = [f"{line.record_id} {line.sha256}" for line in reversed(list_sealed(tablet))]
    assert kept[: len(said)] == said
    assert len(kept) - len(said) in (0, 1)
    assert check_integrity(tablet) == ()
    tablet.close()


def test_every_photo_shown_as_kept_is_whole_after_a_kill(tmp_path: Path) -> None:
    said = killed_after(tmp_path, "photos", 9)
    tablet = reopened(tmp_path)
    for sha256 in said[-1].split()[1:]:
        assert photographing.load_photo(tablet, sha256).startswith(b"\xff\xd8\xff\xe0")
    assert check_integrity(tablet) == ()
    tablet.close()


def test_after_a_kill_the_tablet_works_on_where_it_stood(tmp_path: Path) -> None:
    first = killed_after(tmp_path, "records", 2)
    second = killed_after(tmp_path, "records", 2)
    tablet = reopened(tmp_path)
    numbers = [line.seq for line in reversed(list_sealed(tablet))]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= len(first) + len(second)
    assert check_integrity(tablet) == ()
    tablet.close()
