"""Build the page of each kind of turn.

Kept apart from the widgets so that a conversation can be searched off the event loop, without a widget per block.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from textual.content import Content
from textual.style import Style

from assistant.conversation import turn as turns
from assistant.conversation import wording
from assistant.conversation.turn import CHOOSING, Citation, Explanation, Turn
from assistant.sanitize import safe_text
from assistant.text.excerpt import excerpt
from assistant.text.layout import table
from assistant.text.markdown import Span, links_of, openable
from assistant.text.prose import read
from assistant.tui.markdown_page import BLANK, choice_style, draw_markdown, draw_paragraph
from assistant.tui.page import EMPTY, Page, Paragraph, flow


class Choice(NamedTuple):
    """A choice in a block."""

    kind: str
    """``ask``, ``open``, ``browse`` or ``none``."""
    value: str = ""
    """The id of an entry or section, or a link."""
    label: str = ""
    """Its text, such as the question it asks."""


class Look(NamedTuple):
    """Which choices of a block are highlighted."""

    active: int = -1
    """The choice under the cursor, -1 for none."""
    hovered: int = -1
    """The choice under the mouse, -1 for none."""

    def style(self, number: int, plain: str = "") -> str:
        """Return the style of a choice."""
        if number == self.active:
            return "bold $accent"
        return f"{plain} underline".strip() if number == self.hovered else plain


PLAIN = Look()


@dataclass
class State:
    """The state of a block, which outlives its widget."""

    explained: bool = False
    """Whether the parts of the score are shown."""
    noted: str = ""
    """A note below the answer, such as that it was marked as wrong."""
    picked: int = -1
    """The choice that was picked, -1 for none."""
    first: int = 1
    """The number shown for its first choice."""


def choices_of(turn: Turn, sections: Mapping[str, str]) -> tuple[Choice, ...]:
    """Return the choices of a turn: first the numbered choices, then links, the link of the source last.

    Args:
        turn: The turn.
        sections: The titles of the sections of the base by id.
    """
    asking = [Choice("ask", one.entry, one.question) for one in turn.choices]
    if turn.status in CHOOSING:
        none, browse = (
            Choice("none", "", wording.NONE_OF_THESE),
            Choice("browse", "", wording.BROWSE_CONTENTS),
        )
        last = none if turn.status == turns.AMBIGUOUS else browse
        return (*asking, last)
    choices = [*asking, *(Choice("ask", entry, question) for entry, question in turn.related)]
    source = turn.source
    links = links_of(read(turn.answer or ""))
    if source is not None:
        if turn.status == turns.NOT_IN_SOURCE and source.section in sections:
            choices.append(Choice("browse", source.section, f"browse “{sections[source.section]}”"))
        links = [link for link in links if link != source.url] + [source.url] * openable(source.url)
    return (*choices, *(Choice("open", link, "open") for link in links))


def digit_count(choices: tuple[Choice, ...], first: int = 1) -> int:
    """Return how many of the choices have a digit, from the digit ``first``: all but the links, at most up to 9."""
    return max(min(10 - first, sum(choice.kind != "open" for choice in choices)), 0)


def _paragraph(text: str, style: str = "$quiet", first: Content = EMPTY, rest: Content = EMPTY) -> Paragraph:
    return Paragraph(Content.styled(safe_text(text), style), first, rest)


def question_page(question: str, note: str = "") -> Page:
    """Return the page of a question, with a note below it."""
    indent = Content("  ")
    words = _paragraph(question, "bold", Content.styled("❯ ", "$quiet"), indent)
    return Page((words, _paragraph(note, "italic $quiet", indent, indent)) if note else (words,))


def answer_page(turn: Turn, choices: tuple[Choice, ...], state: State, look: Look = PLAIN) -> Page:
    """Return the page of an answer: its text, source, quote, and the alternatives or related questions."""
    paragraphs = _heading(turn)
    if turn.status == turns.LIKELY:
        label = Content.styled(f"{wording.CLOSEST_MATCH} ", "$second")
        question = Content.styled(safe_text(wording.closest_question(turn)), "bold $second")
        paragraphs.append(Paragraph(label + question))
    if turn.source_is_silent:
        paragraphs.append(_paragraph(wording.NOT_IN_SOURCE, "bold $second"))
    paragraphs += draw_markdown(turn.answer or "", partial(_link_style, choices, look))
    if turn.source is not None and turn.status != turns.SMALL_TALK:
        paragraphs += [BLANK, _source_line(turn, turn.source, choices, look)]
        if turn.source.quote:
            bar = Content.styled("▏ ", "$faint")
            paragraphs.append(_paragraph(f"“{turn.source.quote}”", "italic $quiet", bar, bar))
    digits = digit_count(choices, state.first)
    if turn.status == turns.LIKELY and digits:
        paragraphs += [BLANK, _paragraph(wording.OR_DID_YOU_MEAN)]
        paragraphs += [
            _choice_line(number, choice, state, look) for number, choice in enumerate(choices[:digits])
        ]
    elif digits:
        pieces = [
            _choice(f"{state.first + number} ", "$accent", number)
            + _choice(choice.label, look.style(number), number)
            for number, choice in enumerate(choices[:digits])
        ]
        paragraphs += [BLANK, flow(pieces, Content("   "))]
    return Page((*paragraphs, *_additions(turn, state)))


def choices_page(turn: Turn, choices: tuple[Choice, ...], state: State, look: Look = PLAIN) -> Page:
    """Return the page of a turn without an answer: questions to choose from, with the beginnings of their answers."""
    style = "$quiet" if turn.status == turns.AMBIGUOUS else ""
    paragraphs = [*_heading(turn), _paragraph(wording.no_answer(turn), style)]
    for number, choice in enumerate(choices):
        line = _choice_line(number, choice, state, look)
        paragraphs.append(line)
        if turn.status == turns.AMBIGUOUS and number < len(turn.candidates):
            text = excerpt(turn.candidates[number].excerpt)
            paragraphs += [Paragraph(_choice(text, "$quiet", number), line.rest, line.rest)] if text else []
    return Page((*paragraphs, *_additions(turn, state)))


def _choice_line(number: int, choice: Choice, state: State, look: Look) -> Paragraph:
    """Return a choice of a turn on a line of its own, marked if it is under the cursor or was picked."""
    mark = "❯" if number == look.active else "✓" if number == state.picked else " "
    quiet = "$quiet" if choice.kind in ("none", "browse") else ""
    return choice_line(number, choice.label, look.style(number, quiet), mark, state.first)


def choice_line(number: int, label: str, style: str, mark: str = " ", first: int = 1) -> Paragraph:
    """Return a numbered choice on a line of its own."""
    head = _choice(f"{mark} {first + number}  ", "$accent", number)
    return Paragraph(_choice(label, style, number), head, Content(" " * head.cell_length))


def _choice(text: str, style: str, number: int) -> Content:
    return Content.styled(safe_text(text), style).stylize(choice_style(number))


def _heading(turn: Turn) -> list[Paragraph]:
    """Return which part of the question the turn answers, and what a follow-up is about."""
    heading = [_paragraph(turn.part, "bold $accent")] if turn.part else []
    return heading + ([_paragraph(f"about: {turn.about}", "italic $quiet")] if turn.about else [])


def _source_line(turn: Turn, source: Citation, choices: tuple[Choice, ...], look: Look) -> Paragraph:
    gap = Content.styled(" · ", "$faint")
    pieces = [Content.styled(text, "$quiet") for text in (source.title, source.locator) if text]
    short = [Content.styled(f"match {turn.score:.0f}", "$quiet")] if turn.score else []
    number = _number_of(source.url, choices)
    if number is not None:
        short.append(_choice("open", look.style(number, "$accent"), number))
    if short:
        pieces.append(gap.join(short))  # one piece, so that neither is alone on a line
    return flow(pieces, gap, Content.styled("§ ", "$accent"), Content("  "))


def _number_of(url: str, choices: tuple[Choice, ...]) -> int | None:
    """Return the number of the choice that opens a link."""
    return next(
        (at for at, choice in enumerate(choices) if (choice.kind, choice.value) == ("open", url)), None
    )


def _link_style(choices: tuple[Choice, ...], look: Look, url: str) -> tuple[str | Style, ...]:
    number = _number_of(url, choices)
    return () if number is None else (look.style(number, "$accent underline"), choice_style(number))


def _additions(turn: Turn, state: State) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    if state.explained and turn.explanation is not None:
        paragraphs += [BLANK, *_explanation(turn.explanation)]
    if state.noted:
        paragraphs += [BLANK, _paragraph(state.noted, "italic $quiet")]
    return paragraphs


def _explanation(explanation: Explanation) -> list[Paragraph]:
    """Return how an answer was chosen, as a small table."""
    values = [f"{part.value:.2f}".rstrip("0").rstrip(".") for part in explanation.parts]
    width = max(map(len, values), default=0)
    rows = [
        [[Span(cell, ("$quiet",))] for cell in (part.name, value.rjust(width), part.note)]
        for part, value in zip(explanation.parts, values, strict=True)
    ]
    paragraphs = [_paragraph(explanation.reason)] if explanation.reason else []
    paragraphs += [draw_paragraph(row) for row in table(rows)]
    lines = [
        f"threshold {explanation.threshold:.0f} · margin {explanation.margin:.0f} · "
        f"likely at {explanation.likely_threshold:.0f}"
    ]
    if explanation.runner_up is not None:
        lines.append(f"next: {explanation.runner_up.question} ({explanation.runner_up.score:.0f})")
    lines += [f"score adjusted: {guard}" for guard in explanation.guards]
    changed = [f"{typed} → {read}" for typed, read in explanation.words if typed != read]
    if changed:
        lines.append("read as: " + ", ".join(changed))
    return [*paragraphs, *map(_paragraph, lines)]
