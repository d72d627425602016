"""A labelled question as a value: what was asked, and which entries would be right."""

from __future__ import annotations

from typing import NamedTuple

GAP = "gap"
"""The kind of question that is about the subject while the source does not say."""


class Labelled(NamedTuple):
    """One question and what would be right."""

    path: str
    """The file as the person named it."""
    line: int
    """Line, from 1."""
    question: str
    expect: tuple[tuple[str, ...], ...]
    """What must be covered: any entry of a group covers it. One group, several with ``every``; none when the
    question must not be answered."""
    every: bool = False
    """Whether the line asks several things and each must be answered (``all`` in the file)."""
    kind: str = ""
    style: str = ""
    turn: int = 0
    """Place in its conversation, from 1; 0 for a question on its own."""

    @property
    def expected(self) -> tuple[str, ...]:
        """Every entry that counts, best first."""
        return tuple(dict.fromkeys(entry for group in self.expect for entry in group))

    @property
    def place(self) -> str:
        """``file:line``, with the turn when there is one."""
        return f"{self.path}:{self.line}" + (f", turn {self.turn}" if self.turn else "")


class LabelledFile(NamedTuple):
    """One file: conversations of one question or more."""

    path: str
    conversations: tuple[tuple[Labelled, ...], ...]

    @property
    def rows(self) -> tuple[Labelled, ...]:
        """Every question in the order of the file."""
        return tuple(row for conversation in self.conversations for row in conversation)
