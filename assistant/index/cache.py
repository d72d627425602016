"""From base files to an open index: kept when it still fits, rebuilt silently when it does not.

An index lies in the cache directory under the hash of what it was built from, so that one content has one
index wherever its files lie; the bundled base's travels in the package. Where the cache directory cannot be
used, the index is kept in memory.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from assistant.base.files import base_files
from assistant.errors import BaseError
from assistant.index.background_training import fit_later
from assistant.index.index_file import content_hash, index_name, open_store, sweep
from assistant.index.staleness import (
    Note,
    Stamp,
    checksum,
    is_sealed,
    note_path,
    read_note,
    seal,
    stamp,
    stamps,
    write_note,
)
from assistant.index.store import Store
from assistant.record import Record
from assistant.version import VERSION

PATIENCE = 1.3
"""Seconds that a fit may take, by estimate, for a question to wait for it."""
SHIPPED = "index.sqlite"
"""Name of the index that travels beside a base's files."""

Progress = Callable[[str, float], None]


class Opened(Record):
    """An index, ready to answer."""

    path: Path | None
    """``None``: in memory."""
    content: str
    """Hash over the base's files."""
    files: tuple[Path, ...]
    store: Store
    built: Stamp | None = None
    """Of the index file, where a fit is still to take its place."""


class Cache:
    """Opens the index of a base.

    Args:
        paths: files and directories of the base.
        folder: where indexes are kept; ``None`` keeps them in memory.
        notice: told, once, when something could not be kept.
        progress: told how far a build is.
        patient: wait for the fit, however long it takes.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        folder: Path | None,
        *,
        notice: Callable[[str], None],
        progress: Progress,
        patient: bool = False,
    ) -> None:
        self.paths = tuple(paths)
        self._folder = folder
        self._notice = notice
        self._progress = progress
        self.patient = patient
        self._told = False

    def open(self) -> Opened:
        """Open the index of the base as its files are now.

        Raises:
            BaseError: the base has problems.
        """
        files, problems = base_files(self.paths)
        if problems:
            raise BaseError(problems)
        return self._known(files) or self._built(files)

    def unchanged(self, opened: Opened) -> bool:
        """Whether the files are as they were, and no fit has come since, by what the system says of them."""
        files, problems = base_files(self.paths)
        if problems or tuple(files) != opened.files:
            return False
        note = self._note()
        try:
            return (
                note is not None
                and note.content == opened.content
                and note.settled()
                and note.files == stamps(files)
                and (opened.path is None or opened.built is None or stamp(opened.path) == opened.built)
            )
        except OSError:
            return False

    def _note(self) -> Note | None:
        return read_note(note_path(self._folder, self.paths)) if self._folder else None

    def _known(self, files: Sequence[Path]) -> Opened | None:
        """The index that the note names, when the files are as they were."""
        folder, note = self._folder, self._note()
        if folder is None or note is None:
            return None
        try:
            if note.files != stamps(files):
                return None
            if not note.settled():
                if content_hash(files) != note.content:
                    return None
                self._keep(folder, note._replace(checked=time.time_ns()))
            index = Path(note.built[0])
            if stamp(index) != note.built:
                if checksum(index) != note.checksum:
                    return None
                self._keep(folder, note._replace(built=stamp(index)))
            store = open_store(index, note.content, self._in_memory)
        except OSError:
            return None
        if store is None or (self.patient and not store.fitted and store.fits):
            return None
        return _opened(index, note.content, files, store)

    def _keep(self, folder: Path, note: Note) -> None:
        try:
            write_note(note_path(folder, self.paths), note)
        except OSError as error:
            self._tell(error)

    def _built(self, files: Sequence[Path]) -> Opened:
        """A shipped or already built index of this content, else a new one."""
        before = _stamps_or_none(files)
        content = content_hash(files)
        folder = self._writable()
        for path in (
            *(file.with_name(SHIPPED) for file in files[:1]),
            *((folder / index_name(content),) if folder else ()),
        ):
            store = open_store(path, content, self._in_memory) if is_sealed(path) else None
            if store is not None and not (self.patient and not store.fitted and store.fits):
                self._note_down(path, content, files, before)
                return _opened(path, content, files, store)
        return self._build(files, content, folder, before)

    def _build(
        self,
        files: Sequence[Path],
        content: str,
        folder: Path | None,
        before: tuple[tuple[str, int, int, int, int], ...] | None,
    ) -> Opened:
        from assistant.base.loader import load_base
        from assistant.index.builder import build, fit_index, fit_seconds, fits, put_meta

        base = load_base(self.paths).base
        if content_hash(files) != content:
            return self.open()  # changed between the two looks: what was read must not go by the old name
        temporary = folder / f".building-{os.getpid()}-{time.monotonic_ns():x}" if folder else None
        try:
            database, temporary = self._database(temporary)
            vocabulary = build(database, base, self._progress)
            phrasings = sum(1 + len(entry.variants) for entry in base.entries)
            wanted = fits(phrasings, len(base.entries))
            later = wanted and not self.patient and fit_seconds(phrasings, len(base.entries)) > PATIENCE
            if wanted and not (later and temporary):
                fit_index(database, base, vocabulary, self._progress)
            put_meta(database, {"content": content, "version": VERSION, "fits": wanted})
            database.commit()
            if temporary is None or folder is None:
                return Opened(None, content, tuple(files), Store(database))
            database.close()
            seal(temporary)
            path = folder / index_name(content)
            temporary.replace(path)
        except (OSError, sqlite3.OperationalError) as error:
            if temporary is None:
                raise
            temporary.unlink(missing_ok=True)
            self._tell(error)
            return self._build(files, content, None, before)
        except BaseException:
            if temporary is not None:
                temporary.unlink(missing_ok=True)
            raise
        self._note_down(path, content, files, before)
        store = open_store(path, content, self._in_memory)
        if store is None:
            return self._build(files, content, None, before)
        if later:
            fit_later(self.paths, folder, content)
        return _opened(path, content, files, store)

    def _in_memory(self) -> sqlite3.Connection:
        """The index built anew, in memory, for an open one that turns out to be damaged.

        Raises:
            BaseError: the base has problems by now.
        """
        files, problems = base_files(self.paths)
        if problems:
            raise BaseError(problems)
        return self._build(files, content_hash(files), None, None).store.connection

    def _database(self, path: Path | None) -> tuple[sqlite3.Connection, Path | None]:
        if path is None:
            return sqlite3.connect(":memory:", check_same_thread=False), None
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        database = sqlite3.connect(path, isolation_level="DEFERRED")
        # a half-built file is never used, so nothing needs to survive a crash
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        return database, path

    def _note_down(
        self,
        index: Path,
        content: str,
        files: Sequence[Path],
        before: tuple[tuple[str, int, int, int, int], ...] | None,
    ) -> None:
        """Remember which index belongs to the files, when they did not change meanwhile."""
        if self._folder is None or before is None or before != _stamps_or_none(files):
            return
        old = self._note()
        try:
            self._keep(self._folder, Note(before, content, stamp(index), checksum(index), time.time_ns()))
        except OSError as error:
            self._tell(error)
        if old is not None and old.content != content and Path(old.built[0]).parent == self._folder:
            with suppress(OSError):  # it goes when the directory is next swept
                Path(old.built[0]).unlink(missing_ok=True)

    def _writable(self) -> Path | None:
        """The cache directory, made when it is missing; ``None`` when it cannot be used."""
        if self._folder is None:
            return None
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            self._tell(error)
            return None
        sweep(self._folder)
        return self._folder

    def _tell(self, error: BaseException) -> None:
        if not self._told:
            self._told = True
            self._notice(
                f"the index cannot be kept in {self._folder} ({_reason(error)}): it is built anew each time"
            )


def _opened(path: Path, content: str, files: Sequence[Path], store: Store) -> Opened:
    """An index from a file; with its stamp where a fit will replace it."""
    built = None
    if store.fits and not store.fitted:
        with suppress(OSError):
            built = stamp(path)
    return Opened(path, content, tuple(files), store, built)


def _reason(error: BaseException) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def _stamps_or_none(files: Sequence[Path]) -> tuple[tuple[str, int, int, int, int], ...] | None:
    try:
        return stamps(files)
    except OSError:
        return None


def ship(folder: Path) -> Path:
    """Write the index of a directory's base beside its files, for the package.

    Raises:
        BaseError: the base has problems.
        OSError: the index cannot be written.
    """
    from assistant.base.loader import load_base
    from assistant.index.builder import build, fit_index, put_meta

    files, _ = base_files([folder])
    content = content_hash(files)
    target = folder / SHIPPED
    known = open_store(target, content)
    if known is not None and known.fitted:
        known.close()
        return target
    base = load_base([folder]).base
    temporary = folder / f".{SHIPPED}.{os.getpid()}"
    temporary.unlink(missing_ok=True)
    database = sqlite3.connect(temporary)
    try:
        fit_index(database, base, build(database, base))
        put_meta(database, {"content": content, "version": VERSION, "fits": True})
        database.commit()
        database.execute("VACUUM")
        database.close()
        seal(temporary)
        temporary.replace(target)
    finally:
        database.close()  # else its journal would stay behind
        temporary.unlink(missing_ok=True)
    return target
