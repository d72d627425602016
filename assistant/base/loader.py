"""From paths to a checked question base, or to everything that is wrong with it."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from assistant.base.cross_checks import Part, check_whole, phrasings
from assistant.base.files import MAX_TOTAL_BYTES, Refused, base_files, read_bytes, refused, shown
from assistant.base.model import ANSWER, Base, BaseSettings, Entry, Section, Source
from assistant.base.nodes import Document, Items, Table
from assistant.base.positions import Places
from assistant.base.problems import Report
from assistant.base.reader import Budget, read_document
from assistant.base.schema import BASE
from assistant.base.validation import Checker, Values
from assistant.errors import BaseError, Problem

_PLACED: tuple[str, ...] = ("quote", "locator", "answer")
"""Keys of an entry that warnings point at."""


class Loaded(NamedTuple):
    """A question base together with where it came from."""

    base: Base
    places: Places
    """Where each entry, phrasing, section and decoy stands."""
    files: tuple[Path, ...]
    """The files read, in order."""


def load_base(paths: Sequence[Path]) -> Loaded:
    """Load a question base.

    Args:
        paths: Files, and directories of ``*.yaml`` and ``*.yml`` files; together they are one base.

    Raises:
        BaseError: It has problems; all of them are listed, of all files, sorted by place.
    """
    loaded, problems = inspect_base(paths)
    if loaded is None:
        raise BaseError(problems)
    return loaded


def inspect_base(paths: Sequence[Path]) -> tuple[Loaded | None, list[Problem]]:
    """Load a question base as far as that goes.

    Args:
        paths: Files and directories, as for ``load_base``.

    Returns:
        The base, or None when there are problems; and the problems, sorted by place.
    """
    report = Report()
    files, problems = base_files(paths)
    report.extend(problems)
    contents, files = _contents(files, report)
    return _inspected(contents, files, report, unread=bool(report.problems))


def inspect_contents(contents: Sequence[tuple[Path, bytes]]) -> tuple[Loaded | None, list[Problem]]:
    """Load a question base from contents that are at hand, as if they had just been read from the files.

    Args:
        contents: Each file with what it holds.

    Returns:
        As for ``inspect_base``.
    """
    files = [path for path, _ in contents]
    return _inspected([data for _, data in contents], files, Report(), unread=False)


def _contents(files: Sequence[Path], report: Report) -> tuple[list[bytes], list[Path]]:
    """The bytes of the files that can be read, and which these are."""
    contents: list[bytes] = []
    read: list[Path] = []
    total = 0
    for file in files:
        try:
            data = read_bytes(file)
            total += len(data)
            if total > MAX_TOTAL_BYTES:
                message = f"the base is larger than {MAX_TOTAL_BYTES // 2**20} MiB from this file on"
                raise refused(file, "too-large", message, "Name fewer files.")
        except Refused as error:
            report.extend([error.problem])
            if error.problem.rule == "too-large":
                break
        else:
            contents.append(data)
            read.append(file)
    return contents, read


def _inspected(
    contents: list[bytes], files: Sequence[Path], report: Report, *, unread: bool
) -> tuple[Loaded | None, list[Problem]]:
    """Check the contents of files; ``unread`` says that some file is missing from them."""
    with _no_collecting():
        parts = _parts(contents, files, report)
        check_whole(parts, report, unread=unread or len(parts) < len(files))
        if report.problems:
            return None, report.problems
        places = Places(tuple(shown(file) for file in files))
        return Loaded(_base(parts, places), places, tuple(files)), []


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Keep the garbage collector from walking a growing base again and again: a third of a large one's time.

    Nothing here makes cycles, so nothing piles up meanwhile.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _parts(contents: list[bytes], files: Sequence[Path], report: Report) -> list[Part]:
    """What is right in each file that is a table of keys; lets go of the contents on the way."""
    parts: list[Part] = []
    budget = Budget()
    for at, file in enumerate(files):
        document = read_document(contents[at], shown(file), report, budget)
        contents[at] = b""  # a large base should not lie in memory twice
        part = _checked(document, report)
        if part is not None:
            parts.append(part)
    return parts


def _checked(document: Document, report: Report) -> Part | None:
    """The values of one file, or None when it holds no table of keys at all."""
    root = document.root
    if isinstance(root, Table):
        return Part(document, Checker(document.path, report).check(root, document.mark, BASE))
    if not document.whole:
        return Part(document, Values(document.mark, whole=False))
    if root is None or root == "":
        message, remedy = "the file is empty", "Write title:, sections: and entries: into it, or delete it."
        report.add(document.path, 0, "empty-file", message, remedy)
    else:
        found = "a list" if isinstance(root, Items) else "one text"
        remedy = "A base begins with keys such as title: and entries:, in the first column."
        report.add(document.path, document.mark, "wrong-type", f"the file is {found}, not a base", remedy)
    return None


def _base(parts: Sequence[Part], places: Places) -> Base:
    """The checked values of all files as one base; notes the places on the way."""
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
            _note(entry, file, places)
        synonyms += (tuple(group.values) for group in values.groups.get("synonyms", ()))
        for decoy, mark in values.items("decoys"):
            decoys.append(decoy)
            places.add_decoy(file, mark)
    return Base(
        title=_single(parts, "title"),
        language=_single(parts, "language"),
        source=Source(_inner(parts, "source", "citation"), _inner(parts, "source", "url")),
        sections=tuple(sections),
        entries=tuple(entries),
        synonyms=tuple(synonyms),
        decoys=tuple(decoys),
        settings=BaseSettings(
            _number(_inner(parts, "settings", "threshold")), _number(_inner(parts, "settings", "margin"))
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


def _note(entry: Values, file: int, places: Places) -> None:
    """Note where an entry and its parts stand."""
    marks = [entry.texts["id"].mark, *(mark for _, mark in phrasings(entry))]
    fields: dict[str, int] = {name: entry.texts[name].mark for name in _PLACED if name in entry.texts}
    places.add_entry(entry.text("id"), file, marks, fields)


def _single(parts: Sequence[Part], key: str) -> str:
    """A text of the base as a whole, from whichever file has it."""
    return next((part.values.text(key) for part in parts if key in part.values.texts), "")


def _inner(parts: Sequence[Part], table: str, key: str) -> str:
    """A text from a table of the base as a whole."""
    tables = (inner for part in parts for inner in part.values.tables.get(table, ()))
    return next((inner.text(key) for inner in tables if key in inner.texts), "")


def _number(text: str) -> float | None:
    return float(text) if text else None
