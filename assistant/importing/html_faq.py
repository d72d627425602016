"""Read questions from HTML: definition lists, ``<details>`` elements and schema.org ``FAQPage`` data."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from html.parser import HTMLParser

from assistant.importing.found import Found
from assistant.importing.html_markdown import plain_text, to_markdown, without_comments
from assistant.importing.json_faq import read_json


class _QuestionReader(HTMLParser):
    """Finds definition lists, ``<details>`` and JSON-LD, with the offsets of their contents."""

    def __init__(self, text: str, found: Found) -> None:
        super().__init__(convert_charrefs=True)
        self.source, self.found = text, found
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.title = self.section = ""
        self.begun: dict[str, int] = {}
        """Tag to the offset where its contents start."""
        self.question: tuple[str, int] | None = None
        """The question that waits for its answer, and its line."""
        self.alternatives: list[str] = []
        self.data: list[str] | None = None
        self.depth = 0
        """Number of definition lists, details and definitions around."""

    def here(self) -> int:
        """Return the offset of the current tag."""
        line, column = self.getpos()
        return self.starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        after = self.here() + len(self.get_starttag_text() or "")
        if tag == "script":
            if dict(attrs).get("type", "") == "application/ld+json":
                self.begun["script"] = after
        elif tag in ("dt", "dd"):
            self.end_part("dt")
            self.end_part("dd")
            self.begun[tag] = after
        elif tag in ("title", "h1", "h2", "h3", "h4", "h5", "h6", "summary") and "dd" not in self.begun:
            self.begun[tag] = after

    def handle_endtag(self, tag: str) -> None:
        if tag == "dl":
            self.end_part("dt")
            self.end_part("dd")
            self.no_answer()
        elif tag == "details":
            self.end_part("details")
        else:
            self.end_part(tag)

    def end_part(self, tag: str) -> None:
        """Use the contents of a tag that ends here, if it is one of those looked for."""
        if tag not in self.begun:
            return
        start = self.begun.pop(tag)
        inner = self.source[start : self.here()]
        line = bisect_right(self.starts, start)
        text = plain_text(inner)
        if tag == "script":
            read_json(inner, self.found, first_line=line)
        elif tag == "title" or (tag == "h1" and not self.section):
            self.title = text
        elif tag.startswith("h"):
            self.section = text
        elif tag == "dt":
            if self.question is None:
                self.question = (text, line)
            else:
                self.alternatives.append(text)  # several terms of one definition
        elif tag == "summary":
            self.question = (text, line)
            self.begun["details"] = self.here() + len("</summary>")
        elif self.question is not None:
            question, at = self.question
            self.found.add(at, question, to_markdown(inner), self.alternatives, self.section)
            self.question, self.alternatives = None, []
        else:
            remedy = "Add the term with <dt>."
            self.found.skip(line, "no-question", "a definition without a term of its own", remedy)

    def no_answer(self) -> None:
        """Report a term without a definition."""
        if self.question is not None:
            self.found.add(self.question[1], self.question[0], "")
            self.question, self.alternatives = None, []


def read_html(text: str, found: Found) -> None:
    """Read definition lists, ``<details>`` elements and schema.org ``FAQPage`` data from an HTML page."""
    html = without_comments(text)
    reader = _QuestionReader(html, found)
    reader.feed(html)
    reader.close()
    reader.no_answer()
    found.title = found.title or reader.title
