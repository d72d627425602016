"""Taking an answer or a conversation away: text in the forms people paste and keep.

Pure: values in, text out; the chat, plain mode and the commands decide where it goes. Nothing here knows of a
screen, and nothing is lost: what an answer shows, its exports carry.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.conversation import turn as turns
from assistant.errors import OutputError
from assistant.sanitize import safe_line
from assistant.text.layout import plain_text

if TYPE_CHECKING:
    from assistant.base.model import Source
    from assistant.conversation.turn import Citation, Turn

DOCUMENTS = {".md": "markdown", ".markdown": "markdown", ".txt": "plain", ".json": "json"}
"""The ending of a file name, and the form a conversation saved under it has."""


class Form(NamedTuple):
    """One form an answer can be taken away in."""

    id: str
    label: str
    hint: str


FORMS = (
    Form("plain", "Plain text", "the answer and its citation"),
    Form("markdown", "Markdown", "with a footnote"),
    Form("bibtex", "BibTeX", "the source, with locator"),
    Form("shell", "Shell line", "asks the same again"),
)


def citation_line(source: Citation) -> str:
    """Where an answer rests, on one line: section, locator, link."""
    return ". ".join(part.rstrip(".") for part in (source.title, source.locator) if part) + (
        f". {source.url}" if source.url else ""
    )


def as_plain(turn: Turn) -> str:
    """The answer and its citation as plain text."""
    lines = [plain_text(said(turn))]
    if turn.source is not None:
        if turn.source.quote:
            lines += ["", f"“{turn.source.quote}”"]
        lines += ["", f"— {citation_line(turn.source)}"]
    return "\n".join([*lines, *(f"\n{as_plain(second)}" for second in turn.also)])


def as_markdown(turn: Turn, note: int = 1) -> str:
    """The answer as Markdown with its source in a footnote.

    Args:
        turn: The turn to write.
        note: The number of its footnote, so that a whole conversation can count on.
    """
    answer = said(turn).rstrip()
    if turn.source is None:
        text = answer
    else:
        # Inside a code block or a table a reference would be shown as it stands: it goes on its own line.
        last = answer.rsplit("\n", 1)[-1]
        joint = "\n\n" if last.startswith(("    ", "```", "~~~", "|")) else ""
        quote = f' "{turn.source.quote}"' if turn.source.quote else ""
        text = f"{answer}{joint}[^{note}]\n\n[^{note}]: {citation_line(turn.source)}{quote}"
    return "\n\n".join([text, *(as_markdown(second, note + 1 + i) for i, second in enumerate(turn.also))])


def as_bibtex(turn: Turn, source: Source, title: str) -> str:
    """The source of an answer as a BibTeX entry, its locator in the note.

    Args:
        turn: The answer that cites it.
        source: The base's source.
        title: The base's title, which stands for the work when the citation says no more.
    """
    where = turn.source
    url = (where.url if where else "") or source.url
    fields = {
        "title": "{" + _tex(title) + "}",
        "howpublished": _tex(source.citation),
        "url": re.sub(r"[{}\\\s]", lambda match: f"%{ord(match[0]):02X}", url),
        "note": _tex(". ".join(part.rstrip(".") for part in (where.title, where.locator) if part))
        if where
        else "",
    }
    key = _key(title) + (f":{_key(turn.entry)}" if turn.entry else "")
    body = ",\n".join(f"  {name:<12} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{body}\n}}"


def as_shell(turn: Turn) -> str:
    """The command that asks the same question again, quoted for a shell."""
    question = _line(turn.question)
    if question.startswith("-"):
        return f"assistant {shlex.quote('--question=' + question)}"
    return f"assistant -q {shlex.quote(question)}"


def as_form(turn: Turn, form: str, source: Source, title: str) -> str:
    """The answer in one of ``FORMS``, by id."""
    match form:
        case "markdown":
            return as_markdown(turn)
        case "bibtex":
            return as_bibtex(turn, source, title)
        case "shell":
            return as_shell(turn)
        case _:
            return as_plain(turn)


def said(turn: Turn) -> str:
    """What the assistant said in a turn, as Markdown: its answer, or that it has none and what comes near."""
    if turn.answer is not None:
        return turn.answer
    choices = "\n".join(f"{number}. {one.question}" for number, one in enumerate(turn.candidates, 1))
    head = "Did you mean:" if turn.status == turns.AMBIGUOUS else "No matching answer."
    if not choices:
        return head
    return f"{head}\n\n{choices}" if turn.status == turns.AMBIGUOUS else f"{head} Closest:\n\n{choices}"


def conversation(history: Sequence[Turn], form: str, title: str) -> str:
    """A whole conversation as a document.

    Args:
        history: Its turns, first to last.
        form: ``markdown``, ``plain`` or ``json``.
        title: The base's title.
    """
    if form == "json":
        document = {"title": title, "turns": [_turn_dict(turn) for turn in history]}
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if form == "markdown":
        return "\n\n".join([f"# {_heading(title)}", *_markdown_turns(history)]) + "\n"
    parts = [f"You: {turn.question}{_about(turn)}\n\n{as_plain(turn)}" for turn in history]
    return f"\n\n{'-' * 8}\n\n".join([title, *parts]) + "\n"


def _turn_dict(turn: Turn) -> dict[str, object]:
    """The contract's object, and with it what a follow-up was taken to be about."""
    return {**turn.as_dict(), "about": turn.about}


def _markdown_turns(history: Iterable[Turn]) -> Iterable[str]:
    note = 1
    for turn in history:
        yield f"## {_heading(turn.question)}"
        if turn.about:
            yield f"*about: {_heading(turn.about)}*"
        yield as_markdown(turn, note)
        note += 1 + len(turn.also)


def _heading(text: str) -> str:
    """Someone's words as the text of a Markdown heading: shown as typed, none of it a mark."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&!])", r"\\\1", _line(text))


def _about(turn: Turn) -> str:
    return f"\n(about: {turn.about})" if turn.about else ""


_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in _line(text))


def _line(text: str) -> str:
    """Text on one line and whole: what is taken away is not shortened."""
    return safe_line(text, max(1, len(text) * 8))


def _key(text: str) -> str:
    """A BibTeX key: plain letters, digits and hyphens, short enough to type."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", letters.casefold())[:6]) or "source"


def save(turns: Sequence[Turn], name: str, folder: Path, title: str) -> Path:
    """Save a conversation to a file that must not exist yet, readable by its owner alone: it holds what someone asked.

    Args:
        turns: The conversation.
        name: The file, relative to ``folder``; a suffix alone (".md") stands for a free name with today's date.
        folder: Where it is saved.
        title: The title of the base.

    Returns:
        The file.

    Raises:
        OutputError: It cannot be written, and why.
    """
    path = _free_path(folder, name) if name in DOCUMENTS else folder / Path(name).expanduser()
    form = DOCUMENTS.get(path.suffix.lower())
    if form is None:
        forms = ", ".join(one.id for one in FORMS)
        raise OutputError(f"Name a form ({forms}) or a file that ends in {', '.join(DOCUMENTS)}.")
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(conversation(turns, form, title))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(f"Not saved to {safe_line(str(path), 300)}: {reason}.") from error
    return path


def _free_path(folder: Path, suffix: str) -> Path:
    """Return a path that is not taken yet: the day, then the day and a number."""
    stem = folder / f"conversation-{date.today().isoformat()}"
    paths = (Path(f"{stem}{'' if number == 1 else f'-{number}'}{suffix}") for number in range(1, 1000))
    return next((path for path in paths if not os.path.lexists(path)), Path(f"{stem}{suffix}"))
