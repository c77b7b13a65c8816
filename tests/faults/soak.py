"""`python -m tests.faults.soak --minutes M`: every long run, one after the other, within a bound.

Prints the seeds with which each can be repeated; ends with an error when any promise broke.
"""

import argparse
import subprocess
import sys
import time

SHARES = {
    "simulation": (0.45, "--from {seed}000 --count 9999999 --minutes {minutes}"),
    "power_cut": (0.2, "--seed {seed} --every 3 --minutes {minutes}"),
    "network": (0.15, "--step 97 --first {first} --seed {seed} --seeds 9999 --minutes {minutes}"),
    "system_calls": (0.1, "--every 29 --from {first} --minutes {minutes}"),
    "failover": (0.1, "--rounds 999 --minutes {minutes}"),
}


def main() -> int:
    """Run each kind for its share of the time."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument(
        "--seed", type=int, help="the first seed; drawn from the clock if not given"
    )
    args = parser.parse_args()
    seed = args.seed or int(time.time()) % 1_000_000
    failed = []
    for name, (share, options) in SHARES.items():
        said = options.format(seed=seed, first=1 + seed % 29, minutes=args.minutes * share)
        print(f"python -m tests.faults.{name} {said}", flush=True)
        command = [sys.executable, "-m", f"tests.faults.{name}", *said.split()]
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    print(f"broken: {', '.join(failed) or 'nothing'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
