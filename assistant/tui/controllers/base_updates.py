"""BaseWatcher the base on disk while the conversation goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.conversation.library import Change

if TYPE_CHECKING:
    from assistant.tui.chat_view import ChatView


class BaseWatcher:
    """Looks at the files now and then, off the event loop, and says quietly what changed."""

    def __init__(self, screen: ChatView, taken: Callable[[], None]) -> None:
        """Make it.

        Args:
            screen: Where to say so.
            taken: Called when another base answers from now on.
        """
        self._screen = screen
        self._taken = taken
        self._looking = False

    def start(self) -> None:
        """Begin to look."""
        every = self._screen.services.watch_every
        if every > 0:
            self._screen.set_interval(every, self.look)

    def look(self) -> None:
        """Look once, unless the last look is still under way."""
        if not self._looking:
            self._looking = True
            self._screen.run_worker(self._look(), group="follow")

    async def _look(self) -> None:
        try:
            change = await self._screen.runner.watch(self._screen.services.library.follow)
        finally:
            self._looking = False
        if change is not None:
            self.tell(change)

    def tell(self, change: Change) -> None:
        """A new base is told in the footer for three seconds, a broken one above the prompt until mended."""
        errors = [problem for problem in change.problems if problem.severity == "error"]
        self._screen.banner.show(errors)
        if not errors:
            self._taken()
            self._screen.say(change.summary)
