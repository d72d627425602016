"""Format a turn for plain mode: every part of it named in words, for screen readers and braille."""

from __future__ import annotations

import sys

from assistant.conversation import turn as turns
from assistant.conversation.turn import Turn
from assistant.plain.choices import numbered, own_choices
from assistant.plain.turn_format import CLOSEST, DID_YOU_MEAN, NO_ANSWER, NOT_SAID
from assistant.sanitize import safe_line
from assistant.terminal.output import Output
from assistant.terminal.rendering import markdown_lines, wrapped
from assistant.text.layout import cell_width

ANSWERER = "Assistant: "


def said_lines(turn: Turn, out: Output, first: int = 1) -> list[str]:
    """A turn in words, each part of it named.

    Args:
        turn: What came of a question.
        out: Where it is told.
        first: Number of the first choice.
    """
    lines = wrapped(turn.about, out, first="About: ") if turn.about else []
    choices = own_choices(turn)
    if turn.status == turns.AMBIGUOUS:
        return [*lines, f"{ANSWERER}{DID_YOU_MEAN}", *numbered(choices, out, first)]
    if turn.status == turns.NO_MATCH:
        words = f"{NO_ANSWER} {CLOSEST}" if turn.candidates else NO_ANSWER
        return [*lines, *wrapped(words, out, first=ANSWERER), *numbered(choices, out, first)]
    answer = markdown_lines(turn.answer or "", out)
    said = f"{NOT_SAID} " if turn.status == turns.NOT_IN_SOURCE else ""
    # The speaker has a line of its own when there is more than one, so that all of them begin alike.
    alone = len(answer) == 1 and cell_width(f"{ANSWERER}{said}{answer[0]}") <= (out.width or sys.maxsize)
    lines += [f"{ANSWERER}{said}{answer[0]}"] if alone else [f"{ANSWERER}{said}".rstrip(), *answer]
    source = turn.source
    if source is not None and turn.status != turns.SMALL_TALK:
        where = ". ".join(part.rstrip(".") for part in (source.title, source.locator) if part)
        lines += wrapped(f"{safe_line(where, 500)}. Match {turn.score:.0f}.", out, first="Source: ")
        if source.quote:
            lines += wrapped(f"“{safe_line(source.quote, 500)}”", out, first="Quote: ")
    return [*lines, "You can ask next:", *numbered(choices, out, first)] if choices else lines
