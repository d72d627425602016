"""Numbered choices: what the user can pick by number after a turn or a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from assistant.conversation import turn as turns
from assistant.conversation.turn import Turn
from assistant.sanitize import safe_line
from assistant.terminal.output import Output
from assistant.terminal.rendering import wrapped


class Choice(NamedTuple):
    """Something that a lone number stands for."""

    kind: str
    """``ask`` an entry's question, ``again`` ask words, ``section`` lists one, ``browse`` all, ``none``, ``do``."""
    value: str
    """Id of the entry or section."""
    label: str
    """As it is listed."""
    do: Callable[[], None] | None = None
    """What ``do`` does."""


def choices_of(turn: Turn) -> list[Choice]:
    """What can be chosen after a turn, in the order of the numbers."""
    return [choice for one in (turn, *turn.also) for choice in own_choices(one)]


def own_choices(turn: Turn) -> list[Choice]:
    if turn.status == turns.AMBIGUOUS:
        last = [Choice("none", "", "none of these")]
    elif turn.status == turns.NO_MATCH:
        last = [Choice("browse", "", "browse the contents")]
    else:
        return [Choice("ask", entry, question) for entry, question in turn.related]
    return [*(Choice("ask", one.entry, one.question) for one in turn.candidates), *last]


def numbered(choices: list[Choice], out: Output, first: int = 1) -> list[str]:
    """Choices a line each, with their numbers."""
    return [
        line
        for number, choice in enumerate(choices, first)
        for line in wrapped(safe_line(choice.label, 500), out, first=f"{number}. ")
    ]
