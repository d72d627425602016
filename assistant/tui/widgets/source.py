"""The source of the answer in focus, or of another entry: section, locator, link and neighbouring entries."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual.content import Content

from assistant.base.model import Entry, Section
from assistant.sanitize import safe_text
from assistant.tui.keys import SOURCE, bindings
from assistant.tui.markdown_page import BLANK, choice_style, draw_markdown
from assistant.tui.messages import EntryChosen
from assistant.tui.page import Page, Paragraph
from assistant.tui.services import Row
from assistant.tui.turn_page import INDENT, Choice
from assistant.tui.widgets.block import Block, ChoicePicked


class SourceDetails(NamedTuple):
    """The source of an entry."""

    section: Section
    entry: Entry
    url: str
    before: Row | None
    """The previous entry of the section."""
    after: Row | None
    """The next entry."""


class SourcePanel(Block, inherit_bindings=False):
    """Shows section, locator, quote and link, the previous and next entries, and an entry that is only browsed."""

    BINDINGS: ClassVar = bindings(SOURCE)
    NUMBERED = False
    HELP = """\
## Source

The section, locator and link of the focused answer. **Up** and **Down** show the previous and the next entry of the
section with its answer, and **Enter** asks its question.
"""

    def __init__(self) -> None:
        super().__init__(classes="source")
        self.id = "source"
        self._details: SourceDetails | None = None
        self._browsed = False

    def show(self, details: SourceDetails | None, *, browsed: bool) -> None:
        """Show the source of another entry.

        Args:
            details: The source; ``None`` if there is none.
            browsed: Whether the entry is not the answer in focus, so that its question and answer are shown, too.
        """
        self._details, self._browsed = details, browsed
        choices: list[Choice] = []
        if details is not None:
            choices += [Choice("open", details.url, "open the source")] if details.url else []
            choices += [Choice("show", row[0], row[2]) for row in (details.before, details.after) if row]
        self.choices = tuple(choices)
        self.change()
        self.refresh_bindings()

    @property
    def browsed(self) -> str:
        """The id of an entry that is only browsed; empty if the source is that of the answer in focus."""
        return self._details.entry.id if self._browsed and self._details is not None else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable keys that would do nothing."""
        if action == "show":
            return self._neighbour(parameters[0] == 1) is not None
        return self._browsed if action == "ask" else super().check_action(action, parameters)

    def _neighbour(self, after: bool) -> Row | None:
        details = self._details
        return None if details is None else details.after if after else details.before

    def action_show(self, step: int) -> None:
        """Show the previous (-1) or next (1) entry."""
        row = self._neighbour(step == 1)
        if row is not None:
            self.post_message(ChoicePicked(self, Choice("show", row[0], row[2])))

    def action_ask(self) -> None:
        """Ask the question of the entry shown."""
        if self._details is not None:
            self.post_message(EntryChosen(self._details.entry.id, self._details.entry.question))

    def draw(self) -> Page:
        """Return the page; a placeholder until there is an answer."""
        details = self._details
        if details is None:
            return Page((Paragraph(Content.styled("The source of an answer appears here.", "$quiet")),))
        section, entry = details.section, details.entry
        paragraphs = []
        if self._browsed:
            paragraphs += [Paragraph(Content.styled(safe_text(entry.question), "bold"))]
            paragraphs += [*draw_markdown(entry.answer), BLANK]
        paragraphs.append(
            Paragraph(Content(safe_text(section.title)), Content.styled("§ ", "$accent"), INDENT)
        )
        for text, style in (
            (entry.locator or section.locator, "$quiet"),
            (f"“{entry.quote}”" if entry.quote else "", "italic $quiet"),
            ("" if self._browsed else section.summary, ""),
        ):
            paragraphs += [Paragraph(Content.styled(safe_text(text), style), INDENT, INDENT)] if text else []
        return Page((*paragraphs, *self._choice_lines(details)))

    def _choice_lines(self, details: SourceDetails) -> list[Paragraph]:
        lines = []
        for number, choice in enumerate(self.choices):
            here = choice_style(number)
            if choice.kind == "open":
                link = Content.styled(safe_text(choice.value), self.look.style(number, "$accent"))
                lines += [Paragraph(link.stylize(here), INDENT, INDENT), BLANK]
                continue
            before = details.before is not None and choice.value == details.before[0]
            mark = Content.styled("↑ " if before else "↓ ", "$accent").stylize(here)
            words = Content.styled(safe_text(choice.label), self.look.style(number)).stylize(here)
            lines.append(Paragraph(words, mark, INDENT))
        return lines
