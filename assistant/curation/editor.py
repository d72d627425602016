"""Opens a file at a line in the person's own editor, and waits until it is left."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from assistant.errors import EditError, UsageError
from assistant.sanitize import safe_line

_GOTO = ("--goto", "{path}:{line}")
_AFTER = ("{path}:{line}",)
_LINE = ("--line", "{line}", "{path}")
AT_LINE = {
    **dict.fromkeys(("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"), _GOTO),
    **dict.fromkeys(("subl", "sublime_text", "zed", "zeditor", "hx", "helix"), _AFTER),
    **dict.fromkeys(("mate", "kate", "idea", "pycharm"), _LINE),
    "notepad++": ("-n{line}", "{path}"),
    "notepad": ("{path}",),
}
"""How editors that do not know ``+LINE FILE`` are told a line."""
USUAL = ("sensible-editor", "nano", "vi", "notepad")
"""Editors to try when neither ``VISUAL`` nor ``EDITOR`` names one."""


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
