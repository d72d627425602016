"""Turn fragments of HTML into Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

MAX_INDENT = 20
"""Deepest list or block quote that is indented."""

_BLOCKS = frozenset(
    "p div section article main header footer dl dt dd figure details summary center address".split()
)
_HIDDEN = frozenset("script style head template title noscript".split())
_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*", "del": "~~", "s": "~~"}
_CODE = frozenset("code kbd samp tt".split())
_SPECIAL = re.compile(r"([\\`*\[\]<])|(?<!\w)_|_(?!\w)")
_UNENDED = re.compile(r"<([!?]|/?[A-Za-z])(?![^<>]*>)")
_LIST_LIKE = re.compile(r"(#{1,6}|[-+>]|\d+[.)])(?=\s|\Z)")


class _Blocks:
    """Blocks of Markdown, each indented as its list and quoted as its block quote."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.lists: list[int | None] = []
        """The next number of each enclosing list, None for bullets."""
        self.marker = ""
        """Marker of the list item that begins."""
        self.quoted = 0
        """How many block quotes the next block is in."""

    def begin_list(self, tag: str, start: str) -> None:
        number = int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1
        self.lists.append(number if tag == "ol" else None)

    def begin_item(self) -> None:
        number = self.lists[-1] if self.lists else None
        self.marker = "- " if number is None else f"{number}. "
        if number is not None:
            self.lists[-1] = number + 1

    def add(self, text: str) -> None:
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
        self.written.append("\n".join(quote + line if line else quote.rstrip(" ") for line in lines))


class _MarkdownWriter(HTMLParser):
    """Writes Markdown for the HTML that it is fed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks = _Blocks()
        self.text: list[str] = []
        """The parts of the current block."""
        self.links: list[str] = []
        self.cells: list[str] | None = None
        self.in_cell = False
        self.rows: list[list[str]] = []
        self.hidden = self.preformatted = self.code = self.heading = 0

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
            self.blocks.add("---")
        elif tag == "img":
            alt, source = values.get("alt", ""), values.get("src", "")
            self.text.append(f"![{_escaped(alt)}]({_target(source)})" if source else _escaped(alt))
        elif tag in ("ul", "ol"):
            self.end_block()
            self.blocks.begin_list(tag, values.get("start", ""))
        elif tag == "li":
            self.end_block()
            self.blocks.begin_item()
        elif tag == "blockquote":
            self.end_block()
            self.blocks.quoted += 1
        elif tag == "table":
            self.end_block()
            self.rows = []
        elif tag == "tr":
            self.end_row()
            self.cells = []
        elif tag in ("td", "th"):
            self.end_cell()
            self.in_cell = self.cells is not None
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
            self.blocks.lists = self.blocks.lists[:-1]
        elif tag == "blockquote":
            self.end_block()
            self.blocks.quoted = max(0, self.blocks.quoted - 1)
        elif tag in ("td", "th"):
            self.end_cell()
        elif tag == "tr":
            self.end_row()
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
                self.heading = int(tag[1])
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
        if self.in_cell and self.cells is not None:
            self.cells.append(" ".join(self.take_text().replace("|", "\\|").split()))
        self.in_cell = False

    def end_row(self) -> None:
        self.end_cell()
        if self.cells:
            self.rows.append(self.cells)
        self.cells = None

    def end_table(self) -> None:
        self.end_row()
        self.end_block()
        if self.rows:
            wide = max(map(len, self.rows))
            rows = [[*row, *[""] * (wide - len(row))] for row in self.rows]
            lines = ["| " + " | ".join(row) + " |" for row in rows]
            self.blocks.add("\n".join([lines[0], "|" + " --- |" * wide, *lines[1:]]))
        self.rows = []

    def end_preformatted(self) -> None:
        code = "".join(part for part in self.text if part not in ("\0", "\1")).strip("\n")
        self.text = []
        self.preformatted = max(0, self.preformatted - 1)
        if code.strip():
            longest = max((len(run) for run in re.findall("`+", code)), default=0)
            fence = "`" * max(3, longest + 1)
            self.blocks.add(f"{fence}\n{code}\n{fence}")

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
            text = _LIST_LIKE.sub(r"\\\1", self.take_text())
            if text.strip("*~ "):
                self.blocks.add(f"{'#' * self.heading} {text}" if self.heading else text)
            self.heading = 0


def without_comments(html: str) -> str:
    """Return HTML without comments, but with their line breaks.

    ``html.parser`` takes quadratic time for tags and declarations that do not end, so those are changed, too.
    """
    parts, at = [], 0
    while (start := html.find("<!--", at)) >= 0:
        end = html.find("-->", start + 4)
        end = end + 3 if end >= 0 else len(html)
        parts += [html[at:start], "\n" * html.count("\n", start, end)]
        at = end
    return _UNENDED.sub(r"&lt;\1", "".join([*parts, html[at:]]))


def to_markdown(html: str) -> str:
    """Return a fragment of HTML as Markdown."""
    writer = _MarkdownWriter()
    writer.feed(without_comments(html))
    writer.close()
    writer.end_table()
    writer.end_block()
    return "\n\n".join(writer.blocks.written)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: "\\" + match[0], text)


def _target(url: str) -> str:
    """Return a link target that Markdown reads as one word."""
    url = re.sub(r"\s", "%20", url.strip())
    return f"<{url}>" if re.search(r"[()]", url) else url


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
