"""Work off the event loop: everything that could take longer than the eye notices.

One thread asks, so that answers come in the order of the questions; one looks things up while a person types,
where only the newest request counts; one watches the base, so that a slow rebuild holds up neither; one is for what
a curator tries out, which takes as long as fitting does.
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
        """How many calls are under way or waiting."""

    async def ask(self, call: Callable[[], Result]) -> Result:
        """Run in turn: each call begins when the one before it has ended."""
        return await self._run(self._asking, call)

    async def watch(self, call: Callable[[], Result]) -> Result:
        """Run beside everything else."""
        return await self._run(self._watching, call)

    async def aside(self, call: Callable[[], Result]) -> Result:
        """Run what may take seconds, and holds up nothing but its like."""
        return await self._run(self._trying, call)

    async def latest(self, name: str, call: Callable[[], Result]) -> Result | None:
        """Run unless a newer request of the same name comes first.

        Returns:
            The result, or ``None`` when it is no longer wanted.
        """
        self._newest[name] += 1
        mine = self._newest[name]

        def guarded() -> Result | None:
            return call() if self._newest[name] == mine else None

        result = await self._run(self._looking, guarded)
        return result if self._newest[name] == mine else None

    async def _run(self, pool: ThreadPoolExecutor, call: Callable[[], Result]) -> Result:
        self.busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, call)
        finally:
            self.busy -= 1

    def close(self) -> None:
        """Let what has begun end, and begin nothing more."""
        for pool in (self._asking, self._looking, self._watching, self._trying):
            pool.shutdown(wait=False, cancel_futures=True)
