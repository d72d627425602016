"""Earlier questions and conversations in plain mode, as numbered choices."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from assistant.conversation.wording import outcome
from assistant.errors import UsageError
from assistant.plain.choices import Choice
from assistant.sanitize import safe_line
from assistant.storage.conversations import NOT_RECORDED
from assistant.storage.when import when

if TYPE_CHECKING:
    from assistant.plain.session import PlainSession

LISTED = 30
"""Number of questions or conversations that are listed at once."""


class Records:
    """Lists of what was asked of the base."""

    def __init__(self, session: PlainSession) -> None:
        """Create the lists of a session."""
        self._session = session

    def history(self, words: str) -> None:
        """List the questions that contain some words, or whose answer does; the newest first."""
        choices = []
        for one in reversed(self._session.history.asked()):
            if _has_all(words, f"{one.question} {one.answer}"):
                label = re.sub(r"\s+", " ", one.question)
                details = ": ".join(filter(None, (when(one.at), one.answer)))
                choices.append(Choice(label, excerpt=details, run=partial(self._session.ask, label)))
        self._offer("questions", choices, words)

    def conversations(self, words: str) -> None:
        """List the conversations whose first question contains some words, except the current one."""
        session = self._session
        current = session.conversations.number if session.talk.turns else None
        choices = [
            Choice(one.question, excerpt=one.summary, run=partial(self._continue, one.number))
            for one in session.conversations.listing()
            if one.number != current and _has_all(words, one.question)
        ]
        self._offer("conversations", choices, words)

    def find(self, words: str) -> None:
        """List the questions of this conversation that contain some words, or whose answer does."""
        session = self._session
        if not words:
            raise UsageError("Type the words to find, such as: /find policy")
        choices = [
            Choice(turn.question, excerpt=outcome(turn), run=partial(session.repeat, turn))
            for turn in session.talk.turns
            for answers in [[one.answer or "" for one in (turn, *turn.also)]]
            if _has_all(words, " ".join([turn.question, *answers]))
        ]
        head = f"Questions and answers of this conversation with {safe_line(words, 100)}"
        session.offer(choices, f"{head}:" if choices else f"{head}: none.")

    def _offer(self, what: str, choices: list[Choice], words: str) -> None:
        none = f"No {'matching' if words else 'earlier'} {what}."
        if not self._session.conversations.recorded:
            none = NOT_RECORDED
        self._session.offer(choices[:LISTED], f"Earlier {what}:" if choices else none)

    def _continue(self, number: int) -> None:
        self._session.resume(number)
        self._session.print_conversation()


def _has_all(words: str, text: str) -> bool:
    return all(word in text.casefold() for word in words.casefold().split())
