"""``assistant schema``: the JSON Schema of base files, for editors that check while one types."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant import base
from assistant.errors import ANSWERED
from assistant.terminal.output import Output

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what only this command takes."""
    parser.add_argument("--path", action="store_true", help="print where the schema's file is instead")


def run(args: argparse.Namespace) -> int:
    """Print the schema."""
    file = Path(str(base.__file__)).with_name("schema.json")
    out = Output(color=args.color)
    if args.path:
        out.lines([str(file)])
    else:
        out.write(file.read_text(encoding="utf-8"))
    return ANSWERED
