"""`python -m tests.faults.power_cut [--seed N] [--minutes M] [--times N]`: the power is cut a lot.

Before every file operation of every work, several times with other luck; then the controls, which
must lose something.
"""

import argparse
import sys
import time

from tests.faults.power_cut.cases import CASES, recorded
from tests.faults.power_cut.trace import can_trace

CONTROLS = (("seal", "1"), ("seal", "0"), ("pull", "1"), ("seal", "no-folder-flush"),
            ("prune", "file-first"),
            ("office", "1"))  # fmt: skip


def main() -> int:
    """Print how often the power was cut, and what was lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--times", type=int, default=1, help="cuts before each operation")
    parser.add_argument("--every", type=int, default=1, help="only each such operation")
    parser.add_argument("--minutes", type=float, default=0, help="go on with other seeds so long")
    args = parser.parse_args()
    if why := can_trace():
        print(f"The power is not cut: {why}")
        return 1
    cuts, losses, began, last = 0, 0, time.monotonic(), args.seed
    for name in CASES:
        with recorded(name) as work:
            found = work.cut(seed=args.seed, every=args.every, times=args.times)
            share = args.minutes * 60 / len(CASES)
            until, again = time.monotonic() + share, args.seed
            while time.monotonic() < until:
                again += 1
                more = work.cut(seed=again, every=11)
                found.cuts += more.cuts
                found.losses += more.losses
            last = max(last, again)
        cuts, losses = cuts + found.cuts, losses + len(found.losses)
        print(f"{name}: {len(work.ops)} operations, {found.cuts} cuts, {len(found.losses)} losses",
              flush=True)  # fmt: skip
        for loss in found.losses[:20]:
            print(loss, file=sys.stderr, flush=True)
    blind = 0
    for name, control in CONTROLS:
        with recorded(name, control) as work:
            found = work.cut(seed=args.seed, every=max(args.every, 4))
        blind += not found.losses
        print(
            f"control {name} {control}: {found.cuts} cuts, {len(found.losses)} losses (must lose)"
        )
    spent = time.monotonic() - began
    print(f"{cuts} power cuts (seeds {args.seed} to {last}) in {spent:.0f} s: {losses} losses; "
          f"{len(CONTROLS) - blind} of {len(CONTROLS)} controls lose")  # fmt: skip
    return 1 if losses or blind else 0


if __name__ == "__main__":
    sys.exit(main())
