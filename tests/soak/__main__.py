"""``python -m tests.soak SUBJECT``: everything of which the test suite runs a portion. Takes minutes.

The subjects ``faults``, ``kills``, ``sizes``, ``combinations`` and ``properties`` run the tests of the suite that are
marked with them, with every point, size and combination; further arguments go to pytest, such as ``-n 2``.
``fuzz`` and ``typing`` have options of their own: add ``--help``.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import pytest

from tests.soak import sizes

TESTS = Path(__file__).parents[1]
FOLDERS = ("unit", "cli", "hostile", "properties")
MARKED = {
    "faults": "every call that can fail, fails once; a disk that is full at every size; damage",
    "kills": "processes that are killed at every step, and several at once",
    "sizes": "huge files as a base, within strict limits of memory and computing time",
    "combinations": "every command with every combination of closed streams, widths and locales",
    "properties": f"{sizes.EXAMPLES} times as many random examples, other ones every time (--hypothesis-seed=N)",
}
OWN = {
    "fuzz": "mutated inputs: runs tests.fuzz, for an hour unless --seconds says otherwise",
    "typing": "random typing in the real chat: runs tests.soak.typing",
}
HOUR = ("--seconds", "3600")


class Counts:
    """A pytest plugin that counts how the tests end."""

    def __init__(self) -> None:
        """Start from zero."""
        self.passed = self.failed = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count."""
        self.failed += report.failed
        self.passed += report.passed and report.when == "call"


def marked(subject: str, rest: list[str]) -> int:
    """Run the tests of a subject.

    Returns:
        0 when all passed.
    """
    os.environ[sizes.VARIABLE] = (
        subject  # read by the tests, and by conftest.py, which selects those of the subject
    )
    sizes.SUBJECT = subject
    counts = Counts()
    folders = [str(TESTS / folder) for folder in FOLDERS]
    code = pytest.main(["-q", "-p", "no:cacheprovider", *rest, *folders], plugins=[counts])
    print(f"{counts.passed} passed, {counts.failed} failed")
    return 1 if code or counts.failed or not counts.passed else 0


def own(subject: str, rest: list[str]) -> int:
    """Run a program of its own.

    Returns:
        Its exit code.
    """
    if subject == "fuzz":
        from tests.fuzz.__main__ import main

        sys.argv[1:] = rest if any(one.startswith("--seconds") for one in rest) else [*HOUR, *rest]
    else:
        from tests.soak.typing import main

        sys.argv[1:] = rest
    return main()


def main() -> int:
    """Run a subject.

    Returns:
        0 when all passed.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak",
        description=__doc__,
        epilog="\n".join(f"  {name:<12}  {text}" for name, text in (MARKED | OWN).items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("subject", choices=[*MARKED, *OWN], metavar="SUBJECT", help="one of those below")
    args, rest = parser.parse_args(sys.argv[1:2]), sys.argv[2:]
    return marked(args.subject, rest) if args.subject in MARKED else own(args.subject, rest)


if __name__ == "__main__":
    sys.exit(main())
