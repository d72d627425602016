"""Bases of any size, made by seed, whose words are as frequent as words are in English.

A base made of words drawn evenly would be too easy: nearly every word would name its entry. Here words follow
Zipf's law, so that a few stand in thousands of questions and most in a handful, as in a real base.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from assistant.matching.word_frequency import FILLERS
from assistant.matching.word_frequency import __file__ as english_file

FILE_ENTRIES = 2_500
"""Entries in one file; a larger base is a directory of several."""
SECTIONS = 20
SHIFT = 2.7
"""Mandelbrot's shift of the rank: without it the first word would be too frequent by far."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"

TEMPLATES = (
    "What is the {0} {1} of a {2} {3}?",
    "How do I {0} the {1} when the {2} is {3}",
    "Why does my {0} {1} need a {2} {3}",
    "where can I find {0} {1} for {2} and {3}",
    "When did the {0} of {1} change its {2} {3}?",
    "Can I {0} a {1} with {2} {3}",
    "who decides about {0} {1} and {2} {3}?",
    "tell me about {2} {3} and the {0} {1}",
    "Which {0} {1} has the best {2} {3}?",
    "is there a {0} for the {1} {2} {3}",
)
"""How questions are put; the numbers are telling words."""


class Words:
    """English words by Zipf's law.

    Args:
        chance: where the draw comes from.
    """

    def __init__(self, chance: random.Random) -> None:
        bands: dict[str, list[str]] = {}
        listed = Path(english_file).with_name("english.txt").read_text(encoding="utf-8")
        for line in listed.splitlines():
            word, _, band = line.partition(" ")
            if len(word) > 2 and word.isalpha() and word not in FILLERS:
                bands.setdefault(band, []).append(word)
        self.ranked: list[str] = []
        for band in sorted(bands):
            chance.shuffle(bands[band])
            self.ranked += bands[band]
        self._chance = chance
        self._summed = list(accumulate(1 / (rank + SHIFT) for rank in range(1, len(self.ranked) + 1)))

    def draw(self, count: int) -> list[str]:
        """So many different words."""
        found: dict[str, None] = {}
        while len(found) < count:
            found.update(dict.fromkeys(self._chance.choices(self.ranked, cum_weights=self._summed, k=count)))
        return list(found)[:count]

    def prose(self, count: int) -> str:
        """A sentence of so many words."""
        drawn = self._chance.choices(self.ranked, cum_weights=self._summed, k=count)
        return " ".join(["The", *drawn]) + "."


def make(folder: Path, entries: int, seed: int = 1) -> None:
    """Write a base.

    Args:
        folder: where to; made when it is missing.
        entries: how many, each with three phrasings; their ids are ``entry-0`` and so on.
        seed: decides everything else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stored = phrasings_of(entries, seed)
    chance = random.Random(seed + 1)
    words = Words(chance)
    for start in range(0, entries, FILE_ENTRIES):
        lines = list(_head()) if start == 0 else []
        lines.append("entries:")
        for number in range(start, min(start + FILE_ENTRIES, entries)):
            lines += _entry(number, stored[number], words.prose(18) + " " + words.prose(12))
        text = "\n".join(lines) + "\n"
        (folder / f"part-{start // FILE_ENTRIES:04d}.yaml").write_text(text, encoding="utf-8")


def phrasings_of(entries: int, seed: int = 1) -> list[list[str]]:
    """The phrasings of each entry of a base, its question first."""
    chance = random.Random(seed)
    words = Words(chance)
    taken: set[str] = set()
    return [_worded(words, chance, taken) for _ in range(entries)]


def _head() -> Iterator[str]:
    yield "title: A base made by seed"
    yield "sections:"
    for number in range(SECTIONS):
        yield f"  - id: section-{number}"
        yield f"    title: Section {number}"


def _worded(words: Words, chance: random.Random, taken: set[str]) -> list[str]:
    """Three wordings of one question; never one that another entry has."""
    while True:
        telling = words.draw(4)
        worded = [template.format(*telling) for template in chance.sample(TEMPLATES, 2)]
        # people leave things out and add others
        others = [*chance.sample(telling, 3), *words.draw(1)]
        worded.append(chance.choice(TEMPLATES).format(*others))
        keys = {text.lower().rstrip("?") for text in worded}
        if len(keys) == 3 and not keys & taken:
            taken |= keys
            return worded


def _entry(number: int, worded: list[str], answer: str) -> Iterator[str]:
    yield f"  - id: entry-{number}"
    yield f"    section: section-{number % SECTIONS}"
    yield f"    question: {json.dumps(worded[0])}"
    yield "    variants:"
    for text in worded[1:]:
        yield f"      - {text}"
    yield "    answer: >-"
    yield f"      {answer}"


def mistyped(text: str, chance: random.Random) -> str:
    """A text with one typing error in one of its longer words: a letter left out, doubled, wrong or exchanged."""
    words = text.split(" ")
    at = chance.choice([number for number, word in enumerate(words) if len(word) > 3])
    word = words[at]
    place = chance.randrange(len(word.rstrip("?")) - 1)
    before, here, after = word[:place], word[place], word[place + 1 :]
    words[at] = chance.choice(
        (
            before + after,
            before + here + here + after,
            before + chance.choice(LETTERS.replace(here.lower(), "")) + after,
            before + after[:1] + here + after[1:],
        )
    )
    return " ".join(words)


def main(folder: str, entries: str) -> None:
    """Write a base and print one of its questions."""
    make(Path(folder), int(entries))
    print(phrasings_of(int(entries))[int(entries) // 2][1])


if __name__ == "__main__":
    main(*sys.argv[1:3])
