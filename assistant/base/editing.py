"""Adds a phrasing or an entry to a base file and touches no other byte of it.

Planning and doing are apart, so that a change can be shown first. A plan is made by proposing places and ways
to write, reading each back, and taking the first whose base is the old one with just the addition.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.base.cross_checks import folded
from assistant.base.files import Refused, base_files, read_bytes, shown
from assistant.base.insertion import Proposal, proposed_entries, proposed_phrasings
from assistant.base.loader import Loaded, inspect_contents, load_base
from assistant.base.model import Base, Entry
from assistant.base.problems import cited
from assistant.base.spans import Layout
from assistant.base.writing import locked, replace_bytes
from assistant.errors import EditError
from assistant.sanitize import safe_text

MAX_PHRASING = 2000
"""Longest phrasing, in characters: as long as a question may be."""
STUB_ANSWER = "To be written."
"""What a new entry answers until somebody writes it."""

COPY_IT = "copy the base and name the copy with --faq."
"""What remains where a base cannot be written, such as the one that is installed with the program."""

_BOM = b"\xef\xbb\xbf"


class Edit(NamedTuple):
    """A change to one file, checked but not yet made."""

    path: Path
    """The file as the person named it."""
    before: bytes
    """What it must still hold when the change is made."""
    after: bytes
    """What it holds afterwards."""
    line: int
    """Number of the first new or changed line, from 1."""

    def diff(self) -> str:
        """The change as a unified diff."""
        before, after = (data.decode().splitlines() for data in (self.before, self.after))
        name = shown(self.path)
        return "\n".join(difflib.unified_diff(before, after, name, name, lineterm=""))


def add_phrasing(
    path: Path, entry_id: str, phrasing: str, expected: bytes | None = None, *, base: Sequence[Path] = ()
) -> Edit:
    """Add a variant to an entry; see ``plan_phrasing`` and ``apply``.

    Raises:
        EditError: Nothing was changed, and why.
    """
    edit = plan_phrasing(path, entry_id, phrasing, expected, base=base)
    apply(edit)
    return edit


def plan_phrasing(
    path: Path, entry_id: str, phrasing: str, expected: bytes | None = None, *, base: Sequence[Path] = ()
) -> Edit:
    """Work out how to add a variant to an entry.

    Args:
        path: The file that holds the entry, or a directory with it.
        entry_id: The entry.
        phrasing: The new variant; read back it will be exactly this.
        expected: What the file held when it was last looked at, if that matters.
        base: The files and directories of the whole base, when ``path`` is only a part of it.

    Raises:
        EditError: It cannot be done, and why.
    """
    _check_phrasing(phrasing)
    contents, loaded = _whole_base(path, base)
    file = _file_of_entry(path, loaded, entry_id)
    before = contents[file]
    _check_unchanged(file, before, expected)
    _check_new(loaded, entry_id, phrasing)
    layout = Layout(before, entry_id)
    if layout.entry is None:
        raise EditError(f"The entry {cited(entry_id)} is not written out in {shown(file)}; edit it by hand.")
    wanted = _with_variant(loaded.base, entry_id, phrasing)
    proposals = proposed_phrasings(_text(before), layout.entry, phrasing)
    return _first_right(file, contents, proposals, wanted, f"the entry {cited(entry_id)}")


def plan_phrasing_in(base: Sequence[Path], entry_id: str, phrasing: str) -> Edit:
    """Work out how to add a variant to an entry, in whichever file of the base it stands.

    Raises:
        EditError: It cannot be done, and why.
        BaseError: The base has problems.
    """
    loaded = load_base(base)
    if entry_id not in {known.id for known in loaded.base.entries}:
        raise EditError(f"There is no entry {cited(entry_id)}.")
    return plan_phrasing(_file_of(loaded, entry_id), entry_id, phrasing, base=base)


def plan_entry(
    paths: Sequence[Path], section: str, question: str, entry_id: str = "", expected: bytes | None = None
) -> Edit:
    """Work out how to add a new entry, with an answer still to be written, to the file of its section.

    Args:
        paths: The files and directories of the base.
        section: Id of the section it will belong to.
        question: Its question.
        entry_id: Its id; made from the question when left out.
        expected: What the file held when it was last looked at, if that matters.

    Raises:
        EditError: It cannot be done, and why.
    """
    _check_phrasing(question)
    contents = _contents(paths)
    loaded = _loaded(contents)
    if section not in {known.id for known in loaded.base.sections}:
        raise EditError(f"There is no section {cited(section)}.")
    _check_new(loaded, "", question)
    id = entry_id or _fresh_id(question, {entry.id for entry in loaded.base.entries})
    file = _file_of_section(loaded, section)
    _check_unchanged(file, contents[file], expected)
    entry = Entry(id, question, STUB_ANSWER, section)
    fields = {"id": id, "section": section, "question": question, "answer": STUB_ANSWER}
    proposals = proposed_entries(_text(contents[file]), Layout(contents[file], id), fields)
    at = max(
        (n for n, known in enumerate(loaded.base.entries, 1) if _file_of(loaded, known.id) == file), default=0
    )
    entries = loaded.base.entries
    wanted = loaded.base._replace(entries=(*entries[:at], entry, *entries[at:]))
    return _first_right(file, contents, proposals, wanted, "the list of entries")


def apply(edit: Edit) -> None:
    """Make a planned change, in one step.

    Raises:
        EditError: The file has changed since, or cannot be written; it was left as it is.
    """
    target = Path(os.path.realpath(edit.path))  # a link stays a link
    try:
        with locked(target):
            _check_unchanged(edit.path, read_bytes(target), edit.before)
            check_writable(edit.path)
            replace_bytes(target, edit.after)
    except Refused as error:
        raise EditError(f"{error}") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise EditError(f"{shown(edit.path)} cannot be written: {reason}. Mend that, or {COPY_IT}") from error


def check_writable(path: Path) -> None:
    """See whether a file may be changed: replacing it would only need a writable directory.

    Raises:
        EditError: It may not, and what to do.
    """
    if not os.access(os.path.realpath(path), os.W_OK):
        raise EditError(f"{shown(path)} may not be written. Change its permissions, or {COPY_IT}")


def _check_phrasing(phrasing: str) -> None:
    """A phrasing is one line of visible text."""
    if not phrasing.strip():
        raise EditError("The phrasing is empty.")
    if len(phrasing) > MAX_PHRASING:
        raise EditError(f"The phrasing is longer than {MAX_PHRASING:,} characters.")
    if "\n" in phrasing or safe_text(phrasing) != phrasing:
        raise EditError("The phrasing holds line breaks, control characters or invisible ones.")


def _check_unchanged(path: Path, now: bytes, expected: bytes | None) -> None:
    if expected is not None and now != expected:
        raise EditError(f"{shown(path)} has changed since it was read. Look at it again.")


def _check_new(loaded: Loaded, entry_id: str, phrasing: str) -> None:
    """A phrasing leads to one entry."""
    same = folded(phrasing)
    for entry in loaded.base.entries:
        for index, known in enumerate(entry.phrasings):
            if folded(known) == same:
                place = loaded.places.phrasing(entry.id, index)
                whose = "this entry" if entry.id == entry_id else f"the entry {cited(entry.id)}"
                raise EditError(f"{cited(phrasing)} is already a phrasing of {whose}, at {place}.")


def _contents(paths: Sequence[Path]) -> dict[Path, bytes]:
    """What the files of a base hold."""
    files, problems = base_files(paths)
    try:
        contents = {file: read_bytes(file) for file in files}
    except Refused as error:
        raise EditError(str(error)) from error
    if problems:
        raise EditError(str(problems[0]))
    return contents


def _loaded(contents: dict[Path, bytes]) -> Loaded:
    """The base before the change: what is broken is not added to."""
    loaded, problems = inspect_contents(list(contents.items()))
    if loaded is None:
        more = f" Problems in all: {len(problems)}." if len(problems) > 1 else ""
        raise EditError(f"The base has to be mended first. {problems[0]}{more}")
    return loaded


def _whole_base(path: Path, base: Sequence[Path]) -> tuple[dict[Path, bytes], Loaded]:
    """The base a file belongs to: as told, or the file alone, or all of its directory."""
    contents = _contents(base or [path])
    try:
        return contents, _loaded(contents)
    except EditError:
        if base or _is_folder(path):
            raise
        try:
            contents = _contents([path.parent])
            return contents, _loaded(contents)
        except EditError:
            pass
        raise


def _file_of(loaded: Loaded, entry_id: str) -> Path:
    return loaded.files[loaded.places.file(entry_id)]


def _is_folder(path: Path) -> bool:
    """Whether it is a directory; ``Path.is_dir`` raises where a disk or a name is at fault, told elsewhere."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _file_of_entry(path: Path, loaded: Loaded, entry_id: str) -> Path:
    """The file an entry stands in, which must be the one named or lie in the directory named."""
    if entry_id not in {entry.id for entry in loaded.base.entries}:
        raise EditError(f"There is no entry {cited(entry_id)} in {shown(path)}.")
    file = _file_of(loaded, entry_id)
    if not _is_folder(path) and os.path.realpath(path) != os.path.realpath(file):
        raise EditError(f"The entry {cited(entry_id)} stands in {shown(file)}, not in {shown(path)}.")
    return file


def _file_of_section(loaded: Loaded, section: str) -> Path:
    """Where a section's entries stand; where the section itself stands when it has none yet."""
    own = [entry.id for entry in loaded.base.entries if entry.section == section]
    if own:
        return _file_of(loaded, own[-1])
    return loaded.files[loaded.places.file_of_section(section)]


def _with_variant(base: Base, entry_id: str, phrasing: str) -> Base:
    """The base as it is to be."""
    return base._replace(
        entries=tuple(
            entry._replace(variants=(*entry.variants, phrasing)) if entry.id == entry_id else entry
            for entry in base.entries
        )
    )


def _first_right(
    file: Path, contents: dict[Path, bytes], proposals: Iterable[Proposal], wanted: Base, what: str
) -> Edit:
    """The first proposal that reads back as wanted."""
    before = contents[file]
    text = _text(before)
    head = before[: len(_BOM)] if before.startswith(_BOM) else b""
    for proposal in proposals:
        after = head + (text[: proposal.at] + proposal.text + text[proposal.at :]).encode()
        loaded, _ = inspect_contents(list({**contents, file: after}.items()))
        if loaded is not None and loaded.base == wanted:
            breaks = text[: proposal.at].replace("\r\n", "\n").replace("\r", "\n").count("\n")
            return Edit(file, before, after, breaks + 1 + proposal.text.startswith(("\r", "\n")))
    raise EditError(
        f"No safe way was found to add to {what} in {shown(file)}, perhaps because an alias shares it. "
        "Edit it by hand."
    )


def _text(data: bytes) -> str:
    """The text of a file that has been read without problems."""
    return data.decode("utf-8-sig")


def _fresh_id(question: str, taken: set[str]) -> str:
    """An id made from a question's words, different from all others."""
    words = "".join(char if char.isascii() and char.isalnum() else " " for char in folded(question)).split()
    stem = "-".join(words[:6])[:50] or "entry"
    number = 2
    id = stem
    while id in taken:
        id = f"{stem}-{number}"
        number += 1
    return id
