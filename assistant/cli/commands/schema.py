"""``assistant schema``: print the JSON Schema of base files, which editors use for validation and completion."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant import base
from assistant.errors import ANSWERED
from assistant.terminal.output import Output

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add no arguments."""


def run(args: argparse.Namespace) -> int:
    """Print the schema."""
    file = Path(str(base.__file__)).with_name("schema.json")
    Output().write(file.read_text(encoding="utf-8"))
    return ANSWERED
