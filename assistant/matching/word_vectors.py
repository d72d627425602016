"""Look up static word vectors: how close two texts are in meaning when they share no word.

There is one table per language, ``vectors/LANGUAGE.bin``, made by ``python -m tests.word_vectors``. A table is mapped
into memory and read in place, so opening it takes no time and a word costs a binary search. All numbers are
little-endian:

===================  ==================================================================
bytes                content
===================  ==================================================================
16                   ``MAGIC``, number of words, number of dimensions (4 bytes each)
4 per word, and 4    where each word begins in the block of words, and where the last ends
4 per word           scale of the word's cells, a float
dimensions per word  cells, signed bytes
the rest             the words, in order of their UTF-8 bytes, one after the other
===================  ==================================================================

The vector of a word is its cells times its scale. The scale includes how much the word says: that of "the" is small.
"""

from __future__ import annotations

import math
import mmap
import struct
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from assistant.matching.normalize import stem

DEFAULT_LANGUAGE = "en"
"""Language of a base if it is neither declared nor detected."""
MAGIC = b"WORDVEC1"
HEADER = struct.Struct("<8sII")
_OFFSETS = struct.Struct("<II")
_SCALE = struct.Struct("<f")


class WordVectors:
    """A table of word vectors.

    Attributes:
        dimensions: Number of cells of each vector.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._count: int
        self.dimensions: int
        magic, self._count, self.dimensions = HEADER.unpack_from(self._data)
        self._scales_at = HEADER.size + 4 * (self._count + 1)
        self._cells_at = self._scales_at + 4 * self._count
        self._words_at = self._cells_at + self.dimensions * self._count
        if magic != MAGIC or len(self._data) != self._words_at + self._offsets(self._count - 1)[1]:
            raise ValueError(f"{path.name} is not a table of word vectors")
        self._cells = struct.Struct(f"{self.dimensions}b")
        self.weighted = lru_cache(maxsize=8192)(self._find_weighted)
        """Returns the vector of a folded word or its stem; empty if neither is in the table."""

    @classmethod
    def open(cls, language: str) -> WordVectors | None:
        """Return the table of a language ("en", "en-GB"); ``None`` if there is none.

        >>> WordVectors.open("en-GB") is WordVectors.open("en"), WordVectors.open("tlh")
        (True, None)
        """
        return _open(language.replace("_", "-").partition("-")[0].lower())

    def __len__(self) -> int:
        return self._count

    def __contains__(self, word: str) -> bool:
        return self._row(word) is not None

    def words(self) -> list[str]:
        """Return all words, in order."""
        return [self._word(row).decode() for row in range(self._count)]

    def vector(self, word: str) -> tuple[float, tuple[int, ...]] | None:
        """Return the scale and the cells of a folded word; ``None`` for a word that is not in the table."""
        row = self._row(word)
        if row is None:
            return None
        (scale,) = _SCALE.unpack_from(self._data, self._scales_at + 4 * row)
        return scale, self._cells.unpack_from(self._data, self._cells_at + self.dimensions * row)

    def text_vector(self, words: Iterable[str]) -> list[float]:
        """Return the sum of the words' vectors at length 1; all zeros if no word is known.

        The product of two such vectors is the cosine: 1 for texts with the same words.

        Args:
            words: Folded words. A word that is not in the table counts as its stem.
        """
        rows = [row for row in map(self.weighted, words) if row]
        if not rows:
            return [0.0] * self.dimensions
        total = list(map(sum, zip(*rows, strict=True)))
        length = math.sqrt(sum([cell * cell for cell in total])) or 1.0
        return [cell / length for cell in total]

    def _find_weighted(self, word: str) -> tuple[float, ...]:
        found = self.vector(word) or self.vector(stem(word))
        if found is None:
            return ()
        scale, cells = found
        return tuple([scale * cell for cell in cells])

    def _row(self, word: str) -> int | None:
        sought = word.encode(errors="replace")
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            found = self._word(middle)
            if found == sought:
                return middle
            if found < sought:
                low = middle + 1
            else:
                high = middle
        return None

    def _word(self, row: int) -> bytes:
        start, end = self._offsets(row)
        return self._data[self._words_at + start : self._words_at + end]

    def _offsets(self, row: int) -> tuple[int, int]:
        offsets: tuple[int, int] = _OFFSETS.unpack_from(self._data, HEADER.size + 4 * row)
        return offsets


@lru_cache(maxsize=4)
def _open(language: str) -> WordVectors | None:
    if not (language.isalpha() and language.isascii() and len(language) <= 3):
        return None
    path = Path(__file__).with_name("vectors") / f"{language}.bin"
    return WordVectors(path) if path.exists() else None
