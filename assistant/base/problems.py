"""Places in files, and a report of problems with a limit."""

from __future__ import annotations

from typing import NamedTuple

from assistant.errors import Problem
from assistant.sanitize import safe_line

MAX_QUOTED = 60
"""Longest text that a message quotes."""
MAX_PROBLEMS = 500
"""Most problems reported; a hostile file could have millions."""

_SHIFT = 27
"""Bits for the column, enough for the largest file on a single line."""


class Place(NamedTuple):
    """A place in a file, counted from 1."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        """Return ``path:line:column``, or the path for a whole file."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


def pack_mark(line: int, column: int) -> int:
    """Pack line and column into one number, a mark; marks sort by line, then by column."""
    return (line << _SHIFT) + column


def unpack_mark(mark: int) -> tuple[int, int]:
    """Return the line and column of a mark."""
    return mark >> _SHIFT, mark & ((1 << _SHIFT) - 1)


def place_of(path: str, mark: int) -> Place:
    """Return the place of a mark in a file."""
    return Place(path, *unpack_mark(mark))


def in_quotes(text: str) -> str:
    """Return a text in quotes for a message: safe, on one line and not too long."""
    return f'"{safe_line(text, MAX_QUOTED)}"'


class ProblemReport:
    """Collects problems up to a limit, which is itself reported."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def is_full(self) -> bool:
        """Return whether the limit is reached."""
        return len(self._problems) >= MAX_PROBLEMS

    @property
    def problems(self) -> list[Problem]:
        """All problems, sorted by place, each once."""
        return sorted(set(self._problems))

    def add(self, path: str, mark: int, rule: str, message: str, remedy: str) -> None:
        """Add a problem."""
        line, column = unpack_mark(mark)
        self.extend([Problem(path, line, column, rule, message, remedy)])

    def extend(self, problems: list[Problem]) -> None:
        """Add problems; the last one that fits is replaced by a note that there are more."""
        for problem in problems:
            if len(self._problems) == MAX_PROBLEMS - 1:
                problem = Problem(
                    problem.path,
                    problem.line,
                    problem.column,
                    "too-many",
                    f"more than {MAX_PROBLEMS - 1} problems; the rest is not listed",
                    "Fix those listed, then check again.",
                )
            if not self.is_full():
                self._problems.append(problem)
