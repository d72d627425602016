"""Show output on a terminal in the user's pager, as Git does."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess

from assistant.terminal.output import Output

LESS = "less"
"""The pager if ``PAGER`` is not set."""
LESS_OPTIONS = "FRX"
"""Options of less if ``LESS`` is not set: exit if the text fits the screen, show colours, do not clear the screen."""
CANNOT_RUN = (126, 127)
"""Exit codes of a shell that cannot run a command."""


class PagedOutput(Output):
    """Standard output that is shown in the pager when the ``with`` block ends, if it is a terminal.

    Until then the text is kept, so that quitting the pager early interrupts nothing and changes no exit code.
    """

    def __init__(self, color: str, *, pager: bool) -> None:
        """Create the output.

        Args:
            color: ``auto``, ``always`` or ``never``.
            pager: Whether to use a pager.
        """
        super().__init__(color=color)
        self._terminal = self._stream
        self._pager = _pager() if pager and self.tty else None
        if self._pager:
            self._stream = io.StringIO()

    def __enter__(self) -> PagedOutput:
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        kept, self._stream = self._stream, self._terminal
        if self._pager and kind is None:
            kept.seek(0)
            text = kept.read()
            if text and not _show(text, self._pager, self._terminal.encoding):
                self.write(text)


def _pager() -> str | None:
    """Return the command of the pager; ``None`` for none."""
    command = os.environ.get("PAGER", LESS)
    if os.environ.get("TERM") == "dumb" or (command == LESS and not shutil.which(LESS)):
        return None
    return None if command.strip() in ("", "cat") else command


def _show(text: str, pager: str, encoding: str) -> bool:
    """Show text in a pager, wait until it ends, and return whether it could be run."""
    env = {"LESS": LESS_OPTIONS, **os.environ}
    with subprocess.Popen(
        pager, shell=True, stdin=subprocess.PIPE, env=env, encoding=encoding, errors="backslashreplace"
    ) as process:
        handler = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the pager: less goes on
        try:
            process.communicate(text)
        finally:
            signal.signal(signal.SIGINT, handler)
    return process.returncode not in CANNOT_RUN
