"""Cache entries: which index belongs to a base, and whether the files of the base have changed since.

A cache entry records the size, times and inode of every file when its content was last hashed. A later change shows in
these values unless it happens within the resolution of the file system's clock; until that time has passed, the content
is hashed again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from zlib import adler32, crc32

from assistant.index.index_file import replacing
from assistant.index.schema import BYTE_ORDER, FORMAT
from assistant.record import Record
from assistant.version import VERSION

CLOCK_RESOLUTION = 2_000_000_000
"""Nanoseconds within which two changes may get the same time stamp (2 s on FAT)."""

_PACKAGE = Path(__file__).parents[1]
PROGRAM_FILES = (
    *(Path(__file__).with_name(f"{name}.py") for name in ("builder", "schema", "training", "writing")),
    *sorted(path for path in (_PACKAGE / "matching").iterdir() if path.suffix in (".py", ".txt")),
)
"""The sources that determine the content of an index: editing one in a checkout rebuilds the index."""


class FileStamp(Record):
    """Metadata that shows whether the content of a file has changed, without reading it."""

    path: str
    size: int
    modified: int
    """Time of the last change of the content, ns since the epoch."""
    changed: int
    """Time of the last change of the status, ns since the epoch."""
    inode: int

    @classmethod
    def of(cls, path: Path) -> FileStamp:
        """Return the current stamp of a file.

        Raises:
            OSError: The file does not exist or cannot be accessed.
        """
        status = path.stat()
        return cls(
            os.path.abspath(path), status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
        )


FileStamps = tuple[FileStamp, ...]
"""Stamps of the files of a base, then of ``PROGRAM_FILES``."""


class CacheEntry(Record):
    """The index of a base, and the files it was built from."""

    files: FileStamps
    content: str
    """The ``content_hash`` of the base."""
    index_file: FileStamp
    """Stamp of the index file."""
    checked: int
    """When the content was last hashed, ns since the epoch."""

    @classmethod
    def read(cls, path: Path) -> CacheEntry | None:
        """Read an entry; ``None`` if it is missing, damaged or of another version."""
        try:
            values = json.loads(path.read_bytes())
            if values["version"] != [FORMAT, VERSION]:
                return None
            files = tuple([FileStamp(*row) for row in values["files"]])
            return cls(files, values["content"], FileStamp(*values["index_file"]), int(values["checked"]))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, path: Path) -> None:
        """Write the entry to a file, atomically.

        Raises:
            OSError: The file cannot be written.
        """
        with replacing(path) as temporary:
            temporary.write_text(
                json.dumps({"version": [FORMAT, VERSION], **self._asdict()}), encoding="ascii"
            )

    def is_conclusive(self) -> bool:
        """Return whether every change since the content was hashed would show in the stamps."""
        return all(self.checked - max(f.modified, f.changed) > CLOCK_RESOLUTION for f in self.files)


def stamp_files(files: Sequence[Path]) -> FileStamps | None:
    """Return the stamps of a base with these files; ``None`` if one cannot be accessed."""
    try:
        return tuple([FileStamp.of(path) for path in (*files, *PROGRAM_FILES)])
    except OSError:
        return None


def content_hash(files: Sequence[Path], known: Mapping[Path, bytes] | None = None) -> str:
    """Hash the names and contents of the files of a base, and everything else that determines its index.

    A file that cannot be read counts as empty; loading the base reports it.

    Args:
        files: The files of the base.
        known: Contents that need not be read again.
    """
    from hashlib import blake2b

    from assistant.base.files import FileProblem, read_bytes

    digest = blake2b(f"{FORMAT}\0{VERSION}\0{BYTE_ORDER}\0".encode(), digest_size=16)
    for file in (*files, *PROGRAM_FILES):
        try:
            data = known[file] if known and file in known else read_bytes(file)
        except FileProblem:
            data = b""
        digest.update(os.fsencode(f"{file.name}\0{len(data)}\0"))
        digest.update(data)
    return digest.hexdigest()


def base_key(paths: Sequence[Path]) -> str:
    """Return a short name for the base at these paths."""
    data = os.fsencode("\0".join(map(os.path.abspath, paths)))
    return f"{crc32(data):08x}{adler32(data):08x}"
