"""The features of a base and their weights, built once with the index.

A phrasing is a *set of features*: the stems of its words, pairs of adjacent stems that occur more than once, and
the concepts of its words (groups of synonyms from the base and the thesaurus). A feature has the same weight
everywhere; the similarity of two texts depends on those they share. This is the soft cosine measure
(Sidorov et al. 2014) with word similarities expressed as concepts; answering needs only a dictionary.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain, pairwise
from pathlib import Path

from assistant.matching.normalize import stem, words
from assistant.matching.word_frequency import BAND_WEIGHT, FILLERS, RARE, all_frequency_bands, frequency_band
from assistant.record import Record

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from assistant.matching.tokenized import TokenizedTexts

PAIR_WEIGHT = 0.5
"""Weight of a pair of stems relative to an equally rare word; 0.3 to 0.8 were tried."""
CURATED_WEIGHT = 1.0
"""Weight of a concept from the synonyms of the base."""
THESAURUS_WEIGHT = 0.8
"""Weight of a concept from the thesaurus, which raises top-1 on the development split of BANKING77 by 1.2 points."""
FILLER_WEIGHT = 0.5
"""Factor of a filler's weight: how something is asked still matters a little ("who" and "when" are not fillers)."""
SPELLING_WEIGHT = 1.4
"""Weight of all character n-grams of a word relative to the word; 0.7 to 2 were tried."""
PHRASE_LENGTH = 3
"""Most words in a synonym; longer ones are ignored."""


class Feature(Record):
    """A feature of phrasings."""

    no: int
    name: str
    weight: float
    df: int
    """Number of phrasings that have it."""


class Vocabulary:
    """The features of a base.

    Args:
        texts: The phrasings and background questions to count.
        synonyms: Groups of synonyms from the base.
        pairs: Whether pairs of adjacent stems are features.

    Attributes:
        features: Every feature, by number.
        numbers: Name to number. A word is named by its stem, a pair by two stems, a concept by ``%`` and a number.
            Synonyms that occur in no phrasing have a df of 0.
        concepts: Words and phrases (stems joined by spaces) to the numbers of their concepts.
        forms: Folded words, not stemmed, to how often they occur.
        texts: Number of texts counted.
    """

    def __init__(
        self,
        texts: Iterable[str] | TokenizedTexts,
        synonyms: Sequence[Sequence[str]] = (),
        *,
        pairs: bool = True,
    ) -> None:
        from assistant.matching.tokenized import (
            TokenizedTexts,  # not needed for answering
        )

        tokenized = texts if isinstance(texts, TokenizedTexts) else TokenizedTexts(texts)
        self.forms = dict(zip(tokenized.numbers, tokenized.counts(), strict=True))
        self.features: list[Feature] = []
        self.numbers: dict[str, int] = {}
        self.concepts: dict[str, tuple[int, ...]] = {}
        self._pairs = pairs
        self.texts = len(tokenized)
        self._stems = [stem(form) for form in tokenized.numbers]
        self._weigh(self._count(tokenized))
        self._add_concepts(synonyms)
        self._features_of: dict[str, tuple[int, ...]] = {
            name: (*([self.numbers[name]] if name in self.numbers else ()), *self.concepts.get(name, ()))
            for name in (*self.numbers, *self.concepts)
        }
        """The features of each word, pair and phrase."""
        self._long_starts = {name.split(" ")[0] for name in self.concepts if name.count(" ") == 2}
        """First words of phrases of three words, the longest."""

    def _count(self, tokenized: TokenizedTexts) -> Counter[str]:
        """Return how many texts have each stem and each pair, in the order of the texts.

        Sets would make the order, and with it sums of floats, differ between processes.
        """
        stems = self._stems
        seen: list[str] = []
        for text in tokenized:
            row = [stems[number] for number in text]
            seen.extend(dict.fromkeys(row))
            if self._pairs:
                seen.extend(dict.fromkeys(stem_pairs(row)))
        return Counter(seen)

    def _weigh(self, df: Mapping[str, int]) -> None:
        bands = all_frequency_bands()
        for name, count in df.items():
            if " " not in name:
                self._add(name, _weight(name, self.idf(count), bands.get(name, RARE)), count)
            elif count > 1:
                self._add(name, PAIR_WEIGHT * self.idf(count), count)

    def idf(self, df: int) -> float:
        """Return the smoothed inverse document frequency: 1 for a feature of every phrasing, higher for rarer ones."""
        return math.log((self.texts + 1) / (df + 1)) + 1

    def _add(self, name: str, weight: float, df: int) -> int:
        no = len(self.features)
        self.features.append(Feature(no, name, weight, df))
        self.numbers[name] = no
        return no

    def _add_concepts(self, synonyms: Sequence[Sequence[str]]) -> None:
        """Add a concept for each group of synonyms that contains a word of the base, or a phrase."""
        joined: dict[str, list[int]] = {}
        for weight, groups in ((CURATED_WEIGHT, synonyms), (THESAURUS_WEIGHT, thesaurus())):
            for group in groups:
                members = dict.fromkeys(member for member in (synonym_key(text) for text in group) if member)
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

    def features_of_texts(self, texts: TokenizedTexts) -> Iterator[list[int]]:
        """Yield the sorted features of each of the counted texts."""
        stems = self._stems
        for text in texts:
            yield sorted(self.features_of_stems([stems[number] for number in text]))

    def features_of_stems(self, stems: Sequence[str]) -> frozenset[int]:
        """Return the features of a text, given its stems."""
        names = [*stems, *stem_pairs(stems)]
        starts = self._long_starts
        names += [" ".join(stems[at : at + 3]) for at, first in enumerate(stems) if first in starts]
        known = self._features_of
        return frozenset(chain.from_iterable([known[name] for name in names if name in known]))


def word_weight(stemmed: str, idf: float) -> float:
    """Return the weight of a word, by its rarity in the base and, to a lesser degree, in English."""
    return _weight(stemmed, idf, frequency_band(stemmed))


def _weight(stemmed: str, idf: float, band: int) -> float:
    weight = idf * BAND_WEIGHT[band]
    return weight * FILLER_WEIGHT if stemmed in FILLER_STEMS else weight


def content_stems(stems: Iterable[str]) -> list[str]:
    """Return the distinct stems that are no fillers; all of them if there is nothing else ("ok thanks")."""
    distinct = list(dict.fromkeys(stems))
    return [stemmed for stemmed in distinct if stemmed not in FILLER_STEMS] or distinct


def stem_pairs(stems: Sequence[str]) -> list[str]:
    """Return the pairs of adjacent stems."""
    return [f"{first} {second}" for first, second in pairwise(stems)]


def stem_ngrams(stems: Sequence[str]) -> Iterable[str]:
    """Yield every sequence of one to ``PHRASE_LENGTH`` stems, joined by spaces."""
    for length in range(1, PHRASE_LENGTH + 1):
        for start in range(len(stems) - length + 1):
            yield " ".join(stems[start : start + length])


@lru_cache(maxsize=16_384)  # the thesaurus is the same for every base
def synonym_key(text: str) -> str:
    """Return the lookup key of a synonym; empty if it is too long."""
    stems = [stem(word) for word in words(text)]
    return " ".join(stems) if len(stems) <= PHRASE_LENGTH else ""


@cache
def thesaurus() -> tuple[tuple[str, ...], ...]:
    """Return the groups of the bundled thesaurus."""
    text = Path(__file__).with_name("thesaurus.txt").read_text(encoding="utf-8")
    return tuple(tuple(line.split(", ")) for line in text.splitlines())


@cache
def background() -> tuple[str, ...]:
    """Return everyday questions, as examples of questions out of scope."""
    return tuple(Path(__file__).with_name("background.txt").read_text(encoding="utf-8").splitlines())


FILLER_STEMS = frozenset(stem(word) for word in FILLERS) | FILLERS
