"""Find and read the files of a base safely.

A path may lead to an endless pipe, a device, a sparse file of many gigabytes or a link to itself.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import BaseError, Problem
from assistant.sanitize import safe_line

MAX_FILE_BYTES = 64 * 2**20
"""Largest file in bytes; enough for a hundred thousand entries."""
MAX_TOTAL_BYTES = 2 * MAX_FILE_BYTES
"""Largest base in bytes, all files together."""
MAX_FILES = 2000
"""Most base files in one directory."""
SUFFIXES = (".yaml", ".yml")

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class FileProblem(Exception):
    """A file or directory cannot be used; carries the Problem to report."""

    def __init__(self, path: Path, rule: str, message: str, remedy: str) -> None:
        self.problem = Problem(display_path(path), 0, 0, rule, message, remedy)
        super().__init__(str(self.problem))


def display_path(path: Path) -> str:
    """Return a path as messages show it."""
    return safe_line(str(path), 1000)


def read_bytes(path: Path) -> bytes:
    """Read a regular file.

    Raises:
        FileProblem: The file is missing, unreadable, not a regular file or too large.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # before opening: opening a device may have side effects
            raise _not_regular(path)
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    try:
        return _read_open(path, descriptor)
    except OSError as error:
        raise _unreadable(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            os.close(descriptor)


def _read_open(path: Path, descriptor: int) -> bytes:
    """Read from an open descriptor; the path may have been replaced since it was checked."""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise _not_regular(path)
    parts: list[bytes] = []
    left = MAX_FILE_BYTES + 1
    if status.st_size < left:
        while left > 0 and (part := os.read(descriptor, min(left, 2**20))):
            parts.append(part)
            left -= len(part)
        if left > 0:
            return b"".join(parts)
    message = f"the file is larger than {MAX_FILE_BYTES // 2**20} MiB"
    raise FileProblem(path, "too-large", message, "Split the base into several files in one directory.")


def read_base(paths: Sequence[Path]) -> list[tuple[Path, bytes]]:
    """Read the files of a base.

    Raises:
        BaseError: At least one file cannot be read; the error lists all problems.
    """
    contents, problems = read_base_files(paths)
    if problems:
        raise BaseError(problems)
    return contents


def read_base_files(paths: Sequence[Path]) -> tuple[list[tuple[Path, bytes]], list[Problem]]:
    """Read the files of a base; return the contents that could be read, and the problems of the other files."""
    files, problems = base_files(paths)
    contents: list[tuple[Path, bytes]] = []
    total = 0
    for file in files:
        try:
            data = read_bytes(file)
            total += len(data)
            if total > MAX_TOTAL_BYTES:
                message = f"with this file, the base is larger than {MAX_TOTAL_BYTES // 2**20} MiB"
                raise FileProblem(file, "too-large", message, "Name fewer files.")
        except FileProblem as error:
            problems.append(error.problem)
            if error.problem.rule == "too-large":
                break
        else:
            contents.append((file, data))
    return contents, problems


def base_files(paths: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    """Find the files of a base, each once.

    A directory stands for its ``*.yaml`` and ``*.yml`` files, sorted by name. Subdirectories and hidden files, such as
    the lock files and backups of editors, are skipped.

    Args:
        paths: Files and directories as the user named them.

    Returns:
        The files in reading order, and the problems of the paths.
    """
    files: dict[str, Path] = {}
    problems: list[Problem] = []
    if not paths:
        problems.append(
            Problem("(no file)", 0, 0, "missing-file", "no base is named", "Name a file or directory.")
        )
    for path in paths:
        try:
            for file in _in_directory(path) if path.is_dir() else [path]:
                # read a file only once, even if it is named or linked twice
                files.setdefault(os.path.realpath(file) if "\0" not in str(file) else str(file), file)
        except (OSError, ValueError) as error:
            problems.append(_unreadable(path, error).problem)
        except FileProblem as error:
            problems.append(error.problem)
    return list(files.values()), problems


def _in_directory(path: Path) -> list[Path]:
    """Return the base files of a directory, sorted by name."""
    found = sorted(entry for entry in path.iterdir() if is_base_name(entry.name) and not entry.is_dir())
    if not found:
        message = "the directory has no *.yaml or *.yml file"
        raise FileProblem(path, "empty-directory", message, "Add a base file to it, or name the file itself.")
    if len(found) > MAX_FILES:
        message = f"the directory has {len(found):,} base files; the limit is {MAX_FILES:,}"
        raise FileProblem(path, "too-many-files", message, "Merge small files into larger ones.")
    return found


def is_base_name(name: str) -> bool:
    """Return whether the name of a file in a directory is that of a base file."""
    return not name.startswith(".") and name.lower().endswith(SUFFIXES)


def _unreadable(path: Path, error: OSError | ValueError) -> FileProblem:
    """Return the problem for an error of the operating system."""
    if isinstance(error, FileNotFoundError):
        return FileProblem(path, "missing-file", "there is no such file or directory", "Check the path.")
    if isinstance(error, PermissionError):
        return FileProblem(
            path, "unreadable", "permission denied", "Change its permissions or choose another."
        )
    reason = safe_line(getattr(error, "strerror", None) or str(error))
    return FileProblem(path, "unreadable", f"cannot be read: {reason}", "Check the path and the disk.")


def _not_regular(path: Path) -> FileProblem:
    message = "not a regular file but a pipe, socket or device"
    return FileProblem(path, "not-a-file", message, "Name a YAML file or a directory.")
