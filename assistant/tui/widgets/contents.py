"""Sections and their questions as a tree, filtered while typing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from assistant.base.model import Section
from assistant.sanitize import safe_line
from assistant.tui.keys import CONTENTS, bindings
from assistant.tui.messages import EntryChosen
from assistant.tui.page import Page, Paragraph
from assistant.tui.services import Row

SHOWN_WHEN_FILTERED = 60
"""Maximum number of questions shown for a filter, so that drawing them takes no noticeable time."""
LIMIT = 400


class Filtered(NamedTuple):
    """The questions that match a filter."""

    rows: tuple[Row, ...]
    """The first ones, in the order of the base."""
    counts: Mapping[str, int]
    """The number of all, by section."""


def filter_rows(rows: Sequence[Row], words: str) -> Filtered:
    """Return the questions with every word of a filter, in the order of the base; may run off the event loop."""
    wanted = words.casefold().split()
    found = [row for row in rows if all(word in row[2].casefold() for word in wanted)]
    return Filtered(tuple(found[:SHOWN_WHEN_FILTERED]), Counter(row[1] for row in found))


class Contents(OptionList):
    """Sections that expand and collapse, with their questions.

    An option list rather than a tree widget: long questions wrap, and collapsed sections cost no time.
    """

    BINDINGS: ClassVar = [
        *bindings(CONTENTS),
        Binding("up", "cursor_up", show=False),
        Binding("down", "cursor_down", show=False),
    ]
    HELP = """\
## Contents

**Up** and **Down** move, **Enter** asks the question or opens the section, **Left** folds a section and **Right** opens
it. **/** filters, and **Esc** returns to the prompt. From there, **/source** goes to the source below.
"""

    def __init__(self) -> None:
        super().__init__(id="contents", markup=False)
        self._sections: Sequence[Section] = ()
        self._rows: Mapping[str, Sequence[Row]] = {}
        self._opened: set[str] = set()
        """Sections expanded by the user."""
        self._followed = ""
        """The section of the current entry, expanded unless the user collapses it."""
        self._current = ""
        self._at_top = False
        """Whether the highlighted line is scrolled to the top."""
        self._filtered: Filtered | None = None
        self._tree: list[Row | Section] = []

    def load(self, sections: Sequence[Section], rows: Mapping[str, Sequence[Row]]) -> None:
        """Show a base.

        Args:
            sections: The sections, in order.
            rows: The entries by section id.
        """
        self._sections, self._rows = sections, rows
        self._rebuild()

    def show_current(self, entry: str, section: str) -> None:
        """Highlight the entry of the focused answer, and expand its section."""
        if entry == self._current:
            return
        self._current = entry
        if section:
            self._followed = section
        self._rebuild()
        self._highlight(entry)

    def _highlight(self, id: str, *, section: bool = False) -> None:
        """Highlight an entry or a section, and scroll to it after the layout."""
        for place, line in enumerate(self._tree):
            here = line.id if isinstance(line, Section) else line[0]
            if here == id and isinstance(line, Section) == section:
                self.highlighted = place
                self._at_top = section
                self.call_after_refresh(self._scroll)

    def _scroll(self) -> None:
        """Scroll a section to the top, and an entry near the middle, whatever was in sight before."""
        if self.highlighted is not None and not self._at_top:
            self.scroll_to(y=self.highlighted - self.size.height // 2, animate=False, immediate=True)
        self.scroll_to_highlight(top=self._at_top)

    def on_blur(self) -> None:
        """Highlight the current entry again."""
        self._highlight(self._current)

    def on_resize(self) -> None:
        """Keep the highlighted line visible."""
        self.call_after_refresh(self._scroll)

    def show_section(self, section: str) -> None:
        """Expand and highlight a section."""
        self._opened.add(section)
        self._filtered = None
        self._rebuild()
        self._highlight(section, section=True)

    def show_filtered(self, filtered: Filtered | None) -> None:
        """Show the matches of a filter; ``None`` for everything."""
        self._filtered = filtered
        self._rebuild()
        if filtered is None:
            self._highlight(self._current)
        else:
            self.highlighted = next(
                (place for place, line in enumerate(self._tree) if not isinstance(line, Section)), None
            )

    def _rebuild(self) -> None:
        keep = self._tree[self.highlighted] if self.highlighted is not None and self._tree else None
        self._tree = []
        options: list[Option] = []
        shown: dict[str, list[Row]] = {}
        for row in self._filtered.rows if self._filtered is not None else ():
            shown.setdefault(row[1], []).append(row)
        for section in self._sections:
            unfolded = section.id in shown if self._filtered is not None else self._is_open(section.id)
            if self._filtered is not None and not unfolded:
                continue
            self._tree.append(section)
            options.append(Option(self._section_line(section, unfolded)))
            for row in (shown.get(section.id) or self._rows.get(section.id, ())) if unfolded else ():
                self._tree.append(row)
                options.append(Option(self._question_line(row)))
        self.clear_options()
        self.add_options(options)
        rest = (
            sum(self._filtered.counts.values()) - len(self._filtered.rows)
            if self._filtered is not None
            else 0
        )
        if rest:
            self.add_option(Option(Content.styled(f"and {rest} more", "$quiet"), disabled=True))
        if keep in self._tree:
            self.highlighted = self._tree.index(keep)

    def _section_line(self, section: Section, unfolded: bool) -> Page:
        mark = Content.styled("▾ " if unfolded else "▸ ", "$accent")
        everything = {id: len(rows) for id, rows in self._rows.items()}
        counts = self._filtered.counts if self._filtered is not None else everything
        count = Content.styled(f"\u00a0\u00a0{counts.get(section.id, 0)}", "$quiet")
        words = Content.styled(safe_line(section.title, LIMIT), "bold") + count
        return Page((Paragraph(words, mark, Content("  ")),))

    def _question_line(self, row: Row) -> Page:
        here = row[0] == self._current
        first = Content.styled("  • " if here else "    ", "$accent")
        quiet = "$quiet" if row[3] == "not_in_source" else ""
        words = Content.styled(safe_line(row[2], LIMIT), "$accent" if here else quiet)
        return Page((Paragraph(words, first, Content("    ")),))

    def line_here(self) -> Row | Section | None:
        """Return the highlighted line."""
        place = self.highlighted
        return self._tree[place] if place is not None and place < len(self._tree) else None

    @on(OptionList.OptionSelected)
    def submit_line(self, event: OptionList.OptionSelected) -> None:
        """Ask the selected question, or toggle the selected section."""
        event.stop()
        line = self._tree[event.option_index]
        if isinstance(line, Section):
            self._toggle(line.id)
        else:
            self.post_message(EntryChosen(line[0], line[2]))

    def _toggle(self, section: str) -> None:
        if self._is_open(section):
            self._opened.discard(section)
            self._followed = self._followed if self._followed != section else ""
        else:
            self._opened.add(section)
        self._rebuild()

    def _is_open(self, section: str) -> bool:
        return section in self._opened or section == self._followed

    def action_fold(self) -> None:
        """Collapse the section of the highlighted line."""
        line = self.line_here()
        section = line.id if isinstance(line, Section) else line[1] if line is not None else ""
        if self._is_open(section):
            self._toggle(section)
            self._highlight(section, section=True)

    def action_unfold(self) -> None:
        """Expand the highlighted section."""
        line = self.line_here()
        if isinstance(line, Section) and not self._is_open(line.id):
            self._toggle(line.id)
