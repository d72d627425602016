"""Import into a directory: write a new base, or update one without touching what its curator wrote.

An entry is the same if it has the question, or one of its alternatives, among its phrasings, or the id that the
question would get. Only its answer is replaced, in place, and phrasings of the FAQ are added; everything else in the
files stays as it is. New entries are added to the end of the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.base.cross_checks import phrasing_key
from assistant.base.editing import Edit, apply
from assistant.base.files import display_path, is_base_name, read_base
from assistant.base.insertion import proposed_phrasings
from assistant.base.loader import LoadedBase, inspect_contents
from assistant.base.model import Base, Entry, Section
from assistant.base.problems import in_quotes
from assistant.errors import BaseError, EditError, OutputError, Problem
from assistant.importing.building import ImportedBase
from assistant.importing.file_edits import entry_spans, with_answers, with_items
from assistant.importing.ids import unique_slug
from assistant.importing.yaml_text import base_text, entry_lines, section_lines
from assistant.sanitize import safe_line

_BOM = "\ufeff"


class Plan(NamedTuple):
    """The planned changes to a directory."""

    edits: tuple[Edit, ...]
    """Changes to existing files."""
    new_file: Path | None
    """A file to create."""
    new_text: str
    """Its contents."""
    added: tuple[str, ...]
    """Ids of the new entries."""
    updated: tuple[str, ...]
    """Ids of the entries that change."""
    unchanged: int
    problems: tuple[Problem, ...]


class _Match(NamedTuple):
    """An imported entry and the entry of the base that it belongs to."""

    imported: Entry
    place: str
    entry: Entry | None


def plan_import(directory: Path, imported: ImportedBase, name: str, origin: str) -> Plan:
    """Plan to import into a directory.

    Args:
        directory: It need not exist yet.
        imported: What to import.
        name: Name of the file for new entries, without suffix.
        origin: Where the entries come from, for a comment in a new file.

    Raises:
        BaseError: The base in the directory has problems.
        EditError: It cannot be updated.
    """
    contents = dict(read_base([directory])) if _has_base(directory) else {}
    if not contents:
        text = base_text(imported.title, imported.sections, imported.entries, origin)
        _loaded({directory / f"{name}.yaml": text.encode()})
        ids = tuple(entry.id for entry in imported.entries)
        return Plan((), directory / f"{name}.yaml", text, ids, (), 0, ())
    return _Update(directory, contents, imported, name, origin).plan()


def carry_out(plan: Plan) -> None:
    """Write the planned changes.

    Raises:
        EditError: A file has changed since planning, or cannot be written.
        OutputError: The new file cannot be created.
    """
    for edit in plan.edits:
        apply(edit)
    if plan.new_file is None:
        return
    try:
        plan.new_file.parent.mkdir(parents=True, exist_ok=True)
        with plan.new_file.open("xb") as file:  # never overwrite a file created meanwhile
            file.write(plan.new_text.encode())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"{display_path(plan.new_file)} cannot be written: {safe_line(reason)}."
        raise OutputError(message) from error


def _has_base(directory: Path) -> bool:
    try:
        return any(is_base_name(path.name) for path in directory.iterdir())
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"{display_path(directory)} cannot be read: {safe_line(reason)}."
        raise OutputError(message) from error


def _loaded(contents: Mapping[Path, bytes]) -> LoadedBase:
    loaded, problems = inspect_contents(list(contents.items()))
    if loaded is None:
        raise BaseError(problems)
    return loaded


class _Update:
    """Updates the files of a base."""

    def __init__(
        self, directory: Path, contents: dict[Path, bytes], imported: ImportedBase, name: str, origin: str
    ) -> None:
        self.directory, self.before, self.contents = directory, contents, dict(contents)
        self.loaded = _loaded(contents)
        self.imported, self.name, self.origin = imported, name, origin
        self.problems: list[Problem] = []
        self.taken = {phrasing_key(text) for entry in self.loaded.base.entries for text in entry.phrasings}
        """The keys of all phrasings."""

    def plan(self) -> Plan:
        """Plan all changes, and check that they change the base as intended."""
        matches = self._matches()
        changed = self._changed_answers(matches)
        self._replace_answers(changed)
        wanted = {entry.id: entry for entry in self.loaded.base.entries} | changed
        for match in matches:
            if match.entry is not None:
                wanted[match.entry.id] = self._add_variants(wanted[match.entry.id], match)
        updated = tuple(entry.id for entry in self.loaded.base.entries if wanted[entry.id] != entry)
        added, sections = self._new([match for match in matches if match.entry is None])
        wanted |= {entry.id: entry for entry in added}
        new_file, new_text = self._add(sections, added, wanted)
        edits = tuple(
            Edit(path, data, self.contents[path], 1)
            for path, data in self.before.items()
            if self.contents[path] != data
        )
        ids = tuple(entry.id for entry in added)
        known = sum(match.entry is not None for match in matches)
        return Plan(edits, new_file, new_text, ids, updated, known - len(updated), tuple(self.problems))

    def _matches(self) -> list[_Match]:
        """Find the entry of the base for each imported entry, and report those that cannot have one."""
        known = self.loaded.base.entries
        found = _found(known, self.imported.entries)
        owners = _by_phrasing(known)
        matches: list[_Match] = []
        for entry, place in zip(self.imported.entries, self.imported.places, strict=True):
            owner = owners.get(phrasing_key(entry.question))
            if entry.id not in found and owner is not None:
                message = f"{in_quotes(entry.question)} is a phrasing of the entry {in_quotes(owner.id)}, at "
                message += str(self.loaded.places.phrasing(owner.id, _index(owner, entry.question)))
                self._skip(place, message, "Delete it there to import it as an entry of its own.")
            else:
                matches.append(_Match(entry, place, found.get(entry.id)))
        return matches

    def _changed_answers(self, matches: Iterable[_Match]) -> dict[str, Entry]:
        """Return the entries whose answers change, with their new answers."""
        changed: dict[str, Entry] = {}
        for imported, _, entry in matches:
            if entry is not None and entry.answer.strip() != imported.answer.strip():
                changed[entry.id] = entry._replace(answer=imported.answer)
        return changed

    def _replace_answers(self, changed: dict[str, Entry]) -> None:
        """Replace answers in the files; report those that the file does not spell out."""
        by_file: dict[Path, list[Entry]] = {}
        for entry in changed.values():
            by_file.setdefault(self._file(entry.id), []).append(entry)
        for path, entries in by_file.items():
            text, missing = with_answers(self.contents[path], entries)
            for entry in missing:
                del changed[entry.id]
                message = f"the answer of {in_quotes(entry.id)} is shared by an alias in {display_path(path)}"
                self._skip(self._place_of(entry.id), message, "Update it by hand.")
            self._store(path, text)

    def _add_variants(self, entry: Entry, match: _Match) -> Entry:
        """Add the alternatives of an imported entry that the base does not have yet."""
        for variant in (match.imported.question, *match.imported.variants):
            if phrasing_key(variant) in self.taken:
                continue
            path = self._file(entry.id)
            text = self.contents[path].decode("utf-8-sig")
            span = entry_spans(self.contents[path]).get(entry.id)
            wanted = entry._replace(variants=(*entry.variants, variant))
            for proposal in proposed_phrasings(text, span, variant) if span is not None else ():
                after = text[: proposal.at] + proposal.text + text[proposal.at :]
                loaded, _ = inspect_contents([*{**self.contents, path: after.encode()}.items()])
                if loaded is not None and wanted in loaded.base.entries:
                    self._store(path, after)
                    self.taken.add(phrasing_key(variant))
                    entry = wanted
                    break
            else:
                message = (
                    f"{in_quotes(variant)} cannot be added to {in_quotes(entry.id)} in {display_path(path)}"
                )
                self._skip(match.place, message, "Add it by hand.")
        return entry

    def _new(self, matches: Sequence[_Match]) -> tuple[list[Entry], list[Section]]:
        """Return the entries and sections that the base does not have yet."""
        base = self.loaded.base
        taken = {entry.id for entry in base.entries}
        by_id = {section.id: section for section in base.sections}
        by_title = {section.title: section for section in base.sections}
        sections: dict[str, Section] = {}
        for section in self.imported.sections:
            known = by_title.get(section.title) or by_id.get(section.id)
            if known is not None:
                sections[section.id] = known
        entries: list[Entry] = []
        new_sections: list[Section] = []
        for imported, place, _ in matches:
            if imported.section not in sections:  # the id is not in the base, otherwise it would be known
                new = next(section for section in self.imported.sections if section.id == imported.section)
                sections[imported.section] = new
                new_sections.append(new)
            id = (
                imported.id if imported.id not in taken else unique_slug(imported.question, "question", taken)
            )
            taken.add(id)
            variants = tuple(text for text in imported.variants if phrasing_key(text) not in self.taken)
            for variant in (text for text in imported.variants if text not in variants):
                self._skip(
                    place, f"{in_quotes(variant)} is already a phrasing of the base", "Delete one of them."
                )
            entries.append(imported._replace(id=id, section=sections[imported.section].id, variants=variants))
        return entries, new_sections

    def _add(
        self, sections: Sequence[Section], entries: Sequence[Entry], wanted: Mapping[str, Entry]
    ) -> tuple[Path | None, str]:
        """Add the new sections and entries to the file of the import, or to a new file."""
        if not entries:
            self._check(wanted, sections)
            return None, ""
        path = self.directory / f"{self.name}.yaml"
        before = self.contents
        if path in before:
            text = with_items(before[path], "sections", [section_lines(one, "{}") for one in sections])
            if text is not None:
                text = with_items(text.encode(), "entries", [entry_lines(one, "{}") for one in entries])
            if text is not None:
                self.contents = dict(before)
                self._store(path, text)
                try:
                    self._check(wanted, sections)
                except (EditError, BaseError):  # an unusual layout
                    self.contents = before
                else:
                    return None, ""
        names = (f"{self.name}{f'-{number}' if number > 1 else ''}.yaml" for number in range(1, 10_000))
        new = next(self.directory / name for name in names if not (self.directory / name).exists())
        text = base_text("", sections, entries, self.origin)
        self.contents[new] = text.encode()
        self._check(wanted, sections)
        return new, text

    def _check(self, wanted: Mapping[str, Entry], sections: Sequence[Section]) -> None:
        """Check that the files now have the wanted entries and everything else that they had."""
        before, after = self.loaded.base, _loaded(self.contents).base
        same = _without_entries(before) == _without_entries(after)
        if (
            not same
            or {entry.id: entry for entry in after.entries} != dict(wanted)
            or ({*after.sections} != {*before.sections, *sections})
        ):
            folder = display_path(self.directory)
            raise EditError(f"No safe way was found to update {folder}. Import into another directory.")

    def _file(self, id: str) -> Path:
        return self.loaded.files[self.loaded.places.file(id)]

    def _place_of(self, id: str) -> str:
        place = self.loaded.places.entry(id)
        return f"{place.path}:{place.line}"

    def _store(self, path: Path, text: str) -> None:
        bom = _BOM if self.before[path].startswith(_BOM.encode()) else ""
        self.contents[path] = (bom + text).encode()

    def _skip(self, place: str, message: str, remedy: str) -> None:
        path, _, line = place.rpartition(":")
        self.problems.append(Problem(path, int(line), 1, "not-updated", message, remedy, "warning"))


def _by_phrasing(entries: Sequence[Entry]) -> dict[str, Entry]:
    """Return entries by their phrasings; a question counts more than an alternative."""
    variants = {phrasing_key(text): entry for entry in entries for text in entry.variants}
    return variants | {phrasing_key(entry.question): entry for entry in entries}


def _found(known: Sequence[Entry], imported: Sequence[Entry]) -> dict[str, Entry]:
    """Return the known entry for each imported id that has one; each belongs to at most one."""
    by_question = {phrasing_key(entry.question): entry for entry in known}
    by_phrasing = _by_phrasing(known)
    by_id = {entry.id: entry for entry in known}
    claimed: set[str] = set()
    found: dict[str, Entry] = {}
    for source in (by_question, by_phrasing, by_id):
        for entry in imported:
            # a reworded question may still have its old wording among the alternatives
            texts = (entry.question, *entry.variants) if source is by_phrasing else (entry.question,)
            keys = [entry.id] if source is by_id else map(phrasing_key, texts)
            match = next((source[key] for key in keys if key in source), None)
            if entry.id not in found and match is not None and match.id not in claimed:
                claimed.add(match.id)
                found[entry.id] = match
    return found


def _index(entry: Entry, phrasing: str) -> int:
    """Return the index of a phrasing of an entry."""
    return [phrasing_key(text) for text in entry.phrasings].index(phrasing_key(phrasing))


def _without_entries(base: Base) -> Base:
    return base._replace(entries=(), sections=())
