"""What the chat screen is made of, for the files that say what it does."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.tui.screens.base import BaseScreen

if TYPE_CHECKING:
    from textual.containers import Vertical
    from textual.signal import Signal

    from assistant.tui.app import ChatApp
    from assistant.tui.browsing import Browsing
    from assistant.tui.conversing import Conversing
    from assistant.tui.curating import Curating
    from assistant.tui.exporting import Exporter
    from assistant.tui.finding import Finder
    from assistant.tui.runner import Runner
    from assistant.tui.services import Services
    from assistant.tui.widgets.banner import Banner
    from assistant.tui.widgets.composer import Composer
    from assistant.tui.widgets.keybar import KeyBar
    from assistant.tui.widgets.transcript import Transcript
    from assistant.turn import Turn


class Parts(BaseScreen[None], inherit_bindings=False):
    """The parts that the actions work with; the chat screen creates them.

    Textual's own bindings are left out: Tab would move the focus away from the prompt.
    """

    services: Services
    runner: Runner
    main: Vertical
    transcript: Transcript
    banner: Banner
    composer: Composer
    keybar: KeyBar
    conversing: Conversing
    browsing: Browsing
    finder: Finder
    exporter: Exporter
    base_taken: Signal[None]
    """Told when another base answers from now on."""

    @property
    def chat(self) -> ChatApp:
        """The app this screen is of."""
        from assistant.tui.app import ChatApp

        assert isinstance(self.app, ChatApp)
        return self.app

    @cached_property
    def curating(self) -> Curating:
        """Teaching and the inbox, loaded when first wanted: it imports what a whole rebuild needs."""
        from assistant.tui.curating import Curating

        return Curating(self)

    def focus_prompt(self) -> None:
        """Focus the prompt, at once: the next key is meant for it."""
        self.set_focus(self.composer.prompt)

    def say(self, text: str, *, warning: bool = False, seconds: float = 3.0) -> None:
        """Say something quietly, in the footer's place."""
        self.keybar.say(text, warning=warning, seconds=seconds)

    def turns(self) -> Sequence[Turn]:
        """The conversation so far."""
        return self.conversing.turns()

    def answer_here(self) -> Turn | None:
        """The answer in focus, or the last one."""
        return self.conversing.answer_here()
