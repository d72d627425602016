"""What stands in an index file is believed only when it is what it must be."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable
from typing import Any

import pytest
from assistant.index.decoding import judge_of, number, row_of, settings_of, texts, vectors_of, whole


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, 1e308, -(2**63), "1", None, b"1"])
def test_a_number_is_one_to_reckon_with(value: Any) -> None:
    with pytest.raises(ValueError, match="no number"):
        number(value)
    assert number(1.5) == 1.5


@pytest.mark.parametrize("value", [1.5, "1", None, b"1"])
def test_a_whole_number_is_one(value: Any) -> None:
    with pytest.raises(ValueError, match="no whole number"):
        whole(value)
    assert whole(7) == 7


@pytest.mark.parametrize("value", ["\x1b[2J", "a\x00", "\u202eb", "\x9b"])
def test_texts_have_passed_the_gate(value: str) -> None:
    with pytest.raises(ValueError, match="control character"):
        texts(["good", value])
    texts(["good", "and\nbetter", "日本"])


def floats(*values: float) -> bytes:
    return array("f", values).tobytes()


@pytest.mark.parametrize(
    "call",
    [
        lambda: vectors_of(array("H", [2]).tobytes(), array("I", [1]).tobytes(), floats(1.0)),
        lambda: vectors_of(array("H", [1]).tobytes(), array("I", [1]).tobytes(), floats(1.0, 2.0)),
        lambda: vectors_of(array("H", [1]).tobytes(), array("I", [1]).tobytes(), floats(0.0)),
        lambda: vectors_of(array("H", [1]).tobytes(), array("I", [1]).tobytes(), floats(math.inf)),
        lambda: row_of(1.0, b"\x01\x02", 3),
        lambda: row_of("x", b"\x01\x02", 2),
        lambda: settings_of([None, "60"]),
        lambda: judge_of([[1.0, math.nan], 1.0, 0.0, 60.0, 5.0, 20.0]),
    ],
)
def test_parts_that_do_not_belong_together_are_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="no "):
        call()
