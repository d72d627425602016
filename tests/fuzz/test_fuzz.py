"""A short run of the fuzzing with the other tests; ``python -m tests.fuzz`` goes on for longer."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.fuzz.running import case, tried
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS

CASES = 60


@pytest.mark.parametrize("target", TARGETS)
def test_changed_inputs_are_survived(target: str) -> None:
    for one in islice(tried(20, [target]), CASES):
        assert one.find is None, (
            f"{target} {one.number}: {one.find and ascii(one.find.data)}\n{one.find and one.find.trace}"
        )


def test_a_case_can_be_had_again() -> None:
    examples = seeds("base")
    assert case("base", 1, 7, examples) == case("base", 1, 7, examples)
    assert len({case("base", 1, number, examples) for number in range(50)}) > 40


def test_a_find_is_told_with_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TARGETS, "cache_entry", lambda data: 1 // 0)
    (found,) = islice(tried(1, ["cache_entry"]), 1)
    assert found.find is not None
    assert found.find.data == case("cache_entry", 1, 0, seeds("cache_entry"))
    assert "ZeroDivisionError" in found.find.trace
