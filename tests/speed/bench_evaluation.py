"""How long a verdict takes: alone against reading its JSON, and 500 of them with the start-up.

Run by `make bench`; prints figures, and ends with 1 when one falls short.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from inspector_app.metrology.evaluation import evaluate
from inspector_app.rulebook import load_rulebook

VECTORS = Path(__file__).parents[1] / "vectors"
MOST_MS, MOST_S, INPUTS = 1.0, 3.0, 500
REPEATS, ROUNDS = 9, 50


def documents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give one published case of every rule."""
    for path in sorted(VECTORS.glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))[0]
        yield path.stem, case["input"]


def milliseconds(call: Callable[[], object]) -> float:
    """Return the median time of one call."""
    taken = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        for _ in range(ROUNDS):
            call()
        taken.append((time.perf_counter() - start) / ROUNDS * 1000)
    return statistics.median(taken)


def seconds(command: list[str]) -> float:
    """Return the median time of a whole process."""
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> int:
    """Print the table; return 1 when a figure falls short."""
    rules, slowest = load_rulebook(), 0.0
    print(f"{'one evaluation':<24}{'ms':>8}{'floor ms':>10}{'ratio':>8}   floor: parsing its JSON")
    for name, document in documents():
        text = json.dumps(document)
        taken = milliseconds(lambda document=document: evaluate(document, rules))  # type: ignore[misc]
        floor = milliseconds(lambda text=text: json.loads(text))  # type: ignore[misc]
        slowest = max(slowest, taken)
        print(f"{name:<24}{taken:>8.3f}{floor:>10.4f}{taken / floor:>8.0f}")
    inputs = [document for _, document in documents()]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "inputs.json"
        file.write_text(json.dumps((inputs * INPUTS)[:INPUTS]), encoding="utf-8")
        inspector = str(Path(sys.executable).with_name("inspector"))
        whole = seconds([inspector, "evaluate", str(file), "--json"])
        read = f"import json; json.load(open({str(file)!r}))"
        floor = seconds([sys.executable, "-c", read])
    print(f"{'500 inputs, whole process':<26}{whole:>6.2f} s{floor:>8.2f} s{whole / floor:>8.1f}"
          "   floor: Python parsing the same file")  # fmt: skip
    kept = slowest < MOST_MS and whole < MOST_S
    print(f"{'kept' if kept else 'MISSED'}: one under {MOST_MS} ms, {INPUTS} under {MOST_S} s")
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
