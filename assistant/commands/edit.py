"""``assistant edit``: opens an entry's file at its line in the person's own editor."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversing import paths_of, unknown
from assistant.errors import ANSWERED, EditError, UsageError
from assistant.safe import safe_line

if TYPE_CHECKING:
    import argparse

AT_LINE = {
    "code": ("--goto", "{path}:{line}"),
    "codium": ("--goto", "{path}:{line}"),
    "subl": ("{path}:{line}",),
    "zed": ("{path}:{line}",),
    "hx": ("{path}:{line}",),
    "helix": ("{path}:{line}",),
    "mate": ("--line", "{line}", "{path}"),
    "notepad": ("{path}",),
}
"""How editors that do not know ``+LINE FILE`` are told a line."""
USUAL = ("sensible-editor", "nano", "vi", "notepad")
"""Editors to try when neither ``VISUAL`` nor ``EDITOR`` names one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what only this command takes."""
    parser.add_argument("id", metavar="ID", help="the entry, as list names it")


def run(args: argparse.Namespace) -> int:
    """Open the editor and wait for it.

    Raises:
        UsageError: There is no such entry, or no editor.
        BaseError: The base has problems.
    """
    from assistant.base.loader import load_base

    loaded = load_base(paths_of(args))
    ids = [entry.id for entry in loaded.base.entries]
    if args.id not in ids:
        raise UsageError(unknown("entry", args.id, ids, "assistant list"))
    place = loaded.places.entry(args.id)
    open_editor(loaded.files[loaded.places.file(args.id)], place.line)
    return ANSWERED


def open_editor(path: Path, line: int) -> None:
    """Open a file at a line, and wait until the editor is left.

    Raises:
        UsageError: No editor is known.
        EditError: The editor cannot be started, or failed.
    """
    command = editor_command(path, line)
    name = safe_line(command[0])
    try:
        code = subprocess.run(command, check=False).returncode
    except OSError as error:
        message = f'The editor "{name}" cannot be started: {error.strerror}. Set EDITOR.'
        raise UsageError(message) from error
    if code:
        raise EditError(f'The editor "{name}" ended with code {code}.')


def editor_command(path: Path, line: int) -> list[str]:
    """The call that opens a file at a line.

    Raises:
        UsageError: No editor is known.
    """
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = shlex.split(named)
    except ValueError as error:
        raise UsageError(f"EDITOR cannot be understood: {error}.") from error
    if not words:
        found = next((editor for editor in USUAL if shutil.which(editor)), None)
        if found is None:
            raise UsageError("There is no editor: set EDITOR, for example EDITOR=nano.")
        words = [found]
    form = AT_LINE.get(Path(words[0]).stem.lower(), ("+{line}", "{path}"))
    # An absolute path cannot be taken for an option, whatever the file is called.
    return [*words, *(part.format(path=path.absolute(), line=line) for part in form)]
