"""What each kind of turn looks like: from values to a page.

Apart from the widgets, so that the words of a conversation can be searched, off the event loop, without a
widget for each of its blocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from textual.content import Content
from textual.style import Style

from assistant.conversation import turn as turns
from assistant.conversation.turn import Explanation, Turn
from assistant.sanitize import safe_text
from assistant.text.layout import table
from assistant.text.markdown import Span, links_of, openable
from assistant.text.prose import read
from assistant.tui.markdown_page import BLANK, draw_markdown, draw_paragraph, part_style
from assistant.tui.page import Page, Paragraph, flow

CHOOSING = (turns.AMBIGUOUS, turns.NO_MATCH)
"""What has no answer of its own but questions to choose from."""
NOT_SAID = "The source does not say."
DID_YOU_MEAN = "Did you mean"
NO_ANSWER = "No matching answer."
NONE = "none of these"
BROWSE = "browse the contents"


class Part(NamedTuple):
    """Something in a block that can be chosen."""

    kind: str
    """``ask``, ``open``, ``browse`` or ``none``."""
    value: str = ""
    """An entry's id, a link or a section's id."""
    label: str = ""
    """The words it is shown by: the question that it asks."""


class Look(NamedTuple):
    """How the choices of a block look just now."""

    active: int = -1
    """The choice under the cursor, -1 for none."""
    hovered: int = -1
    """The choice under the mouse, -1 for none."""

    def style(self, number: int, plain: str = "") -> str:
        """The style of one choice."""
        if number == self.active:
            return "bold $accent"
        return f"{plain} underline".strip() if number == self.hovered else plain


PLAIN = Look()


@dataclass
class State:
    """What happened to a block since it was said; kept when its widget goes."""

    explained: bool = False
    """Whether the parts of the score are shown."""
    noted: str = ""
    """What became of it, such as that it was remembered as not fitting."""
    picked: int = -1
    """The choice that was taken, -1 for none yet."""


def parts_of(turn: Turn, sections: Mapping[str, str]) -> tuple[Part, ...]:
    """What can be chosen in a turn.

    Args:
        turn: What came of a question.
        sections: Titles of the base's sections by id.

    Returns:
        The choices that bear a digit, then the links of the answer and last of its source that may be opened.
    """
    if turn.status in CHOOSING:
        last = Part("none", "", NONE) if turn.status == turns.AMBIGUOUS else Part("browse", "", BROWSE)
        return (*(Part("ask", one.entry, one.question) for one in turn.candidates), last)
    parts = [Part("ask", entry, question) for entry, question in turn.related]
    source = turn.source
    url = source.url if source is not None else ""
    links = [Part("open", link, "open") for link in links_of(read(turn.answer or "")) if link != url]
    if source is not None:
        if turn.status == turns.NOT_IN_SOURCE and source.section in sections:
            parts.append(Part("browse", source.section, f"browse “{sections[source.section]}”"))
        if openable(url):
            links.append(Part("open", url, "open"))
    return (*parts, *links)


def digits_of(parts: tuple[Part, ...]) -> int:
    """How many of the choices bear a digit: all but the links, and no more than there are digits."""
    return min(9, sum(part.kind != "open" for part in parts))


def question_page(question: str, note: str = "") -> Page:
    """A question, and what there is to say about it."""
    words = Paragraph(
        Content.styled(safe_text(question), "bold"), Content.styled("❯ ", "$quiet"), Content("  ")
    )
    if not note:
        return Page((words,))
    return Page((words, Paragraph(Content.styled(note, "italic $quiet"), Content("  "), Content("  "))))


def answer_page(turn: Turn, parts: tuple[Part, ...], state: State, look: Look = PLAIN) -> Page:
    """An answer: the words first, then where they rest, the quote, and what to ask next.

    "The source does not say" says so first; small talk is its words alone.
    """
    paragraphs = _about(turn)
    if turn.status == turns.NOT_IN_SOURCE:
        paragraphs.append(Paragraph(Content.styled(NOT_SAID, "bold $second")))
    paragraphs += draw_markdown(turn.answer or "", partial(_link_style, parts, look))
    if turn.source is not None and turn.status != turns.SMALL_TALK:
        paragraphs += [BLANK, _source_line(turn, parts, look)]
        if turn.source.quote:
            mark = Content.styled("▏ ", "$faint")
            paragraphs.append(
                Paragraph(Content.styled(f"“{turn.source.quote}”", "italic $quiet"), mark, mark)
            )
    digits = digits_of(parts)
    if digits:
        pieces = [_piece(number, parts[number], look) for number in range(digits)]
        paragraphs += [BLANK, flow(pieces, Content("   "))]
    return Page((*paragraphs, *_afterwards(turn, state)))


def choices_page(turn: Turn, parts: tuple[Part, ...], state: State, look: Look = PLAIN) -> Page:
    """Questions to choose from, one a line: did you mean, or the closest to what has no answer."""
    if turn.status == turns.AMBIGUOUS:
        head = Content.styled(DID_YOU_MEAN, "$quiet")
    else:
        head = Content(f"{NO_ANSWER} The closest questions:" if turn.candidates else NO_ANSWER)
    paragraphs = [*_about(turn), Paragraph(head)]
    for number, part in enumerate(parts):
        mark = "❯" if number == look.active else "✓" if number == state.picked else " "
        quiet = "$quiet" if part.kind in ("none", "browse") else ""
        paragraphs.append(choice_line(number, part.label, look.style(number, quiet), mark))
    return Page((*paragraphs, *_afterwards(turn, state)))


def choice_line(number: int, label: str, style: str, mark: str = " ") -> Paragraph:
    """A numbered choice on a line of its own."""
    first = Content.styled(f"{mark} {number + 1}  ", "$accent").stylize(part_style(number))
    words = Content.styled(safe_text(label), style).stylize(part_style(number))
    return Paragraph(words, first, Content(" " * first.cell_length))


def _about(turn: Turn) -> list[Paragraph]:
    return [Paragraph(Content.styled(f"about: {turn.about}", "italic $quiet"))] if turn.about else []


def _source_line(turn: Turn, parts: tuple[Part, ...], look: Look) -> Paragraph:
    source = turn.source
    assert source is not None
    gap = Content.styled(" · ", "$faint")
    pieces = [Content.styled(part, "$quiet") for part in (source.title, source.locator) if part]
    short = [Content.styled(f"match {turn.score:.0f}", "$quiet")] if turn.score else []
    number = _place_of(source.url, parts)
    if number is not None:
        short.append(Content.styled("open", look.style(number, "$accent")).stylize(part_style(number)))
    if short:
        pieces.append(gap.join(short))  # on one line: a lone word on the next would be lost
    return flow(pieces, gap, Content.styled("§ ", "$accent"), Content("  "))


def _place_of(url: str, parts: tuple[Part, ...]) -> int | None:
    """Which of the parts opens a link."""
    return next((at for at, part in enumerate(parts) if (part.kind, part.value) == ("open", url)), None)


def _link_style(parts: tuple[Part, ...], look: Look, url: str) -> tuple[str | Style, ...]:
    """A link in an answer: told from the words around it, and a part of its block."""
    number = _place_of(url, parts)
    return () if number is None else (look.style(number, "$accent underline"), part_style(number))


def _piece(number: int, part: Part, look: Look) -> Content:
    words = Content.styled(safe_text(part.label), look.style(number))
    return (Content.styled(f"{number + 1} ", "$accent") + words).stylize(part_style(number))


def _afterwards(turn: Turn, state: State) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    if state.explained and turn.explanation is not None:
        paragraphs += [BLANK, *_explained(turn.explanation)]
    if state.noted:
        paragraphs += [BLANK, Paragraph(Content.styled(state.noted, "italic $quiet"))]
    return paragraphs


def _explained(explanation: Explanation) -> list[Paragraph]:
    """How an answer was chosen, as a small table."""
    values = [f"{part.value:.2f}".rstrip("0").rstrip(".") for part in explanation.parts]
    width = max(map(len, values), default=0)
    rows = [
        [[Span(cell, ("$quiet",))] for cell in (part.name, value.rjust(width), part.note)]
        for part, value in zip(explanation.parts, values, strict=True)
    ]
    paragraphs = [Paragraph(Content.styled(explanation.reason, "$quiet"))] if explanation.reason else []
    paragraphs += [draw_paragraph(row) for row in table(rows)]
    lines = [f"threshold {explanation.threshold:.0f} · margin {explanation.margin:.0f}"]
    if explanation.runner_up is not None:
        lines.append(f"next: {explanation.runner_up.question} ({explanation.runner_up.score:.0f})")
    lines += [f"held back: {guard}" for guard in explanation.guards]
    changed = [f"{typed} → {read}" for typed, read in explanation.words if typed != read]
    if changed:
        lines.append("read as: " + ", ".join(changed))
    return [*paragraphs, *(Paragraph(Content.styled(safe_text(line), "$quiet")) for line in lines)]
