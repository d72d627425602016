"""Getting the bytes of a base: which files belong to it, and reading one without being caught by it.

A path handed over as a base may be a pipe that never ends, a device, a sparse file of many gigabytes or a
link that points at itself. All of that is settled here, before anything looks at the contents.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import Problem
from assistant.sanitize import safe_line

MAX_FILE_BYTES = 64 * 2**20
"""Largest single file; a hundred thousand entries fit."""
MAX_TOTAL_BYTES = 2 * MAX_FILE_BYTES
"""Largest base over all its files."""
MAX_FILES = 2000
"""Most files of one base."""
SUFFIXES = (".yaml", ".yml")

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Refused(Exception):
    """A file or directory that cannot be used as a whole; carries the Problem to report."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def shown(path: Path) -> str:
    """A path as it is named in messages."""
    return safe_line(str(path), 1000)


def refused(path: Path, rule: str, message: str, remedy: str) -> Refused:
    """The error for a path as a whole."""
    return Refused(Problem(shown(path), 0, 0, rule, message, remedy))


def read_bytes(path: Path) -> bytes:
    """Read a regular file of bearable size.

    Raises:
        Refused: It is missing, unreadable, no regular file, or too large.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # before opening: opening a device may already do something
            raise _not_regular(path)
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    try:
        return _read_open(path, descriptor)
    except OSError as error:
        raise unreadable(path, error) from error
    finally:
        with contextlib.suppress(OSError):  # all that was wanted of it has been read
            os.close(descriptor)


def _read_open(path: Path, descriptor: int) -> bytes:
    """Read from an open descriptor, asking it again what it is: the path may have changed hands."""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise _not_regular(path)
    parts: list[bytes] = []
    room = MAX_FILE_BYTES + 1
    if status.st_size < room:
        while room > 0 and (part := os.read(descriptor, min(room, 2**20))):
            parts.append(part)
            room -= len(part)
        if room > 0:
            return b"".join(parts)
    raise refused(
        path,
        "too-large",
        f"the file is larger than {MAX_FILE_BYTES // 2**20} MiB",
        "Split the base into several files in one directory.",
    )


def base_files(paths: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    """The files that a base consists of, each once, in the order they are read.

    A file stands for itself; a directory for its ``*.yaml`` and ``*.yml`` files sorted by name, without those
    in directories below it and without hidden ones (editors keep locks and backups there).

    Args:
        paths: Files and directories as the person named them.

    Returns:
        The files, and what is wrong with the paths themselves.
    """
    files: list[Path] = []
    problems: list[Problem] = []
    if not paths:
        problems.append(
            Problem("(no file)", 0, 0, "missing-file", "no base is named", "Name a file or directory.")
        )
    seen: set[str] = set()
    for path in paths:
        try:
            named = _in_directory(path) if path.is_dir() else [path]
        except (OSError, ValueError) as error:
            problems.append(unreadable(path, error).problem)
            continue
        except Refused as error:
            problems.append(error.problem)
            continue
        for file in named:
            real = os.path.realpath(file) if "\0" not in str(file) else str(file)
            if real not in seen:  # the same file named twice, or linked twice, is one file
                seen.add(real)
                files.append(file)
    return files, problems


def _in_directory(path: Path) -> list[Path]:
    """The base files of one directory, sorted by name."""
    found = sorted(entry for entry in path.iterdir() if _is_base_name(entry.name) and not entry.is_dir())
    if not found:
        raise refused(
            path,
            "empty-directory",
            "the directory holds no *.yaml or *.yml file",
            "Put a base file into it, or name the file itself.",
        )
    if len(found) > MAX_FILES:
        raise refused(
            path,
            "too-many-files",
            f"the directory holds {len(found)} base files; {MAX_FILES} is the limit",
            "Join small files into larger ones.",
        )
    return found


def _is_base_name(name: str) -> bool:
    return not name.startswith(".") and name.lower().endswith(SUFFIXES)


def unreadable(path: Path, error: OSError | ValueError) -> Refused:
    """The system's refusal in plain words."""
    if isinstance(error, FileNotFoundError):
        return refused(path, "missing-file", "there is no such file or directory", "Check the path.")
    if isinstance(error, PermissionError):
        return refused(path, "unreadable", "it may not be read", "Change its permissions or choose another.")
    reason = getattr(error, "strerror", None) or str(error)
    return refused(
        path, "unreadable", f"it cannot be read: {safe_line(reason)}", "Check the path and the disk."
    )


def _not_regular(path: Path) -> Refused:
    message = "it is no regular file (a pipe, socket or device)"
    return refused(path, "not-a-file", message, "Name a YAML file or a directory.")
