"""Choices that the user can pick by number after a turn or a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from assistant.conversation import turn as turns
from assistant.conversation import wording
from assistant.conversation.turn import Turn
from assistant.sanitize import safe_line
from assistant.terminal.output import Output
from assistant.terminal.rendering import wrapped
from assistant.text.excerpt import excerpt


class Choice(NamedTuple):
    """A choice in a numbered list."""

    label: str
    kind: str = "run"
    """``ask`` the question of an entry, ``browse`` the contents, ``none`` of these, or ``run`` a function."""
    entry: str = ""
    """Id of the entry to ask."""
    excerpt: str = ""
    """The beginning of its answer, shown below the question."""
    run: Callable[[], None] = lambda: None
    words: tuple[str, ...] = ()
    """Words that pick it, like its number."""


def choices_of(turn: Turn) -> list[Choice]:
    """Return the choices after a turn, in the order of their numbers."""
    return [choice for one in (turn, *turn.also) for choice in own_choices(one)]


def own_choices(turn: Turn) -> list[Choice]:
    """Return the choices after a turn, without those of a second answer."""
    choices = [Choice(one.question, "ask", one.entry) for one in turn.choices]
    if turn.status == turns.AMBIGUOUS:
        choices = [
            choice._replace(excerpt=excerpt(one.excerpt))
            for choice, one in zip(choices, turn.choices, strict=True)
        ]
        return [*choices, Choice(wording.NONE_OF_THESE, "none")]
    if turn.status == turns.NO_MATCH:
        return [*choices, Choice(wording.BROWSE_CONTENTS, "browse")]
    return [*choices, *(Choice(question, "ask", entry) for entry, question in turn.related)]


def numbered(choices: list[Choice], out: Output, first: int = 1) -> list[str]:
    """Format choices as numbered lines."""
    lines: list[str] = []
    for number, choice in enumerate(choices, first):
        head = f"{number}. "
        lines += wrapped(safe_line(choice.label, 500), out, first=head)
        if choice.excerpt:
            lines += wrapped(safe_line(choice.excerpt, 500), out, first=" " * len(head))
    return lines
