"""When garbage is looked for."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from assistant.tui import tidying
from assistant.tui.tidying import NEVER, NEWEST, SURVIVED, Tidying


@pytest.fixture
def kept() -> Iterator[Tidying]:
    """A house kept as the chat keeps it, and the collector afterwards as it was."""
    thresholds = gc.get_threshold()
    house = Tidying()
    gc.set_threshold(NEVER, NEVER, NEVER)
    gc.collect()
    try:
        yield house
    finally:
        house.end()
        gc.set_threshold(*thresholds)
        gc.unfreeze()


class Loop:
    """Something that only the collector can free."""

    def __init__(self) -> None:
        self.me = self


def garbage() -> weakref.ref[Loop]:
    return weakref.ref(Loop())


def test_what_is_loaded_is_left_alone_and_only_the_newest_is_looked_at_in_passing(kept: Tidying) -> None:
    kept.freeze()
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == (NEWEST, NEVER, NEVER)
    assert gc.isenabled()


async def test_survivors_are_looked_at_in_a_turn_of_their_own(kept: Tidying) -> None:
    kept.begin()
    holder = Loop()
    gone = weakref.ref(holder)
    for _ in range(SURVIVED):
        gc.collect(0)  # it is held, and so grows old
    del holder
    await asyncio.sleep(0)
    gc.collect(0)
    assert gone() is not None, "old by now, and not looked at among the newest"
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert gone() is None
    assert gc.get_count()[1] <= SURVIVED


async def test_work_in_another_thread_is_tidied_on_the_loop(kept: Tidying) -> None:
    kept.begin()
    threads: list[int] = []
    gc.callbacks.append(lambda phase, info: threads.append(info["generation"]) if phase == "start" else None)
    try:
        await asyncio.to_thread(lambda: [gc.collect(0) for _ in range(SURVIVED + 1)])
        for _ in range(100):
            if 1 in threads:
                break
            await asyncio.sleep(0.01)
    finally:
        gc.callbacks.pop()
    assert threads.count(1) == 1


async def test_nothing_is_left_behind_at_the_end(kept: Tidying) -> None:
    before = list(gc.callbacks)
    kept.begin()
    assert gc.callbacks != before
    kept.end()
    kept.end()
    assert gc.callbacks == before


def test_a_loop_that_has_ended_is_left_alone(kept: Tidying, capfd: pytest.CaptureFixture[str]) -> None:
    async def crash() -> None:
        kept.begin()

    asyncio.run(crash())
    for _ in range(SURVIVED + 2):
        gc.collect(0)
    assert capfd.readouterr().err == ""


def test_everything_is_looked_at_once_in_every_pause(kept: Tidying, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(tidying, "monotonic", lambda: now)
    gone = garbage()
    kept.look_for_pause()
    assert gone() is not None, "nobody has done anything yet"
    kept.touched()
    kept.look_for_pause()
    assert gone() is not None, "somebody is there"
    now += tidying.QUIET_FOR + 1
    kept.look_for_pause()
    assert gone() is None
    again = garbage()
    kept.look_for_pause()
    assert again() is not None, "once is enough for a pause"
    now += 1
    kept.touched()
    now += tidying.QUIET_FOR + 1
    kept.look_for_pause()
    assert again() is None
