"""Load and check a question base."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from assistant.base.cross_checks import BaseFile, check_across_files, phrasings
from assistant.base.files import display_path, read_base_files
from assistant.base.garbage_collection import garbage_collection_paused
from assistant.base.model import ANSWER, Base, BaseSettings, Entry, Section, Source
from assistant.base.nodes import Document, Items, Table
from assistant.base.positions import Places
from assistant.base.problems import ProblemReport
from assistant.base.reader import Budget, read_document
from assistant.base.schema import BASE
from assistant.base.validation import Checker, Values
from assistant.errors import BaseError, Problem

_LOCATED_KEYS: tuple[str, ...] = ("quote", "locator", "answer")
"""Keys of an entry whose places are recorded, for warnings."""


class LoadedBase(NamedTuple):
    """A question base with the places of its parts."""

    base: Base
    places: Places
    """Places of the entries, phrasings and sections."""
    files: tuple[Path, ...]
    """The files, in reading order."""


class Version:
    """The contents of the files of a base at one time, parsed only once."""

    def __init__(self, contents: Sequence[tuple[Path, bytes]]) -> None:
        """Create a version of these files, in order."""
        self.contents = list(contents)

    @cached_property
    def inspected(self) -> tuple[LoadedBase | None, list[Problem]]:
        """The base, or None if there are problems; and the problems."""
        return inspect_contents(self.contents)

    @property
    def loaded(self) -> LoadedBase:
        """The loaded base.

        Raises:
            BaseError: The base has problems.
        """
        loaded, problems = self.inspected
        if loaded is None:
            raise BaseError(problems)
        return loaded


def version_of(contents: Sequence[tuple[Path, bytes]], known: Sequence[Version]) -> Version:
    """Return the version with these contents: one of ``known``, which may be parsed already, or a new one."""
    return next((one for one in known if one.contents == contents), Version(contents))


def load_base(paths: Sequence[Path]) -> LoadedBase:
    """Load a question base.

    Args:
        paths: Files, and directories of ``*.yaml`` and ``*.yml`` files; together they are one base.

    Raises:
        BaseError: The base has problems; the error lists all of them, sorted by place.
    """
    loaded, problems = inspect_base(paths)
    if loaded is None:
        raise BaseError(problems)
    return loaded


def inspect_base(paths: Sequence[Path]) -> tuple[LoadedBase | None, list[Problem]]:
    """Load a question base, and collect its problems.

    Args:
        paths: Files and directories, as for ``load_base``.

    Returns:
        The base, or None if there are problems; and the problems, sorted by place.
    """
    contents, problems = read_base_files(paths)
    report = ProblemReport()
    report.extend(problems)
    files = [path for path, _ in contents]
    data = [data for _, data in contents]
    contents.clear()
    return _inspect(data, files, report, unread=bool(problems))


def inspect_contents(contents: Sequence[tuple[Path, bytes]]) -> tuple[LoadedBase | None, list[Problem]]:
    """Load a question base from contents that are already read.

    Args:
        contents: Each file with its contents.

    Returns:
        As for ``inspect_base``.
    """
    files = [path for path, _ in contents]
    return _inspect([data for _, data in contents], files, ProblemReport(), unread=False)


def _inspect(
    contents: list[bytes], files: Sequence[Path], report: ProblemReport, *, unread: bool
) -> tuple[LoadedBase | None, list[Problem]]:
    """Check the contents of files; ``unread`` says that other files could not be read."""
    with garbage_collection_paused():
        parts = _read_files(contents, files, report)
        check_across_files(parts, report, unread=unread or len(parts) < len(files))
        if report.problems:
            return None, report.problems
        places = Places(tuple(display_path(file) for file in files))
        return LoadedBase(_build_base(parts, places), places, tuple(files)), []


def _read_files(contents: list[bytes], files: Sequence[Path], report: ProblemReport) -> list[BaseFile]:
    """Read and check each file, and release its contents."""
    parts: list[BaseFile] = []
    budget = Budget()
    for at, file in enumerate(files):
        document = read_document(contents[at], display_path(file), report, budget)
        contents[at] = b""  # a large base must not be in memory twice
        part = _check_document(document, report)
        if part is not None:
            parts.append(part)
    return parts


def _check_document(document: Document, report: ProblemReport) -> BaseFile | None:
    """Check a file and return its values; None if it is not a table of keys."""
    root = document.root
    if isinstance(root, Table):
        return BaseFile(document, Checker(document.path, report).check(root, document.mark, BASE))
    if not document.whole:
        return BaseFile(document, Values(document.mark, whole=False))
    if root is None or root == "":
        message, remedy = "the file is empty", "Add title:, sections: and entries:, or delete it."
        report.add(document.path, 0, "empty-file", message, remedy)
    elif not any(
        problem.path == document.path for problem in report.problems
    ):  # otherwise it is no text at all
        found = "a list" if isinstance(root, Items) else "a single text"
        remedy = "A base begins with keys such as title: and entries:, in the first column."
        report.add(document.path, document.mark, "wrong-type", f"the file is {found}, not a base", remedy)
    return None


def _build_base(parts: Sequence[BaseFile], places: Places) -> Base:
    """Build the base from the values of all files, and record the places."""
    sections: list[Section] = []
    entries: list[Entry] = []
    synonyms: list[tuple[str, ...]] = []
    decoys: list[str] = []
    for file, part in enumerate(parts):
        values = part.values
        for section in values.tables.get("sections", ()):
            sections.append(_section(section))
            places.add_section(section.text("id"), file, section.texts["id"].mark)
        for entry in values.tables.get("entries", ()):
            entries.append(_entry(entry))
            _record_places(entry, file, places)
        for group in values.groups.get("synonyms", ()):
            synonyms.append(tuple(group.values))
            places.add_synonyms(file, group.marks[0] if group.marks else 0)
        decoys += values.list("decoys")
    return Base(
        title=_first_text(parts, "title"),
        language=_first_text(parts, "language"),
        source=Source(
            _first_inner_text(parts, "source", "citation"), _first_inner_text(parts, "source", "url")
        ),
        sections=tuple(sections),
        entries=tuple(entries),
        synonyms=tuple(synonyms),
        decoys=tuple(decoys),
        settings=BaseSettings(
            _number(_first_inner_text(parts, "settings", "threshold")),
            _number(_first_inner_text(parts, "settings", "margin")),
        ),
    )


def _section(values: Values) -> Section:
    text = values.text
    return Section(text("id"), text("title"), text("locator"), text("summary"))


def _entry(values: Values) -> Entry:
    text, texts = values.text, values.list
    return Entry(
        id=text("id"),
        question=text("question"),
        answer=text("answer"),
        section=text("section"),
        variants=texts("variants"),
        locator=text("locator"),
        quote=text("quote"),
        related=texts("related"),
        kind=text("kind") or ANSWER,
        tags=texts("tags"),
    )


def _record_places(entry: Values, file: int, places: Places) -> None:
    """Record the places of an entry and its parts."""
    marks = [entry.texts["id"].mark, *(mark for _, mark in phrasings(entry))]
    fields: dict[str, int] = {name: entry.texts[name].mark for name in _LOCATED_KEYS if name in entry.texts}
    places.add_entry(entry.text("id"), file, marks, fields)


def _first_text(parts: Sequence[BaseFile], key: str) -> str:
    """Return a text that applies to the whole base from the first file that has it; empty if none has."""
    return next((part.values.text(key) for part in parts if key in part.values.texts), "")


def _first_inner_text(parts: Sequence[BaseFile], table: str, key: str) -> str:
    """Return a text from a table that applies to the whole base, such as ``source``; empty if no file has it."""
    tables = (inner for part in parts for inner in part.values.tables.get(table, ()))
    return next((inner.text(key) for inner in tables if key in inner.texts), "")


def _number(text: str) -> float | None:
    return float(text) if text else None
