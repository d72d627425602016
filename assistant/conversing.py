"""What every face has in common: opening the base, exit codes, limits, what goes into the inbox."""

from __future__ import annotations

import sys
from pathlib import Path

from assistant import turn as turns
from assistant.errors import ANSWERED, NOT_IN_SOURCE, UNANSWERED, UsageError
from assistant.output import Progress, note
from assistant.paths import base_paths

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from typing import Any

    from assistant.base.model import Section
    from assistant.keeping.inbox import Inbox
    from assistant.options import Options
    from assistant.session import Library
    from assistant.turn import Explanation, Turn

if TYPE_CHECKING:
    Args = argparse.Namespace | Options

TOP_K = 3
"""Candidates listed unless told otherwise."""
QUESTION_LIMIT = 2000
"""Characters of a question that are read."""
LINE_LIMIT = 2**20
"""Bytes of one line of standard input that are looked at: a line without end must not fill the memory."""

_CODES = {turns.AMBIGUOUS: UNANSWERED, turns.NO_MATCH: UNANSWERED, turns.NOT_IN_SOURCE: NOT_IN_SOURCE}
_UNANSWERED = (turns.AMBIGUOUS, turns.NO_MATCH)


def code_of(asked: Iterable[Turn]) -> int:
    """The exit code for some turns: the highest of 0, 1 and 4 that occurred."""
    return max(
        (_CODES.get(one.status, ANSWERED) for turn in asked for one in (turn, *turn.also)), default=ANSWERED
    )


def paths_of(args: Args) -> list[Path]:
    """The base that a call is about: ``--faq``, else ``ASSISTANT_FAQ``, else the bundled one."""
    return base_paths(args.faq)


def open_library(args: Args, *, patient: bool = False) -> Library:
    """Open the base of a call and check its ``--section``.

    Raises:
        BaseError: The base has problems.
        UsageError: There is no such section.
    """
    from assistant.session import Library

    paths = paths_of(args)
    with Progress() as progress:
        library = Library.open(paths, notice=progress.notice, progress=progress.show, patient=patient)
    section: str | None = getattr(args, "section", None)
    if section is not None:
        check_section(section, library.sections)
    return library


def check_section(id: str, sections: Sequence[Section]) -> None:
    """See that a base has a section.

    Raises:
        UsageError: It has not; names the nearest.
    """
    known = [section.id for section in sections]
    if id not in known:
        raise UsageError(unknown("section", id, known, "assistant list -h"))


def unknown(what: str, word: str, known: Collection[str], otherwise: str) -> str:
    """The message for a word that is none of the known ones.

    Args:
        what: What kind of word it should be.
        word: The word.
        known: The words there are.
        otherwise: The command that helps when nothing known is like it.
    """
    from assistant.base.nearest import nearest
    from assistant.safe import safe_line

    near = nearest(word, known)
    if near is not None:
        hint = f'Did you mean "{near}"?'
    elif 0 < len(known) <= 12:
        hint = f"Known here: {', '.join(known)}."
    else:
        hint = f"See: {otherwise}"
    return f'There is no {what} "{safe_line(word, 60)}". {hint}'


def as_question(text: str) -> str:
    """A question as it was handed over, made text and cut to what is read; a cut is noted."""
    if not text.isascii():
        # Bytes of an argument that are no UTF-8 arrive as lone surrogates.
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    text = text.strip()
    if len(text) > QUESTION_LIMIT:
        note(f"The question was cut after {QUESTION_LIMIT:,} characters; it had {len(text):,}.")
        text = text[:QUESTION_LIMIT]
    return text


def as_object(turn: Turn, *, explain: bool = False) -> dict[str, Any]:
    """A turn as the contract's JSON object; with ``explanation`` when that is asked for."""
    value = turn.as_dict()
    if explain and turn.explanation is not None:
        value["explanation"] = _explained(turn.explanation)
    return value


def _explained(explanation: Explanation) -> dict[str, Any]:
    value = explanation._asdict()
    value["parts"] = [part._asdict() for part in explanation.parts]
    if explanation.runner_up is not None:
        value["runner_up"] = explanation.runner_up._asdict()
    return value


def stdin_lines() -> Iterator[str]:
    """The lines of standard input, each as soon as it is there; bytes that are no UTF-8 are replaced.

    Raises:
        UsageError: There is no standard input.
    """
    if sys.stdin is None:
        raise UsageError("Standard input is closed, so there are no questions to read.")
    stream = sys.stdin.buffer
    while True:
        line = stream.readline(LINE_LIMIT)
        if not line:
            return
        rest = line
        while rest and not rest.endswith(b"\n"):  # what is beyond any question is read and let go
            rest = stream.readline(LINE_LIMIT)
        yield line.decode("utf-8", "replace").rstrip("\r\n")


class Missed:
    """Puts questions without an answer into the inbox, which is opened when the first one turns up."""

    def __init__(self, library: Library, args: Args) -> None:
        self._title = library.title
        self._log = not args.no_log
        self._inbox: Inbox | None = None

    @property
    def inbox(self) -> Inbox:
        """The inbox of this machine."""
        if self._inbox is None:
            from assistant.keeping.inbox import Inbox

            self._inbox = Inbox.open(base=self._title, notice=note, log=self._log)
        return self._inbox

    def record(self, turn: Turn) -> None:
        """Keep a question if it found no answer."""
        if self._log and any(one.status in _UNANSWERED for one in (turn, *turn.also)):
            self.inbox.record(turn)
