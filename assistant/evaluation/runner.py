"""Asking labelled questions, as people would: on their own, or turn by turn in one conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Protocol

from assistant.conversation.turn import Turn
from assistant.evaluation.labelled_question import LabelledFile
from assistant.evaluation.outcome import CHOICES, Outcome, outcome_of

DEEP = 10
"""Candidates asked for on single questions: a right entry far down counts in the mean reciprocal rank."""


class Talk(Protocol):
    """A conversation."""

    def ask(self, text: str, *, alone: bool = False) -> Turn: ...


class Talker(Protocol):
    """An open base, as far as asking needs it."""

    def conversation(self, *, section: str | None = None, top_k: int = 3) -> Talk: ...


def ask_files(
    library: Talker,
    files: Sequence[LabelledFile],
    progress: Callable[[float], None] = lambda done: None,
    clock: Callable[[], float] = perf_counter,
) -> list[list[Outcome]]:
    """Ask everything.

    Args:
        library: what is asked.
        files: what to ask.
        progress: told the share that is done (0-1) after each question.
        clock: seconds, for the times.

    Returns:
        The outcomes of each file, in its order.
    """
    count = sum(len(file.rows) for file in files)
    done = 0
    outcomes = []
    for file in files:
        found = []
        for rows in file.conversations:
            alone = not rows[0].turn
            # A later turn may pick from what was offered ("the last one"): offer what people are offered.
            talk = library.conversation(top_k=DEEP if alone else CHOICES)
            for row in rows:
                began = clock()
                turn = talk.ask(row.question.strip(), alone=alone)  # as every face does
                found.append(outcome_of(row, turn, (clock() - began) * 1000))
                done += 1
                progress(done / count)
        outcomes.append(found)
    return outcomes
