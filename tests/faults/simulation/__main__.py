"""`python -m tests.faults.simulation [--from SEED] [--count N | --minutes M] [--jobs N]`.

Many histories; every seed that broke a promise is printed, and at the end what was counted.
"""

import argparse
import sys
import time

from tests.faults.simulation.many import Tally, run_many

TELL_EVERY_S = 20


def main() -> int:
    """Run the histories; 1 when a promise was broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--from", dest="first", type=int, default=1, help="the first seed")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--minutes", type=float, help="stop after so long, whatever the count")
    parser.add_argument("--jobs", type=int, default=1, help="processes that share the work")
    args = parser.parse_args()
    began = told_at = time.monotonic()
    tally = Tally()
    for tally in run_many(args.first, args.count, jobs=args.jobs, minutes=args.minutes):
        print("\n".join(tally.told), end="\n" if tally.told else "", flush=True)
        if time.monotonic() - told_at > TELL_EVERY_S:
            told_at = time.monotonic()
            print(f"... {tally.histories} of {args.count}, {told_at - began:.0f} s, "
                  f"broken: {tally.broken or 'none'}", file=sys.stderr, flush=True)  # fmt: skip
    rate = tally.histories / (time.monotonic() - began)
    for name, number in sorted((tally.did + tally.struck).items()):
        print(f"  {number:9} {name}")
    print(
        f"{tally.histories} histories (seeds {args.first} to {args.first + tally.histories - 1}), "
        f"{rate:.1f} a second on {args.jobs} processes, each with {tally.average()} on average; "
        f"broken: {tally.broken or 'none'}"
    )
    return 1 if tally.broken else 0


if __name__ == "__main__":
    sys.exit(main())
