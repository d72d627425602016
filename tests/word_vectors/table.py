"""Write a table of word vectors in the format of ``assistant.matching.word_vectors``."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from itertools import accumulate

from assistant.matching.word_vectors import HEADER, MAGIC


def table_bytes(vectors: Mapping[str, Sequence[float]]) -> bytes:
    """Return the bytes of the table: the same for the same vectors, in whatever order they come."""
    rows = sorted((word.encode(), vector) for word, vector in vectors.items())
    scales, cells = [], bytearray()
    for _, vector in rows:
        largest = max(abs(value) for value in vector) or 1.0
        scales.append(largest / 127)
        cells += struct.pack(f"{len(vector)}b", *(round(127 * value / largest) for value in vector))
    words = [word for word, _ in rows]
    dimensions = len(rows[0][1]) if rows else 0
    return b"".join(
        (
            HEADER.pack(MAGIC, len(rows), dimensions),
            struct.pack(f"<{len(rows) + 1}I", *accumulate(map(len, words), initial=0)),
            struct.pack(f"<{len(rows)}f", *scales),
            bytes(cells),
            *words,
        )
    )
