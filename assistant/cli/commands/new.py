"""``assistant new``: create a small commented base to start from, or copy a base to change it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.base.files import read_base
from assistant.errors import ANSWERED, OutputError, UsageError
from assistant.paths import bundled_base
from assistant.sanitize import safe_line
from assistant.terminal.output import Output

if TYPE_CHECKING:
    import argparse

STARTER = Path(__file__).with_name("starter.yaml")
"""The base to copy."""
NAME = "base.yaml"
BUNDLED = "bundled"
"""The value of ``--from`` for the bundled base."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    add = parser.add_argument
    add("directory", type=Path, metavar="DIR", help="the directory, created if necessary")
    copy = f'copy this base, a file or directory, instead of the starter; "{BUNDLED}" is the bundled base'
    add("--from", dest="source", metavar="PATH", help=copy)


def run(args: argparse.Namespace) -> int:
    """Write the base, and print the next steps.

    Raises:
        UsageError: The directory is not empty.
        OutputError: The base cannot be written.
        BaseError: The base to copy cannot be read.
    """
    contents = _contents(args.source)
    folder: Path = args.directory
    name = safe_line(str(folder), 300)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{name} already exists and is not an empty directory. Name another one.")
        folder.mkdir(parents=True, exist_ok=True)
        for written, data in contents.items():
            with (folder / written).open("xb") as file:  # never overwrite a file created meanwhile
                file.write(data)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(f"{name} cannot be written: {safe_line(reason)}.") from error
    quoted = shlex.quote(name)
    question = "QUESTION" if args.source else "when are you open"
    Output(color=args.color).lines(
        [
            *(f"Created {safe_line(str(folder / written), 300)}" for written in contents),
            f"Check it:       assistant check --strict {quoted}",
            f"Ask it:         assistant --faq {quoted} -q {question}",
            f"Open the chat:  assistant --faq {quoted}",
        ]
    )
    return ANSWERED


def _contents(source: str | None) -> dict[str, bytes]:
    """Return the files to write: name and contents."""
    if source is None:
        return {NAME: STARTER.read_bytes()}
    path = bundled_base() if source == BUNDLED else Path(source)
    return {file.name: data for file, data in read_base([path])}
