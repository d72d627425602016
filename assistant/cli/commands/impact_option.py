"""The ``--eval`` option of the commands that show the impact of a change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    parser.add_argument(
        "--eval",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="labelled questions to evaluate the change with, in addition to those in the settings (repeatable)",
    )
