"""What can only be checked when all files of a base lie side by side: ids, references, repeated phrasings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.base.nearest import meant
from assistant.base.nodes import Document
from assistant.base.problems import MAX_PROBLEMS, Place, Report, cited, place_of
from assistant.base.schema import REQUIRED_OF_BASE
from assistant.base.validation import Text, Values

MAX_COMPARED = 5_000_000
"""Comparisons spent on finding the ids that were meant: about a second."""

_SILENT = re.compile("[?!…\"“”„«»¿¡‘’‚'`´]|[.,;:](?=\\s|$)")
"""Punctuation that makes no other question; the signs of C++, C# and .NET stay."""


class Part(NamedTuple):
    """One file of a base: what was read and what of it is right."""

    document: Document
    values: Values


def folded(text: str) -> str:
    """A phrasing without the differences that make no other question: case, width, punctuation, spacing."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_SILENT.sub("", plain).split()) or plain


def check_whole(parts: Sequence[Part], report: Report, *, unread: bool) -> None:
    """Check what concerns several tables or several files.

    Args:
        parts: The files of the base.
        report: Where problems are noted.
        unread: Whether some file is missing from them, so that nothing can be said to be nowhere.
    """
    _check_conflicts(parts, report)
    _check_ids(parts, report)
    _check_phrasings(parts, report)
    if not unread:
        _check_required(parts, report)
        _check_references(parts, report)


def _check_required(parts: Sequence[Part], report: Report) -> None:
    """Title, sections and entries: somewhere, in at least one file."""
    if not all(part.document.whole for part in parts):
        return  # they may stand where nobody could read
    for name in REQUIRED_OF_BASE:
        if not any(_has(part.values, name) for part in parts):
            remedy = f"Add {name}: to {'it' if len(parts) == 1 else 'one of the files'}."
            document = parts[0].document
            report.add(document.path, document.mark, "missing-key", f"the base has no {name}", remedy)


def _has(values: Values, name: str) -> bool:
    """Whether a file has a key at all, be it right or wrong (which has been reported)."""
    return name in values.seen and not (name == "entries" and values.tables.get(name) == [])


def _check_conflicts(parts: Sequence[Part], report: Report) -> None:
    """What a base has once must be the same wherever it is said."""
    first: dict[str, tuple[Text, Part]] = {}
    for part in parts:
        for name, text in _singles(part.values):
            earlier, by = first.setdefault(name, (text, part))
            if earlier.value != text.value:
                message = (
                    f"{name} is {cited(text.value)} here, but {cited(earlier.value)} at {_at(by, earlier)}"
                )
                _add(report, part, text, "conflict", message, "Say it in one file only, or the same in all.")


def _singles(values: Values) -> list[tuple[str, Text]]:
    """Texts that a base has once, by the words a message names them with."""
    found: list[tuple[str, Text]] = []
    for name in ("title", "language"):
        if name in values.texts:
            found.append((name, values.texts[name]))
    for outer in ("source", "settings"):
        for inner in values.tables.get(outer, ()):
            found += [(f"{name} of the {outer}", text) for name, text in inner.texts.items()]
    return found


def _check_ids(parts: Sequence[Part], report: Report) -> None:
    """An id names one section, or one entry."""
    for key, what in (("sections", "section"), ("entries", "entry")):
        first: dict[str, tuple[Text, Part]] = {}
        for part in parts:
            for table in part.values.tables.get(key, ()):
                text = table.texts.get("id")
                if text is None:
                    continue
                earlier, by = first.setdefault(text.value, (text, part))
                if earlier is not text:
                    message = f"the {what} id {cited(text.value)} is taken already, at {_at(by, earlier)}"
                    _add(report, part, text, "duplicate-id", message, "Give one of the two another id.")


def _check_references(parts: Sequence[Part], report: Report) -> None:
    """Sections and related entries that are named must exist."""
    unread = frozenset[str]().union(*(part.document.unread_ids for part in parts))
    sections = _ids(parts, "sections")
    entries = _ids(parts, "entries")
    wrong: list[tuple[Part, Text, str]] = []
    for part in parts:
        for entry in part.values.tables.get("entries", ()):
            section = entry.texts.get("section")
            if section is not None and section.value not in sections and section.value not in unread:
                wrong.append((part, section, "section"))
            for related, mark in entry.items("related"):
                if related not in entries and related not in unread:
                    wrong.append((part, Text(related, mark), "related"))

    # Looking for the nearest id costs time with the size of the base: in a hostile one not all get a hint.
    hints = max(1, MAX_COMPARED // max(len(entries), 1))
    for number, (part, text, what) in enumerate(wrong[:MAX_PROBLEMS]):
        known = sections if what == "section" else entries
        hint = meant(text.value, known) if number < hints else "Check the spelling."
        _unknown(report, part, text, what, hint)


def _ids(parts: Sequence[Part], key: str) -> dict[str, None]:
    """All ids of sections or entries, in the order of the files."""
    tables = (table for part in parts for table in part.values.tables.get(key, ()))
    return {table.texts["id"].value: None for table in tables if "id" in table.texts}


def _unknown(report: Report, part: Part, text: Text, what: str, hint: str) -> None:
    """Report a reference to something that does not exist."""
    noun = "section" if what == "section" else "entry"
    message = f"there is no {noun} with the id {cited(text.value)}"
    _add(report, part, text, f"unknown-{what}", message, hint)


def _check_phrasings(parts: Sequence[Part], report: Report) -> None:
    """A phrasing leads to one entry."""
    # Number of the entry and place as one integer: a large base has hundreds of thousands of phrasings.
    first: dict[str, int] = {}
    owners = [(part, entry) for part in parts for entry in part.values.tables.get("entries", ())]
    for number, (part, entry) in enumerate(owners):
        for text, mark in phrasings(entry):
            earlier = first.setdefault(folded(text), (number << 64) + mark)
            by, owner = owners[earlier >> 64]
            if owner is not entry and owner.text("id") != entry.text("id"):
                at = place_of(by.document.path, earlier & (1 << 64) - 1)
                message = f"{cited(text)} also leads to the entry {cited(owner.text('id'))}, at {at}"
                remedy = "Delete it from one of the two, or word it so that they differ."
                _add(report, part, Text(text, mark), "duplicate-phrasing", message, remedy)


def phrasings(entry: Values) -> Iterator[tuple[str, int]]:
    """Question and variants of an entry with their places, in the order the model counts them."""
    question = entry.texts.get("question")
    if question is not None:
        yield question
    yield from entry.items("variants")


def _at(part: Part, text: Text) -> Place:
    return place_of(part.document.path, text.mark)


def _add(report: Report, part: Part, text: Text, rule: str, message: str, remedy: str) -> None:
    report.add(part.document.path, text.mark, rule, message, remedy)
