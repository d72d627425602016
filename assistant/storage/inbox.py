"""Questions that found no answer, or not the right one, for whoever looks after the answers.

A question is one line in the file, what is done about it another; nothing is ever rewritten, so that askers
and a curator never get in each other's way. What is still open follows from reading the lines in order.

Recording is on the path of a one-shot answer and imports nothing heavy; grouping and deciding are in
:mod:`assistant.curation.grouping` and :mod:`assistant.curation.steps`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.conversation import turn as turns
from assistant.conversation.turn import Turn
from assistant.paths import INBOX, settings_file, state_dir
from assistant.sanitize import safe_line
from assistant.storage.consent import keeps_log
from assistant.storage.json_lines import Log, Notice, now, quiet
from assistant.storage.reasons import (
    AMBIGUOUS,
    DECLINED,
    NONE_OF_THESE,
    PICKED,
    UNDO,
    WRONG,
    asked_text,
    same,
)

if TYPE_CHECKING:
    from assistant.storage.inbox_log import Kept, Step

NEAREST = 3
"""Candidates kept with a question."""
SIZE = 4 * 2**20
"""Bytes of the file above which the oldest questions are dropped."""
_BY_STATUS = {turns.NO_MATCH: DECLINED, turns.AMBIGUOUS: AMBIGUOUS}


class Inbox:
    """The inbox of this machine."""

    def __init__(self, path: Path | None, base: str = "", notice: Notice = quiet) -> None:
        """Open nothing yet.

        Args:
            path: The file; ``None`` to keep nothing.
            base: What tells the question base apart, such as its title; kept with every question.
            notice: Told once what cannot be kept or read, and once that questions are kept at all.
        """
        self._log = Log(path, "the inbox", notice, SIZE)
        self._base = base
        self._notice = notice

    @classmethod
    def open(cls, *, base: str = "", notice: Notice = quiet, log: bool = True) -> Inbox:
        """The inbox at its usual place.

        Args:
            base: As for the class.
            notice: As for the class.
            log: Whether anything may be kept at all; the settings file has its say, too.
        """
        return cls(state_dir() / INBOX if log and keeps_log() else None, base, notice)

    def record(self, turn: Turn) -> None:
        """Keep what of a turn was declined or ambiguous."""
        parts = (turn, *turn.also)
        self._keep([(one, _BY_STATUS[one.status]) for one in parts if one.status in _BY_STATUS])

    def mark(self, turn: Turn, reason: str) -> bool:
        """Keep a turn that the user has judged.

        Args:
            turn: What came of a question.
            reason: ``NONE_OF_THESE`` or ``WRONG``.

        Returns:
            Whether it is kept.

        Raises:
            ValueError: There is no such reason.
        """
        if reason not in (NONE_OF_THESE, WRONG):
            raise ValueError(reason)
        return self._keep([(turn, reason)])

    def saw(self, conversation: Sequence[Turn]) -> None:
        """Keep what is to be kept of the last turn of a conversation.

        A choice taken from the turn before settles that one: it was not left.

        Args:
            conversation: All its turns; to be called after each.
        """
        if not conversation:
            return
        last = conversation[-1]
        before = conversation[-2] if len(conversation) > 1 else None
        if before is not None and before.status == turns.AMBIGUOUS and _is_choice(last, before):
            questions = [same(asked_text(before.question))]
            self._log.append({"at": now(), "act": PICKED, "questions": questions, "entry": last.entry})
        else:
            self.record(last)

    def kept(self) -> Kept:
        """Everything that is open, and the steps that led there."""
        from assistant.storage.inbox_log import folded

        return folded(self._log.lines())

    def settle(self, act: str, questions: Iterable[str], change: Mapping[str, Any] | None = None) -> bool:
        """Note what was done about questions.

        Args:
            act: ``accept``, ``new`` or ``dismiss``.
            questions: The questions in any typing.
            change: What was done to a base file, for undoing it.

        Returns:
            Whether it is kept.
        """
        settled = sorted({same(question) for question in questions})
        return self._log.append({"at": now(), "act": act, "questions": settled, "change": dict(change or {})})

    def unsettle(self, step: Step) -> bool:
        """Note that a step was taken back.

        Returns:
            Whether it is kept.
        """
        return self._log.append({"at": now(), "act": UNDO, "step": step.number})

    def _keep(self, missed: Sequence[tuple[Turn, str]]) -> bool:
        values = [self._value(turn, reason) for turn, reason in missed if asked_text(turn.question)]
        kept = self._log.append(*values)
        if kept and self._log.first:
            path = safe_line(str(self._log.path), 600)
            settings = safe_line(str(settings_file()), 600)
            self._notice(
                f"Questions without an answer are kept on this machine, in {path}, and nowhere else; "
                f'"assistant inbox" lists them. To keep none: --no-log, or "log: off" in {settings}.'
            )
        return kept

    def _value(self, turn: Turn, reason: str) -> dict[str, Any]:
        value = {
            "at": now(),
            "question": asked_text(turn.question),
            "reason": reason,
            "near": [[one.entry, round(one.score, 1)] for one in turn.candidates[:NEAREST]],
            "base": self._base,
        }
        if turn.entry and reason == WRONG:
            value["entry"] = turn.entry
        if turn.about:
            value["about"] = turn.about
        return value


def _is_choice(turn: Turn, before: Turn) -> bool:
    return any(turn.entry == one.entry and turn.question == one.question for one in before.candidates)
