"""The two streams: what goes to which, with colour or not, how wide, and what happens when nobody takes it.

stdout carries answers and nothing else; everything else is a note on stderr. An answer that cannot be written
is an error, a note that cannot be written is not, and a reader who has gone ends the program quietly.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from assistant.errors import OutputError, Problem
from assistant.sanitize import safe_text

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from typing import Any, NoReturn, TextIO

WIDEST = 90
"""Columns beyond which lines of words are hard to follow."""
NARROWEST = 20
"""Columns below which wrapping would do more harm than a terminal that folds."""
USUAL = 80
"""Columns of a terminal that does not say."""

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
}
"""Names of styles and what switches them on. Only the sixteen colours that people set in their terminal."""

_SPELT = str.maketrans(
    {
        "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "--", "…": "...", "•": "*", "·": "-",
        "§": "S.", "→": "->", "❯": ">", "█": "#", "▏": "|", "│": "|", "─": "-", "\u00a0": " ",
    }
)  # fmt: skip
"""How typographic characters are spelt where a terminal cannot show them."""


class PipeClosed(Exception):
    """Whoever read the output has enough."""


class Output:
    """Standard output, as answers see it.

    Attributes:
        tty: Whether a person is looking.
        pictures: Whether bullets and bars may be drawn; a screen reader would read them out.
        colour: Whether styles are used.
        width: Columns to wrap words at; ``None`` where nothing is wrapped because no person is looking.
    """

    def __init__(self, stream: TextIO | None = None, colour: str = "auto") -> None:
        """Look at a stream.

        Args:
            stream: ``sys.stdout`` when left out.
            colour: ``auto``, ``always`` or ``never``.
        """
        self._stream = sys.stdout if stream is None else stream
        self.tty = is_terminal(self._stream)
        self.pictures = self.tty
        self.colour = wants_colour(self._stream, colour)
        self.width = _width(self._stream) if self.tty or colour == "always" else None
        encoding = (getattr(self._stream, "encoding", None) or "ascii").lower().replace("_", "-")
        self.unicode = encoding.startswith("utf")

    def paint(self, text: str, *styles: str) -> str:
        """Text in styles by name; as it is when there is no colour."""
        if not (self.colour and text and styles):
            return text
        return f"\x1b[{';'.join(STYLES[style] for style in styles)}m{text}\x1b[0m"

    def lines(self, lines: Iterable[str]) -> None:
        """Write lines and hand them on at once.

        Raises:
            PipeClosed: Nobody reads any more.
            OutputError: They cannot be written.
        """
        self.write("".join(f"{line}\n" for line in lines))

    def write(self, text: str) -> None:
        """Write text as it is and hand it on at once; see ``lines``."""
        stream = self._stream
        if stream is None:
            raise OutputError("The answer could not be written: standard output is closed.")
        if not self.unicode and not text.isascii():
            text = text.translate(_SPELT)
        try:
            stream.write(text)
            stream.flush()
        except BrokenPipeError:
            silence(stream)
            raise PipeClosed from None
        except (OSError, ValueError) as error:
            silence(stream)
            _refuse(error)

    def json(self, value: Any, indent: int | None = None) -> None:
        """Write a value as JSON, on one line unless indented, harmless to a terminal that shows it."""
        self.lines([json_text(value, ascii_only=not self.unicode, indent=indent)])


def json_text(value: Any, *, ascii_only: bool = False, indent: int | None = None) -> str:
    """A value as JSON in which every character that a terminal would obey is escaped."""
    import json

    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(c if c == "\n" or safe_text(c) == c else _escaped(c) for c in text) if _odd(text) else text


def _odd(text: str) -> bool:
    return safe_text(text) != text


def _escaped(char: str) -> str:
    """A character as JSON writes it when it may only use ASCII."""
    import json

    return json.dumps(char)[1:-1] if char != "\x7f" else "\\u007f"


def is_terminal(stream: Any) -> bool:
    """Whether a stream is a terminal; a closed one is not."""
    try:
        return bool(stream is not None and stream.isatty())
    except (ValueError, OSError):
        return False


def wants_colour(stream: Any, choice: str = "auto") -> bool:
    """Whether a stream is to be coloured: as chosen, else on a terminal that can, unless NO_COLOR is set."""
    if choice != "auto":
        return choice == "always"
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _width(stream: Any) -> int:
    """Columns for words: the terminal's, within what is good to read."""
    said = os.environ.get("COLUMNS", "")
    columns = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0
    if columns <= 0:
        try:
            columns = os.get_terminal_size(stream.fileno()).columns
        except (OSError, ValueError, AttributeError):
            columns = 0
    return max(NARROWEST, min(columns or USUAL, WIDEST))


def note(text: str) -> None:
    """Say something on stderr; where that is impossible, say nothing."""
    stream = sys.stderr
    if stream is None:
        return
    text = safe_text(text)
    try:
        if is_terminal(stream):
            import textwrap

            # A terminal would fold in the middle of words. Paths stay whole, to be clicked and copied.
            lines = [
                textwrap.fill(
                    line,
                    _width(stream),
                    subsequent_indent="  ",
                    break_long_words=False,
                    break_on_hyphens=False,
                )
                for line in text.split("\n")
            ]
            text = "\n".join(lines)
        stream.write(text + "\n")
        stream.flush()
    except (OSError, ValueError):
        silence(stream)


class Progress:
    """A line on stderr that says how far something slow is, for a person who is looking; leaves no trace."""

    def __init__(self) -> None:
        self._wanted = is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"
        self._shown = ""

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *raised: object) -> None:
        self._put("")

    def show(self, stage: str, share: float) -> None:
        """Say how far a stage is (0-1)."""
        self._put(f"{stage} {100 * min(max(share, 0.0), 1.0):.0f} %")

    def notice(self, text: str) -> None:
        """Say something that stays."""
        self._put("")
        note(text)

    def _put(self, text: str) -> None:
        if self._wanted and text != self._shown:
            self._shown = text
            try:
                sys.stderr.write(f"\r\x1b[K{text}")
                sys.stderr.flush()
            except (OSError, ValueError):
                self._wanted = False


def report(problems: Iterable[Problem], title: str) -> None:
    """Tell all problems of a base on stderr, a line each, and how many there are."""
    listed = [str(problem) for problem in problems]
    count = "1 problem" if len(listed) == 1 else f"{len(listed)} problems"
    note("\n".join([f"assistant: {title}: {count}.", *listed]))


def silence(stream: Any) -> None:
    """Let what is still in a stream go nowhere: Python would try again at its end, and fail loudly."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError, AttributeError):
        pass


def _refuse(error: OSError | ValueError) -> NoReturn:
    reason = getattr(error, "strerror", None) or str(error)
    raise OutputError(f"The answer could not be written: {safe_text(reason)}.") from error


def prepare() -> None:
    """Make the standard streams fit for anything; called once, first of all.

    A descriptor that was closed by whoever started the program is filled, lest the next file opened takes its
    number and gets notes written into it. What an encoding cannot say is spelt out rather than fatal.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest free number is this very one, because those below are taken by now.
            os.open(os.devnull, os.O_RDONLY if descriptor == 0 else os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
