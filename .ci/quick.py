"""What `make quick` runs: the checks that find most mistakes, in about a minute on two cores.

Two lines of work run side by side. The first is style, layers and types; the second the pure tests
and then one inspection in a real browser. `make test` remains the judge.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
PURE = (
    "tests/metrology", "tests/rulebook", "tests/tags", "tests/texts", "tests/sync_protocol",
)  # fmt: skip
SMOKE = "tests/browser/test_five_jobs.py::test_a_dispenser_that_measures_right_passes[landscape]"
CHECKS: Sequence[Sequence[str]] = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("lint-imports",),
    ("mypy",),
)
TESTS: Sequence[Sequence[str]] = (
    ("pytest", "-q", "-m", "not thorough", *PURE),
    ("pytest", "-q", SMOKE),
)


def main() -> int:
    """Run both lines of work. Returns 0 when everything passed."""
    began = time.monotonic()
    failed: list[str] = []
    lines = [
        threading.Thread(target=run_each, args=(commands, failed)) for commands in (CHECKS, TESTS)
    ]
    for line in lines:
        line.start()
    for line in lines:
        line.join()
    for command in failed:
        print(f"failed: {command}")
    print(f"{'failed' if failed else 'passed'} after {time.monotonic() - began:.0f} s")
    return 1 if failed else 0


def run_each(commands: Sequence[Sequence[str]], failed: list[str]) -> None:
    """Run the commands one after the other; print what a failed one said, and note it."""
    for program, *arguments in commands:
        done = subprocess.run(
            [BIN / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )
        name = " ".join([program, *arguments])
        if done.returncode:
            failed.append(name)
            print(f"--- {name}\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
