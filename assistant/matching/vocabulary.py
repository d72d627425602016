"""What a base's phrasings are made of, and how telling each piece is: built once, with the index.

A phrasing is a *set of features*: the stems of its words, pairs of neighbouring stems that occur more than
once, and the concepts its words stand for (groups of synonyms, the curator's and the thesaurus's). A feature
has one weight wherever it occurs; two texts are alike by the weights they share. That is the soft cosine
measure (Sidorov et al. 2014) with its word similarities spelt out as concepts, and it needs no more at
answering time than a dictionary.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, pairwise
from pathlib import Path

from assistant.matching.normalize import stem, words
from assistant.matching.word_frequency import BAND_WEIGHT, FILLERS, RARE, all_bands, band
from assistant.record import Record

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from assistant.matching.tokenized import Spoken

PAIR_WEIGHT = 0.5
"""Of a pair of neighbours against a word as rare; 0.3 to 0.8 were tried."""
CURATED_WEIGHT = 1.0
"""Of a concept that the base's own synonyms name, against a word as rare."""
THESAURUS_WEIGHT = 0.8
"""Of a concept of the general thesaurus; top-1 on BANKING77's development split rises by 1.2 points with it."""
FILLER_WEIGHT = 0.5
"""Of a filler against a word as rare: how a thing is asked still says a little ("who", "when" are no fillers)."""
SPELLING_WEIGHT = 1.4
"""Of a word's character n-grams, together, against the word; 0.7 to 2 were tried."""
PHRASE_LENGTH = 3
"""Words in the longest synonym that is recognised."""


class Feature(Record):
    """One piece that phrasings are made of."""

    no: int
    name: str
    weight: float
    """How telling it is; above 0."""
    df: int
    """How many phrasings have it."""


class Vocabulary:
    """The features of a base, and how to find those of a text.

    Attributes:
        features: every feature, by number.
        numbers: name to number; a word is named by its stem, a pair by two stems, a concept by ``%`` and a
            number. Words that stand in no phrasing, but mean the same as one that does, are there with a df of 0.
        concepts: words and phrases (stems joined by blanks) to the numbers of the concepts they stand for.
        forms: every word as it was written, folded, to how often it occurs.
    """

    def __init__(
        self, texts: Iterable[str] | Spoken, synonyms: Sequence[Sequence[str]] = (), *, pairs: bool = True
    ) -> None:
        from assistant.matching.tokenized import Spoken  # answering imports this module, and never counts

        spoken = texts if isinstance(texts, Spoken) else Spoken(texts)
        self.forms = dict(zip(spoken.numbers, spoken.counts(), strict=True))
        self.features: list[Feature] = []
        self.numbers: dict[str, int] = {}
        self.concepts: dict[str, tuple[int, ...]] = {}
        self._pairs = pairs
        self.texts = len(spoken)
        self._stems = [stem(form) for form in spoken.numbers]
        self._weigh(self._count(spoken))
        self._add_concepts(synonyms)

    def _count(self, spoken: Spoken) -> Counter[str]:
        """How many texts have each stem and each pair of neighbours, in the order of the texts.

        A set of texts has another order in every process; the features' numbers, and with them sums of floats,
        would follow it.
        """
        stems = self._stems
        seen: list[str] = []
        for text in spoken:
            said = [stems[number] for number in text]
            seen.extend(dict.fromkeys(said))
            if self._pairs:
                seen.extend(dict.fromkeys(neighbours(said)))
        return Counter(seen)

    def _weigh(self, df: Mapping[str, int]) -> None:
        bands = all_bands()
        for name, count in df.items():
            if " " not in name:
                self._add(name, _weight(name, self.idf(count), bands.get(name, RARE)), count)
            elif count > 1:
                self._add(name, PAIR_WEIGHT * self.idf(count), count)

    def idf(self, df: int) -> float:
        """How rare a feature of ``df`` phrasings is: 1 for one in all of them, more the rarer it is."""
        return math.log((self.texts + 1) / (df + 1)) + 1

    def _add(self, name: str, weight: float, df: int) -> int:
        no = len(self.features)
        self.features.append(Feature(no, name, weight, df))
        self.numbers[name] = no
        return no

    def _add_concepts(self, synonyms: Sequence[Sequence[str]]) -> None:
        """Concepts for every group of which the base uses at least one member."""
        joined: dict[str, list[int]] = {}
        for weight, groups in ((CURATED_WEIGHT, synonyms), (THESAURUS_WEIGHT, thesaurus())):
            for group in groups:
                members = dict.fromkeys(member for member in (phrase_key(text) for text in group) if member)
                known = [self.features[self.numbers[m]].weight for m in members if m in self.numbers]
                phrases = any(" " in member for member in members)
                if len(members) < 2 or not (known or phrases):
                    continue
                rarity = sum(known) / len(known) if known else self.idf(1)
                no = self._add(f"%{len(self.features)}", weight * rarity, 0)
                for member in members:
                    joined.setdefault(member, []).append(no)
                    if " " not in member and member not in self.numbers:
                        self._add(member, word_weight(member, self.idf(0)), 0)
        self.concepts = {member: tuple(numbers) for member, numbers in joined.items()}

    def sets_of(self, spoken: Spoken) -> Iterator[list[int]]:
        """The features of each of the texts that were counted, as :meth:`features_of` finds them, in order."""
        stems = self._stems
        alone = [(self.numbers[s], *self.concepts.get(s, ())) for s in stems]
        phrases = self._phrases()
        begins = {number for number, s in enumerate(stems) if s in phrases}
        for text in spoken:
            found = set(chain.from_iterable([alone[number] for number in text]))
            if self._pairs:
                found |= self.features_of_stems([stems[number] for number in text])
            elif not begins.isdisjoint(text):
                said = [stems[number] for number in text]
                for at, number in enumerate(text):
                    if number in begins:
                        for following, concepts in phrases[stems[number]]:
                            if said[at + 1 : at + 1 + len(following)] == following:
                                found.update(concepts)
            yield sorted(found)

    def _phrases(self) -> dict[str, list[tuple[list[str], tuple[int, ...]]]]:
        """The synonyms of several words by their first: the others, and the concepts."""
        phrases: dict[str, list[tuple[list[str], tuple[int, ...]]]] = {}
        for name, concepts in self.concepts.items():
            first, *following = name.split(" ")
            if following:
                phrases.setdefault(first, []).append((following, concepts))
        return phrases

    def features_of(self, text: str) -> frozenset[int]:
        """The numbers of the features that a text has."""
        return self.features_of_stems([stem(word) for word in words(text)])

    def features_of_stems(self, stems: Sequence[str]) -> frozenset[int]:
        """The same for a text already taken to stems."""
        found = {self.numbers[s] for s in stems if s in self.numbers}
        if self._pairs:
            found.update(self.numbers[pair] for pair in neighbours(stems) if pair in self.numbers)
        for span in spans(stems):
            found.update(self.concepts.get(span, ()))
        return frozenset(found)


def word_weight(stemmed: str, idf: float) -> float:
    """How telling a word is: by its rarity in the base, and a little by its rarity in English."""
    return _weight(stemmed, idf, band(stemmed))


def _weight(stemmed: str, idf: float, in_band: int) -> float:
    weight = idf * BAND_WEIGHT[in_band]
    return weight * FILLER_WEIGHT if stemmed in FILLER_STEMS else weight


def neighbours(stems: Sequence[str]) -> list[str]:
    """Names of the pairs of neighbouring stems."""
    return [f"{first} {second}" for first, second in pairwise(stems)]


def spans(stems: Sequence[str]) -> Iterable[str]:
    """Every run of one to ``PHRASE_LENGTH`` stems, joined by blanks."""
    for length in range(1, PHRASE_LENGTH + 1):
        for start in range(len(stems) - length + 1):
            yield " ".join(stems[start : start + length])


def phrase_key(text: str) -> str:
    """A synonym as the key it is looked up by; empty when it is too long to be recognised."""
    stems = [stem(word) for word in words(text)]
    return " ".join(stems) if len(stems) <= PHRASE_LENGTH else ""


@cache
def thesaurus() -> tuple[tuple[str, ...], ...]:
    """The groups of the general thesaurus that ships with the package."""
    text = Path(__file__).with_name("thesaurus.txt").read_text(encoding="utf-8")
    return tuple(tuple(line.split(", ")) for line in text.splitlines())


@cache
def background() -> tuple[str, ...]:
    """Everyday questions that no base of the kind answers; they show what foreign questions look like."""
    return tuple(Path(__file__).with_name("background.txt").read_text(encoding="utf-8").splitlines())


FILLER_STEMS = frozenset(stem(word) for word in FILLERS) | FILLERS
