"""The tables of an index file."""

from __future__ import annotations

import sys
from zlib import crc32

FORMAT = 11
"""Increase it whenever the tables or the meaning of their values change."""
BYTE_ORDER = sys.byteorder
"""Blobs hold numbers in the byte order of the machine that built the index."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entry (
  no INTEGER PRIMARY KEY,       -- in the order of the base
  id TEXT NOT NULL UNIQUE,
  section TEXT NOT NULL,
  kind TEXT NOT NULL,
  question TEXT NOT NULL,
  body TEXT NOT NULL            -- JSON: answer, variants, locator, quote, related, tags
);
CREATE TABLE vectors (
  entry INTEGER PRIMARY KEY,
  sizes BLOB NOT NULL,          -- uint16: number of features of each phrasing
  members BLOB NOT NULL,        -- uint32: feature numbers, all phrasings concatenated
  lengths BLOB NOT NULL,        -- float32: Euclidean lengths
  body BLOB NOT NULL            -- uint32: features of the answer, quote and section
);
CREATE TABLE term (
  name TEXT PRIMARY KEY,
  feature INTEGER,
  weight REAL NOT NULL,
  df INTEGER NOT NULL,          -- number of phrasings and answers that contain it
  concepts BLOB NOT NULL        -- uint32
) WITHOUT ROWID;
CREATE TABLE feature (
  no INTEGER PRIMARY KEY,
  weight REAL NOT NULL,
  many INTEGER NOT NULL,        -- number of entries that have it; long lists are not always read
  entries BLOB NOT NULL         -- uint32: sorted entry numbers
);
CREATE TABLE trained (
  feature INTEGER PRIMARY KEY,
  scale REAL NOT NULL,
  cells BLOB NOT NULL           -- int8: its share of the score of every class, in units of scale
);
CREATE TABLE meaning (
  class INTEGER PRIMARY KEY,    -- entry number; the last is the background
  scale REAL NOT NULL,
  cells BLOB NOT NULL           -- int8: share of each dimension of the word vectors in the score, in units of scale
);
CREATE TABLE exact (
  key INTEGER PRIMARY KEY,      -- fingerprint() of the words of a phrasing
  entry INTEGER NOT NULL,
  phrasing INTEGER NOT NULL
);
CREATE TABLE form (length INTEGER PRIMARY KEY, joined TEXT NOT NULL);  -- known words by length, one a line
"""


def fingerprint(words: str) -> int:
    """Return a 63-bit key for the words of a phrasing, the same on every machine.

    Two phrasings can share a key; compare the words to tell them apart.
    """
    data = words.encode()
    return (crc32(data) << 31) ^ crc32(data[::-1])
