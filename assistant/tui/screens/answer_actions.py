"""Actions on the answer in focus: copy, export, explain, read on, mark as wrong, teach."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from assistant.conversation.turn import Turn
from assistant.storage.reasons import Reason
from assistant.text.markdown import openable
from assistant.tui.screens.navigation import Navigation
from assistant.tui.widgets.answer import AnswerBlock
from assistant.tui.widgets.block import Block

if TYPE_CHECKING:
    from assistant.tui.controllers.curation import CurationController
    from assistant.tui.controllers.export import ExportController
    from assistant.tui.controllers.side_pane import SidePaneController

NOT_RECORDED = "Not recorded: the inbox is turned off or cannot be written."
CANNOT_CHANGE = "Teaching is off: this base cannot be changed from here"
NEEDS_ANSWER = ("copy", "open_link", "explain", "before", "after", "wrong")
"""Actions that need an answer."""


class AnswerActions(Navigation):
    """A chat view with actions on an answer."""

    exporter: ExportController
    side_pane: SidePaneController

    @cached_property
    def curation(self) -> CurationController:
        """Teaching and the inbox, imported on first use: they import the index builder."""
        from assistant.tui.controllers.curation import CurationController

        return CurationController(self)

    def action_copy(self) -> None:
        """Copy the answer with its citation."""
        self.exporter.copy(self.answer_here())

    async def action_export(self, name: str = "") -> None:
        """Copy the answer in a format, or save the conversation to a file; without a name, show a list."""
        await self.exporter.export(self.answer_here(), name)

    def action_open_link(self, url: str = "") -> None:
        """Open a link, or copy it if there is no browser."""
        turn = self.answer_here()
        url = url or (turn.source.url if turn is not None and turn.source is not None else "")
        if not openable(url):
            self.say("This answer has no link")
        elif self.app.is_web:
            self.app.open_url(url)
        else:
            self.run_worker(self._open(url), group="open")

    async def _open(self, url: str) -> None:
        if await self.runner.watch(partial(self.services.open_link, url)):
            self.say(f"Opened {url}")
        else:
            self.app.copy_to_clipboard(url)
            self.say(f"No browser found. Copied {url}")

    def action_explain(self) -> None:
        """Show how the answer was chosen, then the figures, then nothing again."""
        block = self.block_here()
        if block is not None and block.turn.explanation is not None:
            block.state.explained = (block.state.explained + 1) % 3
            block.change()
            self.transcript.show_line(block, lambda: block.size.height)

    async def action_before(self) -> None:
        """Show the previous entry of the section."""
        await self._read_on(-1)

    async def action_after(self) -> None:
        """Show the next entry of the section."""
        await self._read_on(1)

    async def _read_on(self, step: int) -> None:
        turn = self.answer_here()
        if turn is not None and turn.entry:
            await self.side_pane.read_on(turn.entry, step)

    async def action_wrong(self) -> None:
        """Mark the answer as wrong."""
        await self.mark(self.block_here(), Reason.WRONG)

    async def mark(self, block: Block | None, reason: Reason) -> None:
        """Add a question to the inbox, and show the result under its answer.

        Args:
            block: The answer.
            reason: ``Reason.WRONG`` or ``Reason.NONE_OF_THESE``.
        """
        self.focus_prompt()
        if not isinstance(block, AnswerBlock) or block.state.noted:
            return
        kept = await self.runner.watch(partial(self.services.inbox.mark, block.turn, reason))
        if reason == Reason.NONE_OF_THESE:
            block.state.picked = next(n for n, choice in enumerate(block.choices) if choice.kind == "none")
        done = "Marked as wrong. " if reason == Reason.WRONG else ""
        block.state.noted = done + "Added to the inbox." if kept else NOT_RECORDED
        block.change()
        self.say(block.state.noted)

    def action_teach(self, words: str = "") -> None:
        """Choose the entry that should have answered the question."""
        turn = self.answer_here()
        if turn is not None and self.services.curator is not None:
            self.run_worker(self._teach(turn, words), group="teach", exclusive=True)

    async def _teach(self, turn: Turn, words: str) -> None:
        told = await self.curation.teach(turn, words)
        if told is not None:
            self.say(told.words, warning=told.warning, seconds=6)

    def action_inbox(self) -> None:
        """Show the inbox."""
        if self.services.curator is None:
            self.say(CANNOT_CHANGE)
            return
        from assistant.tui.screens.inbox import InboxScreen

        self.app.push_screen(InboxScreen(self.curation))
