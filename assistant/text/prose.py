"""Read plain Markdown without a Markdown parser.

Importing markdown-it takes longer than the rest of a one-shot answer, and nearly every answer is plain prose. This
module reads paragraphs of plain, bold and italic text, and leaves everything else to the parser. A property test
checks that both give the same blocks.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.sanitize import safe_text
from assistant.text import markdown as parser
from assistant.text.markdown import MarkdownBlock, Span, merge_spans

_SPECIAL = frozenset("\t\r\f\v\0\\`_[]<>&~")
"""Characters that may mean something to the parser wherever they appear."""
_OPENERS = frozenset("*(\"'“‘")
"""Characters other than letters that may begin a line of a paragraph; digits and hyphens may begin a list."""
_WORDS = r"[^\W_](?:[^*]*[^\W_])?"
_INLINE = rf"(?P<plain>[^*]+)|(?<!\*)\*\*(?P<bold>{_WORDS})\*\*(?!\*)|(?<!\*)\*(?P<italic>{_WORDS})\*(?!\*)"
"""Text of one style; nested or unpaired asterisks do not match. Compiled on first use: most answers have none."""


@lru_cache(maxsize=64)
def read(markdown: str) -> tuple[MarkdownBlock, ...]:
    """Return the blocks of a Markdown text, the same as ``markdown.parse``."""
    blocks = _paragraphs(markdown.strip("\n"))
    return parser.parse(markdown) if blocks is None else blocks


def _paragraphs(text: str) -> tuple[MarkdownBlock, ...] | None:
    """Return the paragraphs of plain prose, or ``None`` if the text needs the parser."""
    if not _SPECIAL.isdisjoint(text):
        return None
    paragraphs: list[list[str]] = [[]]
    for line in text.split("\n"):
        if not line:
            paragraphs.append([])
        elif (line[0].isalpha() or line[0] in _OPENERS) and not line[-1].isspace():
            paragraphs[-1].append(line)
        else:
            return None
    blocks = [MarkdownBlock("paragraph", _spans(" ".join(lines))) for lines in paragraphs if lines]
    return tuple(blocks) if all(block.spans for block in blocks) else None


def _spans(text: str) -> tuple[Span, ...]:
    """Return the spans of a paragraph, or none if it needs the parser."""
    if "*" not in text:
        return (Span(safe_text(text)),)
    spans: list[Span] = []
    at = 0
    while at < len(text):
        found = re.compile(_INLINE).match(text, at)
        if found is None:
            return ()
        style = found.lastgroup or "plain"
        spans.append(Span(safe_text(found[style]), () if style == "plain" else (style,)))
        at = found.end()
    return merge_spans(spans)
