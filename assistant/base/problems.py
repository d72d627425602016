"""Collecting what is wrong: where things stand in the files, and a report that cannot grow without end."""

from __future__ import annotations

from typing import NamedTuple

from assistant.errors import Problem
from assistant.sanitize import safe_line

MAX_PROBLEMS = 500
"""More than anybody reads in one go; a hostile file could otherwise ask for millions."""

_SHIFT = 27
"""Bits for the column: a file of the greatest size allowed may be one single line."""


class Place(NamedTuple):
    """A place in a file, as editors count: both from 1."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        """``path:line:column``; the path alone for a file as a whole."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


def packed(line: int, column: int) -> int:
    """Line and column as one number that sorts like the pair: a large base has half a million of them."""
    return (line << _SHIFT) + column


def unpacked(mark: int) -> tuple[int, int]:
    """Line and column again."""
    return mark >> _SHIFT, mark & ((1 << _SHIFT) - 1)


def place_of(path: str, mark: int) -> Place:
    """A packed line and column in a file as a Place."""
    return Place(path, *unpacked(mark))


def cited(text: str, limit: int = 60) -> str:
    """A text from a file as it is quoted in a message: short, safe, on one line."""
    return f'"{safe_line(text, limit)}"'


class Report:
    """Problems as they are found, up to a limit that is itself reported."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def is_full(self) -> bool:
        """Whether looking for more is in vain."""
        return len(self._problems) >= MAX_PROBLEMS

    @property
    def problems(self) -> list[Problem]:
        """All problems, sorted by place, each once."""
        return sorted(set(self._problems))

    def add(self, path: str, mark: int, rule: str, message: str, remedy: str) -> None:
        """Note one problem; the one that fills the report says so instead."""
        line, column = unpacked(mark)
        self.extend([Problem(path, line, column, rule, message, remedy)])

    def extend(self, problems: list[Problem]) -> None:
        """Note several problems."""
        for problem in problems:
            if len(self._problems) == MAX_PROBLEMS - 1:
                problem = Problem(
                    problem.path,
                    problem.line,
                    problem.column,
                    "too-many",
                    f"more than {MAX_PROBLEMS - 1} problems; the rest is not listed",
                    "Mend those listed, then check again.",
                )
            if not self.is_full():
                self._problems.append(problem)
