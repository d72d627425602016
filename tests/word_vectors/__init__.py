"""Derive the word vectors that are shipped with the package: ``python -m tests.word_vectors --help``."""
