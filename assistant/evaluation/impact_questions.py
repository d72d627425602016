"""The questions that a change of the base is tried on: labelled ones, stored phrasings, and what people asked.

All are made labelled rows, so that one loop asks them and one comparison tells what became of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from assistant.base.model import Base
from assistant.evaluation.impact import TAKEN_OUT, UNLABELLED
from assistant.evaluation.labelled_file import read_labelled, refuse, unknown_entries
from assistant.evaluation.labelled_question import Labelled, LabelledFile
from assistant.paths import database_file
from assistant.sanitize import safe_line
from assistant.storage.database import Database
from assistant.storage.history import History
from assistant.storage.inbox import Inbox, OpenQuestion

STORED = "stored phrasings"
MOST_LOGGED = 500
"""Logged questions that are asked, the newest; each is asked twice and takes some milliseconds."""

Notice = Callable[[str], None]


def gather(
    before: Base,
    after: Base,
    *,
    named: Sequence[Path] = (),
    usual: Sequence[Path] = (),
    notice: Notice = lambda text: None,
) -> list[LabelledFile]:
    """Everything there is to ask.

    Args:
        before: The base before the change.
        after: The base after it.
        named: Labelled files that a person named.
        usual: Labelled files that the settings name; one that cannot be used is only told of.
        notice: Told what is left out.

    Raises:
        LabelledError: A file that a person named has problems.
    """
    known = [entry.id for base in (after, before) for entry in base.entries]
    files, problems = read_labelled([str(path) for path in named])
    refuse([*problems, *unknown_entries(files, known)])
    seen = {path.absolute() for path in named}
    for path in usual:
        if path.absolute() in seen:
            continue
        read, problems = read_labelled([str(path)])
        problems += unknown_entries(read, known)  # the settings may name questions to another base
        if problems:
            notice(f"Left out: {problems[0]}")
        else:
            files += read
    return [*files, stored(before, after), logged(after.title, notice)]


def stored(before: Base, after: Base) -> LabelledFile:
    """The phrasings of both bases, each once; right is the entry that has it after the change."""
    rows: dict[str, Labelled] = {}
    for base in (after, before):
        for entry in base.entries:
            for phrasing in entry.phrasings:
                if phrasing in rows:
                    continue
                if base is after:
                    path = f"a phrasing of {entry.id}"
                    rows[phrasing] = Labelled(path, 0, phrasing, ((entry.id,),))
                else:
                    rows[phrasing] = Labelled(TAKEN_OUT, 0, phrasing, ())
    return LabelledFile(STORED, tuple((row,) for row in rows.values()))


def logged(title: str, notice: Notice = lambda text: None) -> LabelledFile:
    """What people asked on this machine: the open questions of the inbox, then the history, each once.

    Args:
        title: Of the base; what was asked of others is left out where that is known.
        notice: Told what cannot be read or is left out.
    """
    database = Database(database_file(), notice)
    missed = [one for one in Inbox(database).questions() if one.base in ("", title)]
    asked = History(database, title).entries()
    talks = dict.fromkeys([*_missed(reversed(missed)), *((_row(text, 0),) for text in reversed(asked))])
    kept = tuple(talks)[:MOST_LOGGED]
    if len(kept) < len(talks):
        notice(f"Of {len(talks):,} questions asked on this machine the newest {MOST_LOGGED} are compared.")
    return LabelledFile(UNLABELLED, kept)


def _missed(missed: Iterable[OpenQuestion]) -> Iterable[tuple[Labelled, ...]]:
    """Questions of the inbox; a follow-up comes after what it was about."""
    for one in missed:
        if one.about:
            yield (Labelled("", 0, one.about, (), turn=1), _row(one.question, 2))
        else:
            yield (_row(one.question, 0),)


def _row(question: str, turn: int) -> Labelled:
    return Labelled(UNLABELLED, 0, safe_line(question, 2000), (), turn=turn)
