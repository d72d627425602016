"""Write to stdout and stderr: colour, width, encodings and closed pipes.

stdout carries answers only; all other messages go to stderr. Failing to write an answer is an error, failing to write
a message is not, and a closed pipe ends the program quietly.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from assistant.errors import OutputError, Problem
from assistant.sanitize import safe_text
from assistant.text.layout import UNLIMITED, wrap

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from typing import Any, TextIO

MAX_WIDTH = 90
"""Maximum width, columns; longer lines are hard to read."""
MIN_WIDTH = 20
"""Minimum width, columns; narrower terminals wrap the lines themselves."""
DEFAULT_WIDTH = 80
"""Columns assumed if the terminal does not report its width."""

STYLES = {
    "bold": "1",
    "quiet": "2",
    "italic": "3",
    "underline": "4",
    "strike": "9",
    "error": "31",
    "good": "32",
    "warning": "33",
    "second": "35",
    "accent": "36",
    "code": "36",
    "link": "4",
}
"""SGR codes by style name. Only the sixteen colours that users set in their terminal."""

ASCII_FALLBACKS = str.maketrans(
    {
        "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "--", "…": "...", "•": "*", "·": "-",
        "§": "S.", "→": "->", "❯": ">", "█": "#", "▏": "|", "│": "|", "─": "-", "\u00a0": " ",
    }
)  # fmt: skip
"""Replacements for typographic characters where the encoding is not Unicode."""


class PipeClosed(Exception):
    """The reader has closed the pipe."""


class Output:
    """Standard output for answers.

    Attributes:
        tty: Whether it is a terminal.
        use_symbols: Whether to draw bullets and lines, which a screen reader would read out.
        color: Whether to use styles.
        width: Columns to wrap text at; ``None`` for no wrapping, as in a pipe.
    """

    def __init__(self, stream: TextIO | None = None, color: str = "auto") -> None:
        """Wrap a stream.

        Args:
            stream: The stream; ``sys.stdout`` by default.
            color: ``auto``, ``always`` or ``never``.
        """
        self._stream = sys.stdout if stream is None else stream
        self.tty = is_terminal(self._stream)
        self.use_symbols = self.tty
        self.color = wants_color(self._stream, color)
        self.width = _width(self._stream) if self.tty or color == "always" else None
        encoding = (getattr(self._stream, "encoding", None) or "ascii").lower()
        self._unicode = encoding.startswith("utf")

    def paint(self, text: str, *styles: str) -> str:
        """Return text in the named styles; styles without a code are ignored."""
        codes = [STYLES[style] for style in styles if style in STYLES]
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if self.color and text and codes else text

    def lines(self, lines: Iterable[str]) -> None:
        """Write and flush lines.

        Raises:
            PipeClosed: The reader has closed the pipe.
            OutputError: The lines cannot be written.
        """
        self.write("".join(f"{line}\n" for line in lines))

    def write(self, text: str) -> None:
        """Write and flush text; see ``lines``."""
        stream = self._stream
        if stream is None:
            raise OutputError("The answer could not be written: standard output is closed.")
        if not self._unicode:
            text = text.translate(ASCII_FALLBACKS)
        try:
            stream.write(text)
            stream.flush()
        except BrokenPipeError:
            discard(stream)
            raise PipeClosed from None
        except (OSError, ValueError) as error:
            discard(stream)
            reason = safe_text(getattr(error, "strerror", None) or str(error))
            raise OutputError(f"The answer could not be written: {reason}.") from error

    def json(self, value: Any, indent: int | None = None) -> None:
        """Write a value as JSON, on one line unless indented, and safe for a terminal."""
        self.lines([json_text(value, ascii_only=not self._unicode, indent=indent)])


def json_text(value: Any, *, ascii_only: bool = False, indent: int | None = None) -> str:
    """Return a value as JSON with every character escaped that a terminal would interpret."""
    import json

    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    if safe_text(text) == text:
        return text
    return "".join(char if safe_text(char) == char else json.dumps(char)[1:-1] for char in text)


def is_terminal(stream: Any) -> bool:
    """Return whether a stream is a terminal; a closed stream is not."""
    try:
        return bool(stream is not None and stream.isatty())
    except (ValueError, OSError):
        return False


def wants_color(stream: Any, choice: str) -> bool:
    """Return whether to use colour: as chosen, or if the stream is a capable terminal and NO_COLOR is not set."""
    if choice != "auto":
        return choice == "always"
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _width(stream: Any) -> int:
    """Return the columns to wrap text at: those of the terminal, within readable limits."""
    variable = os.environ.get("COLUMNS", "")
    columns = int(variable) if variable.isascii() and variable.isdigit() and len(variable) < 6 else 0
    if columns <= 0:
        try:
            columns = os.get_terminal_size(stream.fileno()).columns
        except (OSError, ValueError, AttributeError):
            columns = 0
    return max(MIN_WIDTH, min(columns or DEFAULT_WIDTH, MAX_WIDTH))


def note(text: str) -> None:
    """Write a message to stderr, or do nothing if that is impossible."""
    stream = sys.stderr
    if stream is None:
        return
    width = _width(stream) if is_terminal(stream) else UNLIMITED
    lines = (
        "\n  ".join(line[start:end] for start, end in wrap(line, width, width - 2, keep_paths=True))
        for line in safe_text(text).split("\n")
    )
    try:
        stream.write("\n".join(lines) + "\n")
        stream.flush()
    except (OSError, ValueError):
        discard(stream)


def warn(text: str) -> None:
    """Write a message to stderr that names the program, because it is about none of the answers."""
    note(f"assistant: {text}")


PREPARING = "Preparing the base. This may take some seconds."


class Progress:
    """Show the progress of a slow operation on one line of stderr, if that is a terminal, and erase it at the end.

    Afterwards, nothing more is shown: the operation may be repeated in another thread while the user types.
    """

    def __init__(self, *, in_words: bool = False) -> None:
        """Create the progress.

        Args:
            in_words: Say once that something is being prepared, for screen readers, instead of counting on one line.
        """
        self._in_words = in_words
        self._enabled = is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"
        self._shown = ""

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *raised: object) -> None:
        self._show("")
        self._enabled = False

    def show(self, stage: str, share: float) -> None:
        """Show a stage and how much of it is done, 0-1."""
        if self._in_words:
            if self._enabled and not self._shown:
                note(PREPARING)
            self._shown = stage
            return
        self._show(f"{stage} {100 * min(max(share, 0.0), 1.0):.0f} %")

    def notice(self, text: str) -> None:
        """Erase the progress, and write a message that stays."""
        self._show("")
        warn(text)

    def _show(self, text: str) -> None:
        if self._enabled and not self._in_words and text != self._shown:
            self._shown = text
            try:
                sys.stderr.write(f"\r\x1b[K{text}")
                sys.stderr.flush()
            except (OSError, ValueError):
                self._enabled = False


def report(problems: Iterable[Problem], title: str) -> None:
    """Write the number of problems of a base to stderr, then each problem on a line."""
    listed = [str(problem) for problem in problems]
    count = "1 problem" if len(listed) == 1 else f"{len(listed)} problems"
    note("\n".join([f"assistant: {title}: {count}.", *listed]))


def discard(stream: Any) -> None:
    """Redirect a failed stream to the null device: Python flushes it at exit and would report the error again."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
    except (OSError, ValueError, AttributeError):
        pass


def prepare() -> None:
    """Prepare the standard streams; call this before anything else.

    A closed descriptor is opened on the null device; otherwise the next file opened would get its number and receive
    the messages. Characters that the encoding lacks are escaped.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            # os.open takes the lowest free number, which is this one.
            os.open(os.devnull, os.O_RDONLY if descriptor == 0 else os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
