"""Read the texts and the words that a table of English is derived from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.matching.normalize import words
from assistant.matching.word_frequency import all_frequency_bands
from tests.word_vectors.made_up import made_up_questions

LEMMAS_SHOWN = 3
"""Words of a WordNet synset that stand before its gloss."""
SHORTEST_SENTENCE = 3
"""Words of the shortest Tatoeba sentence that is used; shorter ones are greetings and orders."""


def read_texts(wordnet: Path, tatoeba: Path) -> list[str]:
    """Return the texts, each once, in a fixed order."""
    texts = [*_wordnet_texts(wordnet), *made_up_questions(wordnet)]
    sentences = (line.split("\t", 1)[0] for line in tatoeba.read_text().splitlines())
    texts += sorted({sentence for sentence in sentences if len(sentence.split()) >= SHORTEST_SENTENCE})
    return list(dict.fromkeys(texts))


def _wordnet_texts(folder: Path) -> Iterator[str]:
    """Yield the glosses of WordNet's synsets of listed words, and the examples of all synsets."""
    listed = all_frequency_bands()
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").read_text().splitlines():
            if line.startswith("  "):  # the licence
                continue
            synset, gloss = line.split(" | ", 1)
            fields = synset.split()
            lemmas = [
                re.sub(r"\(\w+\)$", "", lemma).replace("_", " ").lower()
                for lemma in fields[4 : 4 + 2 * int(fields[3], 16) : 2]
            ]
            known = [lemma for lemma in lemmas if all(word in listed for word in words(lemma))]
            meaning = re.sub(r'\s*;?\s*"[^"]*"[^;]*', "", gloss).strip(" ;")
            if known and meaning:
                yield f"{', '.join(known[:LEMMAS_SHOWN])}: {meaning}"
            yield from (example for example in re.findall(r'"([^"]+)"', gloss) if len(example.split()) > 1)


def read_words(encoder_words: Iterable[str]) -> list[str]:
    """Return the words of the table: the listed words of readers, and the whole words that the encoder knows."""
    whole = (word for word in encoder_words if re.fullmatch("[a-z0-9]{3,}", word) and not word.isdigit())
    return sorted({*all_frequency_bands(), *whole})
