"""Find text in the conversation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from assistant.tui.widgets.exchange import Find, find_matches, search_pattern
from assistant.tui.widgets.findbar import FindBar

if TYPE_CHECKING:
    from assistant.tui.chat_view import ChatView


class FindController:
    """Connects the find bar and the highlights in the transcript."""

    def __init__(self, screen: ChatView) -> None:
        self._screen = screen
        self._words = ""
        self._finds: list[Find] = []
        self._place = -1

    @property
    def bar(self) -> FindBar | None:
        """The find bar while it is open."""
        return next(iter(self._screen.query(FindBar)), None)

    async def open(self, words: str = "") -> None:
        """Open or focus the find bar."""
        bar = self.bar
        if bar is None:
            await self._screen.main.mount(FindBar(words), before=self._screen.banner)
        else:
            if words:
                bar.put(words)
            bar.focus_words()

    async def close(self) -> None:
        """Close the find bar and remove all highlights."""
        bar = self.bar
        if bar is not None:
            await bar.remove()
        self._words, self._finds, self._place = "", [], -1
        self._screen.transcript.mark(None)
        self._screen.focus_prompt()

    async def find(self, words: str, step: int) -> None:
        """Highlight all matches and scroll to one.

        Args:
            words: The text to find.
            step: 0 while typing, for the newest match; 1 or -1 for the next or previous one.
        """
        needle = search_pattern(words)
        transcript = self._screen.transcript
        if needle is None:
            self._words, self._finds, self._place = "", [], -1
            transcript.mark(None)
        else:
            if words != self._words or not step:
                exchanges = list(transcript.exchanges)
                finds = await self._screen.runner.latest(
                    "find", partial(find_matches, exchanges, needle, transcript.sections)
                )
                if finds is None:
                    return
                # Users mostly look for recent answers.
                self._words, self._finds, self._place = words, finds, len(finds) - 1
            else:
                self._place = (self._place + step) % len(self._finds) if self._finds else -1
            find = self._finds[self._place] if self._finds else None
            if find is not None:
                await transcript.reveal(find.exchange)
            transcript.mark(needle, find)
            if find is not None:
                block = transcript.block_of(find.exchange, find.block)
                if block is not None:
                    transcript.show_line(block, block.line_of_find)
        bar = self.bar
        if bar is not None:
            bar.count(self._place + 1, len(self._finds))
