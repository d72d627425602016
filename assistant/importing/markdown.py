"""Read questions from Markdown.

Headings, bold lines, ``<details>`` summaries, list items, table rows and paragraphs after ``Q:`` may be questions; the
outline finds them all. A question asks something, is in the table of contents, or stands between others that ask. What
encloses questions is a section. Everything else is reported, not guessed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from assistant.base.problems import in_quotes
from assistant.importing.faqtory import FRONT_MATTER
from assistant.importing.found import Found, one_line
from assistant.importing.markdown_text import is_reveal, tidy_answer
from assistant.importing.outline import BOLD, DETAILS, Node, Outline, asks

HEADING = 6
"""Deepest level of a heading."""

LONGEST_GAP = 1_000
"""Characters that may be between an anchor and its heading."""

LONGEST_PIECE = 10_000
"""Characters to look at of a text outside of the questions."""

_FRONT_TITLE = re.compile(r"^title:[ \t]*(?P<quote>[\"']?)(?P<title>.*?)(?P=quote)[ \t]*$", re.MULTILINE)
_BARE_FRONT_MATTER = re.compile(r"\Atitle:[^\n]*\n(?:[A-Za-z][\w-]*:[^\n]*\n)*(?=\n)")
_ANCHOR = re.compile(
    r"""<[a-z][a-z0-9]*\s[^<>]{0,200}?\b(?:name|id)\s*=\s*["']?(?P<tag>[^"'\s<>]{1,200}+)[^<>]{0,200}>"""
    r"""|\{:?\s*+\#(?P<kramdown>[^\s{}]{1,200}+)[^{}]{0,200}\}""",
    re.IGNORECASE,
)
_PAGE_PARTS = re.compile(r"(?:\s|<[^<>]*>)*+")
"""What may be between an anchor and its heading, or at the start of a paragraph."""
_CONTAINER = re.compile(r":{3,}[ \t]*(?:details|question|faq)[ \t]+(?P<title>\S.*)")
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_DEFINITION = re.compile(r"^[ ]{0,3}\[[^\]]+\]:[ \t]*\S.*$", re.MULTILINE)
_IMAGE = r"!\[[^\]]{0,200}+\](?:\([^)]{0,1000}+\)|\[[^\]]{0,200}+\])"
_NO_TEXT = re.compile(rf"{_IMAGE}|\[{_IMAGE}\]\([^)]{{0,1000}}+\)")
_CONTENTS_TITLE = re.compile(
    r"\W*(?:table of contents|contents|toc|index|faqs?|frequently asked questions)\b", re.IGNORECASE
)


def read_markdown(text: str, found: Found) -> None:
    """Read the questions of a Markdown text."""
    front = FRONT_MATTER.match(text) or _BARE_FRONT_MATTER.match(text)
    if front is not None:
        titled = _FRONT_TITLE.search(front[0])
        found.title = titled["title"].strip() if titled else ""
        text = "\n" * front[0].count("\n") + text[front.end() :]
    _Reader(Outline(_with_details(text)), found).read()


def _with_details(text: str) -> str:
    """Write the containers of VitePress, ``::: details``, as ``<details>``, on the same lines."""
    if ":::" not in text:
        return text
    lines = text.split("\n")
    opened = in_code = False
    for at, line in enumerate(lines):
        begin = None if in_code else _CONTAINER.match(line)
        if _FENCE.match(line):
            in_code = not in_code
        elif begin is not None:
            lines[at] = f"<details><summary>{html.escape(begin['title'])}</summary>"
            opened = True
        elif opened and not in_code and re.fullmatch(r":{3,}[ \t]*", line):
            lines[at] = "</details>"
            opened = False
    return "\n".join(lines)


class _Reader:
    """Decides what the nodes of an outline are."""

    def __init__(self, outline: Outline, found: Found) -> None:
        self.outline, self.found = outline, found
        self.text = outline.text
        self._use_contents()
        _prune(outline.root)
        everything = list(outline.root.below())
        self.asking_levels = {node.level for node in everything if node.asks}
        self.any_asks = any(node.asks or node.listed for node in everything)

    def read(self) -> None:
        """Read the whole file."""
        root = self.outline.root
        self._report_text(root)
        if (
            len(root.children) == 1
            and root.children[0].children
            and not self._is_question(root.children[0], False)
        ):
            root = root.children[0]
            self.found.title = root.title or self.found.title
            self._report_text(root)
        self._read_all(root.children, ())

    def _read_all(self, nodes: Sequence[Node], sections: tuple[str, ...]) -> None:
        asking = {node.level for node in nodes if node.asks or (node.listed and not node.children)}
        if sections and not any(node.asks for node in nodes):
            asking |= self.asking_levels
        for node in nodes:
            self._read_node(node, sections, among_questions=node.level in asking)

    def _read_node(self, node: Node, sections: tuple[str, ...], *, among_questions: bool) -> None:
        line = self.outline.line(node.start)
        if self._is_question(node, among_questions):
            self._add(node, sections)
        elif node.children:
            self._report_text(node)
            self._read_all(node.children, (*sections, node.title) if node.title else sections)
        elif among_questions and not re.search(r"\w", self.text[node.body : node.end]):
            self.found.add(line, node.title, "")  # reported: it has no answer
        elif self._own_text(node) and not _CONTENTS_TITLE.match(node.title):
            message = f"{in_quotes(node.title)} is not a question"
            self.found.skip(line, "not-a-question", message, "Word it as a question to import it.")

    def _is_question(self, node: Node, among_questions: bool) -> bool:
        asked_below = any(below.asks or below.listed for below in node.below())
        if node.asks:
            return bool(not asked_below or self._own_text(node))
        if asked_below:
            return False
        if node.listed or among_questions:
            return bool(self._own_text(node))
        is_title = self.outline.root.children == [node]
        if (
            self.any_asks
            or node.children
            or is_title
            or node.kind > HEADING
            or _CONTENTS_TITLE.match(node.title)
        ):
            return False
        return bool(self._own_text(node))

    def _add(self, node: Node, sections: tuple[str, ...]) -> None:
        """Add a question. Everything below it is its answer, except questions that stand apart."""
        apart = list(self._apart(node))
        question, variants = node.title, [node.listed]
        if asks(node.listed) and not node.asks:
            question, variants = node.listed, [node.title]
        answer = node.answer if node.answer is not None else self._cut(node, apart)
        answer = tidy_answer(answer, self.outline.references)
        self.found.add(self.outline.line(node.start), question, answer, variants, " / ".join(sections))
        self._read_all(apart, sections)

    def _apart(self, node: Node) -> Iterator[Node]:
        """Yield the questions inside of an answer that stand apart; report the others."""
        for child in node.children:
            has_answer = child.kind <= HEADING or bool(self._own_text(child))
            if child.stands_apart and has_answer:
                yield child
                continue
            if child.style and asks(child.title) and has_answer:
                message = f"{in_quotes(child.title)} is part of the answer to another question"
                remedy = "Make it a heading to import it as a question of its own."
                self.found.skip(self.outline.line(child.start), "in-answer", message, remedy)
            yield from self._apart(child)

    def _cut(self, node: Node, without: Sequence[Node]) -> str:
        """Return the text below a node without some of the nodes in it."""
        at, parts = node.body, []
        for child in without:
            parts.append(self.text[at : child.start])
            at = child.end
        text = "".join([*parts, self.text[at : node.end]])
        if self.text[node.body - 1 : node.body] != "\n":  # the answer begins on the line of the question
            text = text.lstrip(" \t")
        return re.sub(rf"^[ ]{{1,{node.indent}}}", "", text, flags=re.MULTILINE) if node.indent else text

    def _own_text(self, node: Node) -> str:
        """Return the start of the text that belongs to a node itself and that a reader would miss."""
        if node.answer is not None:
            return node.answer
        return next((text for _, text in self._own_parts(node)), "")

    def _own_parts(self, node: Node) -> Iterator[tuple[int, str]]:
        """Yield the pieces of text between the children and the tables of contents, with their offsets."""
        gone = [(child.start, child.end) for child in node.children]
        gone += self.outline.contents_in(node.body, node.end)
        at = node.body
        for start, stop in [*sorted(gone), (node.end, node.end)]:
            if start > at:
                piece = _NO_TEXT.sub("", _DEFINITION.sub("", self.text[at : min(start, at + LONGEST_PIECE)]))
                cleaned = tidy_answer(piece, {})
                if re.search(r"\w", cleaned):
                    yield at, cleaned
            at = max(at, stop)

    def _report_text(self, node: Node) -> None:
        """Report the text of a section that is not part of any question."""
        for at, text in self._own_parts(node):
            if not _CONTENTS_TITLE.match(text):
                lead = _PAGE_PARTS.match(self.text, at, node.end)
                line = self.outline.line(lead.end() if lead else at)
                message = f"text outside of the questions: {in_quotes(one_line(text))}"
                self.found.skip(line, "no-question", message, "Put it below a question to import it.")

    def _use_contents(self) -> None:
        """Find the headings that the tables of contents name."""
        named: dict[str, Node] = {}
        nodes = list(self.outline.root.below())
        for node in nodes:
            named.setdefault(_slug(node.title), node)
            heading = self.text[node.start : node.body].split("\n")[0]
            named.setdefault(_slug(heading), node)
        for anchor, node in self._anchors(nodes):
            named[_slug(anchor)] = node
        for link in self.outline.links:
            _, _, anchor = link.href.partition("#")
            target = named.get(_slug(anchor)) or named.get(_slug(link.text))
            if target is not None:
                target.listed = target.listed or link.text
            elif asks(link.text):
                message = f"the answer to {in_quotes(link.text)} is not in this file"
                remedy = (
                    f"Import {in_quotes(link.href.partition('#')[0])} too."
                    if link.href[:1] != "#"
                    else "Correct the link."
                )
                self.found.skip(link.line, "elsewhere", message, remedy)

    def _anchors(self, nodes: Sequence[Node]) -> Iterator[tuple[str, Node]]:
        """Yield the anchors in and right before headings."""
        ordered = sorted(nodes, key=lambda node: node.start)
        at = 0
        for match in _ANCHOR.finditer(self.text):
            while at < len(ordered) and ordered[at].body <= match.start():
                at += 1
            if at == len(ordered):
                return
            gap = ordered[at].start - match.end()
            if gap <= 0 or (
                gap <= LONGEST_GAP and _PAGE_PARTS.fullmatch(self.text, match.end(), ordered[at].start)
            ):
                yield match["tag"] or match["kramdown"], ordered[at]


def _prune(node: Node) -> None:
    """Remove bold lines and ``<details>`` that are only part of a text; their children move up."""
    asking_styles = {child.style for child in node.children if child.kind == BOLD and child.asks}
    kept: list[Node] = []
    for child in node.children:
        _prune(child)
        if child.kind == DETAILS:
            child.asks = bool(child.title) and not is_reveal(child.title)
        only_text = child.kind == BOLD and not (child.listed or child.style in asking_styles)
        if not only_text and (child.kind != DETAILS or child.asks):
            kept.append(child)
        elif kept and kept[-1].end == child.start:  # it ended the answer before it
            kept[-1].end = child.end
            kept[-1].children += child.children
        else:
            kept += child.children
    node.children = kept


def _slug(text: str) -> str:
    """Return the letters and digits of an anchor or a title."""
    return re.sub(r"%[0-9a-fA-F]{2}|[\W_]+", "", text.lower())
