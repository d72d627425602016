"""Export an answer or a conversation as text to paste or save.

Nothing here prints: the chat, plain mode and the commands decide where the text goes. An export contains everything
that the answer shows.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.conversation import wording
from assistant.conversation.bibtex import as_bibtex
from assistant.conversation.turn import LIKELY
from assistant.errors import OutputError
from assistant.sanitize import safe_line
from assistant.text.layout import plain_text

if TYPE_CHECKING:
    from assistant.base.model import Source
    from assistant.conversation.turn import Citation, Turn

FILE_FORMATS = {".md": "markdown", ".markdown": "markdown", ".txt": "plain", ".json": "json"}
"""The format of a saved conversation, by suffix."""


class Format(NamedTuple):
    """A format for one answer."""

    id: str
    label: str
    hint: str


FORMATS = (
    Format("plain", "Plain text", "the answer and its citation"),
    Format("md", "Markdown", "with a footnote"),
    Format("bibtex", "BibTeX", "the source, with locator"),
)


def citation_line(source: Citation) -> str:
    """Return a citation on one line: section, locator, link."""
    return ". ".join(filter(None, (section_and_locator(source), source.url)))


def section_and_locator(source: Citation) -> str:
    """Return the section and locator of a citation as a sentence without the full stop."""
    return ". ".join(part.rstrip(".") for part in (source.title, source.locator) if part)


def as_plain(turn: Turn) -> str:
    """Return the answer and its citation as plain text."""
    lines = [turn.part, ""] if turn.part else []
    lines.append(plain_text(reply(turn)))
    if turn.source is not None:
        if turn.source.quote:
            lines += ["", f"“{turn.source.quote}”"]
        lines += ["", f"— {citation_line(turn.source)}"]
    return "\n".join([*lines, *(f"\n{as_plain(second)}" for second in turn.also)])


def as_markdown(turn: Turn, note: int = 1) -> str:
    """Return the answer as Markdown, with its source in footnote number ``note``."""
    text = f"**{_escape(turn.part)}**\n\n" if turn.part else ""
    text += reply(turn).rstrip()
    if turn.source is not None:
        # In a code block or a table, a footnote reference would be literal text: put it on a line of its own.
        last = text.rsplit("\n", 1)[-1]
        gap = "\n\n" if last.startswith(("    ", "```", "~~~", "|")) else ""
        quote = f' "{turn.source.quote}"' if turn.source.quote else ""
        text += f"{gap}[^{note}]\n\n[^{note}]: {citation_line(turn.source)}{quote}"
    return "\n\n".join(
        [text, *(as_markdown(second, number) for number, second in enumerate(turn.also, note + 1))]
    )


def as_format(turn: Turn, format: str, source: Source, title: str) -> str:
    """Return the answer in one of ``FORMATS``, by id; "" for the citation of an answer or base without a source."""
    if format == "bibtex":
        cited = [one for one in (turn, *turn.also) if one.source is not None and any(source)]
        return "\n\n".join(as_bibtex(one, source, title) for one in cited)
    return as_markdown(turn) if format == "md" else as_plain(turn)


def format_named(name: str) -> Format | None:
    """Return one of ``FORMATS`` by id or label, in any case."""
    return next((one for one in FORMATS if name.casefold() in (one.id, one.label.casefold())), None)


def reply(turn: Turn) -> str:
    """Return the reply of the assistant as Markdown: the answer, or the questions to choose from."""
    if turn.answer is not None:
        if turn.status != LIKELY:
            return turn.answer
        said = f"{wording.NOT_IN_SOURCE}\n\n" if turn.source_is_silent else ""
        question = _escape(wording.closest_question(turn))
        return f"*{wording.CLOSEST_MATCH} {question}*\n\n{said}{turn.answer}"
    head = wording.no_answer(turn)
    choices = "\n".join(f"{number}. {one.question}" for number, one in enumerate(turn.choices, 1))
    return f"{head.removesuffix(':')}:\n\n{choices}" if choices else head


def as_document(history: Sequence[Turn], format: str, title: str) -> str:
    """Return a whole conversation as a document.

    Args:
        history: The turns, first to last.
        format: ``markdown``, ``plain`` or ``json``.
        title: The title of the base.
    """
    if format == "json":
        document = {"title": title, "turns": [{**turn.as_dict(), "about": turn.about} for turn in history]}
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if format == "markdown":
        return "\n\n".join([f"# {_escape(title)}", *_markdown_turns(history)]) + "\n"
    about = [f"\n(about: {turn.about})" if turn.about else "" for turn in history]
    parts = [f"You: {turn.question}{at}\n\n{as_plain(turn)}" for turn, at in zip(history, about, strict=True)]
    return f"\n\n{'-' * 8}\n\n".join([title, *parts]) + "\n"


def _markdown_turns(history: Iterable[Turn]) -> Iterable[str]:
    note = 1
    for turn in history:
        yield f"## {_escape(turn.question)}"
        if turn.about:
            yield f"*about: {_escape(turn.about)}*"
        yield as_markdown(turn, note)
        note += 1 + len(turn.also)


def _escape(text: str) -> str:
    """Return text on one line with all Markdown escaped."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&!])", r"\\\1", _one_line(text))


def _one_line(text: str) -> str:
    """Return text on one line, not truncated."""
    return safe_line(text, max(1, len(text) * 8))


def file_format(suffix: str) -> str:
    """Return the format of a conversation by the suffix of its file.

    Raises:
        OutputError: The suffix is unknown.
    """
    format = FILE_FORMATS.get(suffix.lower())
    if format is None:
        formats = ", ".join(one.id for one in FORMATS)
        raise OutputError(
            f"Unknown format. Use {formats} or a file name ending in {', '.join(FILE_FORMATS)}."
        )
    return format


def save(turns: Sequence[Turn], name: str, folder: Path, title: str) -> Path:
    """Save a conversation to a new file that only its owner can read.

    Args:
        turns: The conversation.
        name: The file, relative to ``folder``, or only a suffix (".md") for an unused name with today's date.
        folder: The current directory.
        title: The title of the base.

    Returns:
        The file.

    Raises:
        OutputError: The format is unknown, or the file exists or cannot be written.
    """
    path = _unused_path(folder, name) if name in FILE_FORMATS else folder / Path(name).expanduser()
    format = file_format(path.suffix)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(as_document(turns, format, title))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(f"Not saved to {safe_line(str(path), 300)}: {reason}.") from error
    return path


def _unused_path(folder: Path, suffix: str) -> Path:
    """Return a path named after today that does not exist, with a number if necessary."""
    stem = folder / f"conversation-{date.today().isoformat()}"
    paths = (Path(f"{stem}{f'-{number}' if number > 1 else ''}{suffix}") for number in count(1))
    return next(path for path in paths if not os.path.lexists(path))
