"""Read the texts and the words that a table of English is derived from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from assistant.matching.normalize import words
from assistant.matching.word_frequency import all_frequency_bands

LEMMAS_SHOWN = 3
"""Words of a WordNet synset that stand before its gloss."""


def read_texts(wordnet: Path, clinc: Path | None) -> list[str]:
    """Return the texts, each once, in a fixed order."""
    texts = list(_wordnet_texts(wordnet))
    if clinc is not None:
        texts += [text for text, _ in json.loads(clinc.read_text())["train"]]
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
            yield from (example for example in re.findall(r'"([^"]+)"', gloss) if " " in example)


def read_words(encoder_words: Iterator[str]) -> list[str]:
    """Return the words of the table: the listed words of readers, and the whole words that the encoder knows."""
    whole = (word for word in encoder_words if re.fullmatch("[a-z0-9]{2,}", word) and not word.isdigit())
    return sorted({*all_frequency_bands(), *whole})
