"""Whether an index still belongs to its files: a note beside it, read before anything is opened.

The note holds what the system says of every file (size, times, inode) when its content was last compared. A
change that leaves all of that as it was can only have happened within the clock's own coarseness of the last
comparison; until that has passed, content is compared again.
"""

from __future__ import annotations

import errno
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from zlib import adler32, crc32

from assistant.index.recovery import DAMAGED
from assistant.index.schema import FORMAT
from assistant.record import Record
from assistant.version import VERSION

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from typing import Any, BinaryIO

_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)  # as far as the system has them

NOTE_LIMIT = 2**22
"""Bytes of a note that are read; a base of two thousand files comes to a tenth."""
COARSENESS = 2_000_000_000
"""Nanoseconds within which two changes may carry one time stamp (FAT counts in two seconds)."""

_PACKAGE = Path(__file__).parents[1]
MAKERS = tuple(
    _PACKAGE / name
    for name in (
        "index/builder.py",
        "index/schema.py",
        "matching/background.txt",
        "matching/calibration.py",
        "matching/confidence.py",
        "matching/english.txt",
        "matching/normalize.py",
        "matching/thesaurus.txt",
        "matching/tokenized.py",
        "matching/training.py",
        "matching/vocabulary.py",
        "matching/word_frequency.py",
    )
)
"""The sources that decide what stands in an index: one made by others is not this program's."""

Stamp = tuple[str, int, int, int, int]
"""Path, size, time of change, time of status change (ns), inode."""


class Note(Record):
    """What is known of an index."""

    files: tuple[Stamp, ...]
    content: str
    """Hash over the base's files."""
    built: Stamp
    checksum: int
    """Of the index file."""
    checked: int
    """When content was last compared, ns since the epoch."""

    def settled(self) -> bool:
        """Whether every change after the comparison would show in the stamps."""
        return all(self.checked - max(stamp[2], stamp[3]) > COARSENESS for stamp in self.files)


def stamp(path: Path) -> Stamp:
    """What the system says of a file now.

    Raises:
        OSError: it is not there or may not be looked at.
    """
    found = path.stat()
    return (os.path.abspath(path), found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def stamps(paths: Sequence[Path]) -> tuple[Stamp, ...]:
    """The same for the files of a base, and for the sources that made its index out of them."""
    return tuple(stamp(path) for path in (*paths, *MAKERS))


def note_path(folder: Path, paths: Sequence[Path]) -> Path:
    """Where the note on the index of these paths lies."""
    named = os.fsencode("\0".join(os.path.abspath(path) for path in paths))
    return folder / f"base-{crc32(named):08x}{adler32(named):08x}.json"


def read_note(path: Path) -> Note | None:
    """The note; ``None`` when it is missing, damaged, of another make or not a plain file of ours."""
    try:
        if not _ours(path):
            return None
        with open_plain(path) as file:
            values: dict[str, Any] = json.loads(file.read(NOTE_LIMIT))
        if values["format"] != FORMAT or values["version"] != VERSION:
            return None
        return Note(
            tuple(_stamp(row) for row in values["files"]),
            str(values["content"]),
            _stamp(values["index"]),
            int(values["checksum"]),
            int(values["checked"]),
        )
    except (OSError, *DAMAGED):
        return None


def _ours(path: Path) -> bool:
    """Whether this is a plain file, no link, that belongs to the person who runs this."""
    import stat

    found = path.lstat()
    return stat.S_ISREG(found.st_mode) and (not hasattr(os, "geteuid") or found.st_uid == os.geteuid())


def _stamp(row: Sequence[Any]) -> Stamp:
    name, size, modified, changed, inode = row
    return (str(name), int(size), int(modified), int(changed), int(inode))


def write_note(path: Path, note: Note) -> None:
    """Replace the note in one step.

    Raises:
        OSError: it cannot be written.
    """
    values = {
        "format": FORMAT,
        "version": VERSION,
        "files": note.files,
        "content": note.content,
        "index": note.built,
        "checksum": note.checksum,
        "checked": note.checked,
    }
    replace(path, json.dumps(values).encode())


def replace(path: Path, data: bytes) -> None:
    """Put ``data`` in place of a file, whole or not at all, readable by its owner only."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns():x}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def open_plain(path: Path) -> BinaryIO:
    """Open a plain file for reading; not a link, nor a pipe or device on which one would wait for ever.

    Raises:
        OSError: it is something else, or cannot be opened.
    """
    import stat

    descriptor = os.open(path, _FLAGS)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    return os.fdopen(descriptor, "rb")


SEAL_AT = 60
"""Where SQLite keeps four bytes of a file for whoever made it (``user_version``): there the seal stands."""


def checksum(path: Path) -> int:
    """CRC-32 of an index file, its seal left out.

    Raises:
        OSError: it cannot be read.
    """
    with open_plain(path) as file:
        value = crc32(bytes(4), crc32(file.read(SEAL_AT)))
        file.seek(SEAL_AT + 4)
        while block := file.read(1 << 20):
            value = crc32(block, value)
    return value


def seal(path: Path) -> None:
    """Write the checksum of an index file into it, so that damage shows wherever the file has been."""
    value = checksum(path)
    with path.open("r+b") as file:
        file.seek(SEAL_AT)
        file.write(value.to_bytes(4, "big"))


def is_sealed(path: Path) -> bool:
    """Whether a file is as it was when it was sealed."""
    try:
        with open_plain(path) as file:
            file.seek(SEAL_AT)
            written = file.read(4)
        return written == checksum(path).to_bytes(4, "big")
    except OSError:
        return False
