"""A base as it was: read out of git's store, or from another directory. Nothing is checked out or changed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from assistant.base.files import SUFFIXES
from assistant.errors import UsageError
from assistant.evaluation.preview import contents_of
from assistant.sanitize import safe_line

_PATIENCE = 60
"""Seconds that git may take for one answer."""
_REGULAR = b"100"
"""How the mode of a plain file begins in git's listing; links and directories have others."""
_MOST = 64 * 2**20
"""Bytes of a base read out of git, at most."""


def contents_at(paths: Sequence[Path], where: str) -> list[tuple[Path, bytes]]:
    """What the files of a base hold elsewhere.

    Args:
        paths: The files and directories of the base in use.
        where: A directory or file with another state of the whole base, else a revision of git's, such as
            ``HEAD`` or ``main~2``, of the repository that the base lies in.

    Raises:
        UsageError: It is neither, or the base was not there yet.
        BaseError: The directory cannot be read as a base.
    """
    if os.path.lexists(where):
        return contents_of([Path(where)])
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
            f'There is no directory "{name}", and {safe_line(str(path), 300)} lies in no git repository.'
        )
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise UsageError(f'There is no directory "{name}", and no git revision of that name.')
    hash = commit.decode().strip()
    root = Path(os.path.realpath(os.fsdecode(top.rstrip(b"\r\n"))))
    inside = real.relative_to(root).as_posix()
    prefix = f"{inside}/" if real.is_dir() and inside != "." else "" if real.is_dir() else inside
    listed = _git(root, "ls-tree", "-z", hash, "--", prefix or ".") or b""
    found: list[tuple[Path, bytes]] = []
    for row in sorted(listed.split(b"\0"), key=lambda row: row.rpartition(b"\t")[2]):
        kind, _, file = row.partition(b"\t")
        shown = Path(os.fsdecode(file))
        if not kind.startswith(_REGULAR) or (real.is_dir() and not _is_base_file(shown)):
            continue
        data = _git(root, "cat-file", "blob", kind.split()[2].decode())
        if data is None or sum(len(known) for _, known in found) + len(data) > _MOST:
            raise UsageError(f"{safe_line(str(shown), 300)} cannot be read from the revision {name}.")
        found.append((Path(name) / shown, data))
    if not found:
        raise UsageError(f"{safe_line(str(path), 300)} was not there in the revision {name}.")
    return found


def _is_base_file(path: Path) -> bool:
    return not path.name.startswith(".") and path.suffix.lower() in SUFFIXES


def _git(folder: Path, *words: str) -> bytes | None:
    """What git answers; ``None`` when it cannot, or is not installed."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
            check=False,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None
