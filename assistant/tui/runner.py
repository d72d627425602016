"""Run slow calls in threads, off the event loop.

One thread answers, so that answers come in the order of the questions. One serves lookups while the user types, of
which only the newest counts. One watches the base and stores records, so that a slow rebuild delays neither of them.
One previews changes to the base, which takes as long as training.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class Runner:
    """Four threads, started when first used."""

    def __init__(self) -> None:
        self._asking = ThreadPoolExecutor(1, "asking")
        self._looking = ThreadPoolExecutor(1, "looking")
        self._watching = ThreadPoolExecutor(1, "watching")
        self._trying = ThreadPoolExecutor(1, "trying")
        self._newest: Counter[str] = Counter()
        self.busy = 0
        """Number of calls that are running or waiting."""

    async def ask(self, call: Callable[[], Result]) -> Result:
        """Run a call in the answering thread, in order."""
        return await self._run(self._asking, call)

    async def watch(self, call: Callable[[], Result]) -> Result:
        """Run a call in the watching thread."""
        return await self._run(self._watching, call)

    async def aside(self, call: Callable[[], Result]) -> Result:
        """Run a call that may take seconds in the preview thread."""
        return await self._run(self._trying, call)

    async def latest(self, name: str, call: Callable[[], Result]) -> Result | None:
        """Run a call in the lookup thread, unless a newer call of the same name arrives first.

        Returns:
            The result, or ``None`` if it is out of date.
        """
        self._newest[name] += 1
        mine = self._newest[name]

        def call_if_newest() -> Result | None:
            return call() if self._newest[name] == mine else None

        result = await self._run(self._looking, call_if_newest)
        return result if self._newest[name] == mine else None

    async def _run(self, pool: ThreadPoolExecutor, call: Callable[[], Result]) -> Result:
        self.busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, call)
        finally:
            self.busy -= 1

    def close(self) -> None:
        """Start no more calls; running calls finish."""
        for pool in (self._asking, self._looking, self._watching, self._trying):
            pool.shutdown(wait=False, cancel_futures=True)
