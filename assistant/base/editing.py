"""Add a phrasing, or the draft of an entry, to a base file without changing any other byte.

Planning and applying are separate, so that a change can be shown first. Planning tries several places and notations,
parses the file with each, and uses the first that changes the base as intended. A draft is a comment, so it must not
change the base.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from assistant.base.cross_checks import has_words, phrasing_key
from assistant.base.decoding import LINE_BREAK, split_lines
from assistant.base.files import FileProblem, display_path, read_base, read_bytes
from assistant.base.insertion import Proposal, proposed_drafts, proposed_phrasings
from assistant.base.loader import LoadedBase, Version, version_of
from assistant.base.model import QUESTION_LIMIT, Base
from assistant.base.problems import in_quotes
from assistant.base.spans import Layout
from assistant.base.writing import locked, replace_bytes
from assistant.errors import BaseError, EditError, PhrasingError
from assistant.sanitize import safe_text

COPY_IT = "copy the base and name the copy with --faq."
"""Advice for a base that cannot be written, such as the bundled one."""

_BOM = b"\xef\xbb\xbf"


class Edit(NamedTuple):
    """A planned change to one file."""

    path: Path
    """The file as the user named it."""
    before: bytes
    """Contents that the file must still have when the change is applied."""
    after: bytes
    """Contents after the change."""
    line: int
    """First new or changed line, from 1."""
    versions: tuple[Version, ...] = ()
    """The base before and after the change, as parsed for planning."""

    def diff(self) -> str:
        """Return the change as a unified diff."""
        before, after = (split_lines(data.decode()) for data in (self.before, self.after))
        name = display_path(self.path)
        return "\n".join(difflib.unified_diff(before, after, name, name, lineterm=""))


def plan_phrasing(paths: Sequence[Path], entry_id: str, phrasing: str, known: Sequence[Version] = ()) -> Edit:
    """Plan to add a variant to an entry.

    Args:
        paths: The files and directories of the base.
        entry_id: The entry.
        phrasing: The new variant.
        known: Versions of the base that may be parsed already.

    Raises:
        PhrasingError: The phrasing is not fit to be added.
        EditError: The variant cannot be added.
        BaseError: The base has problems.
    """
    _check_phrasing(phrasing)
    if not has_words(phrasing):
        raise PhrasingError(
            f"The phrasing {in_quotes(phrasing)} has no letter or digit, so no question can match it."
        )
    version = version_of(read_base(paths), known)
    contents, loaded = dict(version.contents), version.loaded
    if entry_id not in {entry.id for entry in loaded.base.entries}:
        raise EditError(f"There is no entry {in_quotes(entry_id)}.")
    _check_new(loaded, entry_id, phrasing)
    file = _file_of(loaded, entry_id)
    layout = Layout(contents[file], entry_id)
    if layout.entry is None:
        raise EditError(
            f"The entry {in_quotes(entry_id)} is not spelled out in {display_path(file)}. Edit the file by hand."
        )
    entries = (
        entry._replace(variants=(*entry.variants, phrasing)) if entry.id == entry_id else entry
        for entry in loaded.base.entries
    )
    wanted = loaded.base._replace(entries=tuple(entries))
    proposals = proposed_phrasings(_text(contents[file]), layout.entry, phrasing)
    return _first_valid(file, version, proposals, wanted, f"the entry {in_quotes(entry_id)}")


def plan_draft(paths: Sequence[Path], section: str, question: str, known: Sequence[Version] = ()) -> Edit:
    """Plan to add the draft of an entry to the file of its section.

    The draft is a comment, so that nobody gets an answer that has not been written.

    Args:
        paths: The files and directories of the base.
        section: Id of its section.
        question: Its question.
        known: Versions of the base that may be parsed already.

    Raises:
        EditError: The draft cannot be added.
        BaseError: The base has problems.
    """
    _check_phrasing(question)
    version = version_of(read_base(paths), known)
    contents, loaded = dict(version.contents), version.loaded
    entries = loaded.base.entries
    if section not in {known.id for known in loaded.base.sections}:
        raise EditError(f"There is no section {in_quotes(section)}.")
    _check_new(loaded, "", question)
    id = _new_id(question, {entry.id for entry in entries})
    in_section = [entry.id for entry in entries if entry.section == section]
    places = loaded.places
    file = loaded.files[places.file(in_section[-1]) if in_section else places.file_of_section(section)]
    fields = {"id": id, "section": section, "question": question}
    proposals = proposed_drafts(_text(contents[file]), Layout(contents[file], id), fields)
    return _first_valid(file, version, proposals, loaded.base, "the list of entries")


def apply(edit: Edit) -> None:
    """Apply a planned change atomically.

    Raises:
        EditError: The file has changed since planning, or cannot be written. Nothing is written.
    """
    target = Path(os.path.realpath(edit.path))  # replace the target of a link, not the link
    try:
        with locked(target):
            if read_bytes(target) != edit.before:
                raise EditError(
                    f"{display_path(edit.path)} has changed since it was read. Review the change again."
                )
            check_writable(edit.path)
            replace_bytes(target, edit.after)
    except FileProblem as error:
        raise EditError(f"{error}") from error
    except OSError as error:
        reason = error.strerror or str(error)
        path = display_path(edit.path)
        raise EditError(f"{path} cannot be written: {reason}. Fix that, or {COPY_IT}") from error


def check_writable(path: Path) -> None:
    """Check that a file is writable, because replacing it needs only a writable directory.

    Raises:
        EditError: The file is read-only.
    """
    if not os.access(os.path.realpath(path), os.W_OK):
        raise EditError(f"{display_path(path)} is read-only. Change its permissions, or {COPY_IT}")


def _check_phrasing(phrasing: str) -> None:
    """Check that a phrasing is one line of visible text."""
    if not phrasing.strip():
        raise PhrasingError("The phrasing is empty.")
    if len(phrasing) > QUESTION_LIMIT:
        raise PhrasingError(f"The phrasing is longer than {QUESTION_LIMIT:,} characters.")
    if "\n" in phrasing or safe_text(phrasing) != phrasing:
        raise PhrasingError("The phrasing contains line breaks, control characters or invisible characters.")


def _check_new(loaded: LoadedBase, entry_id: str, phrasing: str) -> None:
    """Check that no entry has this phrasing yet."""
    key = phrasing_key(phrasing)
    for entry in loaded.base.entries:
        for index, known in enumerate(entry.phrasings):
            if phrasing_key(known) == key:
                place = loaded.places.phrasing(entry.id, index)
                whose = "this entry" if entry.id == entry_id else f"the entry {in_quotes(entry.id)}"
                raise PhrasingError(f"{in_quotes(phrasing)} is already a phrasing of {whose}, at {place}.")


def _file_of(loaded: LoadedBase, entry_id: str) -> Path:
    return loaded.files[loaded.places.file(entry_id)]


def _first_valid(
    file: Path, version: Version, proposals: Iterable[Proposal], wanted: Base, what: str
) -> Edit:
    """Return the edit of the first proposal that changes the base as wanted."""
    contents = dict(version.contents)
    before = contents[file]
    text = _text(before)
    bom = _BOM if before.startswith(_BOM) else b""
    for proposal in proposals:
        after = bom + (text[: proposal.at] + proposal.text + text[proposal.at :]).encode()
        changed = Version(list({**contents, file: after}.items()))
        with suppress(BaseError):
            if changed.loaded.base == wanted:
                breaks = len(LINE_BREAK.findall(text[: proposal.at]))
                line = breaks + 1 + proposal.text.startswith(("\r", "\n"))
                return Edit(file, before, after, line, (version, changed))
    raise EditError(
        f"No safe way was found to add to {what} in {display_path(file)}, perhaps because an alias shares it. "
        "Edit it by hand."
    )


def _text(data: bytes) -> str:
    """Return the text of a valid file."""
    return data.decode("utf-8-sig")


def _new_id(question: str, taken: set[str]) -> str:
    """Derive an unused id from a question."""
    plain = "".join(char if char.isascii() and char.isalnum() else " " for char in phrasing_key(question))
    stem = "-".join(plain.split()[:6])[:50] or "entry"
    ids = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(id for id in ids if id not in taken)
