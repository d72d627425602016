"""Reload the base when its files change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.conversation.open_base import Change

if TYPE_CHECKING:
    from assistant.tui.chat_view import ChatView


class BaseWatcher:
    """Checks the files periodically, off the event loop, and reports changes."""

    def __init__(self, screen: ChatView, taken: Callable[[], None]) -> None:
        """Create the watcher.

        Args:
            screen: The chat.
            taken: Called when a changed base has been loaded.
        """
        self._screen = screen
        self._taken = taken
        self._looking = False

    def start(self) -> None:
        """Start checking."""
        every = self._screen.services.watch_every
        if every > 0:
            self._screen.set_interval(every, self.look)

    def look(self) -> None:
        """Check once, unless a check is running."""
        if not self._looking:
            self._looking = True
            self._screen.run_worker(self._look(), group="follow")

    async def _look(self) -> None:
        try:
            change = await self._screen.runner.watch(self._screen.services.open_base.follow)
        finally:
            self._looking = False
        if change is not None:
            self.tell(change)

    def tell(self, change: Change) -> None:
        """Report a new base in the footer for three seconds, and errors above the prompt until they are fixed."""
        errors = [problem for problem in change.problems if problem.severity == "error"]
        self._screen.banner.show(errors)
        if not errors:
            self._taken()
            self._screen.say(change.summary)
