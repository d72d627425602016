"""Open a file at a line in the user's editor."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from assistant.errors import EditError, UsageError
from assistant.sanitize import safe_line

_GOTO = ("--goto", "{path}:{line}")
_SUFFIX = ("{path}:{line}",)
_LINE = ("--line", "{line}", "{path}")
LINE_ARGUMENTS = {
    **dict.fromkeys(("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"), _GOTO),
    **dict.fromkeys(("subl", "sublime_text", "zed", "zeditor", "hx", "helix"), _SUFFIX),
    **dict.fromkeys(("mate", "kate", "idea", "pycharm"), _LINE),
    "notepad++": ("-n{line}", "{path}"),
    "notepad": ("{path}",),
}
"""Arguments of editors that do not accept ``+LINE FILE``."""
FALLBACKS = ("sensible-editor", "nano", "vi", "notepad")
"""Editors to try if neither ``VISUAL`` nor ``EDITOR`` is set."""


def open_editor(path: Path, line: int) -> None:
    """Open a file at a line and wait for the editor to exit.

    Raises:
        UsageError: No editor was found, or it cannot be started.
        EditError: The editor failed.
    """
    command = editor_command(path, line)
    name = safe_line(command[0])
    try:
        code = subprocess.run(command, check=False).returncode
    except OSError as error:
        raise UsageError(f'Cannot start the editor "{name}": {error.strerror}. Set EDITOR.') from error
    if code:
        raise EditError(f'The editor "{name}" exited with code {code}.')


def editor_command(path: Path, line: int) -> list[str]:
    """Return the command that opens a file at a line.

    Raises:
        UsageError: No editor was found.
    """
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = shlex.split(named)
    except ValueError as error:
        raise UsageError(f"Cannot parse EDITOR: {error}.") from error
    if not words:
        found = next((editor for editor in FALLBACKS if shutil.which(editor)), None)
        if found is None:
            raise UsageError("No editor found. Set EDITOR, for example EDITOR=nano.")
        words = [found]
    form = LINE_ARGUMENTS.get(Path(words[0]).stem.lower(), ("+{line}", "{path}"))
    # An absolute path is never mistaken for an option.
    return [*words, *(part.format(path=path.absolute(), line=line) for part in form)]
