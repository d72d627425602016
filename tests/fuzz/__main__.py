"""``python -m tests.fuzz``: mutate for a while, tell every find with the bytes that lead to it."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.running import Find, tried
from tests.fuzz.targets import TARGETS

SLOW = 5.0
"""Seconds of computing after which a case is a find, too."""


def main() -> int:
    """Run for some seconds.

    Returns:
        0 when nothing was found.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long (default 60)")
    parser.add_argument("--seed", type=int, default=0, help="another seed, other cases (default 0)")
    parser.add_argument("--target", action="append", choices=sorted(TARGETS), help="only these; repeatable")
    parser.add_argument("--save", type=Path, metavar="DIR", help="put the bytes of every find there")
    args = parser.parse_args()
    counts: Counter[str] = Counter()
    slowest: dict[str, float] = {}
    seen: Counter[str] = Counter()
    end = time.monotonic() + args.seconds
    for one in tried(args.seed, args.target or list(TARGETS)):
        counts[one.target] += 1
        slowest[one.target] = max(slowest.get(one.target, 0.0), one.seconds)
        find = one.find
        if find is None and one.seconds > SLOW:
            find = Find(one.target, one.number, b"", f"it took {one.seconds:.1f} s")
        if find is not None:
            place = f"{find.target}: {find.trace.rstrip().splitlines()[-1][:80]}"
            seen[place] += 1
            if seen[place] <= 1:
                tell(find, args.save)
        if time.monotonic() > end:
            break
    for target, count in counts.items():
        print(f"{target:>14}  {count:8,} cases, slowest {slowest[target]:.2f} s")
    print(f"{sum(counts.values()):,} cases with seed {args.seed}, {sum(seen.values())} finds")
    for place, count in seen.most_common():
        print(f"{count:8,} × {place}")
    found = sum(seen.values())
    print(f"{sum(counts.values()) - found} passed, {found} failed")
    return 1 if seen else 0


def tell(find: Find, folder: Path | None) -> None:
    """Print a find, and keep its bytes."""
    print(f"--- {find.target} {find.number}: {find.data[:600]!a}\n{find.trace}", flush=True)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{find.target}-{find.number}").write_bytes(find.data)


if __name__ == "__main__":
    sys.exit(main())
