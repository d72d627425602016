"""Read questions from HTML, and turn fragments of HTML into Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from assistant.importing.found import Found
from assistant.importing.json_faq import read_json

MAX_INDENT = 20
"""Deepest list or block quote that is indented."""

_BLOCKS = frozenset(
    "p div section article main header footer dl dt dd figure details summary center address".split()
)
_HIDDEN = frozenset("script style head template title noscript".split())
_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*", "del": "~~", "s": "~~"}
_CODE = frozenset("code kbd samp tt".split())
_SPECIAL = re.compile(r"([\\`*\[\]<])|(?<!\w)_|_(?!\w)")
_LIST_LIKE = re.compile(r"(#{1,6}|[-+>]|\d+[.)])(?=\s|\Z)")


class _MarkdownWriter(HTMLParser):
    """Writes Markdown for the HTML that it is fed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.text: list[str] = []
        """The parts of the current block."""
        self.lists: list[int | None] = []
        """The next number of each enclosing list, None for bullets."""
        self.marker = ""
        """Marker of the list item that begins."""
        self.links: list[str] = []
        self.cells: list[str] | None = None
        self.rows: list[list[str]] = []
        self.hidden = self.preformatted = self.quoted = self.code = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _HIDDEN:
            self.hidden += 1
        elif tag == "pre":
            self.end_block()
            self.preformatted += 1
        elif tag == "br":
            self.text.append(("\n" if self.preformatted else "  \n") if self.cells is None else " ")
        elif tag == "hr":
            self.end_block()
            self.add_block("---")
        elif tag == "img":
            alt, source = values.get("alt", ""), values.get("src", "")
            self.text.append(f"![{_escaped(alt)}]({_target(source)})" if source else _escaped(alt))
        elif tag in ("ul", "ol"):
            self.end_block()
            start = values.get("start", "")
            number = int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1
            self.lists.append(number if tag == "ol" else None)
        elif tag == "li":
            self.end_block()
            self.begin_item()
        elif tag == "blockquote":
            self.end_block()
            self.quoted += 1
        elif tag == "table":
            self.end_block()
            self.rows = []
        elif tag == "tr":
            self.cells = []
        elif tag in ("td", "th"):
            self.end_cell()
        elif tag == "a":
            self.links.append(values.get("href", ""))
            self.text.append("\0")  # where the text of the link starts
        elif not self.preformatted and tag in _EMPHASIS:
            self.text.append(_EMPHASIS[tag])
        elif tag in _CODE:
            self.begin_code()
        else:
            self.handle_block(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag == "pre":
            self.end_preformatted()
        elif tag in ("ul", "ol"):
            self.end_block()
            self.lists = self.lists[:-1]
        elif tag == "blockquote":
            self.end_block()
            self.quoted = max(0, self.quoted - 1)
        elif tag in ("td", "th"):
            self.end_cell()
        elif tag == "tr":
            self.end_cell()
            if self.cells:
                self.rows.append(self.cells)
            self.cells = None
        elif tag == "table":
            self.end_table()
        elif tag == "a":
            self.end_link()
        elif not self.preformatted and tag in _EMPHASIS:
            self.end_emphasis(_EMPHASIS[tag])
        elif tag in _CODE:
            self.end_code()
        else:
            self.handle_block(tag, end=True)

    def handle_block(self, tag: str, *, end: bool = False) -> None:
        """Start or end a paragraph or heading."""
        if re.fullmatch("h[1-6]", tag):
            self.end_block()
            if not end:
                self.text.append("#" * int(tag[1]) + " ")
        elif tag in _BLOCKS or tag == "li":
            self.end_block()

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        if self.preformatted:
            self.text.append(data)
            return
        flat = re.sub(r"[\s\0\1]+", " ", data)
        self.text.append(flat if self.code else _escaped(flat))

    def begin_item(self) -> None:
        number = self.lists[-1] if self.lists else None
        self.marker = "- " if number is None else f"{number}. "
        if self.lists and number is not None:
            self.lists[-1] = number + 1

    def begin_code(self) -> None:
        if not self.preformatted:
            self.code += 1
            if self.code == 1:
                self.text.append("\1")

    def end_code(self) -> None:
        if self.preformatted or not self.code:
            return
        self.code -= 1
        if not self.code and "\1" in self.text:
            code = self.cut("\1").strip()
            fence = "``" if "`" in code else "`"
            gap = " " if code.startswith("`") or code.endswith("`") else ""
            self.text.append(f"{fence}{gap}{code}{gap}{fence}" if code else "")

    def end_emphasis(self, mark: str) -> None:
        """Drop empty emphasis; keep the mark next to its word."""
        if mark not in self.text:
            return
        inner = self.cut(mark)
        words = inner.strip()
        lead = " " if inner[:1].isspace() else ""
        trail = " " if inner[-1:].isspace() else ""
        self.text.append(f"{lead}{mark}{words}{mark}{trail}" if words else inner)

    def end_link(self) -> None:
        href = self.links.pop() if self.links else ""
        if "\0" not in self.text:
            return
        label = self.cut("\0")
        if self.preformatted or not href or not label.strip():
            self.text.append(label)
        else:
            self.text.append(f"[{label.strip()}]({_target(href)})")

    def cut(self, mark: str) -> str:
        """Remove the text from the last ``mark`` on, and return what follows the mark."""
        at = next(at for at in range(len(self.text) - 1, -1, -1) if self.text[at] == mark)
        inner = "".join(part for part in self.text[at + 1 :] if part not in ("\0", "\1"))
        del self.text[at:]
        return inner

    def end_cell(self) -> None:
        if self.cells is not None:
            text = self.take_text().replace("|", "\\|").replace("\n", " ")
            if text or self.cells:
                self.cells.append(text)

    def end_table(self) -> None:
        self.end_block()
        if self.rows:
            wide = max(map(len, self.rows))
            rows = [[*row, *[""] * (wide - len(row))] for row in self.rows]
            lines = ["| " + " | ".join(row) + " |" for row in rows]
            self.add_block("\n".join([lines[0], "|" + " --- |" * wide, *lines[1:]]))
        self.rows = []

    def end_preformatted(self) -> None:
        code = "".join(part for part in self.text if part not in ("\0", "\1")).strip("\n")
        self.text = []
        self.preformatted = max(0, self.preformatted - 1)
        if code.strip():
            longest = max((len(run) for run in re.findall("`+", code)), default=0)
            fence = "`" * max(3, longest + 1)
            self.add_block(f"{fence}\n{code}\n{fence}")

    def take_text(self) -> str:
        text = "".join(part for part in self.text if part not in ("\0", "\1"))
        self.text = []
        self.code = 0
        self.links = []
        return re.sub(r" *\n *", "  \n", text.strip())

    def end_block(self) -> None:
        if self.preformatted:
            self.end_preformatted()
        elif self.cells is None:
            text = self.take_text()
            if text.strip("*~# "):
                self.add_block(text if re.match("#+ ", text) else _LIST_LIKE.sub(r"\\\1", text))

    def add_block(self, text: str) -> None:
        """Add a block, indented as its list and quoted as its block quote."""
        indent = "  " * min(max(0, len(self.lists) - 1), MAX_INDENT)
        if self.lists and not self.marker:
            indent += "   " if self.lists[-1] is not None else "  "
        hanging = " " * len(self.marker)
        lines = [
            f"{indent}{hanging if at else self.marker}{line}" if line else ""
            for at, line in enumerate(text.split("\n"))
        ]
        self.marker = ""
        quote = "> " * min(self.quoted, MAX_INDENT)
        self.blocks.append(
            "\n".join((quote + line).rstrip(" ") if not line else quote + line for line in lines)
        )


def to_markdown(html: str) -> str:
    """Return a fragment of HTML as Markdown."""
    writer = _MarkdownWriter()
    writer.feed(html)
    writer.close()
    if writer.cells:
        writer.handle_endtag("tr")
    writer.end_table()
    writer.end_block()
    return "\n\n".join(writer.blocks)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: "\\" + match[0], text)


def _target(url: str) -> str:
    """Return a link target that Markdown reads as one word."""
    url = re.sub(r"\s", "%20", url.strip())
    return f"<{url}>" if re.search(r"[()]", url) else url


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
        line = self.source.count("\n", 0, start) + 1
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


def plain_text(html: str) -> str:
    """Return the text of a fragment of HTML on one line."""
    return " ".join("".join(_TextReader(html).parts).split())


class _TextReader(HTMLParser):
    """Collects text without markup."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def read_html(text: str, found: Found) -> None:
    """Read definition lists, ``<details>`` elements and schema.org ``FAQPage`` data from an HTML page."""
    reader = _QuestionReader(text, found)
    reader.feed(text)
    reader.close()
    reader.no_answer()
    found.title = found.title or reader.title
