"""The part of the chat screen that controllers use: its widgets, its services and a few methods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.tui.base_screen import BaseScreen
from assistant.tui.widgets.answer import AnswerBlock
from assistant.tui.widgets.block import Block

if TYPE_CHECKING:
    from textual.containers import Horizontal, Vertical
    from textual.signal import Signal

    from assistant.conversation.turn import Turn
    from assistant.storage.reasons import Reason
    from assistant.tui.runner import Runner
    from assistant.tui.services import Services
    from assistant.tui.widgets.banner import Banner
    from assistant.tui.widgets.composer import Composer
    from assistant.tui.widgets.keybar import KeyBar
    from assistant.tui.widgets.transcript import Transcript


class ChatView(BaseScreen[None], inherit_bindings=False):
    """The chat screen as its controllers see it; :class:`ChatScreen` creates the widgets.

    Textual's own bindings are left out: Tab would move the focus away from the prompt.
    """

    services: Services
    runner: Runner
    page: Horizontal
    main: Vertical
    transcript: Transcript
    banner: Banner
    composer: Composer
    keybar: KeyBar
    base_changed: Signal[None]
    """Published when a changed base has been loaded."""

    def focus_prompt(self) -> None:
        """Focus the prompt immediately, because the next key is meant for it."""
        self.set_focus(self.composer.prompt)

    def say(self, text: str, *, warning: bool = False, seconds: float = 3.0) -> None:
        """Show a message in place of the footer for some seconds."""
        self.keybar.say(text, warning=warning, seconds=seconds)

    def turns(self) -> Sequence[Turn]:
        """Return the turns in the transcript."""
        return [exchange.turn for exchange in self.transcript.exchanges if exchange.turn is not None]

    def block_here(self) -> AnswerBlock | None:
        """Return the focused answer, or the last answer that has a widget."""
        focused = self.focused
        if isinstance(focused, AnswerBlock):
            return focused
        blocks = [b for b in self.transcript.blocks() if isinstance(b, AnswerBlock)]
        return blocks[-1] if blocks else None

    def turn_of(self, block: Block) -> Turn | None:
        """Return the turn that a block belongs to."""
        if isinstance(block, AnswerBlock):
            return block.turn
        place = self.transcript.place_of(block)
        return self.transcript.exchanges[place].turn if place is not None else None

    def answer_here(self) -> Turn | None:
        """Return the turn of the focused answer, or of the last one."""
        block = self.block_here()
        return block.turn if block is not None else None

    async def run_command(self, action: str, argument: str) -> None:
        """Run a slash command or a line of the command palette."""
        raise NotImplementedError

    async def mark(self, block: Block | None, reason: Reason) -> None:
        """Add a question to the inbox, and show the result under its answer."""
        raise NotImplementedError

    def action_open_link(self, url: str = "") -> None:
        """Open a link."""
        raise NotImplementedError
