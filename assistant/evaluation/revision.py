"""Read another state of a base from a Git revision or another path, without checking it out."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from assistant.base.files import is_base_name, read_base
from assistant.errors import UsageError
from assistant.sanitize import safe_line

_TIMEOUT = 60
"""Seconds for a Git command."""
_REGULAR = b"100"
"""Start of the mode of a regular file in Git."""
_MAX_BYTES = 64 * 2**20
"""Most bytes read from Git for each path of a base."""


def contents_at_revision(paths: Sequence[Path], where: str) -> list[tuple[Path, bytes]]:
    """Return the files of a base in a different state.

    Args:
        paths: The files and directories of the base in use.
        where: A directory or file with another state of the base; if there is none, a revision of its Git
            repository, such as ``HEAD`` or ``main~2``.

    Raises:
        UsageError: ``where`` is neither, or the revision does not contain the base.
        BaseError: The directory or file cannot be read.
    """
    if os.path.lexists(where):
        return read_base([Path(where)])
    contents: list[tuple[Path, bytes]] = []
    for path in paths:
        contents += _at_revision(path, where)
    return contents


def _at_revision(path: Path, revision: str) -> list[tuple[Path, bytes]]:
    real = Path(os.path.realpath(path))
    folder = real if real.is_dir() else real.parent
    name = safe_line(revision, 80)
    if not folder.is_dir() or (top := _git(folder, "rev-parse", "--show-toplevel")) is None:
        raise UsageError(
            f'There is no file or directory "{name}", and {safe_line(str(path), 300)} is not in a Git repository.'
        )
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise UsageError(f'There is no file or directory "{name}", and no Git revision of that name.')
    hash = commit.decode().strip()
    root = Path(os.path.realpath(os.fsdecode(top.rstrip(b"\r\n"))))
    inside = real.relative_to(root).as_posix()
    prefix = f"{inside}/" if real.is_dir() and inside != "." else "" if real.is_dir() else inside
    listed = _git(root, "ls-tree", "-z", hash, "--", prefix or ".") or b""
    found: list[tuple[Path, bytes]] = []
    for row in sorted(listed.split(b"\0"), key=lambda row: row.rpartition(b"\t")[2]):
        kind, _, file = row.partition(b"\t")
        shown = Path(os.fsdecode(file))
        if not kind.startswith(_REGULAR) or (real.is_dir() and not is_base_name(shown.name)):
            continue
        data = _git(root, "cat-file", "blob", kind.split()[2].decode())
        if data is None or sum(len(known) for _, known in found) + len(data) > _MAX_BYTES:
            raise UsageError(f"{safe_line(str(shown), 300)} cannot be read from the revision {name}.")
        found.append((Path(name) / shown, data))
    if not found:
        raise UsageError(f"{safe_line(str(path), 300)} does not exist in the revision {name}.")
    return found


def _git(folder: Path, *words: str) -> bytes | None:
    """Return the output of a Git command; ``None`` if it fails or Git is not installed."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
            check=False,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None
