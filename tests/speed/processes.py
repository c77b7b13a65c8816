"""What a process costs, as Linux tells it: processor time and memory."""

import os
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
RESET_PEAK = "5"
"""Written to `clear_refs`, it sets the peak to what is resident now."""


def cpu_seconds(process: int) -> float:
    """Return the processor time of a process and its children so far."""
    total = 0.0
    for folder in PROC.iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(folder.name) == process or int(fields[1]) == process:
            total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def parent_of(process: int) -> int:
    """Return the process that started another."""
    return int((PROC / str(process) / "stat").read_text().rpartition(")")[2].split()[1])


def resident_mb(process: int) -> float:
    """Return how much memory a process holds now."""
    return _status_mb(process, "VmRSS:")


def peak_mb(process: int) -> float:
    """Return the most memory that it held since `forget_peak`."""
    return _status_mb(process, "VmHWM:")


def forget_peak(process: int) -> None:
    """Let the peak begin anew."""
    (PROC / str(process) / "clear_refs").write_text(RESET_PEAK)


def _status_mb(process: int, name: str) -> float:
    for line in (PROC / str(process) / "status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    raise AssertionError(f"no {name}")
