"""Going through cases: each is made from the seed, the target's name and its number alone, so it can be had again."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from tests.fuzz.mutation import mutated
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS


class Find(NamedTuple):
    """A case that did not go as it must."""

    target: str
    number: int
    data: bytes
    trace: str


class Tried(NamedTuple):
    """One case."""

    target: str
    number: int
    seconds: float
    find: Find | None


def case(target: str, seed: int, number: int, examples: list[bytes]) -> bytes:
    """The bytes of one case."""
    return mutated(examples, Random(f"{seed}:{target}:{number}"))


def tried(seed: int, targets: list[str]) -> Iterator[Tried]:
    """Cases of all targets in turn, without end."""
    examples = {target: seeds(target) for target in targets}
    number = 0
    while True:
        for target in targets:
            data = case(target, seed, number, examples[target])
            begun = time.process_time()
            find = None
            try:
                TARGETS[target](data)
            except Exception:
                find = Find(target, number, data, traceback.format_exc())
            yield Tried(target, number, time.process_time() - begun, find)
        number += 1
