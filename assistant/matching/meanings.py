"""Word vectors of many texts at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from assistant.matching.kernel import Floats
from assistant.matching.word_vectors import WordVectors


def text_meanings(
    vectors: WordVectors | None, names: Sequence[str], texts: Sequence[Sequence[int]]
) -> Floats:
    """Return what :meth:`WordVectors.text_vector` gives for each text, texts by dimensions.

    Args:
        vectors: The word vectors; without any, there are no dimensions.
        names: Folded words.
        texts: Texts as numbers of words.
    """
    if vectors is None:
        return np.zeros((len(texts), 0), dtype=np.float32)
    table = np.zeros((len(names), vectors.dimensions))
    for number in set(chain.from_iterable(texts)):
        cells = vectors.weighted(names[number])
        if cells:
            table[number] = cells
    totals = np.array([table[list(text)].sum(axis=0) for text in texts]).reshape(-1, vectors.dimensions)
    lengths = np.sqrt((totals**2).sum(axis=1, keepdims=True))
    return (totals / np.where(lengths > 0, lengths, 1)).astype(np.float32)
