"""Find everything in a Markdown file that may be a question or the title of a section, as a tree."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from markdown_it.token import Token

from assistant.importing.contents import ContentsFinder, Link
from assistant.importing.html_markdown import plain_text
from assistant.importing.markdown_text import (
    ANSWER_LABEL,
    LABEL_END,
    LABEL_GAP,
    QUESTION_LABEL,
    parse,
    plain_title,
)

BOLD, DETAILS, ITEM, ROW = 7, 8, 9, 10
"""Levels below the six levels of headings."""

_ASKING_WORDS = frozenset(
    """how what why when where which who whom whose can could do does did is are am was were will would should shall
    must has have had""".split()
)
_HTML_MARK = re.compile(
    r"<h(?P<level>[1-6])\b[^<>]*>(?P<heading>(?:(?!<h[1-6]).){0,2000}?)</h(?P=level)\s*>"
    r"|<details\b[^<>]*>\s*(?:<summary\b[^<>]*>(?P<summary>(?:(?!<summary).){0,2000}?)</summary\s*>)?|(?P<end></details\s*>)",
    re.IGNORECASE | re.DOTALL,
)
_LATER_SUMMARY = re.compile(
    r"\s*<summary\b[^<>]*>(?P<summary>.{0,2000}?)</summary\s*>", re.IGNORECASE | re.DOTALL
)
"""A summary after a blank line."""
_ANCHORS = r"(?:[ ]{0,3}<a\s[^<>]*>\s*</a>\s*)*[ ]{0,3}"
_LABELLED = re.compile(
    rf"{_ANCHORS}(?P<label>(?P<bold>\*\*|__){QUESTION_LABEL}(?:(?P=bold)\s*{LABEL_END}|\s*{LABEL_END}(?P=bold))"
    rf"|{QUESTION_LABEL}{LABEL_END}){LABEL_GAP}(?=\S)"
)
"""A question after a label such as ``Q:``, ``**Q.**`` or ``**Question 3**:``."""
_NEXT_LABELLED = re.compile(rf"\n(?={_LABELLED.pattern})")
_EMPHASIZED = re.compile(
    _ANCHORS + r"(?P<mark>\*\*\*|\*\*|__|\*|_)(?=\S)"
    r"(?P<title>(?:(?!(?P=mark)).)+?)[ ]?(?P=mark)(?P<rest>[^\n]*)",
    re.DOTALL,
)
_MARKER = re.compile(r"[ ]*(?:[-+*]|\d+[.)])[ ]+")
_ADMONITION = re.compile(
    r"""(?:\?\?\?\+?[ ]+[\w -]+|!!![ ]+(?:question|faq|help))[ ]+"(?P<title>[^"\n]+)"[ ]*(?=\n)"""
)
"""The title of a collapsible block of MkDocs."""
_DEFINITION = re.compile(r"\n+:[ ]+(?=\S)")
"""What is between a term and its definition."""
_INDENTED = re.compile(r"(?:[^\n]*\n)(?:(?::?[ ]{3,}|\t)[^\n]*(?:\n|\Z)|[ \t]*\n)*")
"""The rest of a line, and the indented lines below it."""
_ANSWER = re.compile(rf"^[ ]*(?:\*\*|__)?{ANSWER_LABEL}(?:\*\*|__)?\s*{LABEL_END}", re.MULTILINE)
MAX_NESTED = 20
"""Most ``<details>`` inside each other; deeper ones are read as if they followed each other."""


class Node:
    """A heading, or something like one, with what follows it."""

    def __init__(self, title: str, level: int, start: int, body: int) -> None:
        self.title = title
        """Without markup."""
        self.kind = self.level = level
        """The level of a heading, or ``BOLD``, ``DETAILS``, ``ITEM`` or ``ROW``; deeper inside ``<details>``."""
        self.start, self.body, self.end = start, body, body
        """Offsets of the heading, of what follows it, and of the end."""
        self.children: list[Node] = []
        self.style = ""
        """How a question without heading is set off: ``label``, ``>``, ``|``, or its emphasis."""
        self.asks = asks(title)
        """Whether it is a question."""
        self.listed = ""
        """Its text in the table of contents."""
        self.closed = False
        """Whether it is a ``<details>`` with an end tag."""
        self.alone = False
        """Whether it is an emphasized line with nothing else on it."""
        self.indent = 0
        """Columns by which the answer is indented, in a list."""
        self.answer: str | None = None
        """The answer, if it does not follow in the text."""

    @property
    def stands_apart(self) -> bool:
        """Whether it is a question of its own even inside of another one's answer."""
        if self.kind == BOLD:
            return self.asks and (self.alone or self.style in ("label", ">"))
        return self.kind <= DETAILS and asks(self.title)

    def below(self) -> Iterator[Node]:
        """Yield all nodes below this one."""
        for child in self.children:
            yield child
            yield from child.below()


class Outline:
    """The structure of a file."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(match.end() for match in re.finditer("\n", text)), len(text)]
        self.tokens, self.references = parse(text)
        self.links: list[Link] = []
        """The links of the tables of contents."""
        self.contents: list[tuple[int, int]] = []
        """The ranges of text without anything to read: tables of contents, link definitions, comments, rules."""
        self.root = _nested(list(self._marks()), len(text))

    def line(self, offset: int) -> int:
        """Return the line of an offset, from 1."""
        return bisect_right(self.starts, offset, hi=len(self.starts) - 1)

    def contents_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the ranges without anything to read in a range of the text."""
        at = bisect_left(self.contents, (start, 0))
        return self.contents[at : bisect_left(self.contents, (end, 0))]

    def _marks(self) -> Iterator[Node | int]:
        tokens, finder = self.tokens, ContentsFinder(self.references)
        at = 0
        while at < len(tokens):
            token = tokens[at]
            end = _end_of(tokens, at)
            block = tokens[at : end + 1]
            at = end + 1
            if token.map is None:
                continue
            start, stop = self.starts[token.map[0]], self.starts[min(token.map[1], len(self.starts) - 1)]
            if token.type == "heading_open":
                title = plain_title(block[1].content, self.references)
                yield Node(title, int(token.tag[1]), start, stop)
            elif token.type == "html_block":
                yield from self._html_marks(start, stop)
            elif token.type == "hr":
                self.contents.append((start, stop))
            elif links := finder.links_of(block):
                self.links += links
                self.contents.append((start, stop))
            elif token.type == "paragraph_open":
                yield from self._paragraph_marks(start, stop)
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                yield from self._item_marks(block)
            elif token.type == "blockquote_open":
                yield from self._quoted_marks(block, start, stop)
            elif token.type == "table_open":
                yield from self._row_marks(block)

    def _html_marks(self, start: int, stop: int) -> Iterator[Node | int]:
        for match in _HTML_MARK.finditer(self.text, start, stop):
            if match["end"]:
                yield match.start()
            elif match["level"]:
                title = plain_title(plain_text(match["heading"]), {})
                yield Node(title, int(match["level"]), match.start(), match.end())
            else:
                titled = match if match["summary"] else _LATER_SUMMARY.match(self.text, match.end()) or match
                summary = re.sub(r"</?h[1-6][^<>]*>", "", titled["summary"] or "")
                yield Node(plain_title(plain_text(summary), {}), DETAILS, match.start(), titled.end())

    def _paragraph_marks(self, start: int, stop: int) -> Iterator[Node | int]:
        """Yield the questions in a paragraph: labelled, or emphasized on a line of their own."""
        titled = self._titled_block(start)
        if titled is not None:
            yield from titled
            return
        found = self._leading_question(start, stop)
        while found is not None:
            yield found
            # the answer may be in the same paragraph, and so may be the next question
            after = _NEXT_LABELLED.search(self.text, found.body, stop)
            found = self._leading_question(after.end(), stop) if after else None

    def _titled_block(self, start: int) -> tuple[Node, int] | None:
        """Return the title of an indented block and the end of the block; None if there is no such block."""
        line_end = self.text.find("\n", start)
        titled = _ADMONITION.match(self.text, start)
        if titled is not None:
            title, body = titled["title"], titled.end()
        elif definition := _DEFINITION.match(self.text, line_end) if line_end > 0 else None:
            title, body = self.text[start:line_end], definition.end()
        else:
            return None
        node = Node(plain_title(title, self.references), DETAILS, start, body)
        node.indent = 4
        block = _INDENTED.match(self.text, body)
        return node, block.end() if block else len(self.text)

    def _leading_question(self, start: int, stop: int) -> Node | None:
        label = _LABELLED.match(self.text, start, stop)
        if label is not None:
            following = _NEXT_LABELLED.search(self.text, label.end(), stop)
            stop = following.start() if following else stop
            answer = _ANSWER.search(self.text, label.end(), stop)
            line_end = self.text.find("\n", label.end(), stop)
            if answer is not None:
                end = answer.start()
            elif line_end < 0 or _ANSWER.match(self.text[stop : stop + 60].lstrip("\n")):
                end = stop
            else:
                end = line_end
            node = Node(
                plain_title(self.text[label.end() : end], self.references), BOLD, label.start("label"), end
            )
            node.asks, node.style = True, "label"
            return node
        bold = _EMPHASIZED.match(self.text, start, stop)
        if bold is None or _ANSWER.match(self.text, start):
            return None
        node = Node(plain_title(bold["title"], self.references), BOLD, bold.start("mark"), bold.start("rest"))
        node.style = bold["mark"]
        node.alone = not bold["rest"].strip(" *_:.#\\")
        strong = len(bold["mark"]) > 1
        return node if (node.alone and strong) or node.asks else None

    def _quoted_marks(self, block: Sequence[Token], start: int, stop: int) -> Iterator[Node]:
        """Yield a block quote that consists of a question."""
        if len(block) == 5 and block[2].type == "inline":
            content = block[2].content.strip()
            if content.endswith(("?", "？")) or _LABELLED.match(content):
                node = Node(plain_title(content, self.references), BOLD, start, stop)
                node.asks, node.style = True, ">"
                yield node

    def _item_marks(self, block: Sequence[Token]) -> Iterator[Node]:
        """Yield the items of a list that begin with a heading, and the others if all of them ask."""
        items = [
            self._item(block, at)
            for at, token in enumerate(block)
            if token.type == "list_item_open" and token.level == block[0].level + 1
        ]
        all_ask = all(item is not None and (item.asks or item.kind != ITEM) for item in items)
        yield from (item for item in items if item is not None and (item.kind != ITEM or all_ask))

    def _item(self, block: Sequence[Token], at: int) -> Node | None:
        first = block[at + 1]
        item = block[at].map
        if item is None or first.map is None or first.type not in ("paragraph_open", "heading_open"):
            return None
        start, stop = self.starts[item[0]], self.starts[first.map[1]]
        marker = _MARKER.match(self.text, start)
        if marker is None:
            return None
        bold = _EMPHASIZED.match(self.text, marker.end(), stop)
        line_end = self.text.find("\n", marker.end(), stop)
        label = _LABELLED.match(self.text, marker.end(), stop)
        if first.type == "heading_open":
            node = Node(plain_title(block[at + 2].content, self.references), int(first.tag[1]), start, stop)
        elif label is None and bold is not None and len(bold["mark"]) > 1:
            node = Node(plain_title(bold["title"], self.references), ITEM, start, bold.start("rest"))
            node.style = bold["mark"]
        else:
            answer = _ANSWER.search(self.text, marker.end(), stop)
            end = answer.start() if answer else stop if line_end < 0 else line_end
            node = Node(plain_title(self.text[marker.end() : end], self.references), ITEM, start, end)
        node.asks = node.asks or label is not None
        node.indent = marker.end() - start
        return node

    def _row_marks(self, block: Sequence[Token]) -> Iterator[Node]:
        """Yield the rows of a table that has a question and an answer in its header."""
        from assistant.importing.tables import Columns

        rows: list[tuple[int, list[str]]] = []
        for at, token in enumerate(block):
            if token.type == "tr_open" and token.map is not None:
                rows.append((token.map[0], []))
            elif token.type == "inline" and rows:
                rows[-1][1].append(block[at].content)
        columns = Columns([plain_title(cell, self.references) for cell in rows[0][1]] if rows else [])
        if columns.question is None or columns.answer is None:
            return
        self.contents.append(
            (self.starts[rows[0][0]], self.starts[rows[1][0]] if rows[1:] else len(self.text))
        )
        for line, cells in rows[1:]:
            title = plain_title(cells[columns.question], self.references)
            node = Node(title, ROW, self.starts[line], self.starts[line + 1])
            node.asks, node.style, node.answer = True, "|", cells[columns.answer]
            yield node


def asks(title: str) -> bool:
    """Return whether a title is a question: it has a question mark or begins like a question."""
    if any(mark in title for mark in "?？؟\u037e"):
        return True
    words = re.findall(r"[^\W\d_]+", title.lower().replace("’", "'").split("'")[0])
    return len(title.split()) > 1 and bool(words) and words[0] in _ASKING_WORDS


def _nested(marks: Sequence[Node | int], end: int) -> Node:
    """Nest nodes by level, in a node that ends at the end of the text.

    Args:
        marks: The nodes in their order; an integer is the offset where a ``<details>`` ends.
        end: The end of the text.
    """
    _pair_details(marks)
    stack = [Node("", 0, 0, 0)]
    for mark in marks:
        around = [at for at, node in enumerate(stack) if node.closed]
        if isinstance(mark, int):
            if around:
                _close(stack, around[-1], mark)
            continue
        mark.level += DETAILS * len(around)
        at = next(at for at in range(len(stack)) if at + 1 == len(stack) or stack[at + 1].level >= mark.level)
        _close(stack, at + 1, mark.start)
        stack[-1].children.append(mark)
        stack.append(mark)
    root = stack[0]
    _close(stack, 0, end)
    return root


def _pair_details(marks: Iterable[Node | int]) -> None:
    """Mark each ``<details>`` that has an end tag."""
    opened: list[Node] = []
    for mark in marks:
        if isinstance(mark, int):
            if opened:
                opened[-1].closed = len(opened) <= MAX_NESTED
                opened.pop()
        elif mark.kind == DETAILS:
            opened.append(mark)


def _close(stack: list[Node], at: int, end: int) -> None:
    """End the nodes from a place in the stack on."""
    for node in stack[at:]:
        node.end = end
    del stack[at:]


def _end_of(tokens: Sequence[Token], at: int) -> int:
    """Return the index of the token that ends the block that begins at an index."""
    depth = 0
    for index in range(at, len(tokens)):
        depth += tokens[index].nesting
        if depth <= 0:
            return index
    return len(tokens) - 1
