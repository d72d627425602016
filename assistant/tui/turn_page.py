"""Build the page of each kind of turn.

Kept apart from the widgets so that a conversation can be searched off the event loop, without a widget per block.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from textual.content import Content
from textual.style import Style

from assistant.conversation import turn as turns
from assistant.conversation import wording
from assistant.conversation.turn import CHOOSING, Citation, Turn
from assistant.sanitize import safe_text
from assistant.text.excerpt import excerpt
from assistant.text.markdown import links_of, openable
from assistant.text.prose import read
from assistant.tui.markdown_page import BLANK, choice_style, draw_markdown
from assistant.tui.page import EMPTY, Page, Paragraph, flow


class Choice(NamedTuple):
    """A choice in a block."""

    kind: str
    """``ask``, ``show``, ``open``, ``browse`` or ``none``."""
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
INDENT = Content("  ")


@dataclass
class State:
    """The state of a block, which outlives its widget."""

    explained: int = 0
    """How much is explained: 0 nothing, 1 in words, 2 with the figures."""
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
    words = _paragraph(question, "bold", Content.styled("❯ ", "bold $accent"), INDENT)
    return Page((words, _paragraph(note, "italic $quiet", INDENT, INDENT)) if note else (words,))


def answer_page(turn: Turn, choices: tuple[Choice, ...], state: State, look: Look = PLAIN) -> Page:
    """Return the page of an answer: beside a bar its text and source, below the alternatives or related questions."""
    answer = _heading(turn)
    if turn.status == turns.LIKELY:
        label = Content.styled(f"{wording.CLOSEST_MATCH} ", "$second")
        question = Content.styled(safe_text(wording.closest_question(turn)), "bold $second")
        answer.append(Paragraph(label + question))
    if turn.source_is_silent:
        answer.append(_paragraph(wording.NOT_IN_SOURCE, "bold $second"))
    answer += draw_markdown(turn.answer or "", partial(_link_style, choices, look))
    if turn.source is not None and turn.status != turns.SMALL_TALK:
        answer += [BLANK, _source_line(turn, turn.source, choices, look)]
        if turn.source.quote:
            answer.append(_paragraph(f"“{turn.source.quote}”", "italic $quiet", INDENT, INDENT))
    bar = Content.styled("▌ ", _bar_style(turn))
    paragraphs = [replace(one, first=bar + one.first, rest=bar + one.rest) for one in answer]
    paragraphs += _additions(turn, state)
    digits = digit_count(choices, state.first)
    if digits:
        head = wording.OR_DID_YOU_MEAN if turn.status == turns.LIKELY else wording.ASK_NEXT
        paragraphs += [BLANK, _paragraph(head)]
        paragraphs += [
            _choice_line(number, choice, state, look) for number, choice in enumerate(choices[:digits])
        ]
    return Page(tuple(paragraphs))


def _bar_style(turn: Turn) -> str:
    if turn.status == turns.SMALL_TALK:
        return "$faint"
    return "$second" if turn.status == turns.LIKELY or turn.source_is_silent else "$accent"


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
    short = [Content.styled(source.locator, "$quiet")] if source.locator else []
    if wording.low_score(turn):
        short.append(Content.styled(f"match {int(turn.score)}", "$second"))
    number = _number_of(source.url, choices)
    if number is not None:
        short.append(_choice("open", look.style(number, "$accent"), number))
    # One piece, so that nothing short is alone on a line.
    pieces = [piece for piece in (Content.styled(source.title, "$quiet"), gap.join(short)) if piece]
    return flow(pieces, gap, Content.styled("§ ", "$accent"), INDENT)


def _number_of(url: str, choices: tuple[Choice, ...]) -> int | None:
    """Return the number of the choice that opens a link."""
    return next(
        (at for at, choice in enumerate(choices) if (choice.kind, choice.value) == ("open", url)), None
    )


def _link_style(choices: tuple[Choice, ...], look: Look, url: str) -> tuple[str | Style, ...]:
    number = _number_of(url, choices)
    return () if number is None else (look.style(number, "$accent underline"), choice_style(number))


def _additions(turn: Turn, state: State) -> list[Paragraph]:
    lines: list[str] = []
    if state.explained and turn.explanation is not None:
        lines.append(wording.explanation(turn))
        lines += wording.figures(turn.explanation) if state.explained > 1 else ()
    paragraphs = [_paragraph(line, "$quiet", INDENT, INDENT) for line in lines]
    if state.noted:
        paragraphs.append(_paragraph(state.noted, "italic $quiet", INDENT, INDENT))
    return [BLANK, *paragraphs] if paragraphs else []
