"""``python -m tests.soak.typing --cases 5000 --seed 1``: random typing in the real chat, for as long as wanted.

The same cases as in the test suite, with other seeds: see ``tests/tui/typing_cases.py``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tui"))  # for the helpers of the screen's tests

from typing_cases import PATIENCE, Places, report, run
from typing_scripts import EACH, script_of

SHRINKING = 120.0
"""Seconds for making a failing script smaller."""

PROGRESS = 10
"""Processes of the chat between two lines about the progress."""


def main() -> int:
    """Run the cases and report every failure.

    Returns:
        0 when every question was asked as typed.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.soak.typing", description=__doc__)
    parser.add_argument("--cases", type=int, default=1000, help="questions to type (default 1000)")
    parser.add_argument("--seed", type=int, default=1, help="number of the first script (default 1)")
    parser.add_argument(
        "--patience",
        type=float,
        default=PATIENCE,
        help="seconds after which a question is lost (default 180)",
    )
    parser.add_argument(
        "--shrink", type=float, default=SHRINKING, help="seconds for shrinking a failure (default 120)"
    )
    args = parser.parse_args()
    left, failed = args.cases, 0
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="typing-") as folder:
        places = Places(Path(folder), args.patience)
        seed = args.seed
        while left > 0:
            script = script_of(seed, min(EACH, left))
            outcome = run(script, next(places))
            left -= min(EACH, left)
            if not outcome.passed:
                failed += outcome.wrong
                print(report(seed, script, outcome, places, args.shrink), flush=True)
            seed += 1
            if (seed - args.seed) % PROGRESS == 0:
                print(f"{args.cases - left} of {args.cases}, {failed} failed", file=sys.stderr, flush=True)
    print(f"{time.monotonic() - begun:.0f} seconds, seeds {args.seed} to {seed - 1}")
    print(f"{args.cases - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
