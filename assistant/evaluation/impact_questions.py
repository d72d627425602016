"""Collect the questions to preview a change with: labelled questions, stored phrasings and earlier questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from assistant.base.model import QUESTION_LIMIT, Base
from assistant.evaluation.impact import REMOVED, UNLABELLED
from assistant.evaluation.labelled_file import check_entry_ids, read_labelled
from assistant.evaluation.labelled_question import LabelledFile, LabelledQuestion
from assistant.paths import database_file, identity
from assistant.sanitize import safe_line
from assistant.storage.database import Database
from assistant.storage.history import History
from assistant.storage.inbox import Inbox, OpenQuestion
from assistant.storage.reasons import normalized_question

STORED = "stored phrasings"
MOST_LOGGED = 500
"""Most earlier questions to ask; each is asked twice and takes a few milliseconds."""

Notice = Callable[[str], None]


def collect_questions(
    before: Base,
    after: Base,
    *,
    paths: Sequence[Path] = (),
    labelled: Sequence[Path],
    notice: Notice = lambda text: None,
) -> list[LabelledFile]:
    """Collect the questions to compare.

    Args:
        before: The base before the change.
        after: The base after it.
        paths: The files and directories of the base.
        labelled: Files of labelled questions; those with problems are skipped with a note.
        notice: Receives notes about files and questions that are left out.
    """
    known = [entry.id for base in (after, before) for entry in base.entries]
    files: list[LabelledFile] = []
    for path in labelled:
        read, problems = read_labelled([str(path)])
        problems += check_entry_ids(read, known)  # they may be for a different base
        if problems:
            notice(f"Left out: {problems[0]}")
        else:
            files += read
    logged = logged_questions(identity(after.title, paths), notice)
    return each_once([*files, stored_phrasings(before, after), logged])


def each_once(files: Sequence[LabelledFile]) -> list[LabelledFile]:
    """Leave out questions that occur before, so that each is compared once. Case and punctuation do not matter.

    A follow-up is the same question only after the same questions. The first question of a conversation that occurs
    before stays as its topic and is not compared.
    """
    seen: set[tuple[str, ...]] = set()

    def first_time(talk: tuple[LabelledQuestion, ...]) -> tuple[LabelledQuestion, ...]:
        asked = tuple(normalized_question(row.question) for row in talk)
        rows = []
        for at, row in enumerate(talk, 1):
            known = not row.path or asked[:at] in seen
            rows.append(row._replace(path="") if known else row)
            if row.path:
                seen.add(asked[:at])
        return tuple(rows) if any(row.path for row in rows) else ()

    talks = ((file, tuple(map(first_time, file.conversations))) for file in files)
    return [file._replace(conversations=tuple(filter(None, kept))) for file, kept in talks]


def stored_phrasings(before: Base, after: Base) -> LabelledFile:
    """Return the phrasings of both bases; the right answer is the entry that has the phrasing after the change."""
    rows: dict[str, LabelledQuestion] = {}
    for base in (after, before):
        for entry in base.entries:
            for phrasing in entry.phrasings:
                if phrasing in rows:
                    continue
                if base is after:
                    path = f"a phrasing of {entry.id}"
                    rows[phrasing] = LabelledQuestion(path, 0, phrasing, ((entry.id,),))
                else:
                    rows[phrasing] = LabelledQuestion(REMOVED, 0, phrasing, ())
    return LabelledFile(STORED, tuple((row,) for row in rows.values()))


def logged_questions(base: str, notice: Notice = lambda text: None) -> LabelledFile:
    """Return the open questions of the inbox, then the questions of the history, each newest first.

    Args:
        base: Identity of the base; questions to other bases are left out.
        notice: Receives notes about questions that cannot be read or are left out.
    """
    database = Database(database_file(), notice)
    missed = Inbox(database, base).questions()
    asked = History(database, base).entries()
    talks = dict.fromkeys(
        [*_inbox_conversations(reversed(missed)), *((_row(text, 0),) for text in reversed(asked))]
    )
    kept = tuple(talks)[:MOST_LOGGED]
    if len(kept) < len(talks):
        notice(f"Of {len(talks):,} questions asked on this machine the newest {MOST_LOGGED} are compared.")
    return LabelledFile(UNLABELLED, kept)


def _inbox_conversations(missed: Iterable[OpenQuestion]) -> Iterable[tuple[LabelledQuestion, ...]]:
    """Yield each question of the inbox as a conversation; a follow-up comes after its topic."""
    for one in missed:
        if one.about:
            yield (LabelledQuestion("", 0, one.about, (), turn=1), _row(one.question, 2))
        else:
            yield (_row(one.question, 0),)


def _row(question: str, turn: int) -> LabelledQuestion:
    return LabelledQuestion(UNLABELLED, 0, safe_line(question, QUESTION_LIMIT), (), turn=turn)
