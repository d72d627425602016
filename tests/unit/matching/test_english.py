"""The word list: searching it in place finds what reading it whole finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.matching import word_frequency
from assistant.matching.word_frequency import RARE, frequency_band


@pytest.fixture(scope="module")
def listed() -> dict[str, int]:
    lines = Path(word_frequency.__file__).with_name("english.txt").read_text(encoding="ascii").splitlines()
    return {word: int(number) for word, number in (line.split(" ") for line in lines)}


def test_every_seventh_listed_word_and_both_ends_are_found(listed: dict[str, int]) -> None:
    some = [*list(listed)[::7], next(iter(listed)), list(listed)[-1]]
    assert {word: frequency_band(word) for word in some} == {word: listed[word] for word in some}


@pytest.mark.parametrize(
    "word", ["", "zzzz", "0", "kumamoto", "кластер", "a b", "house 1", "clus", "\n", "~"]
)
def test_what_is_not_listed_is_rare(word: str, listed: dict[str, int]) -> None:
    assert word not in listed
    assert frequency_band(word) == RARE
