"""Check a base across its files: conflicting values, ids, references and repeated phrasings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.base.nearest import spelling_hint
from assistant.base.nodes import Document
from assistant.base.problems import MAX_PROBLEMS, Place, ProblemReport, in_quotes, place_of
from assistant.base.schema import REQUIRED_OF_BASE
from assistant.base.validation import Text, Values

MAX_COMPARED = 5_000_000
"""Most comparisons for suggesting ids; they take about a second."""

_PUNCTUATION = re.compile("[?!…\"“”„«»¿¡‘’‚'`´]|[.,;:](?=\\s|$)")
"""Punctuation that does not change the meaning of a question, unlike that of C++, C# and .NET."""


class BaseFile(NamedTuple):
    """One file of a base: its contents and the valid values in it."""

    document: Document
    values: Values


def phrasing_key(text: str) -> str:
    """Return a key that is equal for phrasings that differ only in case, width, punctuation or spacing."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_PUNCTUATION.sub("", plain).split()) or plain


def has_words(phrasing: str) -> bool:
    """Return whether a phrasing has a letter or a digit; without one, no question can match it."""
    return any(character.isalnum() for character in phrasing)


def check_across_files(parts: Sequence[BaseFile], report: ProblemReport, *, unread: bool) -> None:
    """Check a base across its tables and files.

    Args:
        parts: The files of the base.
        report: Collects the problems.
        unread: Whether a file could not be read, so that nothing can be reported as missing.
    """
    _check_conflicts(parts, report)
    _check_ids(parts, report)
    _check_phrasings(parts, report)
    if not unread:
        _check_required(parts, report)
        _check_references(parts, report)


def _check_required(parts: Sequence[BaseFile], report: ProblemReport) -> None:
    """Check that title, sections and entries each occur in at least one file."""
    if not all(part.document.whole for part in parts):
        return  # they may be in the unread part
    for name in REQUIRED_OF_BASE:
        if not any(_has(part.values, name) for part in parts):
            remedy = f"Add {name}: to {'it' if len(parts) == 1 else 'one of the files'}."
            document = parts[0].document
            report.add(document.path, document.mark, "missing-key", f"the base has no {name}", remedy)


def _has(values: Values, name: str) -> bool:
    """Return whether a file has a key, valid or not; ``entries`` counts only if there is an entry in it."""
    return name in values.seen and not (name == "entries" and values.tables.get(name) == [])


def _check_conflicts(parts: Sequence[BaseFile], report: ProblemReport) -> None:
    """Check that all files agree on the title, language, source and settings."""
    first: dict[str, tuple[Text, BaseFile]] = {}
    for part in parts:
        for name, text in _singles(part.values):
            earlier, by = first.setdefault(name, (text, part))
            if earlier.value != text.value:
                there = f"{in_quotes(earlier.value)} at {_at(by, earlier)}"
                message = f"{name} is {in_quotes(text.value)} here, but {there}"
                _add(
                    report,
                    part,
                    text,
                    "conflict",
                    message,
                    "Keep it in one file, or make it the same in all.",
                )


def _singles(values: Values) -> list[tuple[str, Text]]:
    """Return the texts that apply to the whole base, each with its name in messages."""
    found: list[tuple[str, Text]] = []
    for name in ("title", "language"):
        if name in values.texts:
            found.append((name, values.texts[name]))
    for outer in ("source", "settings"):
        for inner in values.tables.get(outer, ()):
            found += [(f"{name} of the {outer}", text) for name, text in inner.texts.items()]
    return found


def _check_ids(parts: Sequence[BaseFile], report: ProblemReport) -> None:
    """Check that ids are unique."""
    for key, what in (("sections", "section"), ("entries", "entry")):
        first: dict[str, tuple[Text, BaseFile]] = {}
        for part in parts:
            for table in part.values.tables.get(key, ()):
                text = table.texts.get("id")
                if text is None:
                    continue
                earlier, by = first.setdefault(text.value, (text, part))
                if earlier is not text:
                    message = f"the {what} id {in_quotes(text.value)} is already taken at {_at(by, earlier)}"
                    _add(report, part, text, "duplicate-id", message, "Change one of the two ids.")


def _check_references(parts: Sequence[BaseFile], report: ProblemReport) -> None:
    """Check that every section and related entry that an entry refers to exists."""
    unread = frozenset[str]().union(*(part.document.unread_ids for part in parts))
    sections = _ids(parts, "sections")
    entries = _ids(parts, "entries")
    wrong: list[tuple[BaseFile, Text, str]] = []
    for part in parts:
        for entry in part.values.tables.get("entries", ()):
            section = entry.texts.get("section")
            if section is not None and section.value not in sections and section.value not in unread:
                wrong.append((part, section, "section"))
            for related, mark in entry.items("related"):
                if related not in entries and related not in unread:
                    wrong.append((part, Text(related, mark), "related"))

    # each suggestion takes time proportional to the size of the base, so a hostile base gets only a few
    hints = max(1, MAX_COMPARED // max(len(entries), 1))
    for number, (part, text, what) in enumerate(wrong[:MAX_PROBLEMS]):
        known = sections if what == "section" else entries
        hint = spelling_hint(text.value, known) if number < hints else "Check the spelling."
        _unknown(report, part, text, what, hint)


def _ids(parts: Sequence[BaseFile], key: str) -> dict[str, None]:
    """Return all ids of sections or entries, in file order."""
    tables = (table for part in parts for table in part.values.tables.get(key, ()))
    return {table.texts["id"].value: None for table in tables if "id" in table.texts}


def _unknown(report: ProblemReport, part: BaseFile, text: Text, what: str, hint: str) -> None:
    """Report a reference to an unknown id."""
    noun = "section" if what == "section" else "entry"
    message = f"there is no {noun} with the id {in_quotes(text.value)}"
    _add(report, part, text, f"unknown-{what}", message, hint)


def _check_phrasings(parts: Sequence[BaseFile], report: ProblemReport) -> None:
    """Check that no two entries have the same phrasing."""
    # entry number and place in one integer, to save memory for hundreds of thousands of phrasings
    first: dict[str, int] = {}
    owners = [(part, entry) for part in parts for entry in part.values.tables.get("entries", ())]
    for number, (part, entry) in enumerate(owners):
        for text, mark in phrasings(entry):
            earlier = first.setdefault(phrasing_key(text), (number << 64) + mark)
            by, owner = owners[earlier >> 64]
            if owner is not entry and owner.text("id") != entry.text("id"):
                at = place_of(by.document.path, earlier & (1 << 64) - 1)
                message = f"{in_quotes(text)} is also a phrasing of the entry {in_quotes(owner.text('id'))}, at {at}"
                remedy = "Delete it from one of the two, or rephrase it."
                _add(report, part, Text(text, mark), "duplicate-phrasing", message, remedy)


def phrasings(entry: Values) -> Iterator[tuple[str, int]]:
    """Yield the phrasings of an entry with their places, in the order of ``Entry.phrasings``."""
    question = entry.texts.get("question")
    if question is not None:
        yield question
    yield from entry.items("variants")


def _at(part: BaseFile, text: Text) -> Place:
    return place_of(part.document.path, text.mark)


def _add(report: ProblemReport, part: BaseFile, text: Text, rule: str, message: str, remedy: str) -> None:
    report.add(part.document.path, text.mark, rule, message, remedy)
