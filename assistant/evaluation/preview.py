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
from assistant.conversation.answering import status_of
from assistant.conversation.open_base import OpenBase
from assistant.conversation.turn import Turn
from assistant.evaluation.impact import Impact, compare
from assistant.evaluation.impact_questions import collect_questions
from assistant.evaluation.labelled_question import LabelledFile
from assistant.evaluation.outcome import Outcome
from assistant.evaluation.runner import ConversationLike, OpenBaseLike, ask_files
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
    files = collect_questions(before.loaded.base, after.loaded.base, labelled=labelled, notice=notice)
    if before.loaded.base == after.loaded.base:
        return Impact(sum(bool(row.path) for file in files for row in file.rows))  # nothing changes
    outcomes: list[list[list[Outcome]]] = []
    # ask one state after the other, so that only one is in memory
    for version, when in ((before, "before"), (after, "after")):
        with _opened(version, paths, notice, progress) as open_base:
            outcomes.append(_ask(open_base, files, f"asking {when} the change", progress))
    return compare(files, *outcomes)


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
    return ask_files(_FastOpenBase(open_base), files, lambda done: progress(stage, done))


class _FastOpenBase(OpenBaseLike):
    """A base that answers its own phrasings by lookup, without ranking: most questions of a preview are phrasings."""

    def __init__(self, open_base: OpenBase) -> None:
        self._open_base = open_base

    def conversation(self, *, section: str | None = None, top_k: int = 3) -> ConversationLike:
        return _FastConversation(self._open_base, self._open_base.conversation(section=section, top_k=top_k))

    def listing(self, section: str | None = None) -> list[tuple[str, str, str, str]]:
        return self._open_base.listing(section)


class _FastConversation(ConversationLike):
    """A conversation that looks up exact phrasings: their entry answers them, however it is ranked."""

    def __init__(self, open_base: OpenBase, talk: ConversationLike) -> None:
        self._open_base, self._talk = open_base, talk

    def ask(self, text: str, *, alone: bool = False) -> Turn:
        store = self._open_base.store()
        known = store.exact(normalized_key(safe_text(text))) if alone else None
        if known is None:
            return self._talk.ask(text, alone=alone)
        entry = store.entry_at(known[0])
        return Turn(text, status_of(entry), entry=entry.id, kind=entry.kind)
