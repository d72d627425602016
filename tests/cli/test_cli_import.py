"""``assistant import``: YAML on stdout or in a directory, the report of what was skipped, and exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_driving import Caller

FAQ = "# Library\n\n## How long may I keep a book?\n\nFour **weeks**.\n\n## Who may come in?\n\nEveryone.\n"
YAML = """\
# Imported from FAQ.md.
title: Library
sections:
  - id: library
    title: Library
entries:
  - id: how-long-may-i-keep-a-book
    section: library
    question: How long may I keep a book?
    answer: Four **weeks**.

  - id: who-may-come-in
    section: library
    question: Who may come in?
    answer: Everyone.
"""


@pytest.fixture
def faq(call: Caller) -> Path:
    path = call.home / "FAQ.md"
    path.write_text(FAQ)
    return path


def test_the_base_is_printed(call: Caller, faq: Path) -> None:
    ended = call("import", str(faq))
    assert (ended.code, ended.out, ended.err) == (0, YAML, "2 questions from 1 file.\n")
    base = call.home / "base.yaml"
    base.write_text(ended.out)
    assert call("check", str(base)).code == 0
    assert call("--faq", str(base), "-q", "who may come in").out.startswith("Everyone.")


def test_the_base_is_utf_8_in_any_locale(call: Caller, faq: Path) -> None:
    faq.write_text("# FAQ\n\n## Où – “là”?\n\nÀ 東京…\n", encoding="utf-8")
    odd = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "LANG": "C"}
    ended = call("import", str(faq), env=odd)
    assert ended.code == 0
    assert "    question: Où – “là”?\n    answer: À 東京…\n" in ended.out


def test_several_files_are_one_base(call: Caller, faq: Path) -> None:
    table = call.home / "more.csv"
    table.write_text(
        "question,answer,alternatives,section\nWhen is it open?,Always.,opening hours;open,Visit\n"
    )
    question = call.home / "cost.question.md"
    question.write_text("---\ntitle: What does it cost?\nalt_titles: [price]\n---\nNothing.\n")
    ended = call("import", str(faq), str(table), str(question))
    assert (ended.code, ended.err) == (0, "4 questions from 3 files.\n")
    assert "      - opening hours\n      - open\n" in ended.out
    assert "    title: Visit\n" in ended.out


def test_a_directory_is_created_and_updated(call: Caller, faq: Path) -> None:
    folder = call.home / "my base"
    ended = call("import", str(faq), "--output", str(folder))
    assert ended.code == 0
    assert ended.out.splitlines() == [
        f"Created {folder}/faq.yaml",
        "2 new, 0 updated, 0 unchanged",
        f"Check it:       assistant check '{folder}'",
    ]
    assert (folder / "faq.yaml").read_text() == YAML
    assert call("check", str(folder)).code == 0

    assert call("--faq", str(folder), "teach", "who-may-come-in", "am I welcome", "--no-impact").code == 0
    faq.write_text(FAQ.replace("Everyone.", "Everyone, even `cats`.") + "\n## Why?\n\nBecause.\n")
    ended = call("import", "--output", str(folder), str(faq))
    assert ended.code == 0
    assert ended.out.splitlines()[:3] == [
        f"Updated {folder}/faq.yaml",
        "1 new, 1 updated, 1 unchanged",
        "  updated: who-may-come-in",
    ]
    shown = call("--faq", str(folder), "show", "who-may-come-in").out
    assert "Everyone, even cats." in shown
    assert "am I welcome" in shown
    before = (folder / "faq.yaml").read_bytes()
    assert "0 new, 0 updated, 3 unchanged" in call("import", str(faq), "--output", str(folder)).out
    assert (folder / "faq.yaml").read_bytes() == before


def test_what_is_skipped_is_reported_with_file_and_line(call: Caller, faq: Path) -> None:
    faq.write_text(FAQ + "\n## Why?\n\n## Who may come in?\n\nNobody.\n")
    ended = call("import", str(faq))
    assert (ended.code, ended.out) == (1, YAML)
    assert ended.err.splitlines() == [
        f'{faq}:11:1: warning: "Why?" has no answer (no-answer). Write an answer below it.',
        f'{faq}:13:1: warning: "Who may come in?" has another answer at {faq}:7 (duplicate-question). '
        "Merge the two answers.",
        "2 questions from 1 file; 2 problems.",
    ]


def test_a_bad_file_beside_a_good_one_is_reported(call: Caller, faq: Path) -> None:
    bad = call.home / "bad.md"
    bad.write_bytes(b"## Why?\n\n\xff\n")
    ended = call("import", str(bad), str(faq), str(call.home / "missing.csv"))
    assert (ended.code, ended.out.splitlines()[1:]) == (1, YAML.splitlines()[1:])
    assert f"{bad}:3:1: the file is not UTF-8" in ended.err
    assert "missing.csv: there is no such file" in ended.err


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", b""),
        ("a.md", b"No questions.\n"),
        ("a.md", b"\xff"),
        ("a.csv", b"a,b\n"),
        ("a.json", b"{"),
        ("a.xls", b""),
    ],
)
def test_nothing_to_import_is_an_error(call: Caller, name: str, data: bytes) -> None:
    path = call.home / name
    path.write_bytes(data)
    folder = call.home / "base"
    for more in ((), ("--output", str(folder))):
        ended = call("import", str(path), *more)
        assert (ended.code, ended.out) == (3, "")
        assert ended.err.startswith(str(path))
        assert ended.err.endswith("0 questions from 1 file; 1 problem.\n")
    assert not folder.exists()


def test_usage_errors(call: Caller, faq: Path) -> None:
    assert call("import").code == 2
    assert call("import", str(faq), "--outptu", "x").code == 2
    ended = call("import", str(faq), "--output", str(faq))
    assert (ended.code, ended.out) == (2, "")
    assert "is not a directory" in ended.err


def test_a_broken_base_in_the_directory_is_reported_and_left_alone(call: Caller, faq: Path) -> None:
    folder = call.home / "base"
    folder.mkdir()
    (folder / "a.yaml").write_text("title: [x\n")
    ended = call("import", str(faq), "--output", str(folder))
    assert (ended.code, ended.out) == (3, "")
    assert f"{folder}/a.yaml:" in ended.err
    assert [path.name for path in folder.iterdir()] == ["a.yaml"]


def test_a_directory_that_cannot_be_written_is_reported(call: Caller, faq: Path) -> None:
    for folder in ("/proc/base", "/dev/null/base"):
        ended = call("import", str(faq), "--output", folder)
        assert (ended.code, ended.out) == (3, "")
        assert "cannot be" in ended.err
