"""Say how many mutants of the core the tests caught, and show those that got away."""

import json
import subprocess
import sys
from pathlib import Path

LEAST_CAUGHT = 90
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
STATS = Path("mutants/mutmut-cicd-stats.json")


def main() -> int:
    """Print the count and each survivor's change; 1 when too few were caught."""
    subprocess.run([MUTMUT, "export-cicd-stats"], check=True, stdout=subprocess.DEVNULL)
    stats = json.loads(STATS.read_text(encoding="utf-8"))
    caught = stats["killed"] + stats["timeout"] + stats["segfault"]
    judged = caught + stats["survived"] + stats["suspicious"] + stats["no_tests"]
    listed = subprocess.run([MUTMUT, "results"], check=True, capture_output=True, text=True)
    for line in filter(None, map(str.strip, listed.stdout.splitlines())):
        name = line.partition(":")[0]
        shown = subprocess.run([MUTMUT, "show", name], capture_output=True, text=True, check=False)
        changed = [
            row
            for row in shown.stdout.splitlines()
            if row[:1] in "+-" and row[:3] not in ("---", "+++")
        ]
        print(line, *changed, sep="\n    ")
    share = 100 * caught / judged
    print(f"{caught} of {judged} mutants caught: {share:.1f} % (wanted {LEAST_CAUGHT} %)")
    return 0 if share >= LEAST_CAUGHT else 1


if __name__ == "__main__":
    raise SystemExit(main())
