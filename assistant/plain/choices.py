"""Choices that the user can pick by number after a turn or a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from assistant.conversation import turn as turns
from assistant.conversation.turn import Turn
from assistant.sanitize import safe_line
from assistant.terminal.output import Output
from assistant.terminal.rendering import wrapped


class Choice(NamedTuple):
    """A choice in a numbered list."""

    label: str
    kind: str = "run"
    """``ask`` the question of an entry, ``browse`` the contents, ``none`` of these, or ``run`` a function."""
    entry: str = ""
    """Id of the entry to ask."""
    run: Callable[[], None] = lambda: None
    words: tuple[str, ...] = ()
    """Words that pick it, like its number."""


def choices_of(turn: Turn) -> list[Choice]:
    """Return the choices after a turn, in the order of their numbers."""
    return [choice for one in (turn, *turn.also) for choice in own_choices(one)]


def own_choices(turn: Turn) -> list[Choice]:
    """Return the choices after a turn, without those of a second answer."""
    if turn.status == turns.AMBIGUOUS:
        last = Choice("none of these", "none")
    elif turn.status == turns.NO_MATCH:
        last = Choice("browse the contents", "browse")
    else:
        return [Choice(question, "ask", entry) for entry, question in turn.related]
    return [*(Choice(one.question, "ask", one.entry) for one in turn.candidates), last]


def numbered(choices: list[Choice], out: Output, first: int = 1) -> list[str]:
    """Format choices as numbered lines."""
    return [
        line
        for number, choice in enumerate(choices, first)
        for line in wrapped(safe_line(choice.label, 500), out, first=f"{number}. ")
    ]
