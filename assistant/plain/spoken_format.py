"""Format a turn for plain mode, with each part labelled in words for screen readers and braille."""

from __future__ import annotations

from assistant.base.model import QUESTION_LIMIT
from assistant.conversation import turn as turns
from assistant.conversation import wording
from assistant.conversation.export import section_and_locator
from assistant.conversation.turn import CHOOSING, Turn
from assistant.plain.choices import numbered, own_choices
from assistant.sanitize import safe_line
from assistant.terminal.output import Output
from assistant.terminal.rendering import markdown_lines, wrapped
from assistant.text.layout import UNLIMITED, cell_width

SPEAKER = "Assistant: "


def spoken_lines(turn: Turn, out: Output, first: int = 1) -> list[str]:
    """Return the lines of a turn.

    Args:
        turn: The turn.
        out: Where the lines go.
        first: The number of the first choice.
    """
    lines = wrapped(safe_line(turn.part, QUESTION_LIMIT), out, first="Question: ") if turn.part else []
    lines += wrapped(turn.about, out, first="About: ") if turn.about else []
    choices = numbered(own_choices(turn), out, first)
    if turn.status in CHOOSING:
        return [*lines, *wrapped(wording.no_answer(turn), out, first=SPEAKER), *choices]
    answer = markdown_lines(turn.answer or "", out)
    head = SPEAKER
    if turn.status == turns.LIKELY:
        question = safe_line(wording.closest_question(turn), QUESTION_LIMIT)
        lines += wrapped(f"{wording.CLOSEST_MATCH} {question}", out, first=SPEAKER)
        head = ""
    if turn.source_is_silent:
        head += f"{wording.NOT_IN_SOURCE} "
    # An answer of several lines starts below the speaker, so that all its lines start at the margin.
    if len(answer) == 1 and cell_width(head + answer[0]) <= (out.width or UNLIMITED):
        lines.append(head + answer[0])
    else:
        lines += [*filter(None, [head.rstrip()]), *answer]
    source = turn.source
    if source is not None and turn.status != turns.SMALL_TALK:
        place = safe_line(section_and_locator(source), 500)
        match = f" Match {int(turn.score)}." if wording.low_score(turn) else ""
        lines += wrapped(f"{place}.{match}", out, first="Source: ")
        if source.quote:
            lines += wrapped(f"“{safe_line(source.quote, 500)}”", out, first="Quote: ")
    offer = f"{wording.OR_DID_YOU_MEAN}:" if turn.status == turns.LIKELY else "You can ask next:"
    return [*lines, offer, *choices] if choices else lines
