"""Short plain-text excerpts of Markdown, without a Markdown parser.

A one-shot answer shows an excerpt of each candidate, and importing the parser takes longer than the rest of it.
"""

from __future__ import annotations

import re

EXCERPT = 160
"""Longest excerpt shown to people, characters."""
LONGEST = 1000
"""Longest sentence, characters: hostile markup takes quadratic time."""

_MARKUP = frozenset("\\`*_[]<>~&")
"""Characters that may be inline markup."""
_INLINE = (
    (r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?", r"\1"),  # links and images
    (r"<(\w+:[^\s<>]*|[^\s<>]+@[^\s<>]+)>", r"\1"),  # addresses
    (r"`+([^`]+)`+", r"\1"),
    (r"(?<![\w\\])(\*{1,3}|_{1,3}|~~)(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)", r"\2"),
    (r"(?<![\w\\])(\*{1,3}|_{1,3}|~~)(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)", r"\2"),  # nested
    (r"\\([!-/:-@\[-`{-~])", r"\1"),
)
"""Patterns of inline markup, and what remains of it."""
_MARKER = r"(?:>\s?|[-*+]\s+|\d+[.)]\s+|#+\s+|\|\s*)+"
"""Markers at the beginning of a line: quotes, list items, headings and table rows."""
_FENCES = ("```", "~~~")
"""Beginnings of the lines around a code block."""
_ABBREVIATIONS = frozenset(
    (
        "al",
        "approx",
        "ca",
        "cf",
        "dr",
        "e.g",
        "ed",
        "eds",
        "etc",
        "fig",
        "i.e",
        "mr",
        "mrs",
        "ms",
        "no",
        "nos",
        "p",
        "pp",
        "prof",
        "resp",
        "sec",
        "st",
        "vol",
        "vs",
    )
)
"""Words before a full stop that does not end a sentence."""
_CLOSERS = "\"'”’»)]"
"""Characters that may follow the end of a sentence."""


def first_sentence(markdown: str) -> str:
    """Return the first sentence of a Markdown text as plain text on one line.

    A single word, such as "Yes.", goes with the sentence after it.

    >>> first_sentence("**Clusters** are groups, e.g. of [firms](https://x.org). They differ.")
    'Clusters are groups, e.g. of firms.'
    """
    text = _first_block(markdown)[:LONGEST]
    if not _MARKUP.isdisjoint(text):
        for pattern, rest in _INLINE:
            text = re.sub(pattern, rest, text)
        if "&" in text:
            from html import unescape

            text = unescape(text)
    return text[: _sentence_end(text)]


def excerpt(sentence: str, limit: int = EXCERPT) -> str:
    """Return a sentence, cut at a word if it is too long.

    >>> excerpt("A cluster is a group of firms.", 20)
    'A cluster is a…'
    """
    if len(sentence) <= limit:
        return sentence
    cut = sentence[:limit]
    if " " in cut:
        cut = cut.rpartition(" ")[0]
    return cut.rstrip(" ,;:.–—(") + "…"


def _first_block(markdown: str) -> str:
    """Return the text of the first paragraph, list item or table row on one line."""
    words: list[str] = []
    for line in markdown.split("\n"):
        line = line.strip()
        if line.startswith(_FENCES) or not line.strip("-*_= "):
            if words:
                break
            continue
        marked = None if line[0].isalpha() else re.match(_MARKER, line)
        if words and marked and not line.startswith(">"):
            break
        if marked and line.startswith("#") and "\n" in markdown.strip():
            continue  # a heading is not a sentence
        if marked and line.startswith("|"):
            return " ".join(line.replace("|", " ").split())
        words += line[marked.end() if marked else 0 :].split()
    return " ".join(words)


def _sentence_end(text: str) -> int:
    """Return where the first sentence ends."""
    for at, character in enumerate(text):
        if character in "。！？":
            return _after_closers(text, at + 1)
        if character in ".!?…":
            head, end = text[:at], _after_closers(text, at + 1)
            if " " in head and text[end : end + 1] == " " and not text[end + 1 : end + 2].islower():
                word = head.rpartition(" ")[2].lstrip("(\"'“‘[").casefold()
                if character != "." or not (word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha())):
                    return end
    return len(text)


def _after_closers(text: str, at: int) -> int:
    while text[at : at + 1] and text[at] in _CLOSERS:
        at += 1
    return at
