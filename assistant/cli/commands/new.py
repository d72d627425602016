"""``assistant new``: a small commented base to start from."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import ANSWERED, OutputError, UsageError
from assistant.sanitize import safe_line
from assistant.terminal.output import Output

if TYPE_CHECKING:
    import argparse

STARTER = Path(__file__).with_name("starter.yaml")
"""The base that is written."""
NAME = "base.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what only this command takes."""
    parser.add_argument("directory", type=Path, metavar="DIR", help="where to; made when it is missing")


def run(args: argparse.Namespace) -> int:
    """Write the base, and say what to do with it.

    Raises:
        UsageError: The directory holds something already.
        OutputError: It cannot be written.
    """
    folder: Path = args.directory
    name = safe_line(str(folder), 300)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{name} is there already and not empty. Name a new directory.")
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / NAME).open("xb") as file:  # whoever was faster keeps what they wrote
            file.write(STARTER.read_bytes())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(f"{name} cannot be written: {safe_line(reason)}.") from error
    quoted = shlex.quote(name)
    Output(color=args.color).lines(
        [
            f"Written: {safe_line(str(folder / NAME), 300)}",
            f"Find mistakes:  assistant check --strict {quoted}",
            f"Ask it:         assistant --faq {quoted} -q when are you open",
            f"Open the chat:  assistant --faq {quoted}",
        ]
    )
    return ANSWERED
