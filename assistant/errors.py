"""The errors shown to users, and the exit codes.

    AssistantError            any error with a message for users
    ├── UsageError            the command line is wrong (exit 2)
    ├── BaseError             the question base has problems; lists all of them (exit 3)
    ├── LabelledError         a file of labelled questions has problems (exit 3)
    ├── EditError             a base file could not be changed (exit 3)
    │   └── PhrasingError     a phrasing is not fit to be added (exit 2)
    └── OutputError           the output could not be written (exit 3)

Errors are caught once: the command prints them to stderr, the chat shows a notification.
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
    """A problem in a file that the user edits. Problems sort by position."""

    path: str
    """The file as the user named it."""
    line: int
    """Line, from 1; 0 for the whole file."""
    column: int
    """Column, from 1; 0 for the whole file."""
    rule: str
    """Stable name of the rule, such as ``missing-key``."""
    message: str
    """What is wrong."""
    remedy: str
    """How to fix it."""
    severity: str = "error"
    """``error`` or ``warning``."""

    def __str__(self) -> str:
        """Return ``path:line:column: message (rule). Remedy``."""
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        word = "warning: " if self.severity == "warning" else ""
        return f"{place}: {word}{self.message} ({self.rule}). {self.remedy}"


class AssistantError(Exception):
    """An error with a message for users."""

    title = "Something went wrong"
    exit_code = BROKEN

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(AssistantError):
    """The command line is wrong."""

    title = "Invalid command line"
    exit_code = USAGE


class BaseError(AssistantError):
    """A question base has problems; carries all of them."""

    title = "Invalid base"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class LabelledError(AssistantError):
    """A file of labelled questions has problems."""

    title = "Invalid labelled questions"


class EditError(AssistantError):
    """A base file could not be changed."""

    title = "Nothing was changed"


class PhrasingError(EditError):
    """A phrasing is not fit to be added."""

    exit_code = USAGE


class OutputError(AssistantError):
    """The output could not be written."""

    title = "The output could not be written"
