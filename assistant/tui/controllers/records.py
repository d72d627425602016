"""Choose an earlier question to ask again, or an earlier conversation to continue."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from assistant.storage.conversations import NOT_RECORDED
from assistant.storage.when import when
from assistant.text.excerpt import excerpt
from assistant.tui.dialogs.picker import Item, Picker

if TYPE_CHECKING:
    from assistant.tui.chat_view import ChatView

LABEL = 200
"""Longest beginning of a question in a list, characters; all of it is matched and recalled."""
DETAIL = 64
"""Longest excerpt of an answer in the list of questions, characters: one line of the dialog."""


class RecordsController:
    """Shows lists of what was asked of this base."""

    def __init__(self, screen: ChatView, reopen: Callable[[int], Awaitable[None]]) -> None:
        """Create the controller.

        Args:
            screen: The chat.
            reopen: Continues the conversation with a number.
        """
        self._screen = screen
        self._reopen = reopen

    async def choose_question(self, words: str) -> None:
        """Put an earlier question into the prompt, the newest first."""
        screen = self._screen
        asked = await screen.runner.latest("history", screen.services.history.asked) or []
        items = [
            Item(
                one.question,
                excerpt(one.question, LABEL),
                when(one.at),
                one.question,
                excerpt(one.answer, DETAIL),
            )
            for one in reversed(asked)
        ]
        empty = "No matching question" if items else self._none("questions")
        screen.app.push_screen(Picker("Earlier questions", items, words=words, empty=empty), self._recall)

    def _none(self, what: str) -> str:
        return f"No earlier {what}" if self._screen.services.conversations.recorded else NOT_RECORDED

    def _recall(self, question: str | None) -> None:
        if question is not None:
            self._screen.composer.put(question)

    async def choose_conversation(self, words: str) -> None:
        """Continue an earlier conversation, the most recent first."""
        screen = self._screen
        conversations = screen.services.conversations
        stored = await screen.runner.latest("conversations", conversations.listing) or []
        current = conversations.number if screen.turns() else None
        items = [
            Item(str(one.number), excerpt(one.question, LABEL), also=one.question, detail=one.summary)
            for one in stored
            if one.number != current
        ]
        empty = "No matching conversation" if items else self._none("conversations")
        picker = Picker("Earlier conversations", items, words=words, empty=empty)
        screen.app.push_screen(picker, self._continue)

    async def _continue(self, number: str | None) -> None:
        if number is not None:
            await self._reopen(int(number))
