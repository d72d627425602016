"""``assistant paths``: print the paths of data, settings and cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant import paths as places
from assistant.cli.base_option import paths_of
from assistant.errors import ANSWERED
from assistant.sanitize import safe_line
from assistant.terminal.output import Output

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Print every path and mark those that do not exist yet."""
    out = Output(color=args.color)
    listed = places.listing(paths_of(args))
    if args.json:
        out.json({name: str(path) for name, path in listed})
        return ANSWERED
    wide = max(len(name) for name, _ in listed)
    out.lines(
        f"{name.ljust(wide)}  {safe_line(str(path), 1000)}{'' if path.exists() else '  (does not exist yet)'}"
        for name, path in listed
    )
    return ANSWERED
