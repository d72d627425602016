"""Format a turn for the one-shot command: the answer, its source and related questions."""

from __future__ import annotations

from assistant.base.model import QUESTION_LIMIT
from assistant.conversation import turn as turns
from assistant.conversation import wording
from assistant.conversation.turn import CHOOSING, Explanation, Turn
from assistant.sanitize import safe_line
from assistant.terminal.output import Output
from assistant.terminal.rendering import markdown_lines, wrapped
from assistant.text.excerpt import excerpt
from assistant.text.layout import cell_width

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "assistant"
"""The command that hints name, if it needs no options."""


def turn_lines(
    turn: Turn, out: Output, *, explain: bool = False, first: int = 1, program: str = PROGRAM
) -> list[str]:
    """Return the lines of a turn.

    Args:
        turn: The turn.
        out: Where the lines go.
        explain: Whether to add how the answer was chosen.
        first: The number of the first choice.
        program: The command that hints name, with the options that name the base.
    """
    lines = wrapped(safe_line(turn.part, QUESTION_LIMIT), out, "bold", "accent") if turn.part else []
    lines += wrapped(f"About: {turn.about}", out, "italic") if turn.about else []
    lines += (_choices if turn.status in CHOOSING else _answer)(turn, out, first, program)
    if explain and turn.explanation is not None:
        lines += ["", *explanation_lines(turn.explanation, out)]
    for second in turn.also:
        first += len(turn.choices)
        lines += ["", *turn_lines(second, out, explain=explain, first=first, program=program)]
    return lines


def _answer(turn: Turn, out: Output, first: int, program: str) -> list[str]:
    lines: list[str] = []
    if turn.status == turns.LIKELY:
        question = safe_line(wording.closest_question(turn), QUESTION_LIMIT)
        lines += wrapped(f"{wording.CLOSEST_MATCH} {question}", out, "bold", "second")
    lines += wrapped(wording.NOT_IN_SOURCE, out, "bold", "second") if turn.source_is_silent else []
    lines += markdown_lines(turn.answer or "", out)
    source = turn.source
    if source is not None and turn.status != turns.SMALL_TALK:
        parts = [safe_line(part, 300) for part in (source.title, source.locator) if part]
        parts += [f"match {int(turn.score)}"] if wording.low_score(turn) else []
        line = " · ".join(parts)
        lines += ["", *wrapped(line, out, "quiet", first="§ ", mark="accent")]
        if source.quote:
            lines += wrapped(f"“{safe_line(source.quote, 500)}”", out, "italic", first="  ")
    if turn.choices:
        alternatives = [(one.entry, one.question) for one in turn.choices]
        lines += ["", f"{wording.OR_DID_YOU_MEAN}:", *_listed(alternatives, out, first)]
        lines += ["", *wrapped(_pick(program), out, "quiet")]
    if turn.related:
        lines += ["", "Ask next:", *_listed(turn.related, out)]
    return lines


def _choices(turn: Turn, out: Output, first: int, program: str) -> list[str]:
    """Return the questions to choose from, each with its entry id; in another language, how to list them."""
    if turn.reason == turns.LANGUAGE:
        return wrapped(wording.no_answer(turn, f"{program} list"), out, "bold")
    questions = [(candidate.entry, candidate.question) for candidate in turn.choices]
    if turn.status == turns.AMBIGUOUS:
        excerpts = [excerpt(one.excerpt) for one in turn.candidates]
        listed = _listed(questions, out, first, excerpts=excerpts)
        return [out.paint(wording.DID_YOU_MEAN, "bold"), *listed, "", *wrapped(_pick(program), out, "quiet")]
    head = out.paint(wording.NO_MATCH, "bold")
    if not questions:
        return [head, *wrapped(_browse(program), out, "quiet")]
    listed = _listed(questions, out, first)
    return [
        f"{head} {wording.CLOSEST}",
        *listed,
        "",
        *wrapped(f"{_pick(program)}. {_browse(program)}", out, "quiet"),
    ]


def _pick(program: str) -> str:
    return f"To pick one: {program} show ID"


def _browse(program: str) -> str:
    return f"To list all questions: {program} list"


def _listed(
    questions: Sequence[tuple[str, str]],
    out: Output,
    first: int | None = None,
    *,
    excerpts: Sequence[str] = (),
) -> list[str]:
    """Return questions with their ids, in two columns if they fit, else the id below the question.

    Args:
        questions: (id, question) of each entry.
        out: Where the lines go.
        first: The number of the first question; ``None`` for no numbers.
        excerpts: The beginning of each answer, shown below its question.
    """
    widest = max((cell_width(question) for _, question in questions), default=0)
    longest_id = max((cell_width(id) for id, _ in questions), default=0)
    lines: list[str] = []
    for at, (id, question) in enumerate(questions):
        head = "  " if first is None else f"  {first + at}  "
        if out.width is None:
            lines.append(f"{head}{question}  [{id}]")
        elif len(head) + widest + 2 + longest_id <= out.width:
            lines.append(
                head + question + " " * (widest - cell_width(question) + 2) + out.paint(id, "accent")
            )
        else:
            lines += [*wrapped(question, out, first=head), " " * len(head) + out.paint(id, "accent")]
        if excerpts and excerpts[at]:
            text = safe_line(excerpts[at], QUESTION_LIMIT)
            lines += wrapped(text, out, "quiet", first=" " * len(head))
    return lines


def explanation_lines(explanation: Explanation, out: Output) -> list[str]:
    """Return how an answer was chosen, as a small table."""
    words = [f"{typed} → {read}" if typed != read else typed for typed, read in explanation.words]
    rows = [("reason", explanation.reason)]
    rows += [("words", ", ".join(words))] if words else []
    rows += [("adjusted", wording.adjustment(guard)) for guard in explanation.guards]
    rows += [
        ("threshold", f"{explanation.threshold:.1f}"),
        ("margin", f"{explanation.margin:.1f}"),
        ("likely at", f"{explanation.likely_threshold:.1f}"),
    ]
    second = explanation.runner_up
    if second is not None:
        rows.append(("runner-up", f"{second.score:.1f} {second.question} [{second.entry}]"))
    width = max(len(name) for name, _ in rows)
    lines = []
    for name, value in rows:
        lines += wrapped(safe_line(value, QUESTION_LIMIT), out, first=f"{name.ljust(width)}  ")
    width = max(width, *(len(part.name) for part in explanation.parts), 0)
    figures = [f"{part.value:.3f}" for part in explanation.parts]
    for part, figure in zip(explanation.parts, figures, strict=True):
        head = f"{part.name.ljust(width)}  {figure.rjust(max(map(len, figures)))}  "
        lines += wrapped(part.note, out, "quiet", first=head)
    return lines
