"""Every kind of error in one file, all in one report, each on its right line."""

from __future__ import annotations

from pathlib import Path

from assistant.base.loader import inspect_contents

FILE = b"""\
title: T
titel: Twice                                 # 2 unknown-key
language: [en]                               # 3 wrong-type
settings:
  threshold: high                            # 5 bad-number
sections:
  - id: a
    title: A
  - id: b                                    # 9 missing-key
entries:
  - id: one
    section: nowhere                         # 12 unknown-section
    question: What is one?
    variants:
      - first
      -                                      # 16 empty-text
    answer: First.
    answer: Once more.                       # 18 duplicate-key
  - id: one                                  # 19 duplicate-id
    section: a
    question: What is another?
    answer: "\\e]0;x"                         # 22 control-character
    related: [nobody]                        # 23 unknown-related
    kind: anser                              # 24 bad-kind
  - <<: {kind: answer}                       # 25 merge-key
    id: no id                                # 26 bad-id
    section: a
    question: What has no id?
    answer: This one.
  - id: two                                  # 30 missing-key
    section: a
    question: what is ONE?                   # 32 duplicate-phrasing
    quote: *nothing                          # 33 unknown-alias
    tags: !mine []                          # 34 tag
"""
SYNTAX = b"    locator: here: and there                 # 35 syntax\n"
BYTES = b"    # caf\xe9                                   # 35 not-utf-8\n"
RULES = (
    "unknown-key", "wrong-type", "missing-key", "unknown-section", "empty-text", "duplicate-key", "duplicate-id",
    "duplicate-phrasing", "control-character", "unknown-related", "bad-kind", "unknown-alias", "tag", "merge-key",
    "bad-id", "bad-number",
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


def test_a_syntax_error_hides_nothing_before_or_after_it():
    assert found(SYNTAX[4:].replace(b"35", b"1 unknown-key") + FILE)[:2] == [
        (1, "unknown-key"),
        (1, "syntax"),
    ]
    assert found(FILE + SYNTAX) == expected(FILE + SYNTAX)


def test_a_byte_that_is_no_utf8_hides_nothing_either():
    assert found(FILE + BYTES) == expected(FILE + BYTES)
