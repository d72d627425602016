"""Open the index of a base: from the cache if it is up to date, otherwise built from the base files.

Indexes are stored in the cache directory, named after the paths of the base and a hash of its content. The index of the
bundled base comes with the package, and serves copies of that base, too. If the cache directory cannot be used, the
index is built in memory.
"""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from assistant.base.files import base_files
from assistant.errors import BaseError
from assistant.index.cache_entry import CacheEntry, FileStamp, FileStamps, base_key, content_hash, stamp_files
from assistant.index.index_file import open_store, remove_abandoned, replacing
from assistant.index.store import Store
from assistant.index.training_process import start_training
from assistant.paths import bundled_base
from assistant.record import Record

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from assistant.base.loader import Version
    from assistant.base.model import Base

MAX_WAIT = 1.3
"""Longest training that opening waits for by default, in estimated seconds."""
BUNDLED_INDEX = "index.sqlite"
"""Name of the index that comes with a base, in the directory of its files."""


class Opened(Record):
    """An open index."""

    path: Path | None
    """``None`` if it is in memory."""
    content: str
    """The ``content_hash`` of the base."""
    files: tuple[Path, ...]
    """The files of the base."""
    store: Store
    stamp: FileStamp | None = None
    """Stamp of the index file; ``None`` if it is in memory."""


class Cache:
    """Opens the index of a base.

    Args:
        paths: Files and directories of the base.
        folder: The cache directory; ``None`` builds in memory.
        notice: Called once, with one line, if the index cannot be stored.
        progress: Called with the stage of a build and the share done (0-1).
        copy_of: The paths of the base of which ``paths`` hold a temporary copy: the index is stored as its index.
        version: The files as they were read before; if it is up to date, they are not parsed again.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        folder: Path | None,
        *,
        notice: Callable[[str], None],
        progress: Callable[[str, float], None],
        copy_of: Sequence[Path] | None = None,
        version: Version | None = None,
    ) -> None:
        self.paths = tuple(paths)
        self._folder = folder
        self._notice = notice
        self._progress = progress
        self._base_paths = self.paths if copy_of is None else tuple(copy_of)
        self._key = base_key(self._base_paths)
        self._entry_path = folder / f"base-{self._key}.json" if folder and copy_of is None else None
        self._version = version
        self._notified = False

    def open(self, *, wait_for_training: bool = False, exact: bool = False) -> Opened:
        """Open the index of the current content of the base.

        Args:
            wait_for_training: Wait however long training takes; otherwise, long training runs later, in the background.
            exact: Train from scratch; otherwise, the ranking of a former index may be adjusted for now.

        Raises:
            BaseError: The base has problems.
        """
        files, problems = base_files(self.paths)
        if problems:
            raise BaseError(problems)
        entry = self._read_entry()
        stamps = stamp_files(files)
        checked = entry is not None and entry.files == stamps and entry.is_conclusive()
        content = entry.content if entry and checked else content_hash(files)
        for path in self._stored_indexes(entry, content):
            opened = self._open_file(path, content, files)
            if opened is not None and _is_enough(opened.store, wait_for_training, exact):
                if not checked:
                    self._write_entry(opened, stamps)
                break
        else:
            most = math.inf if wait_for_training or exact else MAX_WAIT
            with ExitStack() as stack:
                former = None if exact else self._former()
                if former is not None:
                    stack.callback(former.close)
                opened = self._build(files, content, stamps, most, former)
        if self._folder and self._entry_path and opened.path and opened.store.awaits_training:
            start_training(self._folder, f"{self._key}-{content}", self.paths)
        return opened

    def unchanged(self, opened: Opened) -> bool:
        """Return whether the base and its index are unchanged, as far as that can be seen without reading them."""
        files, problems = base_files(self.paths)
        entry = self._read_entry()
        return (
            not problems
            and entry is not None
            and (entry.content, entry.index_file) == (opened.content, opened.stamp)
            and entry.is_conclusive()
            and entry.files == stamp_files(files)
        )

    def _stored_indexes(self, entry: CacheEntry | None, content: str) -> list[Path]:
        """Return the index files that may hold this content, except any that changed after it was stored."""
        if entry is not None and entry.content == content:
            path = Path(entry.index_file.path)
            with suppress(OSError):
                if FileStamp.of(path) == entry.index_file:
                    return [path]
            return []
        found = self._bundled_indexes()
        if self._folder and (entry or not (self._entry_path and self._entry_path.exists())):
            # a preview may have stored an index of the new content
            found.append(self._index_path(self._folder, content))
        return found

    def _bundled_indexes(self) -> list[Path]:
        """Return the index beside the files of the base, and that of the bundled base, which this may be a copy of."""
        folders = [*(file.parent for file in base_files(self._base_paths)[0][:1]), bundled_base()]
        return [folder / BUNDLED_INDEX for folder in dict.fromkeys(folders)]

    def _index_path(self, folder: Path, content: str) -> Path:
        return folder / f"index-{self._key}-{content}.sqlite"

    def _open_file(self, path: Path, content: str, files: Sequence[Path]) -> Opened | None:
        try:
            stamp = FileStamp.of(path)
        except OSError:
            return None
        store = open_store(path, content, self._rebuild)
        return Opened(path, content, tuple(files), store, stamp) if store else None

    def _former(self) -> Store | None:
        """Return a trained index of a former content of the base, if there is one."""
        paths = self._bundled_indexes()
        if self._folder:
            entry = CacheEntry.read(self._folder / f"base-{self._key}.json")
            stored = sorted(self._folder.glob(f"index-{self._key}-*.sqlite"))  # such as that of a preview
            paths[:0] = [*([Path(entry.index_file.path)] if entry else ()), *stored]
        return _first_trained(paths)

    def _build(
        self,
        files: Sequence[Path],
        content: str,
        stamps: FileStamps | None,
        max_training_seconds: float,
        former: Store | None,
    ) -> Opened:
        base = self._load(content)
        if content_hash(files) != content:  # the base changed while it was read
            return self.open(wait_for_training=max_training_seconds > MAX_WAIT)
        if self._folder is not None:
            path = self._index_path(self._folder, content)
            try:
                _build_file(path, base, content, self._progress, max_training_seconds, former)
            except (OSError, sqlite3.OperationalError) as error:
                self._notify(error)
            else:
                opened = self._open_file(path, content, files)
                if opened is not None:
                    self._write_entry(opened, stamps)
                    return opened
        return Opened(None, content, tuple(files), Store(_build_in_memory(base, self._progress, former)))

    def _load(self, content: str) -> Base:
        from assistant.base.loader import load_base

        version, self._version = self._version, None  # parsed bases are large
        known = dict(version.contents) if version is not None else {}
        if version is not None and content_hash(list(known), known) == content:
            return version.loaded.base
        return load_base(self.paths).base

    def _rebuild(self) -> sqlite3.Connection:
        """Build an index in memory to replace an open file that is damaged. The next start builds a new file.

        Raises:
            BaseError: The base has problems.
        """
        from assistant.base.loader import load_base

        entry = self._read_entry()
        if entry and self._entry_path:
            with suppress(OSError):
                entry._replace(index_file=entry.index_file._replace(size=-1)).write(self._entry_path)
        return _build_in_memory(load_base(self.paths).base, self._progress)

    def _read_entry(self) -> CacheEntry | None:
        return CacheEntry.read(self._entry_path) if self._entry_path else None

    def _write_entry(self, opened: Opened, stamps: FileStamps | None) -> None:
        """Record which index belongs to the files, unless they have changed meanwhile."""
        path = self._entry_path
        if path is None or opened.stamp is None or stamps is None or stamps != stamp_files(opened.files):
            return
        old = self._read_entry()
        with suppress(OSError):  # without an entry, the index is found by its content
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            CacheEntry(stamps, opened.content, opened.stamp, time.time_ns()).write(path)
            if old and old.content != opened.content:
                self._index_path(path.parent, old.content).unlink(missing_ok=True)

    def _notify(self, error: Exception) -> None:
        if not self._notified:
            self._notified = True
            reason = getattr(error, "strerror", None) or str(error)
            self._notice(f"cannot store the index in {self._folder} ({reason}); it is rebuilt each time")


def _build_file(
    path: Path,
    base: Base,
    content: str,
    progress: Callable[[str, float], None],
    max_training_seconds: float,
    former: Store | None,
) -> None:
    from assistant.index.writing import write_index

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    entries = map(CacheEntry.read, path.parent.glob("base-*.json"))
    remove_abandoned(path.parent, {Path(entry.index_file.path).name for entry in entries if entry})
    with replacing(path) as temporary, closing(sqlite3.connect(temporary)) as database:
        # An incomplete file is never used, so it need not survive a crash.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        write_index(
            database,
            base,
            content,
            content_hash([]),
            progress,
            max_training_seconds=max_training_seconds,
            former=former,
        )


def _build_in_memory(
    base: Base, progress: Callable[[str, float], None], former: Store | None = None
) -> sqlite3.Connection:
    from assistant.index.writing import write_index

    database = sqlite3.connect(":memory:", check_same_thread=False)
    write_index(database, base, "", "", progress, former=former)
    return database


def _first_trained(paths: Sequence[Path]) -> Store | None:
    """Return the first trained index that this version of the program has written."""
    program = content_hash([])
    for path in paths:
        store = open_store(path, program, key="program")
        if store is not None and store.trained:
            return store
        if store is not None:
            store.close()
    return None


def _is_enough(store: Store, wait_for_training: bool, exact: bool) -> bool:
    """Return whether an index that is stored need not be built again."""
    if exact:
        return not store.awaits_training
    return store.trained or not (wait_for_training and store.awaits_training)


def build_bundled_index(folder: Path) -> Path:
    """Write the index of the base in a directory beside its files, unless it is up to date.

    Raises:
        BaseError: The base has problems.
        OSError: The index cannot be written.
    """
    from assistant.base.loader import load_base
    from assistant.index.writing import write_index

    files, _ = base_files([folder])
    content = content_hash(files)
    target = folder / BUNDLED_INDEX
    store = open_store(target, content)
    if store is not None:
        store.close()
        if not store.awaits_training:
            return target
    with replacing(target, mode=0o644) as temporary, closing(sqlite3.connect(temporary)) as database:
        write_index(database, load_base([folder]).base, content, content_hash([]))
        database.execute("VACUUM")
    return target
