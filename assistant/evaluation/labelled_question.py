"""The data model of labelled questions."""

from __future__ import annotations

from typing import NamedTuple

GAP = "gap"
"""Kind of the questions that the source does not answer."""


class LabelledQuestion(NamedTuple):
    """A question with the entries that answer it."""

    path: str
    """The file as the user named it."""
    line: int
    """Line, from 1."""
    question: str
    expect: tuple[tuple[str, ...], ...]
    """Groups of entry ids; one of each group must be given. Several groups only with ``every``; none if the question
    must not be answered."""
    every: bool = False
    """Whether several things are asked and each must be answered (``all`` in the file)."""
    kind: str = ""
    style: str = ""
    """``kind`` and ``style`` group the results; ``kind`` also marks gap questions."""
    turn: int = 0
    """Position in the conversation, from 1; 0 for a single question."""

    @property
    def expected(self) -> tuple[str, ...]:
        """All expected entries, best first."""
        return tuple(dict.fromkeys(entry for group in self.expect for entry in group))

    @property
    def place(self) -> str:
        """``file:line``, with the turn if there is one."""
        return f"{self.path}:{self.line}" + (f", turn {self.turn}" if self.turn else "")


class LabelledFile(NamedTuple):
    """A file of conversations of one or more questions."""

    path: str
    conversations: tuple[tuple[LabelledQuestion, ...], ...]

    @property
    def rows(self) -> tuple[LabelledQuestion, ...]:
        """All questions in file order."""
        return tuple(row for conversation in self.conversations for row in conversation)
