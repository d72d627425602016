"""Ask labelled questions, one by one or as conversations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Protocol

from assistant.base.model import NOT_IN_SOURCE
from assistant.conversation.turn import Turn
from assistant.evaluation.labelled_question import LabelledFile
from assistant.evaluation.outcome import CHOICES, Outcome, outcome_of

DEEP = 10
"""Number of candidates for a single question, for the mean reciprocal rank."""


class ConversationLike(Protocol):
    """The part of a conversation that asking questions needs."""

    def ask(self, text: str, *, alone: bool = False) -> Turn: ...


class OpenBaseLike(Protocol):
    """The part of an open base that asking questions needs."""

    def conversation(self, *, section: str | None = None, top_k: int = 3) -> ConversationLike: ...

    def listing(self, section: str | None = None) -> list[tuple[str, str, str, str]]: ...


def ask_files(
    open_base: OpenBaseLike,
    files: Sequence[LabelledFile],
    progress: Callable[[float], None] = lambda done: None,
    clock: Callable[[], float] = perf_counter,
) -> list[list[Outcome]]:
    """Ask all questions.

    Args:
        open_base: The base.
        files: The questions.
        progress: Receives the share that is done (0-1).
        clock: Returns seconds.

    Returns:
        The outcomes of each file.
    """
    count = sum(len(file.rows) for file in files)
    gaps = frozenset(id for id, _, _, kind in open_base.listing() if kind == NOT_IN_SOURCE)
    done = 0
    outcomes = []
    for file in files:
        found = []
        for rows in file.conversations:
            alone = not rows[0].turn
            # a turn may refer to the choices ("the last one"), so offer as many as users see
            talk = open_base.conversation(top_k=DEEP if alone else CHOICES)
            for row in rows:
                began = clock()
                turn = talk.ask(row.question.strip(), alone=alone)  # as the interfaces do
                found.append(outcome_of(row, turn, (clock() - began) * 1000, gaps))
                done += 1
                progress(done / count)
        outcomes.append(found)
    return outcomes
