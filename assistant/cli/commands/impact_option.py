"""What the commands that try a change have in common: the option for it, and how far it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.storage.settings import load_settings
from assistant.terminal.output import Progress, note

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the option that says on which labelled questions a change is tried."""
    parser.add_argument(
        "--eval",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="labelled questions to try the change on, besides those of the settings (repeatable)",
    )


class Trying(Progress):
    """What trying a change needs: the files of labelled questions, and how far it is told on stderr."""

    def __init__(self, args: argparse.Namespace) -> None:
        """Read the settings.

        Args:
            args: Those of a call, with ``eval``.
        """
        super().__init__()
        self.named: list[Path] = args.eval
        self.usual = load_settings(notice=note).eval_files

    def __enter__(self) -> Trying:
        return self
