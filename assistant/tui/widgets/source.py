"""The source of the focused answer: section, locator, link and neighbouring entries."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual.content import Content

from assistant.base.model import Section
from assistant.conversation.turn import Citation
from assistant.sanitize import safe_text
from assistant.tui.keys import SOURCE, bindings
from assistant.tui.markdown_page import BLANK, choice_style
from assistant.tui.page import Page, Paragraph
from assistant.tui.services import Row
from assistant.tui.turn_page import Choice
from assistant.tui.widgets.block import Block


class SourceDetails(NamedTuple):
    """The source of an answer."""

    section: Section
    citation: Citation | None
    before: Row | None
    """The previous entry of the section."""
    after: Row | None
    """The next entry."""


class SourcePanel(Block, inherit_bindings=False):
    """Shows section summary, locator, link, and the previous and next entries."""

    BINDINGS: ClassVar = bindings(SOURCE)
    NUMBERED = False
    HELP = """\
## Source

The section, locator and link of the focused answer. **Up** and **Down** show the previous and the next entry of the
section.
"""

    def __init__(self) -> None:
        super().__init__(classes="source")
        self.id = "source"
        self._details: SourceDetails | None = None

    def show(self, details: SourceDetails | None) -> None:
        """Show the source of another answer."""
        self._details = details
        choices: list[Choice] = []
        if details is not None:
            if details.citation is not None and details.citation.url:
                choices.append(Choice("open", details.citation.url, "open the source"))
            for row in (details.before, details.after):
                if row is not None:
                    choices.append(Choice("ask", row[0], row[2]))
        self.choices = tuple(choices)
        self.change()

    def draw(self) -> Page:
        """Return the page; a placeholder until there is an answer."""
        details = self._details
        if details is None:
            return Page((Paragraph(Content.styled("The source of an answer appears here.", "$quiet")),))
        section, citation = details.section, details.citation
        paragraphs = [Paragraph(Content.styled(safe_text(section.title), "bold"))]
        locator = citation.locator if citation is not None and citation.locator else section.locator
        if locator:
            paragraphs.append(Paragraph(Content.styled(safe_text(locator), "$quiet")))
        if section.summary:
            paragraphs.append(Paragraph(Content(safe_text(section.summary))))
        if citation is not None and citation.quote:
            mark = Content.styled("▏ ", "$faint")
            quote = Content.styled(f"“{safe_text(citation.quote)}”", "italic $quiet")
            paragraphs.append(Paragraph(quote, mark, mark))
        look = self.look
        first = True
        for number, choice in enumerate(self.choices):
            if choice.kind == "open":
                link = Content.styled(safe_text(choice.value), look.style(number, "$accent"))
                paragraphs.append(Paragraph(link.stylize(choice_style(number))))
                continue
            if first:
                paragraphs.append(BLANK)
                first = False
            before = details.before is not None and choice.value == details.before[0]
            mark = Content.styled("↑ " if before else "↓ ", "$accent").stylize(choice_style(number))
            words = Content.styled(safe_text(choice.label), look.style(number)).stylize(choice_style(number))
            paragraphs.append(Paragraph(words, mark, Content("  ")))
        return Page(tuple(paragraphs))
