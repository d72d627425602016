"""Trying a change of the base before it is saved: both states are opened side by side and asked the same.

The content to come is written to a directory of its own, under the names its files have. An index goes by names
and contents, so the one that is fitted for the preview is the one the next start finds in the cache.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from assistant.base.editing import Edit
from assistant.base.files import Refused, base_files, read_bytes
from assistant.base.loader import inspect_contents
from assistant.base.model import Base
from assistant.conversation.answering import status_of
from assistant.conversation.library import Library
from assistant.conversation.turn import Turn
from assistant.errors import BaseError
from assistant.evaluation.impact import Impact, compare
from assistant.evaluation.impact_questions import gather
from assistant.evaluation.labelled_question import LabelledFile
from assistant.evaluation.outcome import Outcome
from assistant.evaluation.runner import Talk, Talker, ask_files
from assistant.matching.normalize import key
from assistant.sanitize import safe_text

Contents = Sequence[tuple[Path, bytes]]
"""The files of a base with what they hold, in order."""
Notice = Callable[[str], None]
Progress = Callable[[str, float], None]


def _silent(text: str) -> None:
    """Nobody is told."""


def _unwatched(stage: str, share: float) -> None:
    """No progress shown."""


def preview(
    paths: Sequence[Path],
    edit: Edit,
    *,
    named: Sequence[Path] = (),
    usual: Sequence[Path] = (),
    notice: Notice = _silent,
    progress: Progress = _unwatched,
) -> Impact:
    """What a planned change would do; nothing of the base is written. May be called from any thread.

    Args:
        paths: The files and directories of the base.
        edit: The change.
        named: Files of labelled questions that a person named.
        usual: The same from the settings; one that cannot be used is only told of.
        notice: Told in one line what was left out or cannot be kept.
        progress: Told the stage and the share of it that is done (0-1).

    Raises:
        BaseError: The base has problems.
        LabelledError: A file of labelled questions that a person named has problems.
    """
    now = contents_of(paths)
    target = os.path.realpath(edit.path)
    then = [(path, edit.after if os.path.realpath(path) == target else data) for path, data in now]
    return preview_contents(
        now, then, paths=paths, named=named, usual=usual, notice=notice, progress=progress
    )


def preview_contents(
    before: Contents,
    after: Contents,
    *,
    paths: Sequence[Path] = (),
    named: Sequence[Path] = (),
    usual: Sequence[Path] = (),
    notice: Notice = _silent,
    progress: Progress = _unwatched,
) -> Impact:
    """What it means to go from one content of a base to another.

    Args:
        before: The files as they are or were.
        after: The files as they will be or are.
        paths: The base in use, beside whose files a ready index may lie.
        named: As for ``preview``.
        usual: As for ``preview``.
        notice: As for ``preview``.
        progress: As for ``preview``.

    Raises:
        BaseError: One of the two has problems.
        LabelledError: A file of labelled questions that a person named has problems.
    """
    files = gather(_base(before), _base(after), named=named, usual=usual, notice=notice)
    if [(path.name, data) for path, data in before] == [(path.name, data) for path, data in after]:
        return Impact(sum(bool(row.path) for file in files for row in file.rows))  # nobody need be asked
    outcomes: list[list[list[Outcome]]] = []
    # One after the other, each let go of before the next: a large base need not lie in memory twice.
    for contents, when in ((before, "before"), (after, "after")):
        with _opened(contents, paths, notice, progress) as library:
            outcomes.append(_ask(library, files, f"asking {when} the change", progress))
    return compare(files, *outcomes)


def contents_of(paths: Sequence[Path]) -> list[tuple[Path, bytes]]:
    """What the files of a base hold at this moment.

    Raises:
        BaseError: They cannot all be read.
    """
    files, problems = base_files(paths)
    contents: list[tuple[Path, bytes]] = []
    for file in files:
        try:
            contents.append((file, read_bytes(file)))
        except Refused as error:
            problems.append(error.problem)
    if problems:
        raise BaseError(problems)
    return contents


def _base(contents: Contents) -> Base:
    loaded, problems = inspect_contents(contents)
    if loaded is None:
        raise BaseError(problems)
    return loaded.base


@contextmanager
def _opened(
    contents: Contents, paths: Sequence[Path], notice: Notice, progress: Progress
) -> Iterator[Library]:
    """Contents as an open base, fitted; where they lie for that is cleared away."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="assistant-")))
        files: list[Path] = []
        for number, (path, data) in enumerate(contents):
            place = folder / f"{number:04}"  # two files of a base may have one name
            place.mkdir()
            files.append(place / path.name)
            files[-1].write_bytes(data)
        library = Library.open(files, notice=notice, progress=progress, wait_for_training=True, copy_of=paths)
        stack.callback(library.close)
        yield library


def _ask(
    library: Library, files: Sequence[LabelledFile], stage: str, progress: Progress
) -> list[list[Outcome]]:
    progress(stage, 0.0)
    return ask_files(_Knowing(library), files, lambda done: progress(stage, done))


class _Knowing(Talker):
    """A base that answers its own phrasings without ranking, as most of what is asked here are such."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def conversation(self, *, section: str | None = None, top_k: int = 3) -> Talk:
        return _KnowingTalk(self._library, self._library.conversation(section=section, top_k=top_k))


class _KnowingTalk(Talk):
    """A conversation in which a base's own wording, asked on its own, is looked up.

    Such a question is answered by its entry whatever the ranking makes of it, which is all that counts here.
    """

    def __init__(self, library: Library, talk: Talk) -> None:
        self._library, self._talk = library, talk

    def ask(self, text: str, *, alone: bool = False) -> Turn:
        store = self._library.store()
        known = store.exact(key(safe_text(text))) if alone else None
        if known is None:
            return self._talk.ask(text, alone=alone)
        entry = store.entry_at(known[0])
        return Turn(text, status_of(entry), entry=entry.id)
