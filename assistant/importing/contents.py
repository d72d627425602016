"""Recognize tables of contents: blocks that consist of links to places in this file or in others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from assistant.importing.markdown_text import References, inline_text, parse_inline, plain_title

MAX_CONTENTS = 200_000
"""Characters of text with links to look at in a file; parsing them is slow."""
LONGEST_GROUP = 60
"""Letters of the longest group title in a table of contents."""

_VERBATIM = frozenset(("fence", "code_block", "html_block"))


class Link(NamedTuple):
    """A link of a table of contents."""

    text: str
    href: str
    line: int


class ContentsFinder:
    """Finds the tables of contents of one file."""

    def __init__(self, references: References) -> None:
        self.references = references
        self.left = MAX_CONTENTS

    def links_of(self, block: Sequence[Token]) -> list[Link]:
        """Return the links of a table of contents; none if the block is something else."""
        parts = [token for token in block if token.type == "inline"]
        linked = [part for part in parts if "[" in part.content]
        if 2 * len(linked) <= len(parts) or any(token.type in _VERBATIM for token in block):
            return []
        self.left -= sum(len(part.content) for part in linked)
        if self.left < 0:
            return []
        links: list[Link] = []
        lines = around = 0
        for part in parts:
            tokens = parse_inline(part.content, self.references)
            inside = list(_links(tokens, part.map[0] + 1 if part.map else 0))
            rest = _letters(inline_text(tokens, links=False))
            if not inside and rest > LONGEST_GROUP:
                return []
            links += inside
            lines += bool(inside)
            around += rest if inside else 0
        is_list = len(links) > 1 or not block[0].type.startswith("paragraph")
        mostly_links = 2 * lines > len(parts) and 3 * around < sum(_letters(link.text) for link in links)
        return links if is_list and mostly_links and all("#" in link.href for link in links) else []


def _links(tokens: Sequence[Token], line: int) -> Iterator[Link]:
    for at, token in enumerate(tokens):
        if token.type == "link_open":
            close = next(n for n in range(at, len(tokens)) if tokens[n].type == "link_close")
            yield Link(plain_title(inline_text(tokens[at:close]), {}), str(token.attrGet("href") or ""), line)


def _letters(text: str) -> int:
    return len(re.findall(r"\w", text))
