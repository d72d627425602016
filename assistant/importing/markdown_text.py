"""Parse the Markdown of an FAQ, and clean up the pieces that are cut out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from assistant.base.validation import MAX_TEXT
from assistant.importing.html_markdown import to_markdown

References = dict[str, dict[str, Any]]
"""The link definitions of a file: label to ``href`` and ``title``."""

_ANCHOR = re.compile(
    r"""<(a|span|div)\s+(?:name|id)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)\s*(?:/>|>\s*</\1\s*>)""", re.I
)
_BREAK = re.compile(r"<br\s*/?>[ \t]*(?=\n|\Z)", re.IGNORECASE)
_DETAILS = re.compile(r"</?details\b[^<>]*>", re.IGNORECASE)
_SUMMARY = re.compile(
    r"<summary\b[^<>]*>((?:(?!<summary).){0,2000}?)</summary\s*>", re.IGNORECASE | re.DOTALL
)
_INLINE_LINK = re.compile(r"""<a\s[^<>]*?href\s*=\s*["']([^"'\s<>]+)["'][^<>]*>([^<>\n]+)</a>""", re.I)
_INLINE_TAG = re.compile(r"<(b|strong|i|em|code|kbd)>([^<>`*\n]+)</\1>", re.IGNORECASE)
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "kbd": "`"}
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999}+)\]", re.DOTALL)
"""What may be the label of a link definition."""
_TOP_LINK = re.compile(
    r"(?:[^\w\[]|_)*+\[[^\]]{0,99}?(?:top|back|contents|index|toc|up|[↑⬆🔝])[^\]]*\]\(#[^)]*\)[\W_]*\Z", re.I
)
_RULE = re.compile(r"[ ]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})\Z")
_REVEAL = re.compile(
    r"\W*(?:show|view|see|click|expand|answer|solution|details|toggle|open)\b", re.IGNORECASE
)
QUESTION_LABEL = r"(?:Question|Q|Pregunta|Pergunta|Frage|Вопрос|问|問)\s?#?\d*"
"""A word that stands for a question, as in ``Q:``."""
ANSWER_LABEL = r"(?:Answer|Ans|A|Réponse|Respuesta|Resposta|Antwort|Ответ|答)\s?\d*"
LABEL_END = r"[:：.)]"
LABEL_GAP = r"(?:[ \t]+|(?<=：)|(?<=[问問答]:))"
"""What separates a label from the text; nothing in Chinese and Japanese."""

_ANSWER_LABEL = re.compile(
    rf"\A\s*(?:(\*\*|__){ANSWER_LABEL}\1\s*{LABEL_END}|(\*\*|__){ANSWER_LABEL}\s*{LABEL_END}\2|{ANSWER_LABEL}{LABEL_END})"
    rf"(?:{LABEL_GAP}|\s+)"
)
_BOLD_ANSWER_LABEL = re.compile(rf"\A\s*(\*\*|__){ANSWER_LABEL}\s*{LABEL_END}\s*(?=\S)")
_NUMBER = re.compile(r"\A(?:\(\d+(?:\.\d+)*\)|\d+(?:\.\d+)*[.)]|#\d+[:.)]?|\d+\s*[-–—:])\s+")
_QUESTION_LABEL = re.compile(
    rf"\A{QUESTION_LABEL}(?:\.\d+)*(?:\s*[–—-]\s+|\s*{LABEL_END}(?:{LABEL_GAP}|\s+))", re.IGNORECASE
)
LONGEST_TITLE = 4000
"""Characters of a heading to look at, markup included; a question that is as long is rejected."""
_MARKUP = re.compile(r"[\\`*_~\[\]<&]")
_ATTRIBUTES = re.compile(r"\s*\{:?\s*(?:[#.][^{}]*|\w+=[^{}]*)\}\s*\Z")


@lru_cache(maxsize=2)
def _parser(*, inline: bool) -> MarkdownIt:
    options = {"html": True, "maxNesting": 100}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    # most of the time goes to the text inside of blocks, but few blocks need it
    return parser if inline else parser.disable(["inline", "text_join"])


def parse(text: str) -> tuple[list[Token], References]:
    """Return the blocks of a text, without the tokens inside of them, and its link definitions."""
    env: dict[str, Any] = {"references": {}}
    return _parser(inline=False).parse(text, env), env["references"]


def parse_inline(markdown: str, references: References) -> list[Token]:
    """Return the tokens inside of a block."""
    [inline] = _parser(inline=True).parseInline(markdown, {"references": references})
    return inline.children or []


def plain_title(markdown: str, references: References) -> str:
    """Return a heading or question without markup, numbers and labels."""
    title = _ATTRIBUTES.sub("", markdown[:LONGEST_TITLE].strip())
    if _MARKUP.search(title):
        title = inline_text(parse_inline(title, references))
    title = " ".join(title.split()).strip("*¶ ")
    for pattern in (_NUMBER, _QUESTION_LABEL, _NUMBER):
        title = pattern.sub("", title) or title
    return title.removesuffix(" #").rstrip(": ") or title


def inline_text(tokens: Iterable[Token], *, links: bool = True) -> str:
    """Return the text of inline tokens; with ``links=False`` without the text of links."""
    parts: list[str] = []
    depth = 0
    for token in tokens:
        if token.type in ("link_open", "link_close"):
            depth += token.nesting
        elif depth and not links:
            continue
        elif token.type in ("text", "code_inline", "text_special"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image" and links:
            parts.append(inline_text(token.children or []))
    return "".join(parts)


def is_reveal(summary: str) -> bool:
    """Return whether the summary of a ``<details>`` only offers to show the answer."""
    return _REVEAL.match(summary) is not None


def tidy_answer(text: str, references: References) -> str:
    """Clean up an answer that was cut out of a file.

    Raw HTML becomes Markdown where it is a block; comments, anchors, links back to the top and rules at the end are
    removed. Code stays as it is. The definitions of its links are added.
    """
    if len(text) > MAX_TEXT:  # rejected later; cleaning could take minutes
        return text
    text = _without_label(text)
    if "<" in text or "](#" in text:
        text = _without_page_parts(text)
    text = _trimmed(text)
    return text + _definitions(text, references) if references else text


def _without_page_parts(text: str) -> str:
    """Write HTML as Markdown, and remove what only a page of its own needs."""
    lines: list[str | None] = [*text.split("\n")]
    tokens, _ = parse(text)
    for token in tokens:
        if token.map is None or token.type not in ("html_block", "inline"):
            continue
        begin, end = token.map
        piece = "\n".join(line for line in lines[begin:end] if line is not None)
        cleaned = _html_block(piece) if token.type == "html_block" else _inline(piece)
        # None for removed lines, so that the other tokens stay in place
        lines[begin:end] = [cleaned if cleaned.strip() else None, *[None] * (end - begin - 1)]
    return _without_gaps(lines)


def _without_label(text: str) -> str:
    """Remove a label such as ``**A:**``, but not the first letter of a list."""
    if re.search(r"^\W*B[.:)]\s", text, re.MULTILINE):
        return text
    if _ANSWER_LABEL.match(text):
        return _ANSWER_LABEL.sub("", text, count=1)
    return _BOLD_ANSWER_LABEL.sub(r"\1", text, count=1)


def _html_block(html: str) -> str:
    html = _SUMMARY.sub(lambda match: "" if is_reveal(match[1]) else f"<p><b>{match[1]}</b></p>", html)
    return to_markdown(_DETAILS.sub("", html)) if html.strip() else ""


def _without_comments(text: str) -> str:
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts.append(text[at:start])
        at = end + len("-->")
    return "".join(parts) + text[at:]


def _inline(text: str) -> str:
    """Clean up a paragraph outside of its code."""
    if "<" not in text and "](#" not in text:
        return text
    cleaned = "".join(part if is_code else _inline_markdown(part) for part, is_code in _code_spans(text))
    return "\n".join(line for line in cleaned.split("\n") if not _TOP_LINK.match(line))


def _code_spans(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a paragraph, and whether they are code."""
    parts = re.split("(`+)", text)  # the runs of backticks are at odd places
    closing: dict[str, list[int]] = {}
    for at in range(len(parts) - 2, 0, -2):
        closing.setdefault(parts[at], []).append(at)
    at = plain = 0
    while (at := at + 1 + at % 2) < len(parts):
        ends = closing[parts[at]]
        while ends and ends[-1] <= at:
            ends.pop()
        if ends:
            yield "".join(parts[plain:at]), False
            yield "".join(parts[at : ends[-1] + 1]), True
            at = ends[-1]
            plain = at + 1
    yield "".join(parts[plain:]), False


def _without_gaps(lines: Iterable[str | None]) -> str:
    """Join lines; a removed piece leaves no more than one blank line."""
    kept: list[str] = []
    removed = False
    for line in lines:
        if line is None:
            removed = True
        elif not (removed and not line.strip() and kept and not kept[-1].strip()):
            kept.append(line)
            removed = False
    return "\n".join(kept)


def _inline_markdown(text: str) -> str:
    """Write simple HTML in a paragraph as Markdown."""
    text = _BREAK.sub("  ", _ANCHOR.sub("", _without_comments(text)))
    text = _INLINE_LINK.sub(r"[\2](\1)", text)
    return _INLINE_TAG.sub(lambda tag: f"{_MARKS[tag[1].lower()]}{tag[2]}{_MARKS[tag[1].lower()]}", text)


def _trimmed(text: str) -> str:
    """Remove blank lines and rules around a text."""
    lines = text.rstrip().split("\n")
    while lines and (not lines[-1].strip() or _RULE.match(lines[-1])):
        # "---" below a line of text makes it a heading
        if lines[-1].strip() and len(lines) > 1 and lines[-2].strip() and lines[-1].strip("- ") == "":
            break
        lines.pop()
    while lines and (not lines[0].strip() or _RULE.match(lines[0])):
        del lines[0]
    return "\n".join(lines)


def _definitions(text: str, references: References) -> str:
    """Return the definitions of the links that a text refers to but does not define."""
    if not references.keys() & map(normalizeReference, _LABEL.findall(text)):
        return ""
    tokens, own = parse(text)
    plain = (part for token in tokens for part, is_code in _code_spans(token.content) if not is_code)
    labels = (normalizeReference(label) for part in plain for label in _LABEL.findall(part))
    used = dict.fromkeys(label for label in labels if label in references and label not in own)
    lines = []
    for label in used:
        title = str(references[label].get("title") or "").replace('"', "&quot;")
        lines.append(f"[{label.lower()}]: <{references[label]['href']}>" + (f' "{title}"' if title else ""))
    return "\n\n" + "\n".join(lines) if lines else ""
