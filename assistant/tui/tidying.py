"""Garbage looked for a little at a time, so that nothing waits while Python looks through all there is.

The newest objects are looked through wherever they are made, in 0.2 to 1.5 ms. Those that outlive that are looked
through in a turn of the loop of their own, which takes 1 to 4 ms, and everything only in a pause of the
conversation: that takes 0.1 to 0.5 s.
"""

from __future__ import annotations

import asyncio
import gc
from time import monotonic
from typing import Any

EVERY = 5.0
"""Seconds between two looks for a pause."""
QUIET_FOR = 30.0
"""Seconds without a key or a click that count as a pause."""
NEWEST = 1_500
"""New objects after which they are looked through."""
SURVIVED = 3
"""Such looks after which what outlived them is looked through."""
NEVER = 2**30


class Tidying:
    """Keeps house for the time of one app."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._due = False
        self._touched = self._tidied = 0.0

    @staticmethod
    def freeze() -> None:
        """What is loaded by now stays and is not looked through again."""
        gc.freeze()
        gc.set_threshold(NEWEST, NEVER, NEVER)
        gc.enable()

    def begin(self) -> None:
        """Keep house from now on; to be called on the event loop."""
        self._loop = asyncio.get_running_loop()
        gc.callbacks.append(self._looked)

    def end(self) -> None:
        """Leave it to others."""
        if self._loop is not None:
            self._loop = None
            gc.callbacks.remove(self._looked)

    def touched(self) -> None:
        """Something was typed or clicked."""
        self._touched = monotonic()

    def look_for_pause(self) -> None:
        """Look through everything, once in every pause of the conversation."""
        if self._tidied < self._touched < monotonic() - QUIET_FOR:
            self._tidied = monotonic()
            gc.collect()

    def _looked(self, phase: str, _: dict[str, Any]) -> None:
        """Python has looked through the newest, in whatever thread."""
        loop = self._loop
        if phase != "stop" or self._due or loop is None or gc.get_count()[1] <= SURVIVED:
            return
        if not loop.is_closed():  # as it is after a crash
            self._due = True
            loop.call_soon_threadsafe(self._collect_survivors)

    def _collect_survivors(self) -> None:
        gc.collect(1)
        self._due = False
