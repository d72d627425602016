"""The tables of an index file, and the mark by which one of another make is told apart."""

from __future__ import annotations

import sys
from zlib import crc32

FORMAT = 2
"""Raised with every change to the tables or to what stands in them."""
APPLICATION = 0x41535354
"""SQLite's ``application_id``: "ASST"."""
BYTE_ORDER = sys.byteorder

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
  entry INTEGER PRIMARY KEY,    -- one past the last entry: the background
  sizes BLOB NOT NULL,          -- uint16: features of each phrasing
  members BLOB NOT NULL,        -- uint32: their numbers
  lengths BLOB NOT NULL         -- float32: Euclidean lengths
);
CREATE TABLE term (
  name TEXT PRIMARY KEY,
  feature INTEGER,
  weight REAL NOT NULL,
  df INTEGER NOT NULL,
  concepts BLOB NOT NULL        -- uint32
) WITHOUT ROWID;
CREATE TABLE feature (
  no INTEGER PRIMARY KEY,
  weight REAL NOT NULL,
  many INTEGER NOT NULL,        -- how many entries have it: a long list is not always read
  entries BLOB NOT NULL         -- uint32: which
);
CREATE TABLE fitted (
  feature INTEGER PRIMARY KEY,
  scale REAL NOT NULL,
  cells BLOB NOT NULL           -- int8: its part of every class's score, in units of scale
);
CREATE TABLE exact (
  key INTEGER PRIMARY KEY,      -- of a phrasing's words, see fingerprint()
  entry INTEGER NOT NULL,
  phrasing INTEGER NOT NULL
);
CREATE TABLE form (length INTEGER PRIMARY KEY, joined TEXT NOT NULL);  -- known words by length, one a line
"""


def fingerprint(words: str) -> int:
    """A 63-bit key of a phrasing's words, the same on every machine; clashes are told by comparing the words."""
    data = words.encode()
    return (crc32(data) << 31) ^ crc32(data[::-1])
