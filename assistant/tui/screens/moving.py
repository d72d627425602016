"""Moving about: walking the blocks, scrolling, going back."""

from __future__ import annotations

from assistant.tui.screens.parts import Parts
from assistant.tui.widgets.block import BROWSING, Block


class Moving(Parts):
    """The actions that change what is in sight or in focus, and nothing else."""

    def action_walk(self, step: int) -> None:
        """Browse: go to the block above or below; below the last one is the prompt."""
        self.walk(step)
        self.set_class(isinstance(self.focused, Block), BROWSING)
        self.refresh_bindings()

    def walk(self, step: int) -> None:
        """Focus the block above or below; below the last one is the prompt."""
        blocks = self.transcript.blocks()
        focused = self.focused
        if isinstance(focused, Block) and focused in blocks:
            goal = blocks.index(focused) + step
        else:
            goal = len(blocks) - 1 if step < 0 else len(blocks)
        if goal >= len(blocks):
            self.focus_prompt()
        elif goal >= 0:
            self.set_focus(blocks[goal], scroll_visible=False)
            blocks[goal].scroll_visible(animate=False)
        elif self.transcript.shown.start:
            self.run_worker(self.transcript.more(-1), group="more")

    def action_page(self, step: int) -> None:
        """Scroll by a page, whatever has the focus."""
        height = max(1, self.transcript.size.height - 2)
        self.transcript.scroll_relative(y=step * height, animate=self.services.motion, duration=0.1)

    async def action_to_start(self) -> None:
        """To the start of the conversation."""
        await self.transcript.reveal(0)
        self.transcript.scroll_home(animate=False)

    async def action_to_end(self) -> None:
        """To its end."""
        await self.transcript.reveal(len(self.transcript.exchanges) - 1)
        self.transcript.scroll_end(animate=False)

    async def action_cancel(self) -> None:
        """Back, one step at a time: find, the pane over the page, what is typed, the prompt."""
        if self.finder.bar is not None:
            await self.finder.close()
        elif self.browsing.over:
            await self.browsing.close()
        elif self.focused is not self.composer.prompt:
            self.focus_prompt()
        else:
            self.composer.cancel()
