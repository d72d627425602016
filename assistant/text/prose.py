"""Most answers' Markdown read without a Markdown parser.

Loading the real parser costs a one-shot answer more than everything else it does, and most answers are a few
paragraphs, a list or a small table. This reads just those, and only where it is certain to see what the
parser would see (a property test holds the two together); anything else goes to the parser.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.sanitize import safe_text
from assistant.text import markdown as marks
from assistant.text.markdown import Block, Run

_WORDS = r"[^\W_](?:[^\\`*_\[\]<>&~!\n]*[^\W_])?"
_LINK = r"https?://[a-z0-9.-]+(?:/[\w./?=:#+,;@-]*)?"

# Patterns as texts: compiling them takes longer than reading a plain answer, so each is compiled when it is
# first needed (``re`` remembers).
_INLINE = (
    r"(?P<plain>(?:[^\\`*_\[\]<>&~!\n]|&(?=[ ])|!(?!\[)|(?<=\w)_(?=\w))+)"
    rf"|(?<!\*)\*\*(?P<bold>{_WORDS})\*\*(?!\*)"
    rf"|(?<!\*)\*(?P<italic>{_WORDS})\*(?!\*)"
    r"|(?<!`)`(?P<code>[^\s`](?:[^`\n]*[^\s`])?)`(?!`)"
    rf"|(?<!!)\[(?P<words>{_WORDS})\]\((?P<href>{_LINK})\)"
    rf"|<(?P<auto>{_LINK})>"
)
"""A stretch of one style. What would take a second thought (nesting, escapes, entities) matches nothing."""
_ITEM = r"(?:(?P<bullet>[-*]) |(?P<number>\d{1,4})\. )(?=[^\s\-+*#>|=~`\d]|\*{1,2}[^\s*]|`[^`]|\d+(?![.)\d]))"
"""The start of a list item that begins with words."""
_RULE = r"\|(?: *:?-+:? *\|)+"
"""The line under a table's heading."""
_ODD = r"[\t\r\f\v\0]| \n| $|~~|https?://[^\s<>()]*[^\x00-\x7f]"
"""Hard breaks, tabs and other matters of the parser."""
_OPENER = r"[ #>|=~+]|[-*_](?: |$)|(?:[-*_] *){2,}$|\d+[.)]|```"
"""What may begin something other than a paragraph."""
_SPECIAL = frozenset("\t\r\f\v\0\\`*_[]<>&~#|=")
"""Without these, lines that begin with a letter are nothing but words."""


@lru_cache(maxsize=64)
def read(markdown: str) -> tuple[Block, ...]:
    """Read an answer.

    Args:
        markdown: The text as the base has it.

    Returns:
        What ``marks.parse`` gives, neighbouring stretches of one style joined.
    """
    text = markdown.strip("\n")
    blocks = _prose(text) or (None if re.search(_ODD, text, re.ASCII) else _blocks(text))
    return blocks if blocks is not None else tuple(_joined(block) for block in marks.parse(markdown))


def _prose(text: str) -> tuple[Block, ...] | None:
    """The paragraphs of a text without any mark; None when there may be one."""
    if not _SPECIAL.isdisjoint(text):
        return None
    paragraphs: list[list[str]] = [[]]
    for line in text.split("\n"):
        if not line:
            paragraphs.append([])
        elif line[0].isalpha() and not line[-1].isspace():
            paragraphs[-1].append(line)
        else:
            return None
    return tuple(Block("paragraph", (Run(safe_text(" ".join(lines))),)) for lines in paragraphs if lines)


def _blocks(text: str) -> tuple[Block, ...] | None:
    """The blocks of a text that blank lines set apart; None when one of them needs the parser."""
    blocks: list[Block] = []
    listed = False
    for chunk in re.split(r"\n{2,}", text) if text else ():
        lines = chunk.split("\n")
        if any(line != line.strip() for line in lines):
            return None
        if re.match(_ITEM, lines[0], re.ASCII):
            # Two lists in a row may be one list with space between its items: the parser knows.
            found = None if listed else _list(lines)
            listed = True
        elif lines[0].startswith("|"):
            found, listed = _table(lines), False
        else:
            found, listed = _paragraph(lines), False
        if found is None:
            return None
        blocks += found
    return tuple(blocks)


def _paragraph(lines: list[str]) -> list[Block] | None:
    if any(re.match(_OPENER, line, re.ASCII) for line in lines):
        return None
    runs = _runs(lines)
    return None if runs is None else [Block("paragraph", runs)]


def _list(lines: list[str]) -> list[Block] | None:
    """A list without lists in it, an item a line."""
    blocks: list[Block] = []
    first = re.match(_ITEM, lines[0], re.ASCII)
    assert first is not None
    number = int(first["number"]) if first["number"] else None
    for line in lines:
        item = re.match(_ITEM, line, re.ASCII)
        if item is None or item["bullet"] != first["bullet"]:
            return None
        runs = _runs([line[item.end() :]])
        if runs is None:
            return None
        marker = "•" if number is None else f"{number + len(blocks)}."
        blocks.append(Block("paragraph", runs, 1, marker, 0, False))
    return blocks


def _table(lines: list[str]) -> list[Block] | None:
    if len(lines) < 2 or not re.fullmatch(_RULE, lines[1]) or "`" in "".join(lines):
        return None
    rows: list[tuple[tuple[Run, ...], ...]] = []
    for line in (lines[0], *lines[2:]):
        if not line.startswith("|") or not line.endswith("|") or line.count("|") != lines[1].count("|"):
            return None
        cells = [_runs([cell.strip()]) if cell.strip() else () for cell in line[1:-1].split("|")]
        rows.append(tuple(cell for cell in cells if cell is not None))
        if len(rows[-1]) != len(cells):
            return None
    return [Block("table", rows=tuple(rows))]


def _runs(lines: list[str]) -> tuple[Run, ...] | None:
    """The stretches of some lines of words, or None when they need the parser."""
    inline = re.compile(_INLINE, re.ASCII)
    runs: list[Run] = []
    for line in lines:
        at = 0
        if runs:
            runs.append(Run(" "))
        while at < len(line):
            found = inline.match(line, at)
            if found is None:
                return None
            runs.append(_run(found))
            at = found.end()
    return _merged(runs)


def _run(found: re.Match[str]) -> Run:
    words = safe_text(found[found.lastgroup or 0])
    match found.lastgroup:
        case "bold":
            return Run(words, bold=True)
        case "italic":
            return Run(words, italic=True)
        case "code":
            return Run(words, code=True)
        case "href":
            return Run(safe_text(found["words"]), href=words)
        case "auto":
            return Run(words, href=words)
        case _:
            return Run(words)


def _merged(runs: list[Run] | tuple[Run, ...]) -> tuple[Run, ...]:
    """Neighbours of one style as one, so that the two ways of reading give the same."""
    merged: list[Run] = []
    for run in runs:
        if merged and merged[-1][1:] == run[1:]:
            merged[-1] = run._replace(text=merged[-1].text + run.text)
        elif run.text:
            merged.append(run)
    return tuple(merged)


def _joined(block: Block) -> Block:
    rows = tuple(tuple(_merged(cell) for cell in row) for row in block.rows)
    return block._replace(runs=_merged(block.runs), rows=rows)
