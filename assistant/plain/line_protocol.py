"""Read questions from standard input, format turns as JSON, and compute exit codes, for ``-q`` and plain mode."""

from __future__ import annotations

import sys

from assistant.base.model import QUESTION_LIMIT
from assistant.conversation import turn as turns
from assistant.errors import ANSWERED, NOT_IN_SOURCE, UNANSWERED, UsageError
from assistant.terminal.output import note, warn

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from assistant.conversation.turn import Explanation, Turn
    from assistant.storage.inbox import Inbox

LINE_LIMIT = 2**20
"""Maximum number of bytes kept of a line, so that an endless line does not exhaust the memory."""

_CODES = {**dict.fromkeys(turns.UNCERTAIN, UNANSWERED), turns.NOT_IN_SOURCE: NOT_IN_SOURCE}


def code_of(asked: Iterable[Turn]) -> int:
    """Return the exit code for some turns: the highest of 0, 1 and 4."""
    return max(
        (_CODES.get(one.status, ANSWERED) for turn in asked for one in (turn, *turn.also)), default=ANSWERED
    )


def as_question(text: str) -> str:
    """Decode, strip and truncate a question. Truncation is reported on stderr."""
    if not text.isascii():
        # Python passes arguments that are not UTF-8 as lone surrogates.
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    text = text.strip()
    if len(text) > QUESTION_LIMIT:
        note(f"The question was truncated to {QUESTION_LIMIT:,} of its {len(text):,} characters.")
        text = text[:QUESTION_LIMIT]
    return text


def as_object(turn: Turn, *, explain: bool = False) -> dict[str, Any]:
    """Return a turn as JSON, optionally with its explanation."""
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
    """Yield the lines of standard input as they arrive. Bytes that are not UTF-8 are replaced.

    Raises:
        UsageError: Standard input is closed.
    """
    if sys.stdin is None:
        raise UsageError("There are no questions to read: standard input is closed.")
    stream = sys.stdin.buffer
    while True:
        line = stream.readline(LINE_LIMIT)
        if not line:
            return
        rest = line
        while rest and not rest.endswith(b"\n"):  # discard the rest of an overlong line
            rest = stream.readline(LINE_LIMIT)
        yield line.decode("utf-8", "replace").rstrip("\r\n")


class InboxRecorder:
    """Records questions without a confident answer in the inbox, which is opened for the first one."""

    def __init__(self, base: str, *, log: bool) -> None:
        """Create the recorder.

        Args:
            base: Identity of the base.
            log: Whether questions may be recorded.
        """
        self._base = base
        self._log = log
        self._inbox: Inbox | None = None

    def record(self, turn: Turn) -> None:
        """Record a turn if part of it has no confident answer."""
        if not self._log or all(one.status not in turns.UNCERTAIN for one in (turn, *turn.also)):
            return
        if self._inbox is None:
            from assistant.storage.database import Database
            from assistant.storage.inbox import Inbox

            self._inbox = Inbox(Database.open(notice=warn), self._base)
        self._inbox.record(turn)
