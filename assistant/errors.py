"""The errors people can meet, and the exit codes of the command.

    AssistantError            anything told to the person in one message
    ├── UsageError            the call itself was wrong (exit 2)
    ├── BaseError             the question base has problems, all of them listed (exit 3)
    ├── LabelledError         a file of labelled questions cannot be used (exit 3)
    ├── EditError             a base file was left as it was, and why (exit 3)
    └── OutputError           what was asked for could not be written (exit 3)

Errors are raised where they happen and caught once, at the edge: the command prints them to stderr,
the chat shows them as a notice. Nothing here prints.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.record import Record

ANSWERED = 0
UNANSWERED = 1
USAGE = 2
BROKEN = 3
NOT_IN_SOURCE = 4
INTERRUPTED = 130


class Problem(Record):
    """One thing wrong in one place of a base, in words for the person who edits it.

    Problems sort by place, so a report reads from the top of the first file to the end of the last.
    """

    path: str
    """The file as the person named it."""
    line: int
    """Line, from 1; 0 when the problem is the file as a whole."""
    column: int
    """Column, from 1; 0 when the problem is the file as a whole."""
    rule: str
    """Stable name of the rule, such as ``missing-key``."""
    message: str
    """What is wrong, in plain words."""
    remedy: str
    """What to do about it."""
    severity: str = "error"
    """``error`` or ``warning``."""

    def __str__(self) -> str:
        """``path:line:column: message (rule). Remedy`` on one line."""
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        word = "warning: " if self.severity == "warning" else ""
        return f"{place}: {word}{self.message} ({self.rule}). {self.remedy}"


class AssistantError(Exception):
    """Anything that is told to the person in one message."""

    title = "Something went wrong"
    exit_code = BROKEN

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(AssistantError):
    """The command was called in a way it does not know."""

    title = "That call is not understood"
    exit_code = USAGE


class BaseError(AssistantError):
    """A question base cannot be used; carries every problem found in it."""

    title = "The question base has problems"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class LabelledError(AssistantError):
    """A file of labelled questions cannot be read."""

    title = "The labelled questions cannot be read"


class EditError(AssistantError):
    """A base file was not changed; the message says why."""

    title = "Nothing was changed"


class OutputError(AssistantError):
    """The answer could not be written out."""

    title = "The output could not be written"
