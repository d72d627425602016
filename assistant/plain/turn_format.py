"""A turn in words for people: the answer first, then where it rests, then what to ask next.

Lines only, no stream: the one-shot command and plain mode put them where they belong.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversation import turn as turns
from assistant.conversation.turn import Explanation, Turn
from assistant.sanitize import safe_line
from assistant.terminal.output import Output
from assistant.terminal.rendering import markdown_lines, wrapped
from assistant.text.layout import cell_width

NOT_SAID = "The source does not say."
DID_YOU_MEAN = "Did you mean"
NO_ANSWER = "No matching answer."
CLOSEST = "The closest questions:"
PICK = "To pick one: assistant show ID"
BROWSE = "To see everything that can be asked: assistant list"


def turn_lines(turn: Turn, out: Output, *, explain: bool = False) -> list[str]:
    """A turn as the one-shot command tells it.

    Args:
        turn: What came of the question.
        out: Where it goes.
        explain: Whether the parts of the score follow.
    """
    lines = wrapped(f"About: {turn.about}", out, "italic") if turn.about else []
    if turn.status in (turns.AMBIGUOUS, turns.NO_MATCH):
        lines += _choices(turn, out)
    else:
        lines += _answer(turn, out)
    if explain and turn.explanation is not None:
        lines += ["", *explanation_lines(turn.explanation, out)]
    for second in turn.also:
        lines += ["", *turn_lines(second, out, explain=explain)]
    return lines


def answer_lines(turn: Turn, out: Output) -> list[str]:
    """The answer alone, with the word that the source is silent where it is."""
    lines = wrapped(NOT_SAID, out, "bold", "second") if turn.status == turns.NOT_IN_SOURCE else []
    return [*lines, *markdown_lines(turn.answer or "", out)]


def source_line(turn: Turn) -> str:
    """Where an answer rests, on one line: section, locator, score."""
    source = turn.source
    parts = [source.title, source.locator] if source is not None else []
    return " · ".join(safe_line(part, 300) for part in (*parts, f"{turn.score:.0f}") if part)


def _answer(turn: Turn, out: Output) -> list[str]:
    lines = answer_lines(turn, out)
    if turn.source is not None and turn.status != turns.SMALL_TALK:
        lines += ["", *wrapped(source_line(turn), out, "quiet", first="§ ", mark="accent")]
        if turn.source.quote:
            lines += wrapped(f"“{safe_line(turn.source.quote, 500)}”", out, "italic", first="  ")
    if turn.related:
        lines += ["", "Ask next:", *_listed(turn.related, out)]
    return lines


def _choices(turn: Turn, out: Output) -> list[str]:
    """Questions to choose from, numbered, each with the id that picks it."""
    rows = [(candidate.entry, candidate.question) for candidate in turn.candidates]
    if turn.status == turns.AMBIGUOUS:
        head = out.paint(DID_YOU_MEAN, "bold")
        return [head, *_listed(rows, out, numbered=True), "", *wrapped(PICK, out, "quiet")]
    if not rows:
        return [out.paint(NO_ANSWER, "bold"), *wrapped(BROWSE, out, "quiet")]
    head = f"{out.paint(NO_ANSWER, 'bold')} {CLOSEST}"
    return [head, *_listed(rows, out, numbered=True), "", *wrapped(f"{PICK}. {BROWSE}", out, "quiet")]


def _listed(rows: Sequence[tuple[str, str]], out: Output, *, numbered: bool = False) -> list[str]:
    """Questions with their ids: beside each other where there is room, else the id below."""
    wide = max((cell_width(question) for _, question in rows), default=0)
    lines: list[str] = []
    for number, (id, question) in enumerate(rows, 1):
        head = f"  {number}  " if numbered else "  "
        if out.width is None:
            lines.append(f"{head}{question}  [{id}]")
        elif cell_width(head) + wide + 2 + max(cell_width(one) for one, _ in rows) <= out.width:
            lines.append(head + question + " " * (wide - cell_width(question) + 2) + out.paint(id, "accent"))
        else:
            lines += wrapped(question, out, first=head)
            lines.append(" " * cell_width(head) + out.paint(id, "accent"))
    return lines


def explanation_lines(explanation: Explanation, out: Output) -> list[str]:
    """How an answer was chosen, as a small table."""
    rows = [("reason", explanation.reason)]
    read = [f"{typed} → {meant}" if typed != meant else typed for typed, meant in explanation.words]
    rows += [("words", ", ".join(read))] if read else []
    rows += [("guard", guard) for guard in explanation.guards]
    rows += [("threshold", f"{explanation.threshold:.1f}"), ("margin", f"{explanation.margin:.1f}")]
    second = explanation.runner_up
    if second is not None:
        rows.append(("runner-up", f"{second.score:.1f} {second.question} [{second.entry}]"))
    wide = max(len(name) for name, _ in rows)
    names = max((len(part.name) for part in explanation.parts), default=0)
    figures = [f"{part.value:.3f}" for part in explanation.parts]
    deep = max((len(figure) for figure in figures), default=0)
    lines = []
    for name, value in rows:
        lines += wrapped(safe_line(value, 2000), out, first=f"{name.ljust(wide)}  ")
    for part, figure in zip(explanation.parts, figures, strict=True):
        head = f"{part.name.ljust(max(names, wide))}  {figure.rjust(deep)}  "
        lines += wrapped(part.note, out, "quiet", first=head) or [head.rstrip()]
    return lines
