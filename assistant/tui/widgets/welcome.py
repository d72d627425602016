"""What an empty conversation shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from assistant.tui.drawing import BLANK
from assistant.tui.page import Page, Paragraph
from assistant.tui.saying import Part, choice_line
from assistant.tui.widgets.block import Block

if TYPE_CHECKING:
    from assistant.session import Library

OFFERED = 6
ABOUT = "Answers about “{title}”, written by people, each with its source. Ask in your own words."
SHORT = "Ask about “{title}”."


class Welcome(Block):
    """In one line what this is, and good questions from different sections to begin with."""

    def __init__(self, title: str, offered: Sequence[tuple[str, str]]) -> None:
        """Make the block.

        Args:
            title: The base's title.
            offered: Entries to begin with: id and question.
        """
        super().__init__(
            tuple(Part("ask", entry, question) for entry, question in offered), classes="welcome"
        )
        self._title = title

    def draw(self) -> Page:
        """The line and the questions."""
        lines = [
            Paragraph(Content((ABOUT if self.app.size.height >= 18 else SHORT).format(title=self._title))),
        ]
        if self.parts:
            lines += [BLANK, Paragraph(Content.styled("To begin with", "$quiet"))]
        look = self.look
        for number, part in enumerate(self.parts):
            mark = "❯" if number == look.active else " "
            lines.append(choice_line(number, part.label, look.style(number), mark))
        return Page(tuple(lines))


def good_questions(library: Library, count: int = OFFERED) -> list[tuple[str, str]]:
    """Questions to begin with: those the curator tagged ``start``, else from as many sections as there are.

    Without tags the first answered entry of every section, then the second of each, and so on: the people who wrote the
    base put first what matters first. Long ones are passed over while there are others.
    """
    tagged = library.starters()
    if tagged:
        return list(tagged[:count])
    rows: dict[str, list[tuple[str, str]]] = {section.id: [] for section in library.sections}
    for entry, section, question, kind in library.listing():
        if kind == "answer" and section in rows:
            rows[section].append((entry, question))
    # The sections that say most come first, but are shown in the base's own order.
    for offered in rows.values():
        offered.sort(key=lambda one: len(one[1]) > 60)
    chosen: list[tuple[str, str, int]] = []
    depth = 0
    order = {section: place for place, section in enumerate(rows)}
    while len(chosen) < count and any(len(offered) > depth for offered in rows.values()):
        for section in sorted(rows, key=lambda name: (-len(rows[name]), order[name])):
            if len(rows[section]) > depth and len(chosen) < count:
                chosen.append((*rows[section][depth], order[section]))
        depth += 1
    return [(entry, question) for entry, question, _ in sorted(chosen, key=lambda one: one[2])]
