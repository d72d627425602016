"""``assistant new``: create a small commented base to start from."""

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
"""The base to copy."""
NAME = "base.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("directory", type=Path, metavar="DIR", help="the directory, created if necessary")


def run(args: argparse.Namespace) -> int:
    """Write the base and print the next steps.

    Raises:
        UsageError: The directory is not empty.
        OutputError: The base cannot be written.
    """
    folder: Path = args.directory
    name = safe_line(str(folder), 300)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{name} already exists and is not an empty directory. Name another one.")
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / NAME).open("xb") as file:  # never overwrite a file created meanwhile
            file.write(STARTER.read_bytes())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(f"{name} cannot be written: {safe_line(reason)}.") from error
    quoted = shlex.quote(name)
    Output(color=args.color).lines(
        [
            f"Created {safe_line(str(folder / NAME), 300)}",
            f"Check it:       assistant check --strict {quoted}",
            f"Ask it:         assistant --faq {quoted} -q when are you open",
            f"Open the chat:  assistant --faq {quoted}",
        ]
    )
    return ANSWERED
