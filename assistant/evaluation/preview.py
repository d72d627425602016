"""Preview the impact of a change before it is saved: ask both states of the base the same questions.

The new contents are written to a temporary directory. An index depends only on names and contents, so the index trained
for the preview is used again when the change is saved.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from assistant.base.editing import Edit
from assistant.base.files import read_base
from assistant.base.loader import Version, version_of
from assistant.base.model import Base
from assistant.conversation.open_base import OpenBase
from assistant.evaluation.impact import Impact, compare
from assistant.evaluation.impact_questions import collect_questions
from assistant.evaluation.labelled_question import LabelledFile, LabelledQuestion
from assistant.evaluation.outcome import Outcome
from assistant.evaluation.runner import ask_files
from assistant.matching.normalize import normalized_key
from assistant.sanitize import safe_text

Notice = Callable[[str], None]
Progress = Callable[[str, float], None]


def preview(
    paths: Sequence[Path],
    edit: Edit,
    *,
    labelled: Sequence[Path] = (),
    notice: Notice = lambda text: None,
    progress: Progress = lambda stage, share: None,
) -> Impact:
    """Return the impact of a planned change, without changing the base; may be called from any thread.

    Args:
        paths: The files and directories of the base.
        edit: The change.
        labelled: Files of labelled questions; those with problems are skipped with a note.
        notice: Receives notes about files and questions that are left out.
        progress: Receives the stage and the share of it that is done (0-1).

    Raises:
        BaseError: The base has problems.
    """
    now = read_base(paths)
    target = os.path.realpath(edit.path)
    then = [(path, edit.after if os.path.realpath(path) == target else data) for path, data in now]
    before, after = (version_of(contents, edit.versions) for contents in (now, then))
    return preview_versions(before, after, paths=paths, labelled=labelled, notice=notice, progress=progress)


def preview_versions(
    before: Version,
    after: Version,
    *,
    paths: Sequence[Path] = (),
    labelled: Sequence[Path] = (),
    notice: Notice = lambda text: None,
    progress: Progress = lambda stage, share: None,
) -> Impact:
    """Return the impact of changing a base from one version to another.

    Args:
        before: The version before the change.
        after: The version after the change.
        paths: Paths of the base in use, whose stored indexes may be used.
        labelled: As for ``preview``.
        notice: As for ``preview``.
        progress: As for ``preview``.

    Raises:
        BaseError: The base has problems before or after the change.
    """
    files = collect_questions(
        before.loaded.base, after.loaded.base, paths=paths, labelled=labelled, notice=notice
    )
    if before.loaded.base == after.loaded.base:
        return Impact(sum(bool(row.path) for file in files for row in file.rows))  # nothing changes
    files, settled = _without_settled(files, before.loaded.base, after.loaded.base)
    outcomes: list[list[list[Outcome]]] = []
    # ask one state after the other, so that only one is in memory
    for version, when in ((before, "before"), (after, "after")):
        with _opened(version, paths, notice, progress) as open_base:
            outcomes.append(_ask(open_base, files, f"asking {when} the change", progress))
    impact = compare(files, *outcomes)
    return impact._replace(asked=impact.asked + settled)


@contextmanager
def _opened(
    version: Version, paths: Sequence[Path], notice: Notice, progress: Progress
) -> Iterator[OpenBase]:
    """Open a version as a trained base in a temporary directory."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="assistant-")))
        files: list[Path] = []
        for number, (path, data) in enumerate(version.contents):
            place = folder / f"{number:04}"  # two files may have the same name
            place.mkdir()
            files.append(place / path.name)
            files[-1].write_bytes(data)
        open_base = OpenBase.open(
            files, notice=notice, progress=progress, wait_for_training=True, copy_of=paths, version=version
        )
        stack.callback(open_base.close)
        yield open_base


def _ask(
    open_base: OpenBase, files: Sequence[LabelledFile], stage: str, progress: Progress
) -> list[list[Outcome]]:
    progress(stage, 0.0)
    return ask_files(open_base, files, lambda done: progress(stage, done))


def _without_settled(
    files: Sequence[LabelledFile], before: Base, after: Base
) -> tuple[list[LabelledFile], int]:
    """Leave out the questions that are, word for word, a phrasing of the same entry before and after the change.

    That entry answers them, however it is ranked. Most questions of a preview are such phrasings.

    Returns:
        The questions left to ask, and the number of those left out.
    """
    keys = _Keys()
    owners, new_owners = (_owners(base, keys) for base in (before, after))
    count = 0

    def is_settled(talk: tuple[LabelledQuestion, ...]) -> bool:
        if talk[0].turn:
            return False
        key = keys[talk[0].question]
        return bool(key) and key in owners and owners[key] == new_owners.get(key)

    left = []
    for file in files:
        asked = tuple(talk for talk in file.conversations if not is_settled(talk))
        count += sum(bool(row.path) for row in file.rows)
        left.append(file._replace(conversations=asked))
    return left, count - sum(bool(row.path) for file in left for row in file.rows)


class _Keys(dict[str, str]):
    """The words of each text, which decide whether it is a phrasing."""

    def __missing__(self, text: str) -> str:
        key = self[text] = normalized_key(safe_text(text))
        return key


def _owners(base: Base, keys: _Keys) -> dict[str, tuple[str, str]]:
    """Return id and kind of the entry that each phrasing belongs to; of several with the same words, the first."""
    owners: dict[str, tuple[str, str]] = {}
    for entry in base.entries:
        for phrasing in entry.phrasings:
            owners.setdefault(keys[phrasing], (entry.id, entry.kind))
    return owners
