"""Every kind of error in one file, all in one report, each on its right line."""

from __future__ import annotations

from pathlib import Path

from assistant.base.loader import inspect_contents

FILE = b"""\
title: T
titel: Twice                                 # 2 unknown-key
language: [en]                               # 3 wrong-type
sections:
  - id: a
    title: A
  - id: b                                    # 7 missing-key
entries:
  - id: one
    section: nowhere                         # 10 unknown-section
    question: What is one?
    variants:
      - first
      -                                      # 14 empty-text
    answer: First.
    answer: Once more.                       # 16 duplicate-key
  - id: one                                  # 17 duplicate-id
    section: a
    question: What is another?
    answer: "\\e]0;x"                         # 20 control-character
    related: [nobody]                        # 21 unknown-related
    kind: anser                              # 22 bad-kind
  - id: two                                  # 23 missing-key
    section: a
    question: what is ONE?                   # 25 duplicate-phrasing
    quote: *nothing                          # 26 unknown-alias
    tags: !mine []                          # 27 tag
"""
SYNTAX = b"    locator: here: and there                 # 28 syntax\n"
BYTES = b"    # caf\xe9                                   # 28 not-utf-8\n"
RULES = (
    "unknown-key", "wrong-type", "missing-key", "unknown-section", "empty-text", "duplicate-key", "duplicate-id",
    "duplicate-phrasing", "control-character", "unknown-related", "bad-kind", "unknown-alias", "tag",
)  # fmt: skip


def expected(data: bytes) -> list[tuple[int, str]]:
    """Lines and rules as the comments name them."""
    said = [line.rpartition(b"# ")[2].decode().split(" ") for line in data.splitlines() if b"  # " in line]
    return [(int(line), rule) for line, rule in said]


def found(data: bytes) -> list[tuple[int, str]]:
    loaded, problems = inspect_contents([(Path("faq.yaml"), data)])
    assert loaded is None
    assert all(problem.column > 0 and problem.message and problem.remedy for problem in problems)
    return [(problem.line, problem.rule) for problem in problems]


def test_every_kind_stands_on_its_line():
    assert {rule for _, rule in expected(FILE)} == set(RULES)
    assert found(FILE) == expected(FILE)


def test_a_syntax_error_hides_nothing_that_stands_before_it():
    whole = [one for one in expected(FILE + SYNTAX) if one != (23, "missing-key")]  # it may yet follow
    assert found(FILE + SYNTAX) == whole


def test_a_byte_that_is_no_utf8_hides_nothing_either():
    assert found(FILE + BYTES) == expected(FILE + BYTES)
